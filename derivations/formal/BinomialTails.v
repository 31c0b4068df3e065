(** * Worst-case leakage from binomial tails

    t-disc, closed form.  The binomial means of t-disc are differences of tails: with
    k_j = floor(gamma n p_j) + 1, for gamma >= 1,

      E (B_j/n - gamma p_j)_+ = p_j [ P(Bin(n-1, p_j) >= k_j - 1) - gamma P(Bin(n, p_j) >= k_j) ],

    and with g = 1/gamma and k_j = floor(n p_j / g), for gamma < 1,

      E (p_j - g B_j/n)_+ = p_j [ P(Bin(n, p_j) <= k_j) - g P(Bin(n-1, p_j) <= k_j - 1) ].

    Conditions: any data law p on K atoms, n >= 1, gamma > 0. *)

From Coq Require Import List Arith Lia Reals Lra.
From Boundcalc Require Import Game FiniteSums Binomial WorstCaseDiscrete Monotone.
Open Scope R_scope.

(** P(B >= k) and P(B < k), B ~ Bin(n, p) *)
Definition at_least (n : nat) (p : R) (k : nat) : R :=
  binomial_mean n p (fun i => if k <=? i then 1 else 0).

Definition below (n : nat) (p : R) (k : nat) : R :=
  binomial_mean n p (fun i => if k <=? i then 0 else 1).

(** E B 1{B in S} = np P(1 + B' in S), B' ~ Bin(n-1, p): a member's own count. *)
Lemma size_bias n p (g : nat -> R) : (1 <= n)%nat ->
  binomial_mean n p (fun k => INR k * g k) = INR n * p * binomial_mean (n - 1) p (fun k => g (S k)).
Proof.
  intros Hn. destruct n as [|n]; [lia|]. replace (S n - 1)%nat with n by lia.
  rewrite <- (binomial_success n p (fun k => g (S k))). apply binomial_mean_ext.
  intros [|k] _; cbn [pred]; [change (INR 0) with 0; ring|reflexivity].
Qed.

Lemma upper_excess n p c k : (1 <= n)%nat -> (1 <= k)%nat -> INR k - 1 <= INR n * c < INR k ->
  binomial_mean n p (fun i => Rmax 0 (INR i / INR n - c)) =
  p * at_least (n - 1) p (k - 1) - c * at_least n p k.
Proof.
  intros Hn Hk Hc. assert (HN : 0 < INR n) by (apply lt_0_INR; lia).
  rewrite (binomial_mean_ext n p _ (fun i =>
    / INR n * (INR i * (if k <=? i then 1 else 0)) + (- c) * (if k <=? i then 1 else 0))).
  - rewrite binomial_mean_plus, !binomial_mean_scale, size_bias by assumption.
    unfold at_least. rewrite (binomial_mean_ext (n - 1) p (fun i => if k <=? S i then 1 else 0)
      (fun i => if k - 1 <=? i then 1 else 0)).
    + field. lra.
    + intros i _. destruct (Nat.leb_spec k (S i)), (Nat.leb_spec (k - 1) i); lia || reflexivity.
  - intros i _. destruct (Nat.leb_spec k i) as [Hi|Hi].
    + apply le_INR in Hi. rewrite Rmax_right; [field; lra|].
      apply Rmult_le_reg_l with (INR n); [assumption|]. field_simplify; lra.
    + apply le_INR in Hi. rewrite S_INR in Hi. rewrite Rmax_left; [ring|].
      apply Rmult_le_reg_l with (INR n); [assumption|]. field_simplify; lra.
Qed.

Lemma lower_excess n p g k : (1 <= n)%nat -> 0 < g -> INR k <= INR n * (p / g) < INR k + 1 ->
  binomial_mean n p (fun i => Rmax 0 (p - g * (INR i / INR n))) =
  p * below n p (S k) - g * (p * below (n - 1) p k).
Proof.
  intros Hn Hg Hk. assert (HN : 0 < INR n) by (apply lt_0_INR; lia).
  assert (Hk' : g * INR k <= INR n * p < g * (INR k + 1)).
  { replace (INR n * p) with (g * (INR n * (p / g))) by (field; lra).
    split; [apply Rmult_le_compat_l|apply Rmult_lt_compat_l]; lra. }
  rewrite (binomial_mean_ext n p _ (fun i =>
    p * (if S k <=? i then 0 else 1) + (- g / INR n) * (INR i * (if S k <=? i then 0 else 1)))).
  - rewrite binomial_mean_plus, !binomial_mean_scale, size_bias by assumption.
    unfold below. rewrite (binomial_mean_ext (n - 1) p (fun i => if S k <=? S i then 0 else 1)
      (fun i => if k <=? i then 0 else 1)) by reflexivity.
    field. lra.
  - intros i _. destruct (Nat.leb_spec (S k) i) as [Hi|Hi].
    + apply le_INR in Hi. rewrite S_INR in Hi. rewrite Rmax_left; [field; lra|].
      apply Rmult_le_reg_l with (INR n); [assumption|]. field_simplify; [nra|lra].
    + assert (Hi' : (i <= k)%nat) by lia. apply le_INR in Hi'. rewrite Rmax_right; [field; lra|].
      apply Rmult_le_reg_l with (INR n); [assumption|]. field_simplify; [nra|lra].
Qed.

Theorem t_disc_tails : forall (K : nat) (p : nat -> R) (n : nat) (gamma : R) (k : nat -> nat),
  is_law (atoms K) p -> (1 <= n)%nat ->
  (1 <= gamma -> (forall j, In j (atoms K) -> INR (k j) - 1 <= gamma * INR n * p j < INR (k j)) ->
    Delta K p n (empirical K n) gamma =
    sum (atoms K) (fun j => p j * (at_least (n - 1) (p j) (k j - 1) - gamma * at_least n (p j) (k j))))
  /\
  (0 < gamma < 1 -> (forall j, In j (atoms K) -> INR (k j) <= gamma * INR n * p j < INR (k j) + 1) ->
    Delta K p n (empirical K n) gamma =
    sum (atoms K) (fun j => p j * (below n (p j) (S (k j)) - 1 / gamma * below (n - 1) (p j) (k j)))).
Proof.
  intros K p n gamma k Hp Hn. destruct (t_disc K p n gamma Hp Hn) as [Habove Hbelow].
  split; intros Hgamma Hk.
  - rewrite Habove by assumption. apply sum_ext. intros j Hj. specialize (Hk j Hj).
    pose proof (law_at_most_one _ _ _ Hp Hj) as Hpj. pose proof (pos_INR n).
    rewrite (upper_excess n (p j) (gamma * p j) (k j)); [ring|assumption| |lra].
    apply (INR_lt 0). change (INR 0) with 0. assert (0 <= gamma * INR n * p j); [|lra].
    repeat apply Rmult_le_pos; lra.
  - rewrite Hbelow by lra. apply sum_ext. intros j Hj. specialize (Hk j Hj).
    rewrite (lower_excess n (p j) (1 / gamma) (k j)); [ring|assumption|apply Rdiv_lt_0_compat; lra|].
    replace (INR n * (p j / (1 / gamma))) with (gamma * INR n * p j) by (field; lra). assumption.
Qed.
