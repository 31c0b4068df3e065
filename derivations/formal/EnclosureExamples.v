(** * Enclosures of real numbers: the working recipes

    Three kinds of numbers, three ways to let the kernel enclose them.  Always:
    - endpoints are IZR N / IZR (10^d), moved outward by one unit, since an endpoint equal to
      the value cannot be decided;
    - [i_prec P], P about 3.33 digits + 30: the plain tactic stops at 53 bits, and this one
      uses the kernel's integers but not its floating-point numbers;
    - powers as exp (N * ln x) or powerRZ: x^N with a large N overflows the stack. *)

From Coq Require Import ZArith Reals Lra.
From Coquelicot Require Import Coquelicot.
From Interval Require Import Tactic.
From Boundcalc Require Import DeMoivre DeMoivreEnclosure.
Open Scope R_scope.

(** ** A closed form, by the interval tactic

    The leakage of a Gaussian mean in dimension 2, rho = 1/sqrt n:
    rho/(2(1-rho)) (1-rho^2)^(1/rho). *)

Definition gaussian_mean_2 (n : R) : R :=
  let rho := 1 / sqrt n in rho / (2 * (1 - rho)) * exp (1 / rho * ln (1 - rho * rho)).

(** n = 100, to 30 digits; the value is a decimal fraction of 21 digits. *)
Example gaussian_mean_100 :
  IZR 50243448611600249444999999999 / IZR (10 ^ 30) <= gaussian_mean_2 100
  <= IZR 50243448611600249445000000001 / IZR (10 ^ 30).
Proof. unfold gaussian_mean_2. interval with (i_prec 130). Qed.

(** n = 1000, to 30 digits. *)
Example gaussian_mean_1000 :
  IZR 15819216487643436840516864470 / IZR (10 ^ 30) <= gaussian_mean_2 1000
  <= IZR 15819216487643436840516864471 / IZR (10 ^ 30).
Proof. unfold gaussian_mean_2. interval with (i_prec 130). Qed.

(** ** De Moivre's term, by big integers

    n = 10^4, m = floor(n p) + 1, to 30 digits.  [Z.to_nat] keeps the large naturals folded. *)

Example de_moivre_half :
  IZR 1994661534845538440110037380 / IZR (10 ^ 30)
  <= de_moivre_term (Z.to_nat 10000) (Z.to_nat 5001) (1 / 2)
  <= IZR 1994661534845538440110037381 / IZR (10 ^ 30).
Proof. apply (de_moivre_enclosure 10000 5001 1 2). vm_compute. reflexivity. Qed.

Example de_moivre_three_tenths :
  IZR 1828125886664081868983721983 / IZR (10 ^ 30)
  <= de_moivre_term (Z.to_nat 10000) (Z.to_nat 3001) (3 / 10)
  <= IZR 1828125886664081868983721984 / IZR (10 ^ 30).
Proof. apply (de_moivre_enclosure 10000 3001 3 10). vm_compute. reflexivity. Qed.

(** ** A normal probability, by the integral tactic

    The Gaussian-DP bound at gamma = 1 is 2 Phi(mu/2) - 1, the mass of a centred interval.
    Here mu = 1, to 12 digits. *)

Definition normal_density (x : R) : R := exp (- (x * x) / 2) / sqrt (2 * PI).

Example gaussian_privacy_total_variation :
  IZR 382924922548 / IZR (10 ^ 12) <= RInt normal_density (- (1/2)) (1/2)
  <= IZR 382924922549 / IZR (10 ^ 12).
Proof.
  unfold normal_density.
  integral with (i_relwidth 50, i_prec 80, i_degree 20, i_fuel 2000).
Qed.

(** At gamma = 2 the bound is Phi(1/2 - ln 2) - 2 Phi(-1/2 - ln 2); with Phi(x) = 1/2 + the mass
    of (0, x) it is a combination of two integrals, which are enclosed one by one. *)
Example gaussian_privacy_2 :
  IZR 190610115236 / IZR (10 ^ 12)
  <= - (1/2) - RInt normal_density (1/2 - ln 2) 0 + 2 * RInt normal_density 0 (1/2 + ln 2)
  <= IZR 190610115237 / IZR (10 ^ 12).
Proof.
  unfold normal_density.
  integral_intro (RInt (fun x => exp (- (x * x) / 2) / sqrt (2 * PI)) (1/2 - ln 2) 0)
    with (i_relwidth 50, i_prec 80, i_degree 20, i_fuel 2000) as left.
  integral_intro (RInt (fun x => exp (- (x * x) / 2) / sqrt (2 * PI)) 0 (1/2 + ln 2))
    with (i_relwidth 50, i_prec 80, i_degree 20, i_fuel 2000) as right.
  lra.
Qed.
