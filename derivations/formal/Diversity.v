(** * The diversity bound

    t-ck.  Every learner on every data law with K atoms satisfies

      Delta_gamma(P, A, n) <= C_K / (2 sqrt n),   C_K = sum_j sqrt(p_j (1 - p_j)).

    t-cap.  Each atom counts for no more than its mass:

      Delta_gamma(P, A, n) <= sum_j min( p_j, sqrt(p_j (1 - p_j)) / (2 sqrt n) ).

    Conditions: any data law p on K atoms, any learner, n >= 1, gamma > 0. *)

From Coq Require Import List Arith Lia Reals Lra.
From Boundcalc Require Import Game FiniteSums HockeyStick Sandwich Binomial WorstCaseDiscrete.
Open Scope R_scope.

(** C_K(P) *)
Definition diversity (K : nat) (p : nat -> R) : R := sum (atoms K) (fun j => sqrt (p j * (1 - p j))).

(** Jensen: (E |B - c|)^2 <= E (B - c)^2, since E (|B - c| - t)^2 >= 0 at t = E |B - c|. *)
Lemma binomial_jensen n p (f : nat -> R) :
  0 <= p <= 1 -> binomial_mean n p (fun k => Rabs (f k)) <= sqrt (binomial_mean n p (fun k => f k ^ 2)).
Proof.
  intros Hp. set (t := binomial_mean n p (fun k => Rabs (f k))).
  assert (Ht : 0 <= t).
  { rewrite <- (binomial_mean_const n p 0). apply binomial_mean_le; [assumption|].
    intros. apply Rabs_pos. }
  assert (Hvar : 0 <= binomial_mean n p (fun k => (f k ^ 2 + (- (2 * t)) * Rabs (f k)) + t * t)).
  { rewrite <- (binomial_mean_const n p 0) at 1. apply binomial_mean_le; [assumption|].
    intros k _. rewrite <- pow2_abs. pose proof (pow2_ge_0 (Rabs (f k) - t)). nra. }
  rewrite !binomial_mean_plus, binomial_mean_scale, binomial_mean_const in Hvar. fold t in Hvar.
  rewrite <- (sqrt_Rsqr t Ht). apply sqrt_le_1_alt. unfold Rsqr. lra.
Qed.

(** E (B/n - p)_+ is half the mean absolute deviation. *)
Lemma binomial_excess n p :
  (1 <= n)%nat -> 0 <= p <= 1 ->
  binomial_mean n p (fun k => Rmax 0 (INR k / INR n - 1 * p)) <= sqrt (p * (1 - p)) / (2 * sqrt (INR n)).
Proof.
  intros Hn Hp. assert (HN : 0 < INR n) by (apply lt_0_INR; lia).
  rewrite (binomial_mean_ext _ _ _ (fun k =>
    / (2 * INR n) * (Rabs (INR k - INR n * p) + (INR k - INR n * p)))).
  2:{ intros k _. replace (INR k / INR n - 1 * p) with (/ INR n * (INR k - INR n * p)) by (field; lra).
      replace (/ (2 * INR n)) with (/ 2 * / INR n) by (field; lra). pose proof (Rinv_0_lt_compat _ HN).
      unfold Rmax, Rabs. destruct Rle_dec, Rcase_abs; nra. }
  rewrite binomial_mean_scale, binomial_mean_plus, binomial_mean_centred, Rminus_diag_eq, Rplus_0_r
    by reflexivity.
  pose proof (binomial_jensen n p (fun k => INR k - INR n * p) Hp) as HJ.
  rewrite binomial_variance, Rmult_assoc, sqrt_mult_alt in HJ by lra.
  replace (sqrt (p * (1 - p)) / (2 * sqrt (INR n)))
    with (/ (2 * INR n) * (sqrt (INR n) * sqrt (p * (1 - p)))).
  - apply Rmult_le_compat_l; [|assumption]. apply Rlt_le, Rinv_0_lt_compat. lra.
  - assert (Hs : 0 < sqrt (INR n)) by now apply sqrt_lt_R0.
    rewrite <- (sqrt_sqrt (INR n)) at 1 by lra. field. lra.
Qed.

(** E (B/n - p)_+ <= E B/n *)
Lemma binomial_excess_mass n p :
  (1 <= n)%nat -> 0 <= p <= 1 -> binomial_mean n p (fun k => Rmax 0 (INR k / INR n - 1 * p)) <= p.
Proof.
  intros Hn Hp. assert (HN : 0 < INR n) by (apply lt_0_INR; lia).
  apply Rle_trans with (binomial_mean n p (fun k => / INR n * (INR k - 0))).
  - apply binomial_mean_le; [assumption|]. intros k _. pose proof (pos_INR k).
    assert (0 <= / INR n * INR k) by (apply Rmult_le_pos; [now apply Rlt_le, Rinv_0_lt_compat|assumption]).
    unfold Rdiv. apply Rmax_lub; lra.
  - rewrite binomial_mean_scale, binomial_mean_centred. apply Req_le. field. lra.
Qed.

Theorem t_cap : forall (K : nat) (p : nat -> R) (n : nat) (A : learner R) (gamma : R),
  is_law (atoms K) p -> is_learner K n A -> (1 <= n)%nat -> 0 < gamma ->
  Delta K p n A gamma <=
  sum (atoms K) (fun j => Rmin (p j) (sqrt (p j * (1 - p j)) / (2 * sqrt (INR n)))).
Proof.
  intros K p n A gamma Hp HA Hn Hgamma.
  apply Rle_trans with (Delta K p n A 1); [now apply t_sandwich|].
  apply Rle_trans with (Delta K p n (empirical K n) 1); [now apply t_worst|].
  rewrite (proj1 (t_disc K p n 1 Hp Hn)) by lra.
  apply sum_le. intros j Hj. pose proof (law_at_most_one _ _ _ Hp Hj).
  apply Rmin_glb; [now apply binomial_excess_mass|now apply binomial_excess].
Qed.

Theorem t_ck : forall (K : nat) (p : nat -> R) (n : nat) (A : learner R) (gamma : R),
  is_law (atoms K) p -> is_learner K n A -> (1 <= n)%nat -> 0 < gamma ->
  Delta K p n A gamma <= diversity K p / (2 * sqrt (INR n)).
Proof.
  intros K p n A gamma Hp HA Hn Hgamma.
  eapply Rle_trans; [now apply t_cap|].
  unfold diversity, Rdiv. rewrite <- sum_scale_r. apply sum_le. intros j _. apply Rmin_r.
Qed.
