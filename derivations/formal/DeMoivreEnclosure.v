(** * De Moivre's term at large n

    One checking lemma: a decimal enclosure of (m/n) C(n,m) p^m (1-p)^(n-m+1), p = a/d, holds
    when a comparison of big integers, products taken by binary splitting, says so.  The
    integers are those of the Bignums library; n = 10^4 takes about a second. *)

From Coq Require Import Bool Arith ZArith Lia Reals Lra.
From Bignums Require Import BigN.
From Boundcalc Require Import Binomial DeMoivre.
Open Scope R_scope.

(** ** The programme *)

Section Programme.

Open Scope bigN_scope.

(** lo (lo+1) ... (lo+len-1), halving the range at each step *)
Fixpoint range_product (len : positive) (lo : bigN) : bigN :=
  match len with
  | xH => lo
  | xO half => range_product half lo * range_product half (lo + BigN.of_pos half)
  | xI half => let next := lo + BigN.one in
    lo * (range_product half next * range_product half (next + BigN.of_pos half))
  end.

Definition big_factorial (k : Z) : bigN :=
  match k with Zpos len => range_product len BigN.one | _ => BigN.one end.

Definition big_power (x k : Z) : bigN :=
  match k with Zpos q => BigN.pow_pos (BigN.N_of_Z x) q | _ => BigN.one end.

Definition de_moivre_check (n m a d scale lo hi : Z) : bool :=
  let N := BigN.N_of_Z m * big_factorial n * (big_power a m * big_power (d - a) (n - m + 1)) in
  let D := BigN.N_of_Z n * (big_factorial m * big_factorial (n - m)) * big_power d (n + 1) in
  let scaled := N * BigN.N_of_Z scale in
  ((1 <=? m) && (m <=? n) && (0 <=? a) && (a <=? d) && (1 <=? d)
   && (1 <=? scale) && (0 <=? lo) && (0 <=? hi))%Z
  && (BigN.N_of_Z lo * D <=? scaled) && (scaled <=? BigN.N_of_Z hi * D).

End Programme.

(** ** Its correctness *)

(** A range of factors is a quotient of factorials. *)
Lemma range_product_spec len : forall k lo, [lo]%bigN = Z.of_nat (S k) ->
  ([range_product len lo]%bigN * Z.of_nat (fact k) = Z.of_nat (fact (k + Pos.to_nat len)))%Z.
Proof.
  assert (Hfirst : forall k, Z.of_nat (fact (S k)) = (Z.of_nat (S k) * Z.of_nat (fact k))%Z)
    by (intros; rewrite fact_simpl; apply Nat2Z.inj_mul).
  induction len as [half IH|half IH|]; intros k lo Hlo; cbn [range_product]; cbv zeta.
  - assert (H1 : [lo + BigN.one]%bigN = Z.of_nat (S (S k))) by (rewrite BigN.spec_add, Hlo, BigN.spec_1; lia).
    assert (H2 : [lo + BigN.one + BigN.of_pos half]%bigN = Z.of_nat (S (S k + Pos.to_nat half)))
      by (rewrite BigN.spec_add, H1, BigN.spec_of_pos; lia).
    rewrite !BigN.spec_mul, Hlo. apply IH in H1, H2.
    replace (k + Pos.to_nat half~1)%nat with (S k + Pos.to_nat half + Pos.to_nat half)%nat by lia.
    rewrite <- H2, <- H1, Hfirst. ring.
  - assert (H2 : [lo + BigN.of_pos half]%bigN = Z.of_nat (S (k + Pos.to_nat half)))
      by (rewrite BigN.spec_add, Hlo, BigN.spec_of_pos; lia).
    rewrite BigN.spec_mul. apply IH in Hlo, H2.
    replace (k + Pos.to_nat half~0)%nat with (k + Pos.to_nat half + Pos.to_nat half)%nat by lia.
    rewrite <- H2, <- Hlo. ring.
  - replace (k + Pos.to_nat 1)%nat with (S k) by lia. rewrite Hlo, Hfirst. reflexivity.
Qed.

Lemma big_factorial_spec k : (0 <= k)%Z -> IZR [big_factorial k]%bigN = INR (fact (Z.to_nat k)).
Proof.
  intros Hk. rewrite INR_IZR_INZ. f_equal. destruct k as [|len|]; [reflexivity| |lia].
  unfold big_factorial. pose proof (range_product_spec len 0 BigN.one BigN.spec_1) as H.
  change (fact 0) with 1%nat in H. rewrite Z.mul_1_r in H. exact H.
Qed.

Lemma big_power_spec x k : (0 <= x)%Z -> (0 <= k)%Z -> IZR [big_power x k]%bigN = IZR x ^ Z.to_nat k.
Proof.
  intros Hx Hk. rewrite pow_IZR, Z2Nat.id by assumption. f_equal.
  destruct k as [|q|]; [reflexivity| |lia].
  unfold big_power. now rewrite BigN.spec_pow_pos, BigN.spec_N_of_Z.
Qed.

Theorem de_moivre_enclosure : forall n m a d scale lo hi : Z,
  de_moivre_check n m a d scale lo hi = true ->
  IZR lo / IZR scale <= de_moivre_term (Z.to_nat n) (Z.to_nat m) (IZR a / IZR d) <= IZR hi / IZR scale.
Proof.
  intros n m a d scale lo hi Hcheck. unfold de_moivre_check in Hcheck.
  rewrite !andb_true_iff, !BigN.spec_leb, !Z.leb_le, !BigN.spec_mul in Hcheck.
  destruct Hcheck as [[[[[[[[[Hm Hmn] Ha] Had] Hd] Hscale] Hlo] Hhi] Hlower] Hupper].
  rewrite !BigN.spec_N_of_Z in Hlower, Hupper by lia.
  apply IZR_le in Hlower, Hupper. rewrite !mult_IZR in Hlower, Hupper.
  rewrite !big_factorial_spec, !big_power_spec in Hlower, Hupper by lia.
  unfold de_moivre_term, C.
  replace (Z.to_nat (n - m)) with (Z.to_nat n - Z.to_nat m)%nat in Hlower, Hupper by lia.
  replace (Z.to_nat (n - m + 1)) with (S (Z.to_nat n - Z.to_nat m)) in Hlower, Hupper by lia.
  replace (Z.to_nat (n + 1)) with (Z.to_nat m + S (Z.to_nat n - Z.to_nat m))%nat in Hlower, Hupper by lia.
  rewrite !INR_IZR_INZ, !Z2Nat.id by lia. rewrite <- !INR_IZR_INZ.
  rewrite pow_add in Hlower, Hupper.
  assert (Hd' : 0 < IZR d) by (apply IZR_lt; lia). assert (Hs : 0 < IZR scale) by (apply IZR_lt; lia).
  assert (Hn : 0 < IZR n) by (apply IZR_lt; lia).
  replace (1 - IZR a / IZR d) with (IZR (d - a) / IZR d) by (rewrite minus_IZR; field; lra).
  unfold Rdiv. rewrite !Rpow_mult_distr, !pow_inv.
  pose proof (INR_fact_lt_0 (Z.to_nat n)) as F1. pose proof (INR_fact_lt_0 (Z.to_nat m)) as F2.
  pose proof (INR_fact_lt_0 (Z.to_nat n - Z.to_nat m)) as F3.
  set (f1 := INR (fact (Z.to_nat n))) in *. set (f2 := INR (fact (Z.to_nat m))) in *.
  set (f3 := INR (fact (Z.to_nat n - Z.to_nat m))) in *.
  pose proof (pow_lt (IZR d) (Z.to_nat m) Hd') as D1.
  pose proof (pow_lt (IZR d) (S (Z.to_nat n - Z.to_nat m)) Hd') as D2.
  set (d1 := IZR d ^ Z.to_nat m) in *. set (d2 := IZR d ^ S (Z.to_nat n - Z.to_nat m)) in *.
  set (a1 := IZR a ^ Z.to_nat m) in *. set (b2 := IZR (d - a) ^ S (Z.to_nat n - Z.to_nat m)) in *.
  clearbody f1 f2 f3 d1 d2 a1 b2.
  assert (Hpos : 0 < IZR n * (f2 * f3) * (d1 * d2)) by (repeat apply Rmult_lt_0_compat; assumption).
  split; apply Rmult_le_reg_r with (IZR scale * (IZR n * (f2 * f3) * (d1 * d2)));
    try (apply Rmult_lt_0_compat; assumption).
  - replace (IZR lo * / IZR scale * (IZR scale * (IZR n * (f2 * f3) * (d1 * d2))))
      with (IZR lo * (IZR n * (f2 * f3) * (d1 * d2))) by (field; lra).
    eapply Rle_trans; [exact Hlower|]. apply Req_le. field. repeat split; lra.
  - replace (IZR hi * / IZR scale * (IZR scale * (IZR n * (f2 * f3) * (d1 * d2))))
      with (IZR hi * (IZR n * (f2 * f3) * (d1 * d2))) by (field; lra).
    eapply Rle_trans; [|exact Hupper]. apply Req_le. field. repeat split; lra.
Qed.
