"""The membership game on a finite set of records, by enumeration, in exact fractions.

The records are 0, ..., K-1 with probabilities ``probs``. A sample is a tuple of n records. The learner
releases theta, a function of the sample. Members have the joint law P1 of (theta, z) with z a uniformly
chosen training record; non-members have the product law P0 = law(theta) x P.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import comb, factorial

Sample = tuple[int, ...]
Counts = tuple[int, ...]
FiniteLaw = dict[Hashable, Fraction]
PairLaw = dict[tuple[Hashable, int], Fraction]

ZERO = Fraction(0)
ONE = Fraction(1)


def check_probs(probs: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Return ``probs`` as fractions, after checking that they are non-negative and sum to exactly one."""
    exact = tuple(Fraction(p) for p in probs)
    if any(p < 0 for p in exact) or sum(exact, ZERO) != 1:
        raise ValueError("probabilities must be non-negative and sum to exactly one")
    return exact


def counts_of(sample: Sample, size: int) -> Counts:
    """The count vector of a sample: how often each of the records 0, ..., size-1 occurs."""
    return tuple(sample.count(record) for record in range(size))


def joint_and_product(
    probs: Sequence[Fraction], n: int, release: Callable[[Sample], Hashable]
) -> tuple[PairLaw, PairLaw]:
    """The laws P1 (member) and P0 (non-member) of (theta, z), from all K**n samples.

    P1(theta, z) = sum over samples with release(sample) = theta of P(sample) * #{i : z_i = z} / n, the
    training index being uniform; P0(theta, z) = P(theta) p_z. Pairs of probability zero are left out.
    """
    probs = check_probs(probs)
    joint: PairLaw = defaultdict(Fraction)
    marginal: FiniteLaw = defaultdict(Fraction)
    for sample in product(range(len(probs)), repeat=n):
        weight = ONE
        for record in sample:
            weight *= probs[record]
        if weight == 0:
            continue
        theta = release(sample)
        marginal[theta] += weight
        for record in sample:
            joint[theta, record] += weight / n
    return dict(joint), product_law(marginal, probs)


def product_law(marginal: Mapping[Hashable, Fraction], probs: Sequence[Fraction]) -> PairLaw:
    """The law of (theta, z) when theta and z are independent. Pairs of probability zero are left out."""
    return {
        (theta, record): weight * p
        for theta, weight in marginal.items()
        for record, p in enumerate(probs)
        if weight * p != 0
    }


def hockey_stick(first: Mapping[Hashable, Fraction], second: Mapping[Hashable, Fraction], gamma: Fraction) -> Fraction:
    """E_gamma(P||Q) = sup over events B of P(B) - gamma Q(B) = sum over x of (P(x) - gamma Q(x))_+."""
    return sum((max(ZERO, first.get(x, ZERO) - gamma * second.get(x, ZERO)) for x in set(first) | set(second)), ZERO)


def delta(member: Mapping[Hashable, Fraction], nonmember: Mapping[Hashable, Fraction], gamma: Fraction) -> Fraction:
    """The central quantity: E_gamma(P1||P0) for gamma >= 1, and E_{1/gamma}(P0||P1) for 0 < gamma < 1."""
    gamma = Fraction(gamma)
    if gamma <= 0:
        raise ValueError("gamma must be positive")
    if gamma >= 1:
        return hockey_stick(member, nonmember, gamma)
    return hockey_stick(nonmember, member, 1 / gamma)


def worst_case_delta(probs: Sequence[Fraction], n: int, gamma: Fraction) -> Fraction:
    """Delta when the empirical law (the count vector) is released, from all K**n samples."""
    return delta(*joint_and_product(probs, n, lambda sample: counts_of(sample, len(probs))), gamma)


def mean_delta(
    values: Sequence[Fraction] | Sequence[tuple[Fraction, ...]],
    probs: Sequence[Fraction],
    n: int,
    gamma: Fraction,
) -> Fraction:
    """Delta when the sum of the values of the records is released, from all K**n samples.

    A value is a number, or a tuple of numbers for a mean in several dimensions. It must be exact.
    """
    vectors = [tuple(map(Fraction, value)) if isinstance(value, tuple) else (Fraction(value),) for value in values]

    def release(sample: Sample) -> tuple[Fraction, ...]:
        return tuple(sum(coordinate, ZERO) for coordinate in zip(*(vectors[z] for z in sample), strict=True))

    return delta(*joint_and_product(probs, n, release), gamma)


def per_target(
    probs: Sequence[Fraction],
    n: int,
    j: int,
    gamma: Fraction,
    release: Callable[[Sample], Hashable] | None = None,
) -> Fraction:
    """The leakage of the record j: the divergence between law(theta | z_1 = j) and law(theta).

    Both laws come from all samples. The release must be symmetric in the sample; by default it is the count
    vector. The divergence is oriented as in :func:`delta`.
    """
    probs = check_probs(probs)
    if probs[j] == 0:
        raise ValueError("the target must have positive probability")
    given: FiniteLaw = defaultdict(Fraction)
    marginal: FiniteLaw = defaultdict(Fraction)
    for sample in product(range(len(probs)), repeat=n):
        weight = ONE
        for record in sample:
            weight *= probs[record]
        theta = counts_of(sample, len(probs)) if release is None else release(sample)
        marginal[theta] += weight
        if sample[0] == j:
            given[theta] += weight / probs[j]
    return delta(given, marginal, gamma)


def accuracy(
    attack: set[Hashable],
    member: Mapping[Hashable, Fraction],
    nonmember: Mapping[Hashable, Fraction],
    nu: Fraction,
    lam: Fraction,
) -> Fraction:
    """Acc = nu P1(attack) + lambda (1 - nu) P0(complement); the attack is the set where it says "member"."""
    hit = sum((p for x, p in member.items() if x in attack), ZERO)
    rejected = sum((p for x, p in nonmember.items() if x not in attack), ZERO)
    return nu * hit + lam * (1 - nu) * rejected


def best_accuracy(
    member: Mapping[Hashable, Fraction],
    nonmember: Mapping[Hashable, Fraction],
    nu: Fraction,
    lam: Fraction,
    exhaustive_up_to: int = 10,
) -> Fraction:
    """The largest accuracy of an attack.

    With at most ``exhaustive_up_to`` points, every one of the 2**m attacks is tried. Otherwise each point is
    put on its better side, which is the sum over x of max(nu P1(x), lambda (1 - nu) P0(x)).
    """
    points = sorted(set(member) | set(nonmember), key=repr)
    if len(points) <= exhaustive_up_to:
        return max(
            accuracy({x for x, said in zip(points, answers, strict=True) if said}, member, nonmember, nu, lam)
            for answers in product((False, True), repeat=len(points))
        )
    return sum((max(nu * member.get(x, ZERO), lam * (1 - nu) * nonmember.get(x, ZERO)) for x in points), ZERO)


def count_vectors(size: int, n: int) -> Iterator[Counts]:
    """All vectors of ``size`` non-negative integers with sum ``n``."""
    if size == 1:
        yield (n,)
        return
    for first in range(n + 1):
        for rest in count_vectors(size - 1, n - first):
            yield (first, *rest)


def multinomial_pmf(counts: Counts, probs: Sequence[Fraction]) -> Fraction:
    """The multinomial probability n! / (prod c_j!) * prod p_j**c_j of a count vector."""
    weight = Fraction(factorial(sum(counts)))
    for count, p in zip(counts, probs, strict=True):
        weight *= p**count / factorial(count)
    return weight


def joint_and_product_counts(
    probs: Sequence[Fraction],
    n: int,
    kernel: Callable[[Counts], Mapping[Hashable, Fraction]],
) -> tuple[PairLaw, PairLaw]:
    """P1 and P0 of a randomised symmetric learner, from all count vectors.

    ``kernel(counts)`` is the law of theta given the sample. P1(theta, z) = E[kernel(counts)(theta) counts_z /
    n].
    """
    probs = check_probs(probs)
    joint: PairLaw = defaultdict(Fraction)
    marginal: FiniteLaw = defaultdict(Fraction)
    for counts in count_vectors(len(probs), n):
        weight = multinomial_pmf(counts, probs)
        if weight == 0:
            continue
        for theta, share in kernel(counts).items():
            marginal[theta] += weight * share
            for record, count in enumerate(counts):
                joint[theta, record] += weight * share * Fraction(count, n)
    return {pair: p for pair, p in joint.items() if p != 0}, product_law(marginal, probs)


def worst_case_delta_counts(probs: Sequence[Fraction], n: int, gamma: Fraction) -> Fraction:
    """Delta when the count vector is released, from all count vectors with multinomial probabilities."""
    return delta(*joint_and_product_counts(probs, n, lambda counts: {counts: ONE}), gamma)


def binomial_pmf(n: int, p: Fraction) -> list[Fraction]:
    """The probabilities C(n,k) p**k (1-p)**(n-k), k = 0, ..., n."""
    return [comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]


def atom_term(n: int, p: Fraction, gamma: Fraction) -> Fraction:
    """One atom's part of Delta: E(B/n - gamma p)_+ for gamma >= 1, E(p - B/(gamma n))_+ for gamma < 1.

    B is binomial (n, p) and the expectation is the explicit sum over its n + 1 values.
    """
    if gamma <= 0:
        raise ValueError("gamma must be positive")
    pmf = binomial_pmf(n, p)
    if gamma >= 1:
        return sum((w * max(ZERO, Fraction(k, n) - gamma * p) for k, w in enumerate(pmf)), ZERO)
    return sum((w * max(ZERO, p - Fraction(k, n) / gamma) for k, w in enumerate(pmf)), ZERO)


def worst_case_delta_binomial(probs: Sequence[Fraction], n: int, gamma: Fraction) -> Fraction:
    """Delta when the count vector is released, as a sum over atoms of explicit binomial expectations.

    The only fact used beyond the definition: under P0 and given z = j, the likelihood ratio is B_j / (n p_j),
    so that the marginal law of the count B_j suffices. The tests compare it with the full enumeration.
    """
    gamma = Fraction(gamma)
    return sum((atom_term(n, p, gamma) for p in check_probs(probs)), ZERO)
