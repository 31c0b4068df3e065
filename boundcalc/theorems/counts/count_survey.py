"""T-COUNT for a survey: a sample without replacement from a larger population of known size."""

from __future__ import annotations

from ..theorem import Theorem

SURVEY = (
    "the n records are a simple random sample, without replacement, of a population of N, and the columns were chosen "
    "without looking at them"
)

THEOREM = Theorem(
    id="count-survey",
    title="Upper bounds from the counts of a survey",
    kind="upper",
    label="proved",
    statement=(
        r"Counts $T_j$ of $n$ records drawn without replacement from $N > n$ in cells of unknown sizes, the training "
        r"set being the sample and outsiders being drawn from all $N$. With the concave $a$ that is $0$ at $0$, $1$ at "
        r"$1$, then a line tangent to $\sqrt{(k+2/5)/(2\pi)}$, then that root, and $F = \sum_j a(T_j)$: $\mathbb{E}F "
        r"\geq n\Delta$, and with probability at least $1-\alpha$, $\Delta \leq U/n$, $U$ the largest $v$ with $v - F "
        r"- F\ln(v/F) = \ln(1/\alpha)$. So with the number of distinct values where $\max(\gamma, 1/\gamma) \geq 9/8$, "
        r"and the mixture of Theorem count-var is at most $1/\alpha$ with that probability. For outsiders drawn from "
        r"the $N - n$ left out, $\Delta_\gamma$ is $(N-n+\gamma n)/(N-n)$ times that at $\gamma N/(N-n+\gamma n)$ for "
        r"$\gamma \geq 1$ (there $\gamma = 1$: $N/(N-n)$ times), and $N/(N-n)$ times it for $\gamma < 1$."
    ),
    as_stated=r"\Delta \leq \frac{U}{n}, \quad U - F - F \ln \frac{U}{F} = \ln \frac{1}{\alpha}",
    expr=None,
    assumptions=(SURVEY,),
    uses=("finite", "worst", "pois", "count", "count-var", "count-distinct", "sandwich-upper"),
)
