(** * The worst case at large n, atom by atom

    By t-mad the worst case at gamma = 1 is a sum of de Moivre's terms, and each term has a decimal
    enclosure by big integers.  Where the recursion of BinomialRecursion.v walks through all n + 1
    values of every binomial, this takes one product an atom. *)

From Coq Require Import Bool List Arith ZArith Lia Reals Lra.
From Boundcalc Require Import Game FiniteSums Binomial WorstCaseDiscrete BinomialRecursion DeMoivre DeMoivreEnclosure.
Import ListNotations.
Open Scope R_scope.

(** An atom of mass a/d, m = floor(n a/d) + 1, and the ends of its term, times the scale. *)
Record atom_row := Row { mass : Z; mode : Z; low_end : Z; high_end : Z }.

Definition row_check (n d scale : Z) (r : atom_row) : bool :=
  ((0 <=? mass r) && (mass r <? d) && ((mode r - 1) * d <=? n * mass r) && (n * mass r <? mode r * d))%Z
  && de_moivre_check n (mode r) (mass r) d scale (low_end r) (high_end r).

Definition rows_enclose (rows : list atom_row) (n scale lo hi : Z) : bool :=
  ((0 <? total (map mass rows)) && (1 <=? n) && (1 <=? scale)
   && (lo <=? total (map low_end rows)) && (total (map high_end rows) <=? hi))%Z
  && forallb (row_check n (total (map mass rows)) scale) rows.

Lemma sum_ends (rows : list atom_row) (f : atom_row -> Z) scale :
  sum rows (fun r => IZR (f r) / IZR scale) = IZR (total (map f rows)) / IZR scale.
Proof. unfold Rdiv. now rewrite sum_scale_r, <- sum_total, sum_map. Qed.

Theorem worst_case_by_de_moivre : forall (masses : list Z) (rows : list atom_row) (n scale lo hi : Z),
  map mass rows = masses -> rows_enclose rows n scale lo hi = true ->
  IZR lo / IZR scale
  <= Delta (length masses) (law_of_masses masses) (Z.to_nat n) (empirical (length masses) (Z.to_nat n)) 1
  <= IZR hi / IZR scale.
Proof.
  intros masses rows n scale lo hi <- Hcheck. unfold rows_enclose in Hcheck.
  rewrite !andb_true_iff, forallb_forall, !Z.leb_le, Z.ltb_lt in Hcheck.
  destruct Hcheck as [[[[[Htotal Hn] Hscale] Hlo] Hhi] Hrows].
  set (d := total (map mass rows)) in *.
  assert (Hd : 0 < IZR d) by now apply IZR_lt.
  assert (Hs : 0 < IZR scale) by (apply IZR_lt; lia).
  assert (HN : INR (Z.to_nat n) = IZR n) by (rewrite INR_IZR_INZ, Z2Nat.id by lia; reflexivity).
  assert (Hrow : forall r, In r rows ->
    (0 <= mass r < d)%Z /\ ((mode r - 1) * d <= n * mass r < mode r * d)%Z /\ (1 <= mode r)%Z /\
    IZR (low_end r) / IZR scale <= de_moivre_term (Z.to_nat n) (Z.to_nat (mode r)) (IZR (mass r) / IZR d)
      <= IZR (high_end r) / IZR scale).
  { intros r Hr. specialize (Hrows r Hr). unfold row_check in Hrows.
    rewrite !andb_true_iff, !Z.leb_le, !Z.ltb_lt in Hrows.
    destruct Hrows as [[[[H1 H2] H3] H4] H5]. repeat split; try assumption; try nia.
    all: now apply de_moivre_enclosure in H5. }
  set (nothing := Row 0 1 0 0).
  assert (Hp : forall j, law_of_masses (map mass rows) j = IZR (mass (nth j rows nothing)) / IZR d).
  { intros j. unfold law_of_masses. fold d. now rewrite (map_nth mass rows nothing). }
  rewrite (t_mad _ _ _ (fun j => Z.to_nat (mode (nth j rows nothing)))).
  - set (h := fun r => de_moivre_term (Z.to_nat n) (Z.to_nat (mode r)) (IZR (mass r) / IZR d)).
    rewrite (sum_ext _ _ (fun j => h (nth j rows nothing))) by (intros j _; unfold h; now rewrite Hp).
    rewrite map_length, (sum_nth nothing rows h).
    split.
    + apply Rle_trans with (IZR (total (map low_end rows)) / IZR scale).
      * apply Rmult_le_compat_r; [now apply Rlt_le, Rinv_0_lt_compat|now apply IZR_le].
      * rewrite <- sum_ends. apply sum_le. intros r Hr. now apply Hrow.
    + apply Rle_trans with (IZR (total (map high_end rows)) / IZR scale).
      * rewrite <- sum_ends. apply sum_le. intros r Hr. now apply Hrow.
      * apply Rmult_le_compat_r; [now apply Rlt_le, Rinv_0_lt_compat|now apply IZR_le].
  - apply law_of_masses_is_law with (n := Z.to_nat n); [|assumption|lia].
    rewrite Forall_forall. intros a Ha. apply in_map_iff in Ha as (r & <- & Hr). now apply Hrow.
  - lia.
  - intros j Hj. apply in_seq in Hj. rewrite map_length in Hj. rewrite Hp, HN.
    destruct (Hrow (nth j rows nothing)) as (Ha & Hm & H1 & _); [apply nth_In; lia|].
    set (r := nth j rows nothing) in *.
    rewrite (INR_IZR_INZ (Z.to_nat (mode r))), Z2Nat.id by lia.
    destruct Ha as [_ Ha]. destruct Hm as [Hm1 Hm2]. apply IZR_lt in Ha, Hm2. apply IZR_le in Hm1.
    rewrite !mult_IZR in Hm1, Hm2. rewrite minus_IZR in Hm1.
    repeat split; apply Rmult_lt_reg_r with (IZR d) || apply Rmult_le_reg_r with (IZR d);
      try assumption; unfold Rdiv; rewrite ?Rmult_assoc, ?Rinv_l, ?Rmult_1_r by lra; lra.
Qed.
