(** * Exact worst cases by an integer recursion

    The sum over K^n samples of Game.v is out of reach beyond small n.  By t-disc it is a sum
    over atoms of binomial means, and those are integers over a power of the common
    denominator: with p_j = a_j/d the terms C(n,k) a^k (d-a)^(n-k) follow one another by a
    small product and a small exact division.  The kernel does n = 500 in seconds. *)

From Coq Require Import Bool List Arith ZArith Lia Reals Lra.
From Boundcalc Require Import Game FiniteSums Binomial WorstCaseDiscrete.
Import ListNotations.
Open Scope R_scope.

(** ** The programme, over Z only *)

Section Programme.

Open Scope Z_scope.

(** From [term] = C(n,k) a^k b^(n-k), the terms k, k+1, ..., k+more. *)
Fixpoint terms (a b n k term : Z) (more : nat) : list Z :=
  match more with
  | O => [term]
  | S m => term :: terms a b n (k + 1) (term * (a * (n - k)) / (b * (k + 1))) m
  end.

(** C(n,k) a^k b^(n-k), k = 0..n *)
Definition binomial_row (a b : Z) (n : nat) : list Z := terms a b (Z.of_nat n) 0 (b ^ Z.of_nat n) n.

(** sum_i row_i f(k+i) *)
Fixpoint pairing (f : Z -> Z) (k : Z) (row : list Z) : Z :=
  match row with
  | [] => 0
  | x :: rest => x * f k + pairing f (k + 1) rest
  end.

Definition total (masses : list Z) : Z := fold_right Z.add 0 masses.

(** The excess of one atom, of mass a/d, times the unit below: gamma = u/v. *)
Definition excess (u v d n a k : Z) : Z :=
  if v <=? u then Z.max 0 (k * v * d - u * a * n) else Z.max 0 (u * a * n - k * v * d).

Definition unit_of_excess (u v d n : Z) : Z := (if v <=? u then v else u) * d * n.

Definition worst_numerator (masses : list Z) (u v : Z) (n : nat) : Z :=
  let d := total masses in
  total (map (fun a => pairing (excess u v d (Z.of_nat n) a) 0 (binomial_row a (d - a) n)) masses).

Definition worst_denominator (masses : list Z) (u v : Z) (n : nat) : Z :=
  let d := total masses in unit_of_excess u v d (Z.of_nat n) * d ^ Z.of_nat n.

(** A data law that is not a point mass, gamma > 0 and n >= 1. *)
Definition well_posed (masses : list Z) (u v : Z) (n : nat) : bool :=
  forallb (fun a => (0 <=? a) && (a <? total masses)) masses
  && (0 <? total masses) && (0 <? u) && (0 <? v) && (1 <=? Z.of_nat n).

(** The worst case is numerator/denominator, by cross-multiplication. *)
Definition equals (masses : list Z) (u v : Z) (n : nat) (numerator denominator : Z) : bool :=
  well_posed masses u v n && (0 <? denominator)
  && (worst_numerator masses u v n * denominator =? numerator * worst_denominator masses u v n).

(** The worst case lies in [lo/scale, hi/scale], by cross-multiplication. *)
Definition encloses (masses : list Z) (u v : Z) (n : nat) (scale lo hi : Z) : bool :=
  let N := worst_numerator masses u v n in
  let D := worst_denominator masses u v n in
  well_posed masses u v n && (0 <? scale) && (lo * D <=? N * scale) && (N * scale <=? hi * D).

End Programme.

(** ** Its correctness *)

(** The same pairing with a real function of a natural number. *)
Fixpoint real_pairing (f : nat -> R) (k : nat) (row : list Z) : R :=
  match row with
  | [] => 0
  | x :: rest => IZR x * f k + real_pairing f (S k) rest
  end.

Lemma real_pairing_of_pairing f k row :
  IZR (pairing f (Z.of_nat k) row) = real_pairing (fun i => IZR (f (Z.of_nat i))) k row.
Proof.
  revert k. induction row as [|x row IH]; intros k; [reflexivity|]. cbn [pairing real_pairing].
  rewrite plus_IZR, mult_IZR. replace (Z.of_nat k + 1)%Z with (Z.of_nat (S k)) by lia. now rewrite IH.
Qed.

(** Binomial coefficients are integers, so the divisions of the recursion are exact. *)
Lemma C_integer n k : (k <= n)%nat -> exists c, C n k = IZR c.
Proof.
  revert k. induction n as [|n IH]; intros k Hk.
  - exists 1%Z. replace k with 0%nat by lia. apply C_0.
  - destruct k as [|k]; [exists 1%Z; apply C_0|].
    destruct (Nat.eq_dec k n) as [->|Hne]; [exists 1%Z; apply C_n|].
    destruct (IH k) as [c Hc]; [lia|]. destruct (IH (S k)) as [c' Hc']; [lia|].
    exists (c + c')%Z. rewrite <- pascal, Hc, Hc', plus_IZR by lia. reflexivity.
Qed.

Lemma terms_correct a b n f : (0 < b)%Z ->
  forall more k term, (k + more = n)%nat -> IZR term = C n k * IZR a ^ k * IZR b ^ (n - k) ->
  real_pairing f k (terms a b (Z.of_nat n) (Z.of_nat k) term more) =
  sum (seq k (S more)) (fun i => C n i * IZR a ^ i * IZR b ^ (n - i) * f i).
Proof.
  intros Hb. induction more as [|more IH]; intros k term Hk Hterm.
  - cbn. rewrite Hterm. ring.
  - change (seq k (S (S more))) with (k :: seq (S k) (S more)).
    cbn [terms real_pairing]. rewrite sum_cons, Hterm. f_equal.
    replace (Z.of_nat k + 1)%Z with (Z.of_nat (S k)) by lia. apply IH; [lia|].
    destruct (C_integer n (S k)) as [c Hc]; [lia|].
    set (next := (c * a ^ Z.of_nat (S k) * b ^ Z.of_nat (n - S k))%Z).
    replace (term * (a * (Z.of_nat n - Z.of_nat k)))%Z with (next * (b * Z.of_nat (S k)))%Z.
    + rewrite Z.div_mul by lia. unfold next. rewrite !mult_IZR, <- !pow_IZR, Hc. reflexivity.
    + apply eq_IZR. unfold next. rewrite !mult_IZR, minus_IZR, <- !pow_IZR, <- !INR_IZR_INZ, Hterm.
      rewrite S_INR. pose proof (C_next n k ltac:(lia)) as Hnext. rewrite Hc in Hnext.
      replace (n - k)%nat with (S (n - S k)) by lia. cbn [pow].
      transitivity (IZR a ^ S k * IZR b ^ (n - S k) * IZR b * (IZR c * (INR k + 1))); [cbn [pow]; ring|].
      rewrite Hnext. cbn [pow]. ring.
Qed.

Lemma binomial_row_correct a d n f : (0 <= a < d)%Z ->
  real_pairing f 0 (binomial_row a (d - a) n) = IZR d ^ n * binomial_mean n (IZR a / IZR d) f.
Proof.
  intros Ha. assert (Hd : 0 < IZR d) by (apply IZR_lt; lia). unfold binomial_row.
  rewrite (terms_correct a (d - a) n f ltac:(lia) n 0) by
    (try lia; rewrite C_0, <- pow_IZR, Nat.sub_0_r; cbn [pow]; ring).
  unfold binomial_mean. rewrite <- sum_scale. apply sum_ext. intros k Hk. apply in_seq in Hk.
  unfold binomial_mass. replace (1 - IZR a / IZR d) with (IZR (d - a) / IZR d) by (rewrite minus_IZR; field; lra).
  replace (IZR d ^ n) with (IZR d ^ k * IZR d ^ (n - k)) by (rewrite <- pow_add; f_equal; lia).
  unfold Rdiv. rewrite !Rpow_mult_distr, !pow_inv.
  field. split; apply pow_nonzero; lra.
Qed.

Lemma sum_nth {X} (default : X) (xs : list X) (g : X -> R) :
  sum (atoms (length xs)) (fun j => g (nth j xs default)) = sum xs g.
Proof.
  unfold atoms. induction xs as [|a xs IH]; [reflexivity|].
  cbn [length seq]. rewrite sum_cons, sum_seq_S, sum_cons, <- IH. reflexivity.
Qed.

Lemma sum_total (masses : list Z) : sum masses IZR = IZR (total masses).
Proof.
  induction masses as [|a masses IH]; [reflexivity|].
  rewrite sum_cons, IH. cbn [total fold_right]. now rewrite plus_IZR.
Qed.

(** The data law with masses a_j/d. *)
Definition law_of_masses (masses : list Z) (j : nat) : R := IZR (nth j masses 0%Z) / IZR (total masses).

Section Correctness.

Variables (masses : list Z) (u v : Z) (n : nat).
Hypothesis not_a_point : Forall (fun a => (0 <= a < total masses)%Z) masses.
Hypothesis some_mass : (0 < total masses)%Z.
Hypothesis gamma_positive : (0 < u)%Z /\ (0 < v)%Z.
Hypothesis size : (1 <= n)%nat.

Lemma law_of_masses_is_law : is_law (atoms (length masses)) (law_of_masses masses).
Proof.
  apply IZR_lt in some_mass. split.
  - intros j Hj. apply in_seq in Hj. unfold law_of_masses.
    apply Rmult_le_pos; [|now apply Rlt_le, Rinv_0_lt_compat].
    apply IZR_le. rewrite Forall_forall in not_a_point. apply not_a_point, nth_In. lia.
  - unfold law_of_masses, Rdiv.
    rewrite sum_scale_r, (sum_nth 0%Z masses IZR), sum_total. field. lra.
Qed.

Lemma unit_positive : (0 < unit_of_excess u v (total masses) (Z.of_nat n))%Z.
Proof.
  unfold unit_of_excess. apply Z.mul_pos_pos; [apply Z.mul_pos_pos|]; [|assumption|lia].
  now destruct (v <=? u)%Z.
Qed.

Lemma worst_denominator_positive : (0 < worst_denominator masses u v n)%Z.
Proof.
  apply Z.mul_pos_pos; [apply unit_positive|apply Z.pow_pos_nonneg; lia].
Qed.

(** One atom. *)
Lemma excess_correct a k :
  let d := total masses in
  IZR (excess u v d (Z.of_nat n) a (Z.of_nat k)) =
  IZR (unit_of_excess u v d (Z.of_nat n)) *
  (if (v <=? u)%Z then Rmax 0 (INR k / INR n - IZR u / IZR v * (IZR a / IZR d))
   else Rmax 0 (IZR a / IZR d - 1 / (IZR u / IZR v) * (INR k / INR n))).
Proof.
  intros d. destruct gamma_positive as [Hu Hv]. apply IZR_lt in Hu, Hv.
  assert (Hd : 0 < IZR d) by (now apply IZR_lt in some_mass).
  assert (HN : 0 < INR n) by (apply lt_0_INR; lia).
  assert (max_IZR : forall x, IZR (Z.max 0 x) = Rmax 0 (IZR x)).
  { intros x. destruct (Z.max_spec 0 x) as [[Hx ->]|[Hx ->]].
    - apply Z.lt_le_incl, IZR_le in Hx. now rewrite Rmax_right.
    - apply IZR_le in Hx. now rewrite Rmax_left. }
  unfold excess, unit_of_excess. rewrite (INR_IZR_INZ n), (INR_IZR_INZ k) in *.
  destruct (v <=? u)%Z; rewrite max_IZR, !mult_IZR, <- RmaxRmult, Rmult_0_r;
    try (repeat apply Rmult_le_pos; lra);
    f_equal; rewrite minus_IZR, !mult_IZR; field; lra.
Qed.

Theorem worst_case_exact :
  Delta (length masses) (law_of_masses masses) n (empirical (length masses) n) (IZR u / IZR v) =
  IZR (worst_numerator masses u v n) / IZR (worst_denominator masses u v n).
Proof.
  destruct gamma_positive as [Hu Hv]. set (d := total masses) in *.
  assert (Hd : 0 < IZR d) by now apply IZR_lt.
  assert (Hunit : 0 < IZR (unit_of_excess u v d (Z.of_nat n))) by apply IZR_lt, unit_positive.
  assert (Hpow : 0 < IZR d ^ n) by now apply pow_lt.
  set (h := fun a => binomial_mean n (IZR a / IZR d) (fun k =>
    if (v <=? u)%Z then Rmax 0 (INR k / INR n - IZR u / IZR v * (IZR a / IZR d))
    else Rmax 0 (IZR a / IZR d - 1 / (IZR u / IZR v) * (INR k / INR n)))).
  transitivity (sum masses h).
  - rewrite <- (sum_nth 0%Z masses h).
    destruct (t_disc (length masses) (law_of_masses masses) n (IZR u / IZR v)
      law_of_masses_is_law size) as [Habove Hbelow].
    apply IZR_lt in Hu, Hv. unfold h. destruct (v <=? u)%Z eqn:Hvu.
    + apply Habove. apply Z.leb_le, IZR_le in Hvu.
      apply Rmult_le_reg_r with (IZR v); [lra|]. field_simplify; lra.
    + apply Hbelow. apply Z.leb_gt, IZR_lt in Hvu.
      apply Rmult_lt_reg_r with (IZR v); [lra|]. field_simplify; lra.
  - unfold worst_numerator, worst_denominator. fold d.
    rewrite mult_IZR, <- pow_IZR, <- sum_total, sum_map.
    rewrite (sum_ext masses (fun a => IZR (pairing _ _ _))
      (fun a => IZR (unit_of_excess u v d (Z.of_nat n)) * IZR d ^ n * h a)).
    + rewrite sum_scale. field. lra.
    + intros a Ha. rewrite Forall_forall in not_a_point.
      rewrite (real_pairing_of_pairing _ 0), binomial_row_correct by now apply not_a_point.
      rewrite (binomial_mean_ext n _ _ _ (fun k _ => excess_correct a k)), binomial_mean_scale.
      unfold h. fold d. ring.
Qed.

End Correctness.

(** ** For certificates: the only premise is a boolean for [vm_compute] *)

Lemma well_posed_spec masses u v n : well_posed masses u v n = true ->
  Forall (fun a => (0 <= a < total masses)%Z) masses /\ (0 < total masses)%Z /\ ((0 < u)%Z /\ (0 < v)%Z)
  /\ (1 <= n)%nat.
Proof.
  unfold well_posed. rewrite !andb_true_iff, forallb_forall, Forall_forall.
  intros [[[[Hmasses Htotal] Hu] Hv] Hn].
  split; [|lia]. intros a Ha. apply Hmasses in Ha. lia.
Qed.

Theorem worst_case_value : forall (masses : list Z) (u v : Z) (n : nat) (numerator denominator : Z),
  equals masses u v n numerator denominator = true ->
  Delta (length masses) (law_of_masses masses) n (empirical (length masses) n) (IZR u / IZR v) =
  IZR numerator / IZR denominator.
Proof.
  intros masses u v n numerator denominator Hcheck. unfold equals in Hcheck.
  rewrite !andb_true_iff in Hcheck. destruct Hcheck as [[Hposed Hden] Hcross].
  apply well_posed_spec in Hposed as (Hmasses & Htotal & Hgamma & Hn).
  apply Z.eqb_eq, (f_equal IZR) in Hcross. rewrite !mult_IZR in Hcross.
  pose proof (IZR_lt _ _ (worst_denominator_positive masses u v n Htotal Hgamma Hn)) as HD.
  apply Z.ltb_lt, IZR_lt in Hden.
  rewrite worst_case_exact by assumption.
  apply Rmult_eq_reg_r with (IZR denominator * IZR (worst_denominator masses u v n));
    [field_simplify; lra|]. apply Rgt_not_eq, Rmult_lt_0_compat; lra.
Qed.

Theorem worst_case_enclosure : forall (masses : list Z) (u v : Z) (n : nat) (scale lo hi : Z),
  encloses masses u v n scale lo hi = true ->
  IZR lo / IZR scale
  <= Delta (length masses) (law_of_masses masses) n (empirical (length masses) n) (IZR u / IZR v)
  <= IZR hi / IZR scale.
Proof.
  intros masses u v n scale lo hi Hcheck. unfold encloses in Hcheck.
  rewrite !andb_true_iff in Hcheck. destruct Hcheck as [[[Hposed Hscale] Hlo] Hhi].
  apply well_posed_spec in Hposed as (Hmasses & Htotal & Hgamma & Hn).
  apply Z.leb_le, IZR_le in Hlo, Hhi. rewrite !mult_IZR in Hlo, Hhi.
  pose proof (IZR_lt _ _ (worst_denominator_positive masses u v n Htotal Hgamma Hn)) as HD.
  apply Z.ltb_lt, IZR_lt in Hscale.
  rewrite worst_case_exact by assumption.
  split; apply Rmult_le_reg_r with (IZR scale * IZR (worst_denominator masses u v n));
    try (apply Rmult_lt_0_compat; lra); field_simplify; lra.
Qed.
