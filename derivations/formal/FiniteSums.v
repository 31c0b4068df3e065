(** * Finite sums and laws over the reals *)

From Coq Require Import List Arith Lia Reals Lra.
From Boundcalc Require Import Game.
Import ListNotations.
Open Scope R_scope.

(** ** Sums *)

Section Sums.

Context {X : Type}.
Implicit Types (xs : list X) (f g : X -> R).

Lemma sum_cons x xs f : sum (x :: xs) f = f x + sum xs f.
Proof. reflexivity. Qed.

Lemma sum_ext xs f g : (forall x, In x xs -> f x = g x) -> sum xs f = sum xs g.
Proof.
  induction xs as [|x xs IH]; intros H; [reflexivity|].
  rewrite !sum_cons, H, IH; auto with datatypes.
Qed.

Lemma sum_le xs f g : (forall x, In x xs -> f x <= g x) -> sum xs f <= sum xs g.
Proof.
  induction xs as [|x xs IH]; intros H; [apply Rle_refl|].
  rewrite !sum_cons. apply Rplus_le_compat; auto with datatypes.
Qed.

Lemma sum_zero xs : sum xs (fun _ => 0) = 0.
Proof. induction xs as [|x xs IH]; [reflexivity|]. rewrite sum_cons, IH. ring. Qed.

Lemma sum_nonneg xs f : (forall x, In x xs -> 0 <= f x) -> 0 <= sum xs f.
Proof. intros H. rewrite <- (sum_zero xs). now apply sum_le. Qed.

Lemma sum_plus xs f g : sum xs (fun x => f x + g x) = sum xs f + sum xs g.
Proof.
  induction xs as [|x xs IH]; [cbn; ring|]. rewrite !sum_cons, IH. ring.
Qed.

Lemma sum_scale xs c f : sum xs (fun x => c * f x) = c * sum xs f.
Proof.
  induction xs as [|x xs IH]; [cbn; ring|]. rewrite !sum_cons, IH. ring.
Qed.

Lemma sum_scale_r xs c f : sum xs (fun x => f x * c) = sum xs f * c.
Proof.
  rewrite Rmult_comm, <- sum_scale. apply sum_ext; intros; ring.
Qed.

Lemma sum_minus xs f g : sum xs (fun x => f x - g x) = sum xs f - sum xs g.
Proof.
  induction xs as [|x xs IH]; [cbn; ring|]. rewrite !sum_cons, IH. ring.
Qed.

Lemma sum_const xs c : sum xs (fun _ => c) = INR (length xs) * c.
Proof.
  induction xs as [|x xs IH]; [symmetry; apply Rmult_0_l|].
  cbn [length]. rewrite sum_cons, IH, S_INR. ring.
Qed.

Lemma sum_app xs ys f : sum (xs ++ ys) f = sum xs f + sum ys f.
Proof.
  induction xs as [|x xs IH]; [symmetry; apply Rplus_0_l|].
  cbn [app]. rewrite !sum_cons, IH. ring.
Qed.

Lemma sum_member xs a f : (forall x, In x xs -> 0 <= f x) -> In a xs -> f a <= sum xs f.
Proof.
  induction xs as [|x xs IH]; intros H Ha; [easy|]. rewrite sum_cons.
  assert (0 <= f x) by auto with datatypes.
  assert (0 <= sum xs f) by (apply sum_nonneg; auto with datatypes).
  destruct Ha as [->|Ha]; [lra|].
  assert (f a <= sum xs f) by (apply IH; auto with datatypes). lra.
Qed.

(** A sum that sees one point. *)
Lemma sum_at (dec : forall x y : X, {x = y} + {x <> y}) xs a f :
  NoDup xs -> In a xs -> sum xs (fun x => if dec x a then f x else 0) = f a.
Proof.
  induction xs as [|x xs IH]; intros Hd Ha; [easy|]. inversion_clear Hd as [|? ? Hx Hxs].
  rewrite sum_cons. destruct (dec x a) as [->|Hne].
  - rewrite (sum_ext _ _ (fun _ => 0)), sum_zero; [ring|].
    intros y Hy. destruct (dec y a) as [->|]; [easy|reflexivity].
  - destruct Ha as [|Ha]; [easy|]. rewrite IH by assumption. ring.
Qed.

End Sums.

Lemma sum_map {X Y} (h : X -> Y) xs (f : Y -> R) : sum (map h xs) f = sum xs (fun x => f (h x)).
Proof.
  induction xs as [|x xs IH]; [reflexivity|]. cbn [map]. now rewrite !sum_cons, IH.
Qed.

Lemma sum_flat_map {X Y} (h : X -> list Y) xs (f : Y -> R) :
  sum (flat_map h xs) f = sum xs (fun x => sum (h x) f).
Proof.
  induction xs as [|x xs IH]; [reflexivity|].
  cbn [flat_map]. now rewrite sum_app, sum_cons, IH.
Qed.

Lemma sum_swap {X Y} (xs : list X) (ys : list Y) (f : X -> Y -> R) :
  sum xs (fun x => sum ys (fun y => f x y)) = sum ys (fun y => sum xs (fun x => f x y)).
Proof.
  induction xs as [|x xs IH]; [now rewrite sum_zero|].
  rewrite sum_cons, IH, <- sum_plus. reflexivity.
Qed.

Lemma sum_prod {X Y} (xs : list X) (ys : list Y) (f : X * Y -> R) :
  sum (list_prod xs ys) f = sum xs (fun x => sum ys (fun y => f (x, y))).
Proof.
  induction xs as [|x xs IH]; [reflexivity|].
  cbn [list_prod]. now rewrite sum_app, sum_map, sum_cons, IH.
Qed.

(** The same sum, the second coordinate outside. *)
Lemma sum_prod_swap {X Y} (xs : list X) (ys : list Y) (f : X * Y -> R) :
  sum (list_prod xs ys) f = sum ys (fun y => sum xs (fun x => f (x, y))).
Proof. rewrite sum_prod. apply sum_swap with (f := fun x y => f (x, y)). Qed.

(** ** Positive parts *)

Lemma positive_part_max (x : R) : positive_part x = Rmax 0 x.
Proof. unfold positive_part, Rmax. cbn. now destruct (Rle_dec 0 x). Qed.

Lemma positive_part_bounds (x : R) : 0 <= positive_part x /\ x <= positive_part x.
Proof. rewrite positive_part_max. split; [apply Rmax_l|apply Rmax_r]. Qed.

Lemma positive_part_least (x y : R) : 0 <= y -> x <= y -> positive_part x <= y.
Proof. rewrite positive_part_max. now apply Rmax_lub. Qed.

Lemma positive_part_scale (c x : R) : 0 <= c -> positive_part (c * x) = c * positive_part x.
Proof.
  intros Hc. rewrite !positive_part_max, <- RmaxRmult by assumption. now rewrite Rmult_0_r.
Qed.

(** Jensen's inequality for the positive part of a nonnegative combination. *)
Lemma positive_part_sum {X} (xs : list X) (c f : X -> R) :
  (forall x, In x xs -> 0 <= c x) ->
  positive_part (sum xs (fun x => c x * f x)) <= sum xs (fun x => c x * positive_part (f x)).
Proof.
  intros Hc. apply positive_part_least.
  - apply sum_nonneg. intros x Hx. apply Rmult_le_pos; [auto|apply positive_part_bounds].
  - apply sum_le. intros x Hx. apply Rmult_le_compat_l; [auto|apply positive_part_bounds].
Qed.

(** ** Laws *)

Definition is_law {X} (xs : list X) (P : X -> R) : Prop :=
  (forall x, In x xs -> 0 <= P x) /\ sum xs P = 1.

(** Convexity of the hockey stick: mixing with nonnegative coefficients can only lose. *)
Lemma mixture_loses {X Y} (xs : list X) (ys : list Y) (c : Y -> R) (f : Y -> X -> R) :
  (forall y, In y ys -> 0 <= c y) ->
  sum xs (fun x => positive_part (sum ys (fun y => c y * f y x)))
  <= sum ys (fun y => c y * sum xs (fun x => positive_part (f y x))).
Proof.
  intros Hc. apply Rle_trans with (sum xs (fun x => sum ys (fun y => c y * positive_part (f y x)))).
  - apply sum_le. intros x _. now apply positive_part_sum.
  - rewrite sum_swap. apply Req_le, sum_ext. intros y _. apply sum_scale.
Qed.

(** The same with a law: what bounds every component bounds the mixture. *)
Lemma mixture_at_most {X Y} (xs : list X) (ys : list Y) (c : Y -> R) (f : Y -> X -> R) F :
  is_law ys c -> (forall y, In y ys -> sum xs (fun x => positive_part (f y x)) <= F) ->
  sum xs (fun x => positive_part (sum ys (fun y => c y * f y x))) <= F.
Proof.
  intros [Hc Hc1] H. eapply Rle_trans; [now apply mixture_loses|].
  apply Rle_trans with (sum ys (fun y => c y * F)).
  - apply sum_le. intros y Hy. apply Rmult_le_compat_l; auto.
  - rewrite sum_scale_r, Hc1. lra.
Qed.

(** A learner is a Markov kernel from the samples of size n. *)
Definition is_learner (K n : nat) (A : learner R) : Prop :=
  forall s, In s (samples K n) -> is_law (models A) (release A s).

Lemma law_at_most_one {X} (xs : list X) P x : is_law xs P -> In x xs -> 0 <= P x <= 1.
Proof.
  intros [Hpos Htotal] Hx. split; [auto|]. rewrite <- Htotal. now apply sum_member.
Qed.

(** ** Samples *)

Lemma sum_samples K n (f : list nat -> R) :
  sum (samples K (S n)) f = sum (atoms K) (fun z => sum (samples K n) (fun s => f (z :: s))).
Proof.
  cbn [samples]. rewrite sum_flat_map. apply sum_ext; intros. apply sum_map.
Qed.

Lemma in_samples_cons K n z s : In (z :: s) (samples K (S n)) <-> In z (atoms K) /\ In s (samples K n).
Proof.
  cbn [samples]. rewrite in_flat_map. split.
  - intros (y & Hy & Hin). apply in_map_iff in Hin as (t & [= -> ->] & Ht). auto.
  - intros [Hz Hs]. exists z. auto using in_map.
Qed.

Lemma sample_size K n s : In s (samples K n) -> length s = n.
Proof.
  revert s. induction n as [|n IH]; intros s H.
  - now destruct H as [<-|[]].
  - destruct s as [|z s].
    + apply in_flat_map in H as (y & _ & H). now apply in_map_iff in H as (t & ? & _).
    + apply in_samples_cons in H as [_ H]. cbn. auto.
Qed.

Lemma weight_cons (p : nat -> R) z s : weight p (z :: s) = p z * weight p s.
Proof. reflexivity. Qed.

Lemma sample_law K p n : is_law (atoms K) p -> is_law (samples K n) (weight p).
Proof.
  intros [Hp H1]. induction n as [|n [IHp IH1]].
  - split; [|cbn; ring]. intros s [<-|[]]. cbn. lra.
  - split.
    + intros [|z s] Hs; [cbn; lra|]. apply in_samples_cons in Hs as [Hz Hs].
      rewrite weight_cons. apply Rmult_le_pos; auto.
    + rewrite sum_samples, <- H1. apply sum_ext. intros z _.
      rewrite (sum_ext _ _ (fun s => p z * weight p s)) by (intros; apply weight_cons).
      rewrite sum_scale, IH1. ring.
Qed.

Lemma atoms_NoDup K : NoDup (atoms K).
Proof. apply seq_NoDup. Qed.

(** The empirical law is a law. *)
Lemma frequency_total K n s : (1 <= n)%nat -> In s (samples K n) -> sum (atoms K) (fun z => frequency z s) = 1.
Proof.
  intros Hn Hs.
  assert (Hcount : sum (atoms K) (fun z => INR (count_occ Nat.eq_dec s z)) = INR n).
  { clear Hn. revert s Hs. induction n as [|n IH]; intros s Hs.
    - destruct Hs as [<-|[]]. cbn [count_occ]. apply sum_zero.
    - destruct s as [|y s]; [now apply sample_size in Hs|].
      apply in_samples_cons in Hs as [Hy Hs].
      rewrite (sum_ext _ _ (fun z => (if Nat.eq_dec z y then 1 else 0) + INR (count_occ Nat.eq_dec s z))).
      + rewrite sum_plus, IH, (sum_at _ _ _ (fun _ => 1)), S_INR; auto using atoms_NoDup. ring.
      + intros z _. cbn [count_occ]. destruct (Nat.eq_dec y z), (Nat.eq_dec z y); try congruence.
        * rewrite S_INR. ring.
        * ring. }
  unfold frequency. cbn [div of_nat real]. unfold Rdiv.
  rewrite sum_scale_r, Hcount, (sample_size K n s) by assumption.
  apply Rinv_r. apply not_0_INR. lia.
Qed.

Lemma frequency_nonneg z s : 0 <= (frequency z s : R).
Proof.
  unfold frequency. cbn [div of_nat real]. unfold Rdiv. destruct s as [|y s].
  - cbn [count_occ]. change (INR 0) with 0. lra.
  - apply Rmult_le_pos; [apply pos_INR|].
    apply Rlt_le, Rinv_0_lt_compat, lt_0_INR. cbn. lia.
Qed.

(** ** The laws of the game *)

Section Game.

Variables (K : nat) (p : nat -> R) (n : nat) (A : learner R).

Lemma member_law_unfold m z :
  member_law K p n A (m, z) = sum (samples K n) (fun s => weight p s * release A s m * frequency z s).
Proof. reflexivity. Qed.

Lemma release_law_unfold m :
  release_law K p n A m = sum (samples K n) (fun s => weight p s * release A s m).
Proof. reflexivity. Qed.

Lemma nonmember_law_unfold m z : nonmember_law K p n A (m, z) = release_law K p n A m * p z.
Proof. reflexivity. Qed.

Hypothesis data : is_law (atoms K) p.
Hypothesis kernel : is_learner K n A.

Lemma release_law_is_law : is_law (models A) (release_law K p n A).
Proof.
  destruct (sample_law K p n data) as [Hw Hw1]. split.
  - intros m Hm. rewrite release_law_unfold. apply sum_nonneg. intros s Hs.
    apply Rmult_le_pos; [auto|]. now apply (kernel s Hs).
  - rewrite (sum_ext _ _ _ (fun m _ => release_law_unfold m)), sum_swap, <- Hw1.
    apply sum_ext. intros s Hs. rewrite sum_scale. destruct (kernel s Hs) as [_ ->]. ring.
Qed.

Lemma nonmember_law_is_law : is_law (outcomes K A) (nonmember_law K p n A).
Proof.
  destruct release_law_is_law as [Hr Hr1]. split.
  - intros [m z] Hx. apply in_prod_iff in Hx as [Hm Hz]. rewrite nonmember_law_unfold.
    apply Rmult_le_pos; [auto|]. now apply data.
  - unfold outcomes. rewrite sum_prod, <- Hr1. apply sum_ext. intros m Hm.
    rewrite (sum_ext _ _ _ (fun z _ => nonmember_law_unfold m z)), sum_scale.
    destruct data as [_ ->]. ring.
Qed.

Lemma member_law_is_law : (1 <= n)%nat -> is_law (outcomes K A) (member_law K p n A).
Proof.
  intros Hn. destruct (sample_law K p n data) as [Hw Hw1]. split.
  - intros [m z] Hx. apply in_prod_iff in Hx as [Hm Hz]. rewrite member_law_unfold.
    apply sum_nonneg. intros s Hs. apply Rmult_le_pos; [|apply frequency_nonneg].
    apply Rmult_le_pos; [auto|]. now apply (kernel s Hs).
  - destruct release_law_is_law as [_ Hr1]. rewrite <- Hr1.
    unfold outcomes. rewrite sum_prod. apply sum_ext. intros m Hm.
    rewrite (sum_ext _ _ _ (fun z _ => member_law_unfold m z)), sum_swap, release_law_unfold.
    apply sum_ext. intros s Hs. rewrite sum_scale, frequency_total with (n := n) by assumption. ring.
Qed.

End Game.
