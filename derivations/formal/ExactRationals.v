(** * Computing over the rationals is computing over the reals

    The game of Game.v, read over Q, can be run by the kernel ([vm_compute]); this file
    carries what comes out to the same game over R. *)

From Coq Require Import List Arith ZArith QArith Qreals Qreduction Lia Reals Lra FunctionalExtensionality.
From Boundcalc Require Import Game FiniteSums HockeyStick.
Open Scope R_scope.

(** ** The operations *)

Lemma Q2R_0 : Q2R 0 = 0.
Proof. unfold Q2R. cbn. lra. Qed.

Lemma Q2R_1 : Q2R 1 = 1.
Proof. unfold Q2R. cbn. lra. Qed.

Lemma Q2R_red x : Q2R (Qred x) = Q2R x.
Proof. apply Qeq_eqR, Qred_correct. Qed.

Lemma Q2R_add x y : Q2R (add x y) = Q2R x + Q2R y.
Proof. cbn [add rational]. now rewrite Q2R_red, Q2R_plus. Qed.

Lemma Q2R_sub x y : Q2R (sub x y) = Q2R x - Q2R y.
Proof. cbn [sub rational]. now rewrite Q2R_red, Q2R_minus. Qed.

Lemma Q2R_mul x y : Q2R (mul x y) = Q2R x * Q2R y.
Proof. cbn [mul rational]. now rewrite Q2R_red, Q2R_mult. Qed.

Lemma Q2R_divide x y : Q2R y <> 0 -> Q2R (div x y) = Q2R x / Q2R y.
Proof.
  intros Hy. cbn [div rational]. rewrite Q2R_red. apply Q2R_div. intros H. apply Hy. now rewrite (Qeq_eqR _ _ H), Q2R_0.
Qed.

Lemma Q2R_of_nat n : Q2R (of_nat n) = INR n.
Proof. cbn [of_nat rational]. unfold Q2R, inject_Z. cbn [Qnum Qden]. rewrite INR_IZR_INZ. field. Qed.

Lemma Q2R_at_most (x y : Q) : at_most x y = at_most (Q2R x) (Q2R y).
Proof.
  cbn [at_most rational real]. destruct Rle_dec as [H|H].
  - apply Qle_bool_iff. now apply Rle_Qle.
  - apply Bool.not_true_iff_false. intros Hle. apply H, Qle_Rle. now apply Qle_bool_iff.
Qed.

Lemma Q2R_if (b : bool) x y : Q2R (if b then x else y) = if b then Q2R x else Q2R y.
Proof. now destruct b. Qed.

(** ** The definitions *)

Lemma Q2R_sum {X} (xs : list X) f : Q2R (sum xs f) = sum xs (fun x => Q2R (f x)).
Proof.
  induction xs as [|x xs IH]; [exact Q2R_0|].
  change (sum (x :: xs) f) with (add (f x) (sum xs f)). now rewrite Q2R_add, IH.
Qed.

Lemma Q2R_positive_part x : Q2R (positive_part x) = positive_part (Q2R x).
Proof.
  unfold positive_part. rewrite Q2R_if, Q2R_at_most. cbn [zero rational real]. now rewrite Q2R_0.
Qed.

Lemma Q2R_hockey_stick {X} (xs : list X) g P Q :
  Q2R (hockey_stick xs g P Q) = hockey_stick xs (Q2R g) (fun x => Q2R (P x)) (fun x => Q2R (Q x)).
Proof.
  unfold hockey_stick. rewrite Q2R_sum. apply sum_ext. intros x _.
  now rewrite Q2R_positive_part, Q2R_sub, Q2R_mul.
Qed.

Lemma Q2R_divergence {X} (xs : list X) gamma P Q :
  0 < Q2R gamma ->
  Q2R (divergence xs gamma P Q) = divergence xs (Q2R gamma) (fun x => Q2R (P x)) (fun x => Q2R (Q x)).
Proof.
  intros Hgamma. unfold divergence. rewrite Q2R_if, Q2R_at_most, !Q2R_hockey_stick, Q2R_divide by lra.
  cbn [one rational real]. now rewrite Q2R_1.
Qed.

Lemma Q2R_weight p s : Q2R (weight p s) = weight (fun z => Q2R (p z)) s.
Proof.
  induction s as [|z s IH]; [exact Q2R_1|].
  change (weight p (z :: s)) with (mul (p z) (weight p s)). now rewrite Q2R_mul, IH.
Qed.

Lemma Q2R_frequency z s : (1 <= length s)%nat -> Q2R (frequency z s) = frequency z s.
Proof.
  intros Hs. unfold frequency. rewrite Q2R_divide; rewrite !Q2R_of_nat; [reflexivity|].
  apply not_0_INR. lia.
Qed.

(** ** The game *)

(** The same learner, its probabilities read as reals. *)
Definition over_reals (A : learner Q) : learner R :=
  Learner (model A) (models A) (fun s m => Q2R (release A s m)).

Lemma over_reals_statistic {Y} (eq_dec : forall x y : Y, {x = y} + {x <> y}) f K n :
  over_reals (statistic eq_dec f K n) = statistic eq_dec f K n.
Proof.
  unfold over_reals, statistic. cbn. f_equal.
  apply functional_extensionality. intros s. apply functional_extensionality. intros m.
  destruct eq_dec; [apply Q2R_1|apply Q2R_0].
Qed.

Section Game.

Variables (K : nat) (p : nat -> Q) (n : nat) (A : learner Q).

Lemma Q2R_member_law x :
  (1 <= n)%nat -> Q2R (member_law K p n A x) = member_law K (fun z => Q2R (p z)) n (over_reals A) x.
Proof.
  intros Hn. unfold member_law. rewrite Q2R_sum. apply sum_ext. intros s Hs.
  rewrite !Q2R_mul, Q2R_weight, Q2R_frequency; [reflexivity|]. now rewrite (sample_size _ _ _ Hs).
Qed.

Lemma Q2R_nonmember_law x :
  Q2R (nonmember_law K p n A x) = nonmember_law K (fun z => Q2R (p z)) n (over_reals A) x.
Proof.
  unfold nonmember_law, release_law. rewrite Q2R_mul, Q2R_sum. cbn [mul real]. f_equal.
  apply sum_ext. intros s Hs. now rewrite Q2R_mul, Q2R_weight.
Qed.

Theorem Q2R_Delta gamma :
  (1 <= n)%nat -> 0 < Q2R gamma ->
  Delta K (fun z => Q2R (p z)) n (over_reals A) (Q2R gamma) = Q2R (Delta K p n A gamma).
Proof.
  intros Hn Hgamma. unfold Delta. rewrite Q2R_divergence by assumption. f_equal.
  - apply functional_extensionality. intros x. now rewrite Q2R_member_law.
  - apply functional_extensionality. intros x. now rewrite Q2R_nonmember_law.
Qed.

End Game.

(** A law by its list of masses, real or rational. *)
Definition listed (masses : list R) (j : nat) : R := nth j masses 0.

Definition listed_Q (masses : list Q) (j : nat) : Q := nth j masses 0%Q.

Lemma listed_rational masses j : listed (map Q2R masses) j = Q2R (listed_Q masses j).
Proof. unfold listed, listed_Q. rewrite <- Q2R_0. apply map_nth. Qed.

(** The form to use: name the law and gamma as reals, give their rational values, compute. *)
Lemma Delta_by_computation {Y} (eq_dec : forall x y : Y, {x = y} + {x <> y}) f
    K (p : nat -> R) n gamma (p' : nat -> Q) gamma' value :
  (1 <= n)%nat -> 0 < gamma ->
  (forall z, p z = Q2R (p' z)) -> gamma = Q2R gamma' ->
  Delta K p' n (statistic eq_dec f K n) gamma' = value ->
  Delta K p n (statistic eq_dec f K n) gamma = Q2R value.
Proof.
  intros Hn Hgamma Hp -> <-. rewrite <- Q2R_Delta, over_reals_statistic by assumption.
  f_equal. apply functional_extensionality. exact Hp.
Qed.
