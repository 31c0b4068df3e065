(** * The binomial law

    E f(B), B ~ Bin(n, p), with the explicit masses C(n,k) p^k (1-p)^(n-k), the recursion
    that one more trial gives, and from it the mean and the variance. *)

From Coq Require Import List Arith Lia Reals Lra.
From Boundcalc Require Import Game FiniteSums.
Open Scope R_scope.

Definition binomial_mass (n : nat) (p : R) (k : nat) : R := C n k * p ^ k * (1 - p) ^ (n - k).

(** E f(B) = sum_{k=0}^n C(n,k) p^k (1-p)^(n-k) f(k) *)
Definition binomial_mean (n : nat) (p : R) (f : nat -> R) : R :=
  sum (seq 0 (S n)) (fun k => binomial_mass n p k * f k).

Lemma C_0 n : C n 0 = 1.
Proof. unfold C. rewrite Nat.sub_0_r. cbn. field. apply INR_fact_neq_0. Qed.

Lemma C_n n : C n n = 1.
Proof. unfold C. rewrite Nat.sub_diag. cbn. field. apply INR_fact_neq_0. Qed.

Lemma C_nonneg n k : 0 <= C n k.
Proof.
  unfold C. apply Rlt_le, Rdiv_lt_0_compat; [apply INR_fact_lt_0|].
  apply Rmult_lt_0_compat; apply INR_fact_lt_0.
Qed.

(** (k+1) C(n,k+1) = (n-k) C(n,k) *)
Lemma C_next n k : (k < n)%nat -> C n (S k) * (INR k + 1) = C n k * (INR n - INR k).
Proof.
  intros Hk. unfold C. replace (n - k)%nat with (S (n - S k)) by lia.
  rewrite !fact_simpl, !mult_INR, <- minus_INR by lia. replace (n - k)%nat with (S (n - S k)) by lia.
  rewrite !S_INR. pose proof (pos_INR k). pose proof (pos_INR (n - S k)).
  field. repeat split; try apply INR_fact_neq_0; lra.
Qed.

Lemma sum_seq_S m n (f : nat -> R) : sum (seq (S m) n) f = sum (seq m n) (fun k => f (S k)).
Proof. rewrite <- seq_shift. apply sum_map. Qed.

Lemma sum_seq_last m n (f : nat -> R) : sum (seq m (S n)) f = sum (seq m n) f + f (m + n)%nat.
Proof. rewrite seq_S, sum_app. cbn. ring. Qed.

Lemma binomial_mean_0 p f : binomial_mean 0 p f = f 0%nat.
Proof. unfold binomial_mean, binomial_mass. cbn. rewrite C_0. ring. Qed.

(** One more trial: success moves f one step. *)
Lemma binomial_mean_S n p f :
  binomial_mean (S n) p f = p * binomial_mean n p (fun k => f (S k)) + (1 - p) * binomial_mean n p f.
Proof.
  unfold binomial_mean.
  (* Split off k = 0 and k = n+1, and apply Pascal's rule to what is between. *)
  change (seq 0 (S (S n))) with (0%nat :: seq 1 (S n)).
  rewrite sum_cons, sum_seq_S, sum_seq_last.
  rewrite (sum_ext _ (fun k => binomial_mass (S n) p (S k) * f (S k))
    (fun k => p * (binomial_mass n p k * f (S k)) + (1 - p) * (binomial_mass n p (S k) * f (S k)))).
  - rewrite sum_plus, !sum_scale.
    rewrite (sum_seq_last 0 n (fun k => binomial_mass n p k * f (S k))).
    change (seq 0 (S n)) with (0%nat :: seq 1 n). rewrite sum_cons, sum_seq_S.
    unfold binomial_mass. cbn [Nat.add]. rewrite !C_0, !C_n, !Nat.sub_diag, !Nat.sub_0_r.
    cbn [pow]. ring.
  - intros k Hk. apply in_seq in Hk. unfold binomial_mass.
    rewrite <- pascal by lia. replace (S n - S k)%nat with (S (n - S k)) by lia.
    replace (n - k)%nat with (S (n - S k)) by lia. cbn [pow]. ring.
Qed.

Section Expectation.

Variables (n : nat) (p : R).

Lemma binomial_mean_ext f g :
  (forall k, (k <= n)%nat -> f k = g k) -> binomial_mean n p f = binomial_mean n p g.
Proof.
  intros H. apply sum_ext. intros k Hk. apply in_seq in Hk. rewrite H by lia. reflexivity.
Qed.

Lemma binomial_mean_plus f g :
  binomial_mean n p (fun k => f k + g k) = binomial_mean n p f + binomial_mean n p g.
Proof.
  unfold binomial_mean. rewrite <- sum_plus. apply sum_ext. intros. ring.
Qed.

Lemma binomial_mean_scale c f : binomial_mean n p (fun k => c * f k) = c * binomial_mean n p f.
Proof.
  unfold binomial_mean. rewrite <- sum_scale. apply sum_ext. intros. ring.
Qed.

Lemma binomial_mean_const c : binomial_mean n p (fun _ => c) = c.
Proof.
  induction n as [|m IH]; [apply binomial_mean_0|]. rewrite binomial_mean_S, IH. ring.
Qed.

Lemma binomial_mean_le f g :
  0 <= p <= 1 -> (forall k, (k <= n)%nat -> f k <= g k) -> binomial_mean n p f <= binomial_mean n p g.
Proof.
  intros Hp H. apply sum_le. intros k Hk. apply in_seq in Hk.
  apply Rmult_le_compat_l; [|apply H; lia]. unfold binomial_mass.
  apply Rmult_le_pos; [apply Rmult_le_pos; [apply C_nonneg|]|]; apply pow_le; lra.
Qed.

End Expectation.

(** E(B - c) = np - c *)
Lemma binomial_mean_centred n p c : binomial_mean n p (fun k => INR k - c) = INR n * p - c.
Proof.
  revert c. induction n as [|n IH]; intros c.
  - rewrite binomial_mean_0. cbn. ring.
  - rewrite binomial_mean_S, (binomial_mean_ext n p _ (fun k => INR k - (c - 1))).
    + rewrite !IH, S_INR. ring.
    + intros k _. rewrite S_INR. ring.
Qed.

(** E(B - c)^2 = np(1-p) + (np - c)^2; the variance is the case c = np. *)
Lemma binomial_variance_about n p c :
  binomial_mean n p (fun k => (INR k - c) ^ 2) = INR n * p * (1 - p) + (INR n * p - c) ^ 2.
Proof.
  revert c. induction n as [|n IH]; intros c.
  - rewrite binomial_mean_0. cbn. ring.
  - rewrite binomial_mean_S, (binomial_mean_ext n p _ (fun k => (INR k - (c - 1)) ^ 2)).
    + rewrite !IH, S_INR. ring.
    + intros k _. rewrite S_INR. ring.
Qed.

Lemma binomial_variance n p : binomial_mean n p (fun k => (INR k - INR n * p) ^ 2) = INR n * p * (1 - p).
Proof. rewrite binomial_variance_about. ring. Qed.
