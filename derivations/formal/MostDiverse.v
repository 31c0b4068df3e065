(** * The uniform law is the most diverse

    t-uniform.  On K atoms C_K <= sqrt(K - 1), with equality iff the law is uniform; so every
    learner satisfies Delta_gamma <= sqrt((K - 1)/n) / 2.
    Conditions: any data law p on K >= 1 atoms; for the bound any learner, n >= 1, gamma > 0. *)

From Coq Require Import List Arith Lia Reals Lra.
From Boundcalc Require Import Game FiniteSums Binomial Diversity.
Open Scope R_scope.

Section Uniform.

Variables (K : nat) (p : nat -> R).
Hypothesis data : is_law (atoms K) p.
Hypothesis several : (2 <= K)%nat.

Let c := sqrt (INR K - 1) / INR K.

Lemma several_R : 2 <= INR K.
Proof. change 2 with (INR 2). now apply le_INR. Qed.

Lemma c_positive : 0 < c.
Proof. pose proof several_R. apply Rdiv_lt_0_compat; [apply sqrt_lt_R0|]; lra. Qed.

(** 2 c sqrt(q) <= q + c^2 at q = p_j(1-p_j), summed: the slack is the distance to the uniform law. *)
Lemma diversity_slack :
  2 * c * diversity K p + sum (atoms K) (fun j => (p j - 1 / INR K) ^ 2) <= 2 * c * sqrt (INR K - 1).
Proof.
  pose proof several_R.
  assert (Hcc : c * c = (INR K - 1) / (INR K * INR K)).
  { unfold c. rewrite <- (sqrt_sqrt (INR K - 1)) at 3 by lra. field. lra. }
  unfold diversity. rewrite <- sum_scale, <- sum_plus.
  apply Rle_trans with (sum (atoms K) (fun j => p j * (1 - 2 / INR K) + (1 / (INR K * INR K) + c * c))).
  - apply sum_le. intros j Hj. pose proof (law_at_most_one _ _ _ data Hj) as Hpj.
    assert (Hq : 0 <= p j * (1 - p j)) by nra.
    pose proof (sqrt_sqrt _ Hq). pose proof (pow2_ge_0 (sqrt (p j * (1 - p j)) - c)).
    replace (p j * (1 - 2 / INR K) + (1 / (INR K * INR K) + c * c))
      with (p j * (1 - p j) + (p j - 1 / INR K) ^ 2 + c * c) by (field; lra).
    nra.
  - apply Req_le. rewrite sum_plus, sum_scale_r, sum_const, Hcc.
    unfold atoms at 2. rewrite seq_length. destruct data as [_ ->]. unfold c.
    replace (2 * (sqrt (INR K - 1) / INR K) * sqrt (INR K - 1))
      with (2 * (sqrt (INR K - 1) * sqrt (INR K - 1)) / INR K) by (field; lra).
    rewrite sqrt_sqrt by lra. field. lra.
Qed.

Lemma diversity_bound : diversity K p <= sqrt (INR K - 1).
Proof.
  pose proof diversity_slack as H. pose proof c_positive.
  assert (0 <= sum (atoms K) (fun j => (p j - 1 / INR K) ^ 2))
    by (apply sum_nonneg; intros; apply pow2_ge_0).
  apply Rmult_le_reg_l with (2 * c); lra.
Qed.

Lemma most_diverse_is_uniform j :
  diversity K p = sqrt (INR K - 1) -> In j (atoms K) -> p j = 1 / INR K.
Proof.
  intros Heq Hj. pose proof diversity_slack as H. rewrite Heq in H.
  pose proof (sum_member (atoms K) j (fun j => (p j - 1 / INR K) ^ 2)
    ltac:(intros; apply pow2_ge_0) Hj) as Hle. cbn beta in Hle.
  assert (p j - 1 / INR K = 0); [|lra]. apply Rsqr_0_uniq. unfold Rsqr.
  pose proof (pow2_ge_0 (p j - 1 / INR K)). lra.
Qed.

End Uniform.

Lemma uniform_diversity K p :
  (1 <= K)%nat -> (forall j, In j (atoms K) -> p j = 1 / INR K) -> diversity K p = sqrt (INR K - 1).
Proof.
  intros HK Hp. assert (HK1 : 1 <= INR K) by (change 1 with (INR 1); now apply le_INR).
  unfold diversity. rewrite (sum_ext _ _ (fun _ => sqrt (INR K - 1) / INR K)).
  - rewrite sum_const. unfold atoms. rewrite seq_length. field. lra.
  - intros j Hj. rewrite (Hp j Hj).
    replace (1 / INR K * (1 - 1 / INR K)) with ((INR K - 1) / (INR K * INR K)) by (field; lra).
    rewrite sqrt_div_alt, sqrt_square by nra. reflexivity.
Qed.

Theorem t_uniform : forall (K : nat) (p : nat -> R),
  is_law (atoms K) p -> (1 <= K)%nat ->
  diversity K p <= sqrt (INR K - 1)
  /\ (diversity K p = sqrt (INR K - 1) <-> forall j, In j (atoms K) -> p j = 1 / INR K)
  /\ (forall (n : nat) (A : learner R) (gamma : R), is_learner K n A -> (1 <= n)%nat -> 0 < gamma ->
        Delta K p n A gamma <= sqrt ((INR K - 1) / INR n) / 2).
Proof.
  intros K p Hp HK. assert (HK1 : 1 <= INR K) by (change 1 with (INR 1); now apply le_INR).
  assert (Hpoint : K = 1%nat -> forall j, In j (atoms K) -> p j = 1 / INR K).
  { intros -> j [<-|[]]. destruct Hp as [_ H]. cbn in *. lra. }
  assert (Hbound : diversity K p <= sqrt (INR K - 1)).
  { destruct (Nat.eq_dec K 1); [apply Req_le, uniform_diversity; auto|].
    apply diversity_bound; [assumption|lia]. }
  split; [assumption|split].
  - split; [|now apply uniform_diversity]. intros Heq.
    destruct (Nat.eq_dec K 1); [auto|]. intros j Hj. apply most_diverse_is_uniform; auto; lia.
  - intros n A gamma HA Hn Hgamma. assert (HN : 0 < INR n) by (apply lt_0_INR; lia).
    eapply Rle_trans; [now apply t_ck|]. pose proof (sqrt_lt_R0 _ HN).
    rewrite sqrt_div_alt by assumption.
    replace (diversity K p / (2 * sqrt (INR n))) with (diversity K p * / (2 * sqrt (INR n))) by reflexivity.
    replace (sqrt (INR K - 1) / sqrt (INR n) / 2) with (sqrt (INR K - 1) * / (2 * sqrt (INR n))) by (field; lra).
    apply Rmult_le_compat_r; [|assumption]. apply Rlt_le, Rinv_0_lt_compat. lra.
Qed.
