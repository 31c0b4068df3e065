(** * Numbers computed by the kernel from the definition

    Nothing here trusts a closed form: the small values are sums over all K^n samples, the
    large ones go through t-disc, which is proved. *)

From Coq Require Import List Arith ZArith QArith Qreals Lia Reals Lra.
From Boundcalc Require Import Game FiniteSums WorstCaseDiscrete ExactRationals BinomialRecursion.
Import ListNotations.
Open Scope R_scope.

(** ** p = (1/2, 1/3, 1/6), n = 3: all 27 samples *)

Definition reference : list R := [1/2; 1/3; 1/6].
Definition reference_Q : list Q := [1#2; 1#3; 1#6].

Lemma reference_rational j : listed reference j = Q2R (listed_Q reference_Q j).
Proof.
  rewrite <- listed_rational. reflexivity.
Qed.

Lemma reference_is_law : is_law (atoms 3) (listed reference).
Proof.
  split.
  - intros j Hj. apply in_seq in Hj. unfold listed, reference.
    destruct j as [|[|[|j]]]; cbn; lra || lia.
  - cbn. lra.
Qed.

Ltac from_the_definition value gamma :=
  transitivity (Q2R value); [|unfold Q2R; cbn; lra];
  apply Delta_by_computation with (p' := listed_Q reference_Q) (gamma' := gamma);
  [lia | lra | exact reference_rational | unfold Q2R; cbn; lra | vm_compute; reflexivity].

Example total_variation : Delta 3 (listed reference) 3 (empirical 3 3) 1 = 415/1296.
Proof. from_the_definition (415#1296)%Q (1#1)%Q. Qed.

Example leakage_at_three_halves : Delta 3 (listed reference) 3 (empirical 3 3) (3/2) = 4/27.
Proof. from_the_definition (4#27)%Q (3#2)%Q. Qed.

(** Below 1 the roles of members and non-members are exchanged. *)
Example leakage_at_one_half : Delta 3 (listed reference) 3 (empirical 3 3) (1/2) = 167/648.
Proof. from_the_definition (167#648)%Q (1#2)%Q. Qed.

(** Releasing less: the sum of the records, read as the numbers 0, 1, 2. *)
Example leakage_of_the_sum :
  Delta 3 (listed reference) 3 (statistic Nat.eq_dec list_sum 3 3) 1 = 281/1296.
Proof. from_the_definition (281#1296)%Q (1#1)%Q. Qed.

(** So no learner of three such records leaks more than 415/1296. *)
Example no_learner_leaks_more A : is_learner 3 3 A -> Delta 3 (listed reference) 3 A 1 <= 415/1296.
Proof.
  intros HA. rewrite <- total_variation. apply t_worst; [exact reference_is_law|assumption].
Qed.

(** ** p = (1/2, 3/10, 1/5): from n = 6 to n = 500 *)

Definition tenths : list Z := [5; 3; 2]%Z.

(** All 729 samples of size 6. *)
Example six_records :
  Delta 3 (listed_Q [1#2; 3#10; 1#5]) 6 (empirical 3 6) 1%Q = (87717#400000)%Q.
Proof. vm_compute. reflexivity. Qed.

(** The same value through the integer recursion. *)
Example six_records_recursion :
  Delta 3 (law_of_masses tenths) 6 (empirical 3 6) (1/1) = 87717/400000.
Proof. apply (worst_case_value tenths 1 1 6). vm_compute. reflexivity. Qed.

(** A hundred records, as a fraction in lowest terms. *)
Example hundred_records :
  Delta 3 (law_of_masses tenths) 100 (empirical 3 100) (1/1) =
  IZR 1350248882860663477706813451114671486700200157783188689956986530669761974761553571107503378011053487
  / IZR (25 * 10 ^ 99).
Proof. apply (worst_case_value tenths 1 1 100). vm_compute. reflexivity. Qed.

(** Five hundred records, to 30 digits. *)
Example five_hundred_records :
  IZR 24217175445478299854163283896 / IZR (10 ^ 30)
  <= Delta 3 (law_of_masses tenths) 500 (empirical 3 500) (1/1)
  <= IZR 24217175445478299854163283897 / IZR (10 ^ 30).
Proof. apply (worst_case_enclosure tenths 1 1 500). vm_compute. reflexivity. Qed.

(** A hundred records at gamma = 4/3. *)
Example hundred_records_at_four_thirds :
  IZR 1244391297373137002139321797 / IZR (10 ^ 30)
  <= Delta 3 (law_of_masses tenths) 100 (empirical 3 100) (4/3)
  <= IZR 1244391297373137002139321798 / IZR (10 ^ 30).
Proof. apply (worst_case_enclosure tenths 4 3 100). vm_compute. reflexivity. Qed.
