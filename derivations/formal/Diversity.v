(** * The diversity bound

    t-ck.  Every learner on every data law with K atoms satisfies

      Delta_gamma(P, A, n) <= C_K / (2 sqrt n),   C_K = sum_j sqrt(p_j (1 - p_j)),

    and C_K <= sqrt(K - 1).
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

Theorem t_ck : forall (K : nat) (p : nat -> R) (n : nat) (A : learner R) (gamma : R),
  is_law (atoms K) p -> is_learner K n A -> (1 <= n)%nat -> 0 < gamma ->
  Delta K p n A gamma <= diversity K p / (2 * sqrt (INR n)).
Proof.
  intros K p n A gamma Hp HA Hn Hgamma.
  apply Rle_trans with (Delta K p n A 1); [now apply t_sandwich|].
  apply Rle_trans with (Delta K p n (empirical K n) 1); [now apply t_worst|].
  rewrite (proj1 (t_disc K p n 1 Hp Hn)) by lra.
  unfold diversity, Rdiv. rewrite <- sum_scale_r. apply sum_le. intros j Hj.
  apply binomial_excess; [assumption|]. now apply law_at_most_one with (xs := atoms K).
Qed.

(** Cauchy-Schwarz: the uniform law is the most diverse. *)
Lemma diversity_at_most K p : is_law (atoms K) p -> (1 <= K)%nat -> diversity K p <= sqrt (INR K - 1).
Proof.
  intros Hp HK. assert (HK1 : 1 <= INR K) by (change 1 with (INR 1); now apply le_INR).
  assert (Hcard : forall c, sum (atoms K) (fun _ => c) = INR K * c).
  { intros c. rewrite sum_const. unfold atoms. now rewrite seq_length. }
  (* On each atom, 2 c sqrt(p(1-p)) <= p(1-p) + c^2, and p(1-p) <= p - (2p - 1/K)/K. *)
  destruct (Rle_lt_or_eq_dec 1 (INR K) HK1) as [Hlt|Heq].
  - set (c := sqrt (INR K - 1) / INR K).
    assert (Hs : 0 < sqrt (INR K - 1)) by (apply sqrt_lt_R0; lra).
    assert (Hc : 0 < c) by (apply Rdiv_lt_0_compat; lra).
    assert (Hcc : c * c = (INR K - 1) / (INR K * INR K)).
    { unfold c. rewrite <- (sqrt_sqrt (INR K - 1)) at 3 by lra. field. lra. }
    assert (Hsum : 2 * c * diversity K p <= 2 * c * sqrt (INR K - 1)).
    { unfold diversity. rewrite <- sum_scale.
      apply Rle_trans with (sum (atoms K) (fun j => p j * (1 - 2 / INR K) + (1 / (INR K * INR K) + c * c))).
      - apply sum_le. intros j Hj. pose proof (law_at_most_one _ _ _ Hp Hj) as Hpj.
        assert (0 <= p j * (1 - p j)) by nra.
        pose proof (sqrt_sqrt (p j * (1 - p j)) ltac:(assumption)).
        pose proof (pow2_ge_0 (sqrt (p j * (1 - p j)) - c)).
        pose proof (pow2_ge_0 (p j - 1 / INR K)).
        replace (p j * (1 - 2 / INR K) + (1 / (INR K * INR K) + c * c))
          with (p j * (1 - p j) + (p j - 1 / INR K) ^ 2 + c * c) by (field; lra).
        nra.
      - apply Req_le. rewrite sum_plus, sum_scale_r, Hcard, Hcc.
        destruct Hp as [_ ->]. unfold c.
        replace (2 * (sqrt (INR K - 1) / INR K) * sqrt (INR K - 1))
          with (2 * (sqrt (INR K - 1) * sqrt (INR K - 1)) / INR K) by (field; lra).
        rewrite sqrt_sqrt by lra. field. lra. }
    apply Rmult_le_reg_l with (2 * c); [lra|assumption].
  - assert (HK' : K = 1%nat) by (apply INR_eq; now rewrite <- Heq). subst K.
    destruct Hp as [_ Htotal]. cbn in Htotal. unfold diversity. cbn.
    replace (p 0%nat * (1 - p 0%nat)) with 0 by nra.
    rewrite Rminus_diag_eq, sqrt_0 by reflexivity. lra.
Qed.
