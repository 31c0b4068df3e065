(** * Every Delta_gamma between two functions of the total variation

    t-sandwich.  With G = max(gamma, 1/gamma) and TV = Delta_1,

      (1 - G (1 - TV))_+ <= Delta_gamma <= TV.

    Conditions: any data law p on K atoms, any learner, n >= 1, gamma > 0. *)

From Coq Require Import List Reals Lra.
From Boundcalc Require Import Game FiniteSums HockeyStick.
Open Scope R_scope.

(** P - (P - Q)_+ is the common mass min(P, Q); weighted by g >= 1 it still covers min(P, g Q). *)
Lemma hockey_stick_sandwich {X} (xs : list X) g P Q :
  is_law xs P -> is_law xs Q -> 1 <= g ->
  1 - g * (1 - hockey_stick xs 1 P Q) <= hockey_stick xs g P Q <= hockey_stick xs 1 P Q.
Proof.
  intros HP HQ Hg. split; [|now apply hockey_stick_decreasing].
  destruct HP as [HP HP1], HQ as [HQ HQ1]. rewrite !hockey_stick_unfold.
  replace (1 - g * (1 - sum xs (fun x => positive_part (P x - 1 * Q x))))
    with (sum xs (fun x => P x - g * (P x - positive_part (P x - 1 * Q x)))).
  - apply sum_le. intros x Hx. specialize (HP x Hx). specialize (HQ x Hx).
    rewrite !positive_part_max. unfold Rmax. repeat destruct Rle_dec; nra.
  - rewrite sum_minus, sum_scale, sum_minus, HP1. reflexivity.
Qed.

Theorem t_sandwich : forall (K : nat) (p : nat -> R) (n : nat) (A : learner R) (gamma : R),
  is_law (atoms K) p -> is_learner K n A -> (1 <= n)%nat -> 0 < gamma ->
  let TV := Delta K p n A 1 in
  let G := Rmax gamma (1 / gamma) in
  Rmax 0 (1 - G * (1 - TV)) <= Delta K p n A gamma <= TV.
Proof.
  intros K p n A gamma Hp HA Hn Hgamma TV G.
  pose proof (member_law_is_law K p n A Hp HA Hn) as H1.
  pose proof (nonmember_law_is_law K p n A Hp HA) as H0.
  unfold TV, G, Delta. rewrite (divergence_above _ 1) by lra.
  set (P1 := member_law K p n A) in *. set (P0 := nonmember_law K p n A) in *.
  set (xs := outcomes K A) in *.
  enough (1 - Rmax gamma (1 / gamma) * (1 - hockey_stick xs 1 P1 P0) <= divergence xs gamma P1 P0
          <= hockey_stick xs 1 P1 P0) as [Hlow Hup].
  { split; [|assumption]. apply Rmax_lub; [apply divergence_nonneg|assumption]. }
  destruct (Rle_dec 1 gamma) as [Hge|Hlt].
  - assert (1 / gamma <= 1) by (apply Rmult_le_reg_l with gamma; [lra|field_simplify; lra]).
    rewrite divergence_above, Rmax_left by lra. now apply hockey_stick_sandwich.
  - assert (1 <= 1 / gamma) by (apply Rmult_le_reg_l with gamma; [lra|field_simplify; lra]).
    rewrite divergence_below, Rmax_right by lra.
    assert (TV_symmetric : hockey_stick xs 1 P1 P0 = hockey_stick xs 1 P0 P1).
    { rewrite (hockey_stick_dual _ 1 P1 P0) by (assumption || lra).
      replace (1 / 1) with 1 by field. ring. }
    rewrite TV_symmetric. now apply hockey_stick_sandwich.
Qed.
