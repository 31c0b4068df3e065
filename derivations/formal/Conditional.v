(** * Leakage, one target at a time

    t-cond.  For a learner that is symmetric in the data,

      Delta_gamma(P, A, n) = E_{z ~ P} [ D_gamma( law(theta | z_1 = z), law(theta) ) ]:

    the leakage of one target, averaged over targets.
    Conditions: any data law p on K atoms, any symmetric learner, n >= 1, any gamma. *)

From Coq Require Import List Arith Lia Permutation Reals Lra.
From Boundcalc Require Import Game FiniteSums HockeyStick DataProcessing.
Import ListNotations.
Open Scope R_scope.

Definition is_symmetric (A : learner R) : Prop :=
  forall s t, Permutation s t -> forall m, release A s m = release A t m.

(** The law of the model given that the first training point is z: the rest is still i.i.d. *)
Definition law_given (K : nat) (p : nat -> R) (n : nat) (A : learner R) (z : nat) (m : model A) : R :=
  sum (samples K (n - 1)) (fun s => weight p s * release A (z :: s) m).

(** It is the conditional law: p(z) times it is the probability that z_1 = z and theta = m. *)
Lemma law_given_is_conditional K p n A z m :
  (1 <= n)%nat -> In z (atoms K) ->
  p z * law_given K p n A z m =
  sum (samples K n) (fun s => if Nat.eq_dec (hd 0%nat s) z then weight p s * release A s m else 0).
Proof.
  intros Hn Hz. destruct n as [|n]; [lia|]. unfold law_given.
  replace (S n - 1)%nat with n by lia. rewrite sum_samples, <- sum_scale.
  rewrite (sum_ext (atoms K) _ (fun y => if Nat.eq_dec y z
    then sum (samples K n) (fun s => weight p (y :: s) * release A (y :: s) m) else 0)).
  - rewrite sum_at by auto using atoms_NoDup. apply sum_ext. intros s _. rewrite weight_cons. ring.
  - intros y _. cbn [hd]. destruct (Nat.eq_dec y z); [reflexivity|apply sum_zero].
Qed.

(** Exchangeability: for a symmetric f, each of the n positions contributes alike. *)
Lemma exchangeable K (p : nat -> R) z : In z (atoms K) ->
  forall n (f : list nat -> R), (forall s t, Permutation s t -> f s = f t) ->
  sum (samples K (S n)) (fun s => weight p s * f s * INR (count_occ Nat.eq_dec s z)) =
  INR (S n) * p z * sum (samples K n) (fun s => weight p s * f (z :: s)).
Proof.
  intros Hz.
  assert (Hfirst : forall n (f : list nat -> R),
    sum (samples K (S n)) (fun s => weight p s * f s * INR (count_occ Nat.eq_dec s z)) =
    p z * sum (samples K n) (fun s => weight p s * f (z :: s))
    + sum (atoms K) (fun y => p y * sum (samples K n) (fun s =>
        weight p s * f (y :: s) * INR (count_occ Nat.eq_dec s z)))).
  { intros n f. rewrite sum_samples.
    rewrite (sum_ext (atoms K) _ (fun y =>
      (if Nat.eq_dec y z then p y * sum (samples K n) (fun s => weight p s * f (y :: s)) else 0)
      + p y * sum (samples K n) (fun s => weight p s * f (y :: s) * INR (count_occ Nat.eq_dec s z)))).
    - rewrite sum_plus, sum_at by auto using atoms_NoDup. reflexivity.
    - intros y _. rewrite <- !sum_scale. cbn [count_occ]. destruct (Nat.eq_dec y z).
      + rewrite <- sum_plus. apply sum_ext. intros s _. rewrite weight_cons, S_INR. ring.
      + rewrite Rplus_0_l. apply sum_ext. intros s _. rewrite weight_cons. ring. }
  induction n as [|n IH]; intros f Hf; rewrite Hfirst.
  - rewrite (sum_ext (atoms K) _ (fun _ => 0)), sum_zero.
    + change (INR 1) with 1. ring.
    + intros y _. cbn. ring.
  - rewrite (sum_ext (atoms K) _ (fun y => (INR (S n) * p z) *
      (p y * sum (samples K n) (fun s => weight p s * f (z :: y :: s))))).
    + rewrite sum_scale, (S_INR (S n)).
      replace (sum (atoms K) _) with (sum (samples K (S n)) (fun s => weight p s * f (z :: s))); [ring|].
      rewrite sum_samples. apply sum_ext. intros y _. rewrite <- sum_scale.
      apply sum_ext. intros s _. rewrite weight_cons. ring.
    + intros y _. rewrite (IH (fun s => f (y :: s))) by (intros; apply Hf; now constructor).
      rewrite (sum_ext (samples K n) _ (fun s => weight p s * f (z :: y :: s))); [ring|].
      intros s _. f_equal. apply Hf. apply perm_swap.
Qed.

(** A uniform training point may be taken to be the first one. *)
Lemma member_law_first K p n A m z :
  is_symmetric A -> (1 <= n)%nat -> In z (atoms K) ->
  member_law K p n A (m, z) = p z * law_given K p n A z m.
Proof.
  intros HA Hn Hz. destruct n as [|n]; [lia|]. rewrite member_law_unfold. unfold law_given.
  replace (S n - 1)%nat with n by lia.
  assert (HSn : INR (S n) <> 0) by (apply not_0_INR; lia).
  rewrite (sum_ext _ _ (fun s =>
    / INR (S n) * (weight p s * release A s m * INR (count_occ Nat.eq_dec s z)))).
  - rewrite sum_scale, (exchangeable K p z Hz n (fun s => release A s m)).
    + field. assumption.
    + intros s t Hst. now apply HA.
  - intros s Hs. unfold frequency. cbn [div of_nat real].
    rewrite (sample_size _ _ _ Hs). field. assumption.
Qed.

(** Both laws of the game factor as p(z) times a law of the model. *)
Lemma hockey_stick_factor {X Y} (xs : list X) (ys : list Y) g (p : Y -> R) (P Q : X * Y -> R) P' Q' :
  (forall y, In y ys -> 0 <= p y) ->
  (forall x y, In y ys -> P (x, y) = p y * P' y x) ->
  (forall x y, In y ys -> Q (x, y) = p y * Q' y x) ->
  hockey_stick (list_prod xs ys) g P Q = sum ys (fun y => p y * hockey_stick xs g (P' y) (Q' y)).
Proof.
  intros Hp HP HQ. rewrite hockey_stick_prod. apply sum_ext. intros y Hy.
  rewrite !hockey_stick_unfold, <- sum_scale. apply sum_ext. intros x _.
  rewrite HP, HQ, <- positive_part_scale by auto. f_equal. ring.
Qed.

Theorem t_cond : forall (K : nat) (p : nat -> R) (n : nat) (A : learner R) (gamma : R),
  is_law (atoms K) p -> is_symmetric A -> (1 <= n)%nat ->
  Delta K p n A gamma =
  sum (atoms K) (fun z => p z * divergence (models A) gamma (law_given K p n A z) (release_law K p n A)).
Proof.
  intros K p n A gamma [Hp _] HA Hn.
  assert (H1 : forall m z, In z (atoms K) ->
    member_law K p n A (m, z) = p z * law_given K p n A z m) by (intros; now apply member_law_first).
  assert (H0 : forall m z, In z (atoms K) ->
    nonmember_law K p n A (m, z) = p z * release_law K p n A m)
    by (intros; rewrite nonmember_law_unfold; ring).
  unfold Delta, outcomes. destruct (Rle_dec 1 gamma).
  - rewrite divergence_above by assumption.
    rewrite (hockey_stick_factor _ _ _ p _ _ (law_given K p n A) (fun _ => release_law K p n A)) by auto.
    apply sum_ext. intros. now rewrite divergence_above.
  - rewrite divergence_below by lra.
    rewrite (hockey_stick_factor _ _ _ p _ _ (fun _ => release_law K p n A) (law_given K p n A)) by auto.
    apply sum_ext. intros. now rewrite divergence_below by lra.
Qed.
