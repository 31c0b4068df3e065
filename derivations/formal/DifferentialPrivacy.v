(** * Differential privacy bounds the leakage

    t-dp.  If the learner is (eps, delta)-differentially private for neighbours that differ by
    the replacement of one record, then for every gamma >= 0

      E_gamma(P1||P0) <= max{ delta, delta + (1-delta)(e^eps - gamma)/(1 + e^eps),
                              1 - gamma(1-delta), (1-gamma)_+ },

    the same for E_gamma(P0||P1), so that Delta_gamma obeys it at max(gamma, 1/gamma), and

      Delta_1 <= (e^eps - 1 + 2 delta)/(e^eps + 1).

    Conditions: any data law p on K atoms, n >= 1, eps >= 0, 0 <= delta <= 1; the learner need
    not be symmetric. *)

From Coq Require Import List Arith Lia Reals Lra.
From Boundcalc Require Import Game FiniteSums HockeyStick.
Import ListNotations.
Open Scope R_scope.

(** P(A(s) in B) *)
Definition probability (A : learner R) (s : list nat) (B : model A -> bool) : R :=
  sum (models A) (fun m => if B m then release A s m else 0).

(** Two samples that differ by the replacement of one record. *)
Definition neighbours (K n : nat) (s t : list nat) : Prop :=
  In s (samples K n) /\ In t (samples K n) /\
  exists before after x y, s = before ++ x :: after /\ t = before ++ y :: after.

Definition is_private (K n : nat) (A : learner R) (eps delta : R) : Prop :=
  forall s t B, neighbours K n s t -> probability A s B <= exp eps * probability A t B + delta.

Definition privacy_bound (eps delta gamma : R) : R :=
  Rmax (Rmax delta (delta + (1 - delta) * (exp eps - gamma) / (1 + exp eps)))
       (Rmax (1 - gamma * (1 - delta)) (Rmax 0 (1 - gamma))).

(** ** One pair of neighbours *)

(** From the exponential series: the library's proofs about its growth need excluded middle. *)
Lemma exp_at_least_one x : 0 <= x -> 1 <= exp x.
Proof.
  intros Hx. unfold exp. destruct (exist_exp x) as [l Hl]. cbn.
  assert (Hsum : forall n, 1 <= sum_f_R0 (fun i => / INR (fact i) * x ^ i) n).
  { induction n as [|n IH]; [cbn; lra|]. rewrite tech5.
    assert (0 <= / INR (fact (S n)) * x ^ S n); [|lra].
    apply Rmult_le_pos; [apply Rlt_le, Rinv_0_lt_compat, INR_fact_lt_0|now apply pow_le]. }
  destruct (Rle_dec 1 l) as [|Hlt]; [assumption|exfalso].
  destruct (Hl (1 - l)) as [N HN]; [lra|]. specialize (HN N (Nat.le_refl N)). specialize (Hsum N).
  unfold R_dist, Rabs in HN. destruct Rcase_abs; lra.
Qed.

(** The test region of an (eps, delta) pair: a linear programme in (TPR, FPR) = (a, b). *)
Lemma privacy_region eps delta gamma a b :
  0 <= eps -> 0 <= delta <= 1 -> 0 <= gamma -> 0 <= a <= 1 -> 0 <= b <= 1 ->
  a <= exp eps * b + delta -> 1 - b <= exp eps * (1 - a) + delta ->
  a - gamma * b <= privacy_bound eps delta gamma.
Proof.
  intros Heps Hdelta Hgamma Ha Hb Hab Hba. set (e := exp eps) in *.
  assert (He : 1 <= e) by now apply exp_at_least_one.
  unfold privacy_bound. fold e.
  destruct (Rle_dec e gamma) as [Hlarge|Hsmall].
  - (* The vertex (delta, 0). *)
    eapply Rle_trans; [|eapply Rle_trans; [apply Rmax_l|apply Rmax_l]]. nra.
  - destruct (Rle_dec 1 (e * gamma)) as [Hmiddle|Hlow].
    + (* The vertex where both constraints meet. *)
      eapply Rle_trans; [|eapply Rle_trans; [apply Rmax_r|apply Rmax_l]].
      apply Rmult_le_reg_l with (1 + e); [lra|].
      replace ((1 + e) * (delta + (1 - delta) * (e - gamma) / (1 + e)))
        with ((1 + e) * delta + (1 - delta) * (e - gamma)) by (field; lra).
      destruct (Rle_lt_or_eq_dec 1 e He) as [Hgt| <-]; [|nra].
      apply Rmult_le_reg_l with (e - 1); [lra|].
      (* (e gamma - 1) (first constraint) + (e - gamma) (second constraint) *)
      assert (0 <= (e * gamma - 1) * (e * b + delta - a)) by (apply Rmult_le_pos; lra).
      assert (0 <= (e - gamma) * (e * (1 - a) + delta - (1 - b))) by (apply Rmult_le_pos; lra).
      nra.
    + (* The vertex (1, 1 - delta). *)
      eapply Rle_trans; [|eapply Rle_trans; [apply Rmax_l|apply Rmax_r]]. nra.
Qed.

Lemma privacy_pair {M} (ms : list M) eps delta gamma (P Q : M -> R) :
  is_law ms P -> is_law ms Q -> 0 <= eps -> 0 <= delta <= 1 -> 0 <= gamma ->
  (forall B : M -> bool, sum ms (fun m => if B m then P m else 0)
                         <= exp eps * sum ms (fun m => if B m then Q m else 0) + delta) ->
  (forall B : M -> bool, sum ms (fun m => if B m then Q m else 0)
                         <= exp eps * sum ms (fun m => if B m then P m else 0) + delta) ->
  hockey_stick ms gamma P Q <= privacy_bound eps delta gamma.
Proof.
  intros HP HQ Heps Hdelta Hgamma HPQ HQP.
  set (B := fun m => if Rlt_dec (gamma * Q m) (P m) then true else false).
  set (a := sum ms (fun m => if B m then P m else 0)).
  set (b := sum ms (fun m => if B m then Q m else 0)).
  assert (Hrest : forall L, is_law ms L ->
    sum ms (fun m => if negb (B m) then L m else 0) = 1 - sum ms (fun m => if B m then L m else 0)).
  { intros L [_ <-]. rewrite <- sum_minus. apply sum_ext. intros m _. destruct (B m); cbn; ring. }
  assert (Hunit : forall L, is_law ms L -> 0 <= sum ms (fun m => if B m then L m else 0) <= 1).
  { intros L [HL HL1]. split; [|rewrite <- HL1].
    - apply sum_nonneg. intros m Hm. destruct (B m); [auto|lra].
    - apply sum_le. intros m Hm. specialize (HL m Hm). destruct (B m); lra. }
  replace (hockey_stick ms gamma P Q) with (a - gamma * b).
  - apply privacy_region; try assumption; try (now apply Hunit); [apply HPQ|].
    pose proof (HQP (fun m => negb (B m))) as H. now rewrite !Hrest in H.
  - rewrite <- (hockey_stick_attained ms gamma P Q). unfold a, b, likelihood_ratio_test, B.
    f_equal; [|f_equal]; apply sum_ext; intros m _; destruct Rlt_dec; ring.
Qed.

(** ** From neighbours to the game *)

(** The indicator that the i-th training point is z. *)
Definition is_at (i : nat) (s : list nat) (z : nat) : R :=
  if Nat.eq_dec (nth i s 0%nat) z then 1 else 0.

Lemma frequency_as_positions K n s z :
  In s (samples K n) -> frequency z s = / INR n * sum (seq 0 n) (fun i => is_at i s z).
Proof.
  intros Hs. apply sample_size in Hs. subst n.
  replace (sum (seq 0 (length s)) (fun i => is_at i s z)) with (INR (count_occ Nat.eq_dec s z)).
  - unfold frequency. cbn [div of_nat real]. unfold Rdiv. ring.
  - induction s as [|y s IH]; [reflexivity|]. cbn [length seq]. rewrite sum_cons.
    rewrite <- seq_shift, sum_map. unfold is_at at 1. cbn [nth count_occ].
    change (sum (seq 0 (length s)) (fun i => is_at (S i) (y :: s) z))
      with (sum (seq 0 (length s)) (fun i => is_at i s z)).
    rewrite <- IH. destruct Nat.eq_dec; rewrite ?S_INR; ring.
Qed.

Section Positions.

Variables (K : nat) (p : nat -> R).
Hypothesis data : is_law (atoms K) p.
Context {M : Type} (ms : list M).
Variables c1 c0 F : R.

(** If (c1 r(s) + c0 r(s'))_+ has total mass at most F for all neighbours s and s', ... *)
Definition neighbours_bounded (n : nat) (r : list nat -> M -> R) : Prop :=
  forall s t, neighbours K n s t -> sum ms (fun m => positive_part (c1 * r s m + c0 * r t m)) <= F.

Definition gap (n i : nat) (r : list nat -> M -> R) (x : M * nat) : R :=
  c1 * sum (samples K n) (fun s => weight p s * r s (fst x) * is_at i s (snd x))
  + c0 * (p (snd x) * sum (samples K n) (fun s => weight p s * r s (fst x))).

(** First position: the member z against a fresh y. *)
Lemma gap_first n r m z : In z (atoms K) ->
  gap (S n) 0 r (m, z) =
  p z * sum (atoms K) (fun y => p y *
    sum (samples K n) (fun s => weight p s * (c1 * r (z :: s) m + c0 * r (y :: s) m))).
Proof.
  intros Hz. destruct data as [_ Hp1]. unfold gap. cbn [fst snd].
  rewrite (sum_ext (atoms K) (fun y => p y * _) (fun y =>
    p y * (c1 * sum (samples K n) (fun s => weight p s * r (z :: s) m))
    + c0 * sum (samples K n) (fun s => weight p (y :: s) * r (y :: s) m))).
  2:{ intros y _. rewrite <- !sum_scale, <- sum_plus.
      apply sum_ext. intros s _. rewrite weight_cons. ring. }
  rewrite sum_plus, sum_scale_r, sum_scale, Hp1, <- (sum_samples K n (fun s => weight p s * r s m)).
  rewrite (sum_samples K n (fun s => weight p s * r s m * is_at 0 s z)).
  rewrite (sum_ext (atoms K) (fun y => sum (samples K n) _) (fun y => if Nat.eq_dec y z
    then p y * sum (samples K n) (fun s => weight p s * r (y :: s) m) else 0)).
  - rewrite sum_at by auto using atoms_NoDup. ring.
  - intros y _. unfold is_at. cbn [nth]. destruct Nat.eq_dec.
    + rewrite <- sum_scale. apply sum_ext. intros s _. rewrite weight_cons. ring.
    + transitivity (sum (samples K n) (fun _ => 0)); [|apply sum_zero].
      apply sum_ext. intros s _. ring.
Qed.

(** A later position: fix the first point. *)
Lemma gap_later n i r m z :
  gap (S n) (S i) r (m, z) = sum (atoms K) (fun y => p y * gap n i (fun s => r (y :: s)) (m, z)).
Proof.
  unfold gap. cbn [fst snd]. rewrite !sum_samples, <- !sum_scale, <- sum_plus.
  apply sum_ext. intros y _. rewrite Rmult_plus_distr_l, <- !sum_scale, <- !sum_plus.
  apply sum_ext. intros s _. rewrite weight_cons. unfold is_at. cbn [nth]. ring.
Qed.

(** ... so has (the i-th training point, a fresh point): swapping them changes one record. *)
Lemma gap_bound : forall n i r, (i < n)%nat -> neighbours_bounded n r ->
  sum (list_prod ms (atoms K)) (fun x => positive_part (gap n i r x)) <= F.
Proof.
  induction n as [|n IH]; intros i r Hi Hr; [lia|]. destruct data as [Hp Hp1].
  destruct i as [|i].
  - rewrite sum_prod_swap.
    apply Rle_trans with (sum (atoms K) (fun z => p z * F)); [|rewrite sum_scale_r, Hp1; lra].
    apply sum_le. intros z Hz.
    rewrite (sum_ext ms _ (fun m => p z * positive_part (sum (atoms K) (fun y => p y *
      sum (samples K n) (fun s => weight p s * (c1 * r (z :: s) m + c0 * r (y :: s) m))))))
      by (intros; rewrite gap_first by assumption; auto using positive_part_scale).
    rewrite sum_scale. apply Rmult_le_compat_l; [auto|].
    apply (mixture_at_most ms (atoms K) p (fun y m =>
      sum (samples K n) (fun s => weight p s * (c1 * r (z :: s) m + c0 * r (y :: s) m)))); [assumption|].
    intros y Hy.
    apply (mixture_at_most ms (samples K n) (weight p) (fun s m => c1 * r (z :: s) m + c0 * r (y :: s) m));
      [now apply sample_law|].
    intros s Hs. apply Hr. split; [|split]; [now apply in_samples_cons|now apply in_samples_cons|].
    now exists [], s, z, y.
  - rewrite (sum_ext _ _ (fun x => positive_part (sum (atoms K) (fun y => p y * gap n i (fun s => r (y :: s)) x))))
      by (intros [m z] _; f_equal; apply gap_later).
    apply mixture_at_most; [assumption|]. intros y Hy. apply IH; [lia|].
    intros s t (Hs & Ht & before & after & x & x' & -> & ->).
    apply Hr. split; [|split]; [now apply in_samples_cons|now apply in_samples_cons|].
    now exists (y :: before), after, x, x'.
Qed.

End Positions.

(** Averaging over the positions gives the two laws of the game. *)
Lemma game_bound K p n A c1 c0 F :
  is_law (atoms K) p -> (1 <= n)%nat -> neighbours_bounded K (models A) c1 c0 F n (release A) ->
  sum (outcomes K A) (fun x => positive_part (c1 * member_law K p n A x + c0 * nonmember_law K p n A x)) <= F.
Proof.
  intros Hp Hn Hpairs. assert (HN : 0 < INR n) by (apply lt_0_INR; lia).
  assert (Hcard : forall c, sum (seq 0 n) (fun _ => c) = INR n * c)
    by (intros; now rewrite sum_const, seq_length).
  rewrite (sum_ext _ _ (fun x => positive_part
    (sum (seq 0 n) (fun i => / INR n * gap K p c1 c0 n i (release A) x)))).
  - apply mixture_at_most.
    + split; [intros; now apply Rlt_le, Rinv_0_lt_compat|]. rewrite Hcard. field. lra.
    + intros i Hi. apply in_seq in Hi. apply gap_bound; [assumption|lia|assumption].
  - intros [m z] _. f_equal. unfold gap. cbn [fst snd].
    rewrite member_law_unfold, nonmember_law_unfold, release_law_unfold.
    rewrite sum_scale, sum_plus, Hcard, sum_scale, sum_swap.
    rewrite (sum_ext (samples K n) (fun s => weight p s * release A s m * frequency z s)
      (fun s => / INR n * sum (seq 0 n) (fun i => weight p s * release A s m * is_at i s z))).
    + rewrite sum_scale. field. lra.
    + intros s Hs. rewrite (frequency_as_positions K n s z Hs), sum_scale. ring.
Qed.

Lemma neighbours_symmetric K n s t : neighbours K n s t -> neighbours K n t s.
Proof. intros (Hs & Ht & before & after & x & y & -> & ->). repeat split; auto. now exists before, after, y, x. Qed.

(** t-dp, from one point of the privacy profile: what bounds E_gamma for neighbours bounds it for the game. *)
Theorem t_dp_profile : forall (K : nat) (p : nat -> R) (n : nat) (A : learner R) (gamma F : R),
  is_law (atoms K) p -> (1 <= n)%nat ->
  (forall s t, neighbours K n s t -> hockey_stick (models A) gamma (release A s) (release A t) <= F) ->
  hockey_stick (outcomes K A) gamma (member_law K p n A) (nonmember_law K p n A) <= F
  /\ hockey_stick (outcomes K A) gamma (nonmember_law K p n A) (member_law K p n A) <= F.
Proof.
  intros K p n A gamma F Hp Hn Hpairs. rewrite !hockey_stick_unfold.
  assert (Hfirst : forall a b, a - gamma * b = 1 * a + - gamma * b) by (intros; ring).
  assert (Hsecond : forall a b, a - gamma * b = - gamma * b + 1 * a) by (intros; ring).
  split.
  - rewrite (sum_ext _ _ _ (fun x _ => f_equal positive_part (Hfirst _ _))).
    apply (game_bound K p n A 1 (- gamma) F Hp Hn). intros s t Hst.
    rewrite <- (sum_ext _ _ _ (fun m _ => f_equal positive_part (Hfirst _ _))). now apply Hpairs.
  - rewrite (sum_ext _ _ _ (fun x _ => f_equal positive_part (Hsecond _ _))).
    apply (game_bound K p n A (- gamma) 1 F Hp Hn). intros s t Hst.
    rewrite <- (sum_ext _ _ _ (fun m _ => f_equal positive_part (Hsecond _ _))).
    now apply Hpairs, neighbours_symmetric.
Qed.

Theorem t_dp : forall (K : nat) (p : nat -> R) (n : nat) (A : learner R) (eps delta : R),
  is_law (atoms K) p -> is_learner K n A -> (1 <= n)%nat -> 0 <= eps -> 0 <= delta <= 1 ->
  is_private K n A eps delta ->
  let P1 := member_law K p n A in
  let P0 := nonmember_law K p n A in
  (forall gamma, 0 <= gamma ->
    hockey_stick (outcomes K A) gamma P1 P0 <= privacy_bound eps delta gamma
    /\ hockey_stick (outcomes K A) gamma P0 P1 <= privacy_bound eps delta gamma)
  /\ (forall gamma, 0 < gamma -> Delta K p n A gamma <= privacy_bound eps delta (Rmax gamma (1 / gamma)))
  /\ Delta K p n A 1 <= (exp eps - 1 + 2 * delta) / (exp eps + 1).
Proof.
  intros K p n A eps delta Hp HA Hn Heps Hdelta Hprivate P1 P0.
  assert (Hsticks : forall gamma, 0 <= gamma ->
    hockey_stick (outcomes K A) gamma P1 P0 <= privacy_bound eps delta gamma
    /\ hockey_stick (outcomes K A) gamma P0 P1 <= privacy_bound eps delta gamma).
  { intros gamma Hgamma. apply t_dp_profile; [assumption|assumption|]. intros s t Hst.
    pose proof (neighbours_symmetric _ _ _ _ Hst) as Hts. pose proof Hst as (Hs & Ht & _).
    apply privacy_pair; auto; intros B; now apply Hprivate. }
  split; [assumption|split].
  - intros gamma Hgamma. unfold Delta. fold P1 P0. destruct (Rle_dec 1 gamma).
    + assert (1 / gamma <= 1) by (apply Rmult_le_reg_l with gamma; [lra|field_simplify; lra]).
      rewrite divergence_above, Rmax_left by lra. apply Hsticks. lra.
    + assert (1 <= 1 / gamma) by (apply Rmult_le_reg_l with gamma; [lra|field_simplify; lra]).
      rewrite divergence_below, Rmax_right by lra. apply Hsticks. lra.
  - unfold Delta. fold P1 P0. rewrite divergence_above by lra.
    eapply Rle_trans; [apply (Hsticks 1); lra|]. unfold privacy_bound.
    assert (He : 1 <= exp eps) by now apply exp_at_least_one.
    assert (delta <= (exp eps - 1 + 2 * delta) / (exp eps + 1)).
    { apply Rmult_le_reg_l with (exp eps + 1); [lra|]. field_simplify; nra. }
    assert (delta + (1 - delta) * (exp eps - 1) / (1 + exp eps) <= (exp eps - 1 + 2 * delta) / (exp eps + 1)).
    { apply Req_le. field. lra. }
    repeat apply Rmax_lub; lra.
Qed.
