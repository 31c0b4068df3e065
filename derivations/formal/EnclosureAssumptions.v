(** What the enclosures rest on: besides the reals, the kernel's 63-bit integers. *)

From Boundcalc Require Import DeMoivreEnclosure DeMoivreWorstCase EnclosureExamples.

(** Grouped, because each print walks through all of the Interval library. *)
Definition big_integers := (de_moivre_enclosure, worst_case_by_de_moivre, de_moivre_half, de_moivre_three_tenths).
Definition interval_tactics := (gaussian_mean_100, gaussian_mean_1000, gaussian_privacy_total_variation,
  gaussian_privacy_2).

Print Assumptions big_integers.
Print Assumptions interval_tactics.
