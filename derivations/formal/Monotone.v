(** * More data leak less

    t-mono.  The worst case over learners is non-increasing in the number of records:

      Delta_gamma(P, empirical law, n+1) <= Delta_gamma(P, empirical law, n).

    Conditions: any data law p on K atoms, n >= 1, any gamma. *)

From Coq Require Import List Arith Lia Reals Lra.
From Boundcalc Require Import Game FiniteSums Binomial WorstCaseDiscrete.
Open Scope R_scope.

(** Given B_{n+1} = k, a trial chosen at random succeeded with probability k/(n+1):
    without it the count is k-1, and otherwise it stays k. *)
Lemma binomial_success n p (g : nat -> R) :
  binomial_mean (S n) p (fun k => INR k * g (pred k)) = INR (S n) * p * binomial_mean n p g.
Proof.
  revert g. induction n as [|n IH]; intros g.
  - rewrite binomial_mean_S, !binomial_mean_0. cbn. ring.
  - rewrite binomial_mean_S, (IH g), (binomial_mean_ext (S n) p _
      (fun k => INR k * (fun i => g (S i)) (pred k) + g k)).
    + rewrite binomial_mean_plus, (IH (fun i => g (S i))), (binomial_mean_S n p g), (S_INR (S n)). ring.
    + intros [|k] _; cbn [pred]; rewrite ?S_INR; [change (INR 0) with 0|]; ring.
Qed.

Lemma binomial_failure n p (g : nat -> R) :
  binomial_mean (S n) p (fun k => (INR (S n) - INR k) * g k) = INR (S n) * (1 - p) * binomial_mean n p g.
Proof.
  revert g. induction n as [|n IH]; intros g.
  - rewrite binomial_mean_S, !binomial_mean_0. cbn. ring.
  - rewrite binomial_mean_S.
    rewrite (binomial_mean_ext (S n) p _ (fun k => (INR (S n) - INR k) * (fun i => g (S i)) k))
      by (intros k _; rewrite (S_INR (S n)), (S_INR k); ring).
    rewrite (IH (fun i => g (S i))), (binomial_mean_ext (S n) p (fun k => (INR (S (S n)) - INR k) * g k)
      (fun k => (INR (S n) - INR k) * g k + g k)) by (intros k _; rewrite (S_INR (S n)); ring).
    rewrite binomial_mean_plus, (IH g), (binomial_mean_S n p g), (S_INR (S n)). ring.
Qed.

(** Jensen's inequality for the empirical frequency, a reverse martingale. *)
Lemma binomial_frequency_decreasing n p (f : R -> R) :
  (1 <= n)%nat -> 0 <= p <= 1 ->
  (forall t x y, 0 <= t <= 1 -> f (t * x + (1 - t) * y) <= t * f x + (1 - t) * f y) ->
  binomial_mean (S n) p (fun k => f (INR k / INR (S n))) <= binomial_mean n p (fun k => f (INR k / INR n)).
Proof.
  intros Hn Hp Hconvex. assert (HN : 0 < INR n) by (apply lt_0_INR; lia).
  assert (HS : 0 < INR (S n)) by (rewrite S_INR; lra).
  set (g := fun k => f (INR k / INR n)).
  replace (binomial_mean n p g) with (binomial_mean (S n) p (fun k =>
    / INR (S n) * (INR k * g (pred k) + (INR (S n) - INR k) * g k))).
  - apply binomial_mean_le; [assumption|]. intros k Hk. apply le_INR in Hk. pose proof (pos_INR k).
    set (t := INR k / INR (S n)).
    assert (Ht : 0 <= t <= 1).
    { unfold t. split; [now apply Rmult_le_pos; [|apply Rlt_le, Rinv_0_lt_compat]|].
      apply Rmult_le_reg_r with (INR (S n)); [assumption|]. field_simplify; lra. }
    replace (/ INR (S n) * (INR k * g (pred k) + (INR (S n) - INR k) * g k))
      with (t * g (pred k) + (1 - t) * g k) by (unfold t; field; lra).
    eapply Rle_trans; [|apply Hconvex, Ht]. apply Req_le. f_equal. unfold t.
    destruct k as [|k]; cbn [pred]; [change (INR 0) with 0; field; lra|].
    rewrite !S_INR in *. field. lra.
  - rewrite binomial_mean_scale, binomial_mean_plus, binomial_success, binomial_failure. field. lra.
Qed.

Lemma excess_convex a b : forall t x y, 0 <= t <= 1 ->
  Rmax 0 (a * (t * x + (1 - t) * y) + b) <= t * Rmax 0 (a * x + b) + (1 - t) * Rmax 0 (a * y + b).
Proof.
  intros t x y Ht.
  pose proof (Rmax_l 0 (a * x + b)). pose proof (Rmax_r 0 (a * x + b)).
  pose proof (Rmax_l 0 (a * y + b)). pose proof (Rmax_r 0 (a * y + b)).
  apply Rmax_lub; nra.
Qed.

Theorem t_mono : forall (K : nat) (p : nat -> R) (n : nat) (gamma : R),
  is_law (atoms K) p -> (1 <= n)%nat ->
  Delta K p (S n) (empirical K (S n)) gamma <= Delta K p n (empirical K n) gamma.
Proof.
  intros K p n gamma Hp Hn.
  destruct (t_disc K p n gamma Hp Hn) as [Habove Hbelow].
  destruct (t_disc K p (S n) gamma Hp ltac:(lia)) as [Habove' Hbelow'].
  destruct (Rle_dec 1 gamma) as [Hgamma|Hgamma].
  - rewrite Habove, Habove' by assumption. apply sum_le. intros j Hj.
    apply (binomial_frequency_decreasing n (p j) (fun x => Rmax 0 (x - gamma * p j)));
      [assumption|now apply law_at_most_one with (xs := atoms K)|].
    intros t x y Ht. pose proof (excess_convex 1 (- (gamma * p j)) t x y Ht) as H.
    now rewrite !Rmult_1_l in H.
  - rewrite Hbelow, Hbelow' by lra. apply sum_le. intros j Hj.
    apply (binomial_frequency_decreasing n (p j) (fun x => Rmax 0 (p j - 1 / gamma * x)));
      [assumption|now apply law_at_most_one with (xs := atoms K)|].
    intros t x y Ht. pose proof (excess_convex (- (1 / gamma)) (p j) t x y Ht) as H.
    assert (Hform : forall z, - (1 / gamma) * z + p j = p j - 1 / gamma * z) by (intros; ring).
    now rewrite !Hform in H.
Qed.
