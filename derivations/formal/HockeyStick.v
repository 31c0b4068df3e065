(** * Hockey-stick divergences of two laws on a finite space *)

From Coq Require Import List Reals Lra.
From Boundcalc Require Import Game FiniteSums.
Open Scope R_scope.

Section HockeyStick.

Context {X : Type}.
Implicit Types (xs : list X) (P Q : X -> R) (g gamma : R).

Lemma hockey_stick_unfold xs g P Q :
  hockey_stick xs g P Q = sum xs (fun x => positive_part (P x - g * Q x)).
Proof. reflexivity. Qed.

Lemma divergence_above xs gamma P Q : 1 <= gamma -> divergence xs gamma P Q = hockey_stick xs gamma P Q.
Proof. intros H. unfold divergence. cbn. now destruct (Rle_dec 1 gamma). Qed.

Lemma divergence_below xs gamma P Q :
  gamma < 1 -> divergence xs gamma P Q = hockey_stick xs (1 / gamma) Q P.
Proof. intros H. unfold divergence. cbn. destruct (Rle_dec 1 gamma); [lra|reflexivity]. Qed.

Lemma hockey_stick_nonneg xs g P Q : 0 <= hockey_stick xs g P Q.
Proof. apply sum_nonneg. intros. apply positive_part_bounds. Qed.

(** E_g(P||Q) = 1 - g + g E_{1/g}(Q||P): both sides describe the same test. *)
Lemma hockey_stick_dual xs g P Q :
  is_law xs P -> is_law xs Q -> 0 < g ->
  hockey_stick xs g P Q = 1 - g + g * hockey_stick xs (1 / g) Q P.
Proof.
  intros [_ HP] [_ HQ] Hg. rewrite !hockey_stick_unfold, <- sum_scale.
  rewrite (sum_ext _ _ (fun x => P x - g * Q x + g * positive_part (Q x - 1 / g * P x))).
  - rewrite sum_plus, sum_minus, sum_scale, HP, HQ. ring.
  - intros x _. rewrite <- positive_part_scale by lra.
    replace (g * (Q x - 1 / g * P x)) with (- (P x - g * Q x)) by (field; lra).
    rewrite !positive_part_max. unfold Rmax. repeat destruct Rle_dec; lra.
Qed.

Lemma divergence_nonneg xs gamma P Q : 0 <= divergence xs gamma P Q.
Proof.
  destruct (Rle_dec 1 gamma);
    [rewrite divergence_above by assumption|rewrite divergence_below by lra];
    apply hockey_stick_nonneg.
Qed.

(** A larger g charges Q more. *)
Lemma hockey_stick_decreasing xs g g' P Q :
  is_law xs Q -> g <= g' -> hockey_stick xs g' P Q <= hockey_stick xs g P Q.
Proof.
  intros [HQ _] Hg. apply sum_le. intros x Hx. specialize (HQ x Hx). cbn.
  rewrite !positive_part_max. apply Rle_max_compat_l. nra.
Qed.

Lemma hockey_stick_at_zero xs P Q : is_law xs P -> hockey_stick xs 0 P Q = 1.
Proof.
  intros [HP <-]. apply sum_ext. intros x Hx. specialize (HP x Hx). cbn.
  rewrite positive_part_max, Rmax_right; lra.
Qed.

Lemma hockey_stick_at_most_one xs g P Q :
  is_law xs P -> is_law xs Q -> 0 <= g -> hockey_stick xs g P Q <= 1.
Proof.
  intros HP HQ Hg. rewrite <- (hockey_stick_at_zero xs P Q HP).
  now apply hockey_stick_decreasing.
Qed.

(** The positive set is the best event. *)
Lemma hockey_stick_event xs g P Q (test : X -> R) :
  (forall x, In x xs -> 0 <= test x <= 1) ->
  sum xs (fun x => P x * test x) - g * sum xs (fun x => Q x * test x) <= hockey_stick xs g P Q.
Proof.
  intros Htest. rewrite <- sum_scale, <- sum_minus. apply sum_le. intros x Hx. cbn.
  pose proof (positive_part_bounds (P x - g * Q x)). specialize (Htest x Hx). nra.
Qed.

Definition likelihood_ratio_test P1 P0 gamma (x : X) : R :=
  if Rlt_dec (gamma * P0 x) (P1 x) then 1 else 0.

Lemma hockey_stick_attained xs g P Q :
  let test := likelihood_ratio_test P Q g in
  sum xs (fun x => P x * test x) - g * sum xs (fun x => Q x * test x) = hockey_stick xs g P Q.
Proof.
  intros test. rewrite <- sum_scale, <- sum_minus. apply sum_ext. intros x Hx. cbn.
  unfold test, likelihood_ratio_test. rewrite positive_part_max. unfold Rmax.
  destruct Rle_dec, Rlt_dec; lra.
Qed.

End HockeyStick.
