(** * De Moivre's mean absolute deviation

    t-mad.  At gamma = 1 one closed term an atom suffices: with m_j = floor(n p_j) + 1,

      Delta_1(P, empirical law, n) = sum_j (m_j/n) C(n, m_j) p_j^m_j (1 - p_j)^(n - m_j + 1).

    Conditions: any data law p on K atoms with every p_j < 1, n >= 1. *)

From Coq Require Import List Arith Lia Reals Lra.
From Boundcalc Require Import Game FiniteSums Binomial WorstCaseDiscrete.
Import ListNotations.
Open Scope R_scope.

Definition de_moivre_term (n m : nat) (p : R) : R :=
  INR m / INR n * (C n m * p ^ m * (1 - p) ^ S (n - m)).

(** sum_{k >= m} P(B = k) (k - np) telescopes. *)
Lemma binomial_tail n p m : (m <= n)%nat ->
  sum (seq m (S (n - m))) (fun k => binomial_mass n p k * (INR k - INR n * p)) =
  INR m * (C n m * p ^ m * (1 - p) ^ S (n - m)).
Proof.
  intros Hm. remember (n - m)%nat as r eqn:Hr. revert m Hm Hr.
  induction r as [|r IH]; intros m Hm Hr.
  - replace m with n by lia. cbn [seq]. rewrite sum_cons. cbn [sum fold_right zero real].
    unfold binomial_mass. rewrite C_n, Nat.sub_diag. cbn [pow]. ring.
  - change (seq m (S (S r))) with (m :: seq (S m) (S r)).
    rewrite sum_cons, IH by lia. unfold binomial_mass. rewrite <- Hr.
    replace (INR (S m) * (C n (S m) * p ^ S m * (1 - p) ^ S r))
      with (C n (S m) * (INR m + 1) * (p ^ S m * (1 - p) ^ S r)) by (rewrite S_INR; ring).
    rewrite C_next by lia. cbn [pow]. ring.
Qed.

Lemma de_moivre n p m :
  (1 <= n)%nat -> 0 <= p < 1 -> INR m - 1 <= INR n * p < INR m ->
  binomial_mean n p (fun k => Rmax 0 (INR k / INR n - 1 * p)) = de_moivre_term n m p.
Proof.
  intros Hn Hp Hm. assert (HN : 0 < INR n) by (apply lt_0_INR; lia).
  assert (Hmn : (m <= n)%nat).
  { apply Nat.lt_succ_r, INR_lt. rewrite S_INR. nra. }
  unfold binomial_mean, de_moivre_term.
  replace (seq 0 (S n)) with (seq 0 m ++ seq m (S (n - m)))
    by (rewrite <- seq_app; f_equal; lia).
  rewrite sum_app, (sum_ext (seq 0 m) _ (fun _ => 0)), sum_zero, Rplus_0_l.
  - rewrite (sum_ext _ _ (fun k => / INR n * (binomial_mass n p k * (INR k - INR n * p)))).
    + rewrite sum_scale, binomial_tail by assumption. field. lra.
    + intros k Hk. apply in_seq in Hk. assert (INR m <= INR k) by (apply le_INR; lia).
      rewrite Rmax_right; [field; lra|].
      apply Rmult_le_reg_l with (INR n); [assumption|]. field_simplify; lra.
  - intros k Hk. apply in_seq in Hk. assert (INR k <= INR m - 1).
    { assert (INR (S k) <= INR m) by (apply le_INR; lia). rewrite S_INR in *. lra. }
    rewrite Rmax_left; [ring|].
    apply Rmult_le_reg_l with (INR n); [assumption|]. field_simplify; lra.
Qed.

Theorem t_mad : forall (K : nat) (p : nat -> R) (n : nat) (m : nat -> nat),
  is_law (atoms K) p -> (1 <= n)%nat ->
  (forall j, In j (atoms K) -> p j < 1 /\ INR (m j) - 1 <= INR n * p j < INR (m j)) ->
  Delta K p n (empirical K n) 1 = sum (atoms K) (fun j => de_moivre_term n (m j) (p j)).
Proof.
  intros K p n m Hp Hn Hm. rewrite (proj1 (t_disc K p n 1 Hp Hn)) by lra.
  apply sum_ext. intros j Hj. destruct (Hm j Hj) as [Hlt Hfloor].
  apply de_moivre; [assumption| |assumption]. split; [|assumption]. now apply Hp.
Qed.
