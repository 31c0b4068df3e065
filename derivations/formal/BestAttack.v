(** * The best attack

    t-acc.  Whatever the learner, no attack, deterministic or randomised, has a
    weighted accuracy above lambda(1-nu) + nu E_gamma(P1||P0), where
    gamma = lambda(1-nu)/nu; the attack that says "member" iff P1 > gamma P0
    attains it; and the value is the best constant attack plus
    min(nu, lambda(1-nu)) Delta_gamma:

      sup_phi Acc(phi) = lambda(1-nu) + nu E_gamma(P1||P0)
                       = max(nu, lambda(1-nu)) + min(nu, lambda(1-nu)) Delta_gamma.

    Conditions: any data law p on K atoms, any learner, n >= 1, 0 < nu < 1, lambda > 0. *)

From Coq Require Import List Reals Lra.
From Boundcalc Require Import Game FiniteSums HockeyStick.
Open Scope R_scope.

(** A randomised attack says "member" with probability phi. *)
Definition is_attack {X} (xs : list X) (phi : X -> R) : Prop :=
  forall x, In x xs -> 0 <= phi x <= 1.

(** nu P1(phi = 1) + lambda (1-nu) P0(phi = 0) *)
Definition accuracy {X} (xs : list X) (P1 P0 : X -> R) (nu lambda : R) (phi : X -> R) : R :=
  nu * sum xs (fun x => P1 x * phi x) + lambda * (1 - nu) * sum xs (fun x => P0 x * (1 - phi x)).

Lemma accuracy_as_event {X} (xs : list X) P1 P0 nu lambda phi :
  is_law xs P0 -> 0 < nu ->
  accuracy xs P1 P0 nu lambda phi =
  lambda * (1 - nu) + nu * (sum xs (fun x => P1 x * phi x)
                            - lambda * (1 - nu) / nu * sum xs (fun x => P0 x * phi x)).
Proof.
  intros [_ H0] Hnu. unfold accuracy.
  rewrite (sum_ext _ (fun x => P0 x * (1 - phi x)) (fun x => P0 x - P0 x * phi x)) by (intros; ring).
  rewrite sum_minus, H0. field. lra.
Qed.

Theorem t_acc : forall (K : nat) (p : nat -> R) (n : nat) (A : learner R) (nu lambda : R),
  is_law (atoms K) p -> is_learner K n A -> (1 <= n)%nat -> 0 < nu < 1 -> 0 < lambda ->
  let P1 := member_law K p n A in
  let P0 := nonmember_law K p n A in
  let Acc := accuracy (outcomes K A) P1 P0 nu lambda in
  let gamma := lambda * (1 - nu) / nu in
  let best := lambda * (1 - nu) + nu * hockey_stick (outcomes K A) gamma P1 P0 in
  (forall phi, is_attack (outcomes K A) phi -> Acc phi <= best)
  /\ is_attack (outcomes K A) (likelihood_ratio_test P1 P0 gamma)
  /\ Acc (likelihood_ratio_test P1 P0 gamma) = best
  /\ best = Rmax nu (lambda * (1 - nu)) + Rmin nu (lambda * (1 - nu)) * Delta K p n A gamma.
Proof.
  intros K p n A nu lambda Hp HA Hn Hnu Hlambda P1 P0 Acc gamma best.
  assert (H1 : is_law (outcomes K A) P1) by now apply member_law_is_law.
  assert (H0 : is_law (outcomes K A) P0) by now apply nonmember_law_is_law.
  assert (Hprod : 0 < lambda * (1 - nu)) by (apply Rmult_lt_0_compat; lra).
  assert (Hgamma : 0 < gamma) by (apply Rdiv_lt_0_compat; lra).
  assert (Hscaled : nu * gamma = lambda * (1 - nu)) by (unfold gamma; field; lra).
  split; [|split; [|split]].
  - intros phi Hphi. unfold Acc. rewrite accuracy_as_event by (assumption || lra).
    apply Rplus_le_compat_l, Rmult_le_compat_l; [lra|]. now apply hockey_stick_event.
  - intros x _. unfold likelihood_ratio_test. destruct Rlt_dec; lra.
  - unfold Acc. rewrite accuracy_as_event by (assumption || lra).
    unfold best. do 2 f_equal. apply hockey_stick_attained.
  - unfold best, Delta. fold P1 P0. rewrite <- Hscaled.
    destruct (Rle_dec 1 gamma) as [Hge|Hlt].
    + rewrite divergence_above by assumption. rewrite Rmax_right, Rmin_left by nra. ring.
    + rewrite divergence_below by lra. rewrite Rmax_left, Rmin_right by nra.
      rewrite (hockey_stick_dual _ gamma) by assumption. ring.
Qed.
