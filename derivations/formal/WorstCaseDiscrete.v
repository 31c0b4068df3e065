(** * The worst learner, and what it leaks

    t-worst.  No learner, randomised or not, symmetric or not, leaks more than the one
    that releases the empirical law of the data:

      Delta_gamma(P, A, n) <= Delta_gamma(P, empirical law, n).

    t-disc.  What the empirical law leaks is a sum over atoms of binomial means: with
    B_j ~ Bin(n, p_j),

      Delta_gamma = sum_j E (B_j/n - gamma p_j)_+      if gamma >= 1,
      Delta_gamma = sum_j E (p_j - B_j/(n gamma))_+    if gamma < 1.

    Conditions: any data law p on K atoms, n >= 1, any gamma; for t-worst any learner. *)

From Coq Require Import List Arith Lia Permutation Reals Lra.
From Boundcalc Require Import Game FiniteSums HockeyStick Binomial Conditional.
Open Scope R_scope.

(** ** The empirical learner is one of the learners *)

Lemma statistic_is_learner {Y} (eq_dec : forall x y : Y, {x = y} + {x <> y}) f K n :
  is_learner K n (statistic eq_dec f K n).
Proof.
  intros s Hs. split.
  - intros m _. cbn. destruct eq_dec; lra.
  - apply (sum_at eq_dec _ (f s) (fun _ => 1)).
    + apply NoDup_nodup.
    + now apply nodup_In, in_map.
Qed.

Lemma empirical_is_learner K n : is_learner K n (empirical K n).
Proof. apply statistic_is_learner. Qed.

Lemma empirical_is_symmetric K n : is_symmetric (empirical K n).
Proof.
  intros s t Hst m. cbn. replace (counts K t) with (counts K s); [reflexivity|].
  apply map_ext. intros z. now apply Permutation_count_occ.
Qed.

(** Equal counts, equal frequencies. *)
Lemma counts_frequency K n s t z :
  In s (samples K n) -> In t (samples K n) -> In z (atoms K) -> counts K s = counts K t ->
  (frequency z s : R) = frequency z t.
Proof.
  intros Hs Ht Hz Hst. unfold frequency.
  rewrite (sample_size _ _ _ Hs), (sample_size _ _ _ Ht).
  replace (count_occ Nat.eq_dec t z) with (count_occ Nat.eq_dec s z); [reflexivity|].
  now apply (proj1 map_ext_in_iff Hst).
Qed.

(** ** Comparing a learner with the sample it saw

    Both hockey sticks of the game are positive parts of mixtures, over the samples that
    lead to a model, of a gain [phi s z] that no longer depends on the learner. *)

Section Comparison.

Variables (K : nat) (p : nat -> R) (n : nat).
Hypothesis data : is_law (atoms K) p.

Variable phi : list nat -> nat -> R.

Definition released (A : learner R) : R :=
  sum (outcomes K A) (fun x => positive_part
    (sum (samples K n) (fun s => weight p s * release A s (fst x) * phi s (snd x)))).

Definition seen : R :=
  sum (samples K n) (fun s => weight p s * sum (atoms K) (fun z => positive_part (phi s z))).

(** Mixing samples into a model can only lose. *)
Lemma released_at_most_seen A : is_learner K n A -> released A <= seen.
Proof.
  intros HA. unfold released, seen, outcomes. rewrite sum_prod. cbn [fst snd].
  apply Rle_trans with (sum (models A) (fun m => sum (samples K n) (fun s =>
    weight p s * release A s m * sum (atoms K) (fun z => positive_part (phi s z))))).
  - apply sum_le. intros m Hm. apply mixture_loses. intros s Hs.
    apply Rmult_le_pos; [now apply (sample_law K p n data)|now apply (HA s Hs)].
  - apply Req_le. rewrite sum_swap. apply sum_ext. intros s Hs.
    rewrite sum_scale_r, sum_scale. destruct (HA s Hs) as [_ ->]. ring.
Qed.

(** The empirical law loses nothing if the gain sees the sample only through its counts. *)
Lemma empirical_released :
  (forall s t z, In s (samples K n) -> In t (samples K n) -> In z (atoms K) ->
    counts K s = counts K t -> phi s z = phi t z) ->
  released (empirical K n) = seen.
Proof.
  intros Hphi. unfold released, seen, outcomes. rewrite sum_prod. cbn [fst snd].
  rewrite (sum_ext (models _) _ (fun m => sum (samples K n) (fun s =>
    weight p s * release (empirical K n) s m * sum (atoms K) (fun z => positive_part (phi s z))))).
  - rewrite sum_swap. apply sum_ext. intros s Hs.
    rewrite sum_scale_r, sum_scale. destruct (empirical_is_learner K n s Hs) as [_ ->]. ring.
  - intros m Hm. apply nodup_In, in_map_iff in Hm as (t & Hm & Ht).
    assert (Hsame : forall (g : R -> R) z, In z (atoms K) ->
      sum (samples K n) (fun s => weight p s * release (empirical K n) s m * g (phi s z)) =
      release_law K p n (empirical K n) m * g (phi t z)).
    { intros g z Hz. rewrite release_law_unfold, <- sum_scale_r. apply sum_ext. intros s Hs.
      cbn. destruct (same_counts m (counts K s)) as [Hms|]; [|ring].
      rewrite (Hphi s t z); congruence. }
    rewrite (sum_ext (samples K n) _ (fun s => sum (atoms K) (fun z =>
      weight p s * release (empirical K n) s m * positive_part (phi s z))))
      by (intros; now rewrite sum_scale).
    rewrite sum_swap. apply sum_ext. intros z Hz.
    rewrite (Hsame (fun x => x)), Hsame by assumption. apply positive_part_scale.
    rewrite release_law_unfold. apply sum_nonneg. intros s Hs.
    apply Rmult_le_pos; [now apply (sample_law K p n data)|]. cbn. destruct same_counts; lra.
Qed.

End Comparison.

(** The gain of the game, in either direction. *)
Definition gain (p : nat -> R) (gamma : R) (s : list nat) (z : nat) : R :=
  if Rle_dec 1 gamma then frequency z s - gamma * p z else p z - 1 / gamma * frequency z s.

Lemma Delta_released K p n A gamma : Delta K p n A gamma = released K p n (gain p gamma) A.
Proof.
  unfold Delta, released, gain. destruct (Rle_dec 1 gamma).
  - rewrite divergence_above by assumption. apply sum_ext. intros [m z] _. f_equal. cbn [sub mul div one real fst snd].
    rewrite member_law_unfold, nonmember_law_unfold, release_law_unfold.
    rewrite <- sum_scale_r, <- sum_scale, <- sum_minus. apply sum_ext. intros; ring.
  - rewrite divergence_below by lra. apply sum_ext. intros [m z] _. f_equal. cbn [sub mul div one real fst snd].
    rewrite member_law_unfold, nonmember_law_unfold, release_law_unfold.
    rewrite <- sum_scale_r, <- sum_scale, <- sum_minus. apply sum_ext. intros; ring.
Qed.

Lemma Delta_empirical_seen K p n gamma :
  is_law (atoms K) p -> Delta K p n (empirical K n) gamma = seen K p n (gain p gamma).
Proof.
  intros Hp. rewrite Delta_released. apply empirical_released; [assumption|].
  intros s t z Hs Ht Hz Hst. unfold gain.
  now rewrite (counts_frequency K n s t z Hs Ht Hz Hst).
Qed.

Theorem t_worst : forall (K : nat) (p : nat -> R) (n : nat) (A : learner R) (gamma : R),
  is_law (atoms K) p -> is_learner K n A ->
  Delta K p n A gamma <= Delta K p n (empirical K n) gamma.
Proof.
  intros K p n A gamma Hp HA.
  rewrite Delta_empirical_seen, Delta_released by assumption. now apply released_at_most_seen.
Qed.

(** ** The count of one atom is binomial *)

Lemma count_is_binomial K p n z f :
  is_law (atoms K) p -> In z (atoms K) ->
  sum (samples K n) (fun s => weight p s * f (count_occ Nat.eq_dec s z)) = binomial_mean n (p z) f.
Proof.
  intros Hp Hz. revert f. induction n as [|n IH]; intros f.
  - rewrite binomial_mean_0. cbn. ring.
  - rewrite binomial_mean_S, <- !IH, sum_samples.
    set (hit := sum (samples K n) (fun s => weight p s * f (S (count_occ Nat.eq_dec s z)))).
    set (miss := sum (samples K n) (fun s => weight p s * f (count_occ Nat.eq_dec s z))).
    rewrite (sum_ext (atoms K) _ (fun y =>
      (if Nat.eq_dec y z then p y * (hit - miss) else 0) + p y * miss)).
    + rewrite sum_plus, sum_at, sum_scale_r by auto using atoms_NoDup.
      destruct Hp as [_ ->]. ring.
    + intros y _. cbn [count_occ]. destruct (Nat.eq_dec y z).
      * rewrite (sum_ext _ _ (fun s => p y * (weight p s * f (S (count_occ Nat.eq_dec s z)))))
          by (intros; rewrite weight_cons; ring).
        rewrite sum_scale. fold hit. ring.
      * rewrite (sum_ext _ _ (fun s => p y * (weight p s * f (count_occ Nat.eq_dec s z))))
          by (intros; rewrite weight_cons; ring).
        rewrite sum_scale. fold miss. ring.
Qed.

Theorem t_disc : forall (K : nat) (p : nat -> R) (n : nat) (gamma : R),
  is_law (atoms K) p -> (1 <= n)%nat ->
  (1 <= gamma -> Delta K p n (empirical K n) gamma =
    sum (atoms K) (fun j => binomial_mean n (p j) (fun k => Rmax 0 (INR k / INR n - gamma * p j))))
  /\
  (gamma < 1 -> Delta K p n (empirical K n) gamma =
    sum (atoms K) (fun j => binomial_mean n (p j) (fun k => Rmax 0 (p j - 1 / gamma * (INR k / INR n))))).
Proof.
  intros K p n gamma Hp Hn.
  assert (Hcounts : forall f : nat -> nat -> R,
    sum (samples K n) (fun s => weight p s * sum (atoms K) (fun z => f z (count_occ Nat.eq_dec s z))) =
    sum (atoms K) (fun j => binomial_mean n (p j) (f j))).
  { intros f. rewrite (sum_ext _ _ (fun s => sum (atoms K) (fun z =>
      weight p s * f z (count_occ Nat.eq_dec s z)))) by (intros; now rewrite sum_scale).
    rewrite sum_swap. apply sum_ext. intros z Hz. now apply count_is_binomial with (K := K). }
  rewrite Delta_empirical_seen by assumption. unfold seen, gain.
  split; intros Hgamma; rewrite <- Hcounts; apply sum_ext; intros s Hs; f_equal;
    apply sum_ext; intros z _; rewrite positive_part_max;
    (destruct (Rle_dec 1 gamma); [|]; try lra);
    unfold frequency; now rewrite (sample_size _ _ _ Hs).
Qed.
