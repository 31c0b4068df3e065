(** * Leakage, one model at a time

    t-suff.  Disintegrating on the released model instead of the target,

      Delta_gamma(P, A, n) = E_theta [ D_gamma( law(z_1 | theta), P ) ]:

    what leaks is how far the member's law given what was released, say a sufficient
    statistic, is from the data law.
    Conditions: any data law p on K atoms, any learner, n >= 1, any gamma.  The member is a
    uniform training point; for a symmetric learner it is z_1 (Conditional.v). *)

From Coq Require Import List Reals Lra.
From Boundcalc Require Import Game FiniteSums HockeyStick.
Open Scope R_scope.

(** The law of the member given the model; where the model has no mass the value is immaterial. *)
Definition member_given (K : nat) (p : nat -> R) (n : nat) (A : learner R) (m : model A) (z : nat) : R :=
  member_law K p n A (m, z) / release_law K p n A m.

(** The model's marginal under P1 is its law. *)
Lemma member_law_marginal K p n A m :
  (1 <= n)%nat -> sum (atoms K) (fun z => member_law K p n A (m, z)) = release_law K p n A m.
Proof.
  intros Hn. rewrite (sum_ext _ _ _ (fun z _ => member_law_unfold K p n A m z)), sum_swap, release_law_unfold.
  apply sum_ext. intros s Hs. rewrite sum_scale, frequency_total with (n := n) by assumption. ring.
Qed.

Theorem t_suff : forall (K : nat) (p : nat -> R) (n : nat) (A : learner R) (gamma : R),
  is_law (atoms K) p -> is_learner K n A -> (1 <= n)%nat ->
  Delta K p n A gamma =
  sum (models A) (fun m => release_law K p n A m * divergence (atoms K) gamma (member_given K p n A m) p).
Proof.
  intros K p n A gamma Hp HA Hn.
  assert (Hr : forall m, In m (models A) -> 0 <= release_law K p n A m)
    by (intros; now apply (release_law_is_law K p n A Hp HA)).
  assert (H1 : forall m z, In m (models A) -> In z (atoms K) ->
    member_law K p n A (m, z) = release_law K p n A m * member_given K p n A m z).
  { intros m z Hm Hz. unfold member_given.
    destruct (Req_dec (release_law K p n A m) 0) as [Hzero|]; [|now field].
    (* No mass on m: nothing on (m, z) either. *)
    assert (Hpos : forall y, In y (atoms K) -> 0 <= member_law K p n A (m, y)).
    { intros y Hy. apply (member_law_is_law K p n A Hp HA Hn). now apply in_prod. }
    pose proof (sum_member (atoms K) z (fun y => member_law K p n A (m, y)) Hpos Hz) as Hle.
    rewrite member_law_marginal, Hzero in Hle by assumption. specialize (Hpos z Hz).
    rewrite Hzero. cbn in Hle. lra. }
  assert (Hstick : forall g (P Q : model A * nat -> R) P' Q',
    (forall m z, In m (models A) -> In z (atoms K) -> P (m, z) = release_law K p n A m * P' m z) ->
    (forall m z, In m (models A) -> In z (atoms K) -> Q (m, z) = release_law K p n A m * Q' m z) ->
    hockey_stick (outcomes K A) g P Q =
    sum (models A) (fun m => release_law K p n A m * hockey_stick (atoms K) g (P' m) (Q' m))).
  { intros g P Q P' Q' HP HQ. unfold outcomes. rewrite hockey_stick_unfold, sum_prod.
    apply sum_ext. intros m Hm. rewrite hockey_stick_unfold, <- sum_scale.
    apply sum_ext. intros z Hz. rewrite HP, HQ, <- positive_part_scale by auto. f_equal. ring. }
  unfold Delta. destruct (Rle_dec 1 gamma).
  - rewrite divergence_above, (Hstick _ _ _ (member_given K p n A) (fun _ => p)) by auto.
    apply sum_ext. intros. now rewrite divergence_above.
  - rewrite divergence_below, (Hstick _ _ _ (fun _ => p) (member_given K p n A)) by (auto || lra).
    apply sum_ext. intros. now rewrite divergence_below by lra.
Qed.
