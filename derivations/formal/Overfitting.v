(** * Overfitting leaks

    t-over.  Let an event, say "the loss of the model at the test point is at most eps", hold
    with probability at least 1 - alpha on members and at most q on fresh points.  Then

      E_gamma(P1||P0) >= 1 - alpha - gamma q,   and   Delta_1 >= 1 - alpha - q.

    The generalisation gap: for a loss with values in [0, b],

      Delta_1 >= | E loss(theta, fresh point) - E loss(theta, member) | / b.

    Conditions: any data law p on K atoms, any learner, n >= 1, gamma >= 0, b > 0. *)

From Coq Require Import List Reals Lra.
From Boundcalc Require Import Game FiniteSums HockeyStick.
Open Scope R_scope.

(** The probability of an event, and the mean of a loss, under a law on (model, test point). *)
Definition chance {X} (xs : list X) (P : X -> R) (event : X -> bool) : R :=
  sum xs (fun x => if event x then P x else 0).

Definition mean {X} (xs : list X) (P loss : X -> R) : R := sum xs (fun x => P x * loss x).

Theorem t_over : forall (K : nat) (p : nat -> R) (n : nat) (A : learner R) (gamma alpha q : R)
    (fits : model A * nat -> bool),
  let P1 := member_law K p n A in
  let P0 := nonmember_law K p n A in
  0 <= gamma -> 1 - alpha <= chance (outcomes K A) P1 fits -> chance (outcomes K A) P0 fits <= q ->
  1 - alpha - gamma * q <= hockey_stick (outcomes K A) gamma P1 P0
  /\ 1 - alpha - q <= Delta K p n A 1.
Proof.
  intros K p n A gamma alpha q fits P1 P0 Hgamma H1 H0.
  set (test := fun x => if fits x then 1 else 0 : R).
  assert (Hchance : forall P, chance (outcomes K A) P fits = sum (outcomes K A) (fun x => P x * test x)).
  { intros P. apply sum_ext. intros x _. unfold test. destruct (fits x); ring. }
  assert (Htest : forall x, In x (outcomes K A) -> 0 <= test x <= 1)
    by (intros x _; unfold test; destruct (fits x); lra).
  rewrite Hchance in H1, H0.
  assert (Hstick : forall g, 0 <= g -> 1 - alpha - g * q <= hockey_stick (outcomes K A) g P1 P0).
  { intros g Hg. pose proof (hockey_stick_event _ g P1 P0 test Htest). nra. }
  split; [now apply Hstick|]. unfold Delta. rewrite divergence_above by lra.
  pose proof (Hstick 1 Rle_0_1). fold P1 P0. lra.
Qed.

Theorem t_gap : forall (K : nat) (p : nat -> R) (n : nat) (A : learner R) (b : R)
    (loss : model A * nat -> R),
  is_law (atoms K) p -> is_learner K n A -> (1 <= n)%nat -> 0 < b ->
  (forall x, In x (outcomes K A) -> 0 <= loss x <= b) ->
  let P1 := member_law K p n A in
  let P0 := nonmember_law K p n A in
  Rabs (mean (outcomes K A) P0 loss - mean (outcomes K A) P1 loss) / b <= Delta K p n A 1.
Proof.
  intros K p n A b loss Hp HA Hn Hb Hloss P1 P0.
  destruct (member_law_is_law K p n A Hp HA Hn) as [_ H1].
  destruct (nonmember_law_is_law K p n A Hp HA) as [_ H0]. fold P1 in H1. fold P0 in H0.
  unfold Delta. rewrite divergence_above by lra. fold P1 P0.
  assert (Hscaled : forall P, sum (outcomes K A) (fun x => P x * (/ b * loss x)) = / b * mean (outcomes K A) P loss).
  { intros P. unfold mean. rewrite <- sum_scale. apply sum_ext. intros; ring. }
  assert (Hrest : forall P, sum (outcomes K A) P = 1 ->
    sum (outcomes K A) (fun x => P x * (1 - / b * loss x)) = 1 - / b * mean (outcomes K A) P loss).
  { intros P HP. rewrite (sum_ext _ _ (fun x => P x - P x * (/ b * loss x))) by (intros; ring).
    now rewrite sum_minus, HP, Hscaled. }
  assert (Hunit : forall x, In x (outcomes K A) -> 0 <= / b * loss x <= 1).
  { intros x Hx. destruct (Hloss x Hx). pose proof (Rinv_0_lt_compat b Hb).
    split; [apply Rmult_le_pos; lra|]. rewrite <- (Rinv_l b) by lra. apply Rmult_le_compat_l; lra. }
  pose proof (hockey_stick_event _ 1 P1 P0 (fun x => / b * loss x) Hunit) as Hmore.
  pose proof (hockey_stick_event _ 1 P1 P0 (fun x => 1 - / b * loss x)
    ltac:(intros x Hx; specialize (Hunit x Hx); cbn beta; lra)) as Hless.
  rewrite !Hscaled in Hmore. rewrite !Hrest in Hless by assumption.
  unfold Rdiv. rewrite Rmult_comm. unfold Rabs. destruct Rcase_abs; lra.
Qed.
