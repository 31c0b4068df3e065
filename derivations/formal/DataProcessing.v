(** * Data processing

    t-dpi.  Publishing only an output drawn from the model by a Markov kernel V
    (quantising, noising, answering queries) cannot raise the leakage:

      Delta_gamma(P, V o A, n) <= Delta_gamma(P, A, n).

    Conditions: any p on K atoms, any learner, any finite output
    space, any gamma. *)

From Coq Require Import List Reals Lra.
From Boundcalc Require Import Game FiniteSums HockeyStick.
Open Scope R_scope.

(** V is a Markov kernel from the points xs to the points ys. *)
Definition is_kernel {X Y} (xs : list X) (ys : list Y) (V : X -> Y -> R) : Prop :=
  forall x, In x xs -> is_law ys (V x).

(** Data processing for any two functions on X, seen through V. *)
Lemma hockey_stick_kernel {X Y} (xs : list X) (ys : list Y) V g P Q :
  is_kernel xs ys V ->
  hockey_stick ys g (fun y => sum xs (fun x => P x * V x y)) (fun y => sum xs (fun x => Q x * V x y))
  <= hockey_stick xs g P Q.
Proof.
  intros HV. rewrite !hockey_stick_unfold.
  apply Rle_trans with (sum ys (fun y => sum xs (fun x => V x y * positive_part (P x - g * Q x)))).
  - apply sum_le. intros y Hy.
    rewrite <- sum_scale, <- sum_minus.
    rewrite (sum_ext _ _ (fun x => V x y * (P x - g * Q x))) by (intros; ring).
    apply positive_part_sum. intros x Hx. now apply (HV x Hx).
  - apply Req_le. rewrite sum_swap. apply sum_ext. intros x Hx.
    rewrite sum_scale_r. destruct (HV x Hx) as [_ ->]. ring.
Qed.

(** The divergence of two laws on (model, test point) is a sum over test points. *)
Lemma hockey_stick_prod {X Y} (xs : list X) (ys : list Y) g (P Q : X * Y -> R) :
  hockey_stick (list_prod xs ys) g P Q =
  sum ys (fun y => hockey_stick xs g (fun x => P (x, y)) (fun x => Q (x, y))).
Proof. exact (sum_prod_swap xs ys (fun x => positive_part (P x - g * Q x))). Qed.

Section PostProcess.

Variables (K : nat) (p : nat -> R) (n : nat) (A : learner R).
Context {Y : Type} (ys : list Y) (V : model A -> Y -> R).

Lemma post_process_member_law y z :
  member_law K p n (post_process A ys V) (y, z) =
  sum (models A) (fun m => member_law K p n A (m, z) * V m y).
Proof.
  rewrite member_law_unfold. cbn [release post_process].
  rewrite (sum_ext (models A) _ (fun m => sum (samples K n) (fun s =>
    weight p s * release A s m * frequency z s * V m y))).
  - rewrite sum_swap. apply sum_ext. intros s _.
    rewrite Rmult_assoc, (Rmult_comm (sum _ _)), <- Rmult_assoc, <- sum_scale.
    apply sum_ext. intros m _. cbn. ring.
  - intros m _. rewrite member_law_unfold. now rewrite sum_scale_r.
Qed.

Lemma post_process_nonmember_law y z :
  nonmember_law K p n (post_process A ys V) (y, z) =
  sum (models A) (fun m => nonmember_law K p n A (m, z) * V m y).
Proof.
  rewrite nonmember_law_unfold, release_law_unfold. cbn [release post_process].
  rewrite (sum_ext (models A) _ (fun m => sum (samples K n) (fun s =>
    weight p s * release A s m * V m y) * p z)).
  - rewrite sum_scale_r. f_equal. rewrite sum_swap. apply sum_ext. intros s _.
    rewrite <- sum_scale. apply sum_ext. intros m _. cbn. ring.
  - intros m _. rewrite nonmember_law_unfold, release_law_unfold, sum_scale_r. ring.
Qed.

End PostProcess.

Theorem t_dpi : forall (K : nat) (p : nat -> R) (n : nat) (A : learner R) (gamma : R)
    (Y : Type) (outputs : list Y) (V : model A -> Y -> R),
  is_kernel (models A) outputs V ->
  Delta K p n (post_process A outputs V) gamma <= Delta K p n A gamma.
Proof.
  intros K p n A gamma Y outputs V HV.
  assert (Hstick : forall g (P Q : model A * nat -> R) (P' Q' : Y * nat -> R),
    (forall y z, P' (y, z) = sum (models A) (fun m => P (m, z) * V m y)) ->
    (forall y z, Q' (y, z) = sum (models A) (fun m => Q (m, z) * V m y)) ->
    hockey_stick (outcomes K (post_process A outputs V)) g P' Q' <= hockey_stick (outcomes K A) g P Q).
  { intros g P Q P' Q' HP HQ. unfold outcomes. rewrite !hockey_stick_prod.
    apply sum_le. intros z _.
    apply Rle_trans with (2 := hockey_stick_kernel _ _ V g (fun m => P (m, z)) (fun m => Q (m, z)) HV).
    apply Req_le, sum_ext. intros y _. cbn. now rewrite HP, HQ. }
  pose proof (post_process_member_law K p n A outputs V) as H1.
  pose proof (post_process_nonmember_law K p n A outputs V) as H0.
  unfold Delta. destruct (Rle_dec 1 gamma).
  - rewrite !divergence_above by assumption. now apply Hstick.
  - rewrite !divergence_below by lra. now apply Hstick.
Qed.
