(** * The membership inference game on a finite data space

    This file only defines.  It needs nothing but the standard library, so that a
    certificate can carry a copy of it.

    The numbers are a parameter: the same definitions are read over the rationals,
    where they compute, and over the reals, where the theorems live. *)

From Coq Require Import List Arith ZArith QArith Qreduction Reals.
Import ListNotations.

(** The operations the definitions use. *)
Class Arithmetic (T : Type) := {
  zero : T;
  one : T;
  add : T -> T -> T;
  sub : T -> T -> T;
  mul : T -> T -> T;
  div : T -> T -> T;
  of_nat : nat -> T;
  at_most : T -> T -> bool
}.

Section Definitions.

Context {T : Type} {arithmetic : Arithmetic T}.

(** ** Divergences between two laws on a finite space *)

(** A finite space is the list [xs] of its points. *)
Definition sum {X} (xs : list X) (f : X -> T) : T :=
  fold_right (fun x total => add (f x) total) zero xs.

Definition positive_part (x : T) : T := if at_most zero x then x else zero.

(** E_g(P||Q) = sum_x (P(x) - g Q(x))_+ *)
Definition hockey_stick {X} (xs : list X) (g : T) (P Q : X -> T) : T :=
  sum xs (fun x => positive_part (sub (P x) (mul g (Q x)))).

(** D_gamma(P, Q) = E_gamma(P||Q) if gamma >= 1, and E_{1/gamma}(Q||P) otherwise. *)
Definition divergence {X} (xs : list X) (gamma : T) (P Q : X -> T) : T :=
  if at_most one gamma then hockey_stick xs gamma P Q
  else hockey_stick xs (div one gamma) Q P.

(** ** Samples *)

(** The data space is {0, ..., K-1}; a data law is its mass function. *)
Definition atoms (K : nat) : list nat := seq 0 K.

(** All K^n samples of size n. *)
Fixpoint samples (K n : nat) : list (list nat) :=
  match n with
  | O => [[]]
  | S m => flat_map (fun z => map (cons z) (samples K m)) (atoms K)
  end.

(** The probability of an i.i.d. sample. *)
Definition weight (p : nat -> T) (s : list nat) : T :=
  fold_right (fun z w => mul (p z) w) one s.

(** The mass of z in the empirical law of s: the chance that a uniform training point is z. *)
Definition frequency (z : nat) (s : list nat) : T :=
  div (of_nat (count_occ Nat.eq_dec s z)) (of_nat (length s)).

(** ** Learners *)

(** A learner is a Markov kernel: [release s m] is the probability of model m from sample s. *)
Record learner := Learner {
  model : Type;
  models : list model;
  release : list nat -> model -> T
}.

(** The learner that releases a statistic of the sample. *)
Definition statistic {Y} (eq_dec : forall x y : Y, {x = y} + {x <> y}) (f : list nat -> Y)
    (K n : nat) : learner := {|
  model := Y;
  models := nodup eq_dec (map f (samples K n));
  release := fun s m => if eq_dec m (f s) then one else zero
|}.

(** How often each atom occurs in a sample: the empirical law, times n. *)
Definition counts (K : nat) (s : list nat) : list nat :=
  map (count_occ Nat.eq_dec s) (atoms K).

Definition same_counts := list_eq_dec Nat.eq_dec.

(** The learner that releases the empirical law. *)
Definition empirical (K n : nat) : learner := statistic same_counts (counts K) K n.

(** The learner that publishes only an output drawn by the kernel V from the model. *)
Definition post_process (A : learner) {Y} (outputs : list Y) (V : model A -> Y -> T) : learner := {|
  model := Y;
  models := outputs;
  release := fun s y => sum (models A) (fun m => mul (release A s m) (V m y))
|}.

(** ** The game *)

Section Laws.

Variables (K : nat) (p : nat -> T) (n : nat) (A : learner).

(** What the attacker sees: the model and the test point. *)
Definition outcomes : list (model A * nat) := list_prod (models A) (atoms K).

Definition release_law (m : model A) : T :=
  sum (samples K n) (fun s => mul (weight p s) (release A s m)).

(** P1: the test point is a uniform training point. *)
Definition member_law (x : model A * nat) : T :=
  sum (samples K n) (fun s =>
    mul (mul (weight p s) (release A s (fst x))) (frequency (snd x) s)).

(** P0: the test point is fresh. *)
Definition nonmember_law (x : model A * nat) : T := mul (release_law (fst x)) (p (snd x)).

(** The central quantity Delta_gamma(P, A, n). *)
Definition Delta (gamma : T) : T := divergence outcomes gamma member_law nonmember_law.

End Laws.

End Definitions.

Arguments learner T : clear implicits.

(** ** The two readings *)

(** Fractions are reduced at every step, so that they stay small. *)
#[export] Instance rational : Arithmetic Q := {|
  zero := 0%Q;
  one := 1%Q;
  add := fun x y => Qred (x + y);
  sub := fun x y => Qred (x - y);
  mul := fun x y => Qred (x * y);
  div := fun x y => Qred (x / y);
  of_nat := fun n => inject_Z (Z.of_nat n);
  at_most := Qle_bool
|}.

#[export] Instance real : Arithmetic R := {|
  zero := 0%R;
  one := 1%R;
  add := Rplus;
  sub := Rminus;
  mul := Rmult;
  div := Rdiv;
  of_nat := INR;
  at_most := fun x y => if Rle_dec x y then true else false
|}.
