"""All deterministic symmetric learners of a small model, random randomised ones, and the Delta of each."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from fractions import Fraction
from random import Random

from .enumeration import Counts, PairLaw, count_vectors, delta, joint_and_product_counts

Kernel = Mapping[Counts, Mapping[Hashable, Fraction]]


def set_partitions(size: int) -> Iterator[tuple[int, ...]]:
    """All partitions of {0, ..., size-1} as block labels, each at most one above the earlier ones."""

    def extend(labels: tuple[int, ...], blocks: int) -> Iterator[tuple[int, ...]]:
        if len(labels) == size:
            yield labels
            return
        for label in range(blocks + 1):
            yield from extend((*labels, label), max(blocks, label + 1))

    yield from extend((), 0)


def deterministic_learners(size: int, n: int) -> Iterator[Kernel]:
    """Every deterministic symmetric learner of n records out of ``size``, up to renaming what it releases.

    Such a learner is a map from count vectors to labels, so a set partition of the count vectors.
    """
    vectors = list(count_vectors(size, n))
    for labels in set_partitions(len(vectors)):
        yield {c: {label: Fraction(1)} for c, label in zip(vectors, labels, strict=True)}


def random_kernel(rng: Random, size: int, n: int, labels: int) -> Kernel:
    """A randomised symmetric learner: a random rational law on ``labels`` outputs for every count vector."""
    kernel = {}
    for counts in count_vectors(size, n):
        weights = [rng.randint(0, 9) for _ in range(labels)]
        weights[rng.randrange(labels)] += 1
        kernel[counts] = {x: Fraction(w, sum(weights)) for x, w in enumerate(weights) if w}
    return kernel


def post_process(kernel: Kernel, channel: Mapping[Hashable, Mapping[Hashable, Fraction]]) -> Kernel:
    """The learner that releases a draw from ``channel[theta]`` in place of theta."""
    processed = {}
    for counts, law in kernel.items():
        out: dict[Hashable, Fraction] = {}
        for theta, share in law.items():
            for label, part in channel[theta].items():
                out[label] = out.get(label, Fraction(0)) + share * part
        processed[counts] = out
    return processed


def learner_laws(kernel: Kernel, probs: Sequence[Fraction], n: int) -> tuple[PairLaw, PairLaw]:
    """The laws P1 and P0 of (theta, z) for a learner given by its kernel."""
    return joint_and_product_counts(probs, n, lambda counts: kernel[counts])


def learner_delta(kernel: Kernel, probs: Sequence[Fraction], n: int, gamma: Fraction) -> Fraction:
    """The exact Delta of a learner given by its kernel."""
    return delta(*learner_laws(kernel, probs, n), gamma)
