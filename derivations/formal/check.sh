#!/usr/bin/env bash
# Checks every proof of this folder, in a temporary directory, and reports what each rests on.
#
#   check.sh            everything
#   check.sh --general  the theorems and the exact values: needs Coq's standard library only
#
# Fails if a file does not compile, if a source leaves something unproved or assumed, or if a
# theorem rests on an assumption that is not listed below.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT

# In order of dependence.
general=(
  Game FiniteSums HockeyStick BestAttack Sandwich DataProcessing Conditional SufficientStatistic
  Binomial WorstCaseDiscrete Monotone BinomialTails DeMoivre Diversity MostDiverse DifferentialPrivacy
  Overfitting
  ExactRationals BinomialRecursion Examples
)
enclosures=(DeMoivreEnclosure DeMoivreWorstCase EnclosureExamples)

# The standard library's classical reals and functional extensionality ...
reals='ClassicalDedekindReals\.sig_forall_dec|ClassicalDedekindReals\.sig_not_dec'
reals+='|FunctionalExtensionality\.functional_extensionality_dep'
# ... and, for enclosures alone, excluded middle (Coquelicot) and the kernel's 63-bit integers.
machine="$reals"'|Classical_Prop\.classic|PrimInt63\.[a-z0-9_]+|Uint63\.[A-Za-z0-9_]+'

forbidden='\b(Admitted|admit|give_up|Axioms?|Parameters?|Conjecture|bypass_check|(Guard|Positivity|Universe) Checking)\b'
if grep -nE "$forbidden" "$here"/*.v; then
  echo "a source assumes or leaves open what it should prove" >&2
  exit 1
fi

compile() { # file
  cp "$here/$1.v" "$build/"
  (cd "$build" && coqc -q -w none -Q . Boundcalc "$1.v")
}

# A self-contained file, as a certificate carries it: imports first, then the bodies.
inline() { # files
  (cd "$here"; for file in "$@"; do grep -h '^From Coq ' "$file.v"; done | sort -u)
  (cd "$here"; for file in "$@"; do grep -hv '^From ' "$file.v"; done)
}

# One line a theorem: its name and the assumptions it rests on.
report() { # file, allowed assumptions
  compile "$1" > "$build/$1.out"
  grep -oP '^Print Assumptions \K[^.]+' "$here/$1.v" > "$build/$1.names"
  awk -v allowed="^($2)\$" '
    NR == FNR { name[++total] = $1; next }
    /^Closed under the global context/ { block++; next }
    /^Axioms:/ { block++; next }
    /^[^ ]/ {                      # a continuation line starts with a space
      if ($1 !~ allowed) { print name[block] " rests on " $0 > "/dev/stderr"; bad = 1 }
      short = $1; sub(/^.*\./, "", short)
      if ($1 ~ /^(PrimInt63|Uint63)\./) short = "63-bit integers"
      if (index(rests[block], short) == 0)
        rests[block] = rests[block] (rests[block] ? ", " : "") short
    }
    END {
      for (i = 1; i <= total; i++)
        printf "%-31s %s\n", name[i], (rests[i] ? rests[i] : "no assumption")
      if (block != total) { print "assumptions of " block " theorems, expected " total > "/dev/stderr"; bad = 1 }
      exit bad
    }' "$build/$1.names" "$build/$1.out"
}

for file in "${general[@]}"; do compile "$file"; done
inline Game FiniteSums HockeyStick DataProcessing Conditional Binomial WorstCaseDiscrete \
  ExactRationals BinomialRecursion > "$build/Inlined.v"
(cd "$build" && coqc -q -w none Inlined.v)
report Assumptions "$reals"

if [[ "${1:-}" != --general ]]; then
  for file in "${enclosures[@]}"; do compile "$file"; done
  report EnclosureAssumptions "$machine"
fi

# Every file of the folder has been checked.
for source in "$here"/*.v; do
  name=$(basename "$source" .v)
  case " ${general[*]} Assumptions ${enclosures[*]} EnclosureAssumptions " in
    *" $name "*) ;;
    *) echo "$name.v is not checked" >&2; exit 1 ;;
  esac
done
echo "all proofs check"
