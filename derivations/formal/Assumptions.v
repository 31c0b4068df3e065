(** What each theorem rests on.  [check.sh] reads the output against its allow-list. *)

From Boundcalc Require Import BestAttack DataProcessing Conditional Sandwich WorstCaseDiscrete
  Diversity DifferentialPrivacy SufficientStatistic DeMoivre Monotone BinomialTails
  MostDiverse Overfitting
  ExactRationals BinomialRecursion Examples.

(** The general theorems. *)
Print Assumptions t_acc.
Print Assumptions t_dpi.
Print Assumptions t_cond.
Print Assumptions t_sandwich.
Print Assumptions t_worst.
Print Assumptions t_disc.
Print Assumptions t_disc_tails.
Print Assumptions t_mad.
Print Assumptions t_mono.
Print Assumptions t_ck.
Print Assumptions t_cap.
Print Assumptions t_uniform.
Print Assumptions t_dp.
Print Assumptions t_dp_profile.
Print Assumptions t_suff.
Print Assumptions t_over.
Print Assumptions t_gap.

(** What carries computations to the reals. *)
Print Assumptions Q2R_Delta.
Print Assumptions worst_case_exact.
Print Assumptions worst_case_value.
Print Assumptions worst_case_enclosure.

(** Numbers computed from the definition. *)
Print Assumptions total_variation.
Print Assumptions leakage_at_three_halves.
Print Assumptions leakage_at_one_half.
Print Assumptions leakage_of_the_sum.
Print Assumptions no_learner_leaks_more.
Print Assumptions six_records.
Print Assumptions six_records_recursion.
Print Assumptions hundred_records.
Print Assumptions hundred_records_at_four_thirds.
Print Assumptions five_hundred_records.
