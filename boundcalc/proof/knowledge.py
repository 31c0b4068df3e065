"""What an attacker knows, on small models: all samples, in exact rationals."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations, permutations, product
from math import prod
from typing import Any

from .finite import GAMMAS, Model, Report, divergence

Pair = tuple[dict[Any, Fraction], dict[Any, Fraction]]
Masses = tuple[Fraction, ...]

LAWS: tuple[Masses, ...] = (
    (Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)),
    (Fraction(1, 4), Fraction(3, 4)),
    (Fraction(2, 5), Fraction(2, 5), Fraction(1, 5)),
)
_CHANNELS: dict[int, tuple[tuple[tuple[str, ...], ...], ...]] = {
    3: ((("1", "1", "0"), ("0", "0", "1")), (("3/4", "1/2", "0"), ("1/4", "1/2", "1"))),
    2: ((("1", "0"), ("0", "1")), (("2/3", "1/5"), ("1/3", "4/5"))),
}
"""W[a][z]: a map first, then a channel."""
_FAMILY = "2 or 3 records, n up to 3, gamma from 1/3 to 7/2"


def _samples(law: Masses, n: int) -> Iterator[tuple[Fraction, tuple[int, ...]]]:
    for sample in product(range(len(law)), repeat=n):
        yield prod((law[z] for z in sample), start=Fraction(1)), sample


def _counts(sample: Sequence[int], size: int) -> tuple[int, ...]:
    return tuple(sample.count(z) for z in range(size))


def _worst(law: Masses, n: int, gamma: Fraction) -> Fraction:
    model = Model(law, n)
    return model.delta(model.empirical(), gamma)


def _add(law: dict[Any, Fraction], key: Hashable, mass: Fraction) -> None:
    if mass:
        law[key] = law.get(key, Fraction(0)) + mass


def _failed(cases: int, *what: object) -> Report:
    return Report(_FAMILY, cases, ", ".join(map(str, what)))


def partial() -> Report:
    """T-PARTIAL: the sample and what is seen of the target, against the worst case of what can be seen."""
    cases = 0
    for law, n, gamma in product(LAWS, (1, 2, 3), GAMMAS):
        size = len(law)
        for place, texts in enumerate(_CHANNELS[size]):
            seen = [[Fraction(x) for x in row] for row in texts]
            image = tuple(sum((w * p for w, p in zip(row, law, strict=True)), Fraction(0)) for row in seen)
            for release in (lambda c: c, lambda c: c[0] % 2, lambda c: c[0] > c[-1]):
                member: dict[Any, Fraction] = {}
                outsider: dict[Any, Fraction] = {}
                for weight, sample in _samples(law, n):
                    counts = _counts(sample, size)
                    for a, row in enumerate(seen):
                        share = sum((w * Fraction(c, n) for w, c in zip(row, counts, strict=True)), Fraction(0))
                        _add(member, (release(counts), a), weight * share)
                        _add(outsider, (release(counts), a), weight * image[a])
                found, most = divergence(member, outsider, gamma), _worst(image, n, gamma)
                cases += 1
                whole = place == 0 and release(tuple(range(size))) == tuple(range(size))
                if found > most or (whole and found != most):
                    return _failed(cases, law, n, gamma, texts)
    return Report(_FAMILY, cases)


def blocks() -> Report:
    """T-STREAM: everything released after each block, for an attacker who cannot or can tell the target's block."""
    cases = 0
    for law, sizes, gamma in product(LAWS, ((1, 1), (1, 2), (2, 1)), GAMMAS):
        n, size = sum(sizes), len(law)
        undated: Pair = ({}, {})
        dated: Pair = ({}, {})
        for weight, sample in _samples(law, n):
            parts = sample[: sizes[0]], sample[sizes[0] :]
            release = tuple(_counts(part, size) for part in parts)
            for z, p in enumerate(law):
                _add(undated[0], (release, z), weight * Fraction(sample.count(z), n))
                _add(undated[1], (release, z), weight * p)
                for h, part in enumerate(parts):
                    _add(dated[0], (release, z, h), weight * Fraction(part.count(z), n))
                    _add(dated[1], (release, z, h), weight * p * Fraction(sizes[h], n))
        cases += 1
        apart = sum((Fraction(k, n) * _worst(law, k, gamma) for k in sizes), Fraction(0))
        if divergence(*undated, gamma) != _worst(law, n, gamma) or divergence(*dated, gamma) != apart:
            return _failed(cases, law, sizes, gamma)
    return Report("2 or 3 records, two blocks of up to 2, gamma from 1/3 to 7/2", cases)


def others() -> Report:
    """T-KNOWN: m of the records known to the attacker, drawn or chosen; the target among the n - m others."""
    cases = 0
    for law, (n, m), gamma in product(LAWS, ((2, 1), (3, 1), (3, 2)), GAMMAS):
        size, want = len(law), _worst(law, n - m, gamma)
        drawn: Pair = ({}, {})
        for weight, sample in _samples(law, n):
            release = _counts(sample, size), sample[:m]
            for z, p in enumerate(law):
                _add(drawn[0], (release, z), weight * Fraction(sample[m:].count(z), n - m))
                _add(drawn[1], (release, z), weight * p)
        cases += 1
        if divergence(*drawn, gamma) != want:
            return _failed(cases, law, n, m, gamma)
        for chosen in product(range(size), repeat=m):
            fixed: Pair = ({}, {})
            for weight, rest in _samples(law, n - m):
                for z, p in enumerate(law):
                    _add(fixed[0], (_counts(chosen + rest, size), z), weight * Fraction(rest.count(z), n - m))
                    _add(fixed[1], (_counts(chosen + rest, size), z), weight * p)
            cases += 1
            if divergence(*fixed, gamma) != want:
                return _failed(cases, law, n, chosen, gamma)
    return Report(_FAMILY, cases)


def subsample() -> Report:
    """T-SUBSAMPLE: a learner that uses a random s of the n records."""
    cases = 0
    for law, (n, s), gamma in product(LAWS, ((2, 1), (3, 1), (3, 2)), (Fraction(1, 9), *GAMMAS)):
        size, parts = len(law), list(combinations(range(n), s))
        pair: Pair = ({}, {})
        for weight, sample in _samples(law, n):
            for part in parts:
                release = _counts([sample[i] for i in part], size)
                for z, p in enumerate(law):
                    _add(pair[0], (release, z), weight * Fraction(sample.count(z), n * len(parts)))
                    _add(pair[1], (release, z), weight * p / len(parts))
        share = Fraction(s, n)
        level = (gamma - 1 + share) / share
        inner = _worst(law, s, level) if level > 0 else Fraction(0)
        want = share * inner if gamma >= 1 else share * level / gamma * inner
        cases += 1
        if divergence(*pair, gamma) != want:
            return _failed(cases, law, n, s, gamma)
    return Report("2 or 3 records, n up to 3, gamma from 1/9 to 7/2", cases)


def groups() -> Report:
    """T-GROUP: the chi-square divergence of k records at once, and what it bounds."""
    cases = 0
    for law, n in product(LAWS, (1, 2, 3, 4)):
        size = len(law)
        for k in range(1, n + 1):
            places = list(permutations(range(n), k))
            member: dict[Any, Fraction] = {}
            outsider: dict[Any, Fraction] = {}
            for weight, sample in _samples(law, n):
                release = _counts(sample, size)
                for place in places:
                    _add(member, (release, tuple(sample[i] for i in place)), weight / len(places))
                for fresh, target in _samples(law, k):
                    _add(outsider, (release, target), weight * fresh)
            chi = sum(((member.get(x, Fraction(0)) - q) ** 2 / q for x, q in outsider.items()), Fraction(0))
            want = prod((1 + Fraction(size - 1, n - i) for i in range(k)), start=Fraction(1)) - 1
            tv = divergence(member, outsider, Fraction(1))
            cases += 1
            if chi != want or 4 * tv**2 > chi:
                return _failed(cases, law, n, k)
    return Report("2 or 3 records, n up to 4, k up to n", cases)


def uniques() -> Report:
    """T-UNIQUE at the rational 3 > e: E(B - 3 n p)_+ <= P(B = 1)."""
    from math import comb

    cases = 0
    for n, share in product(range(1, 13), range(1, 30)):
        p = Fraction(share, 30)
        chance = {k: comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)}
        excess = sum((w * max(Fraction(0), k - 3 * n * p) for k, w in chance.items()), Fraction(0))
        cases += 1
        if excess > chance[1]:
            return _failed(cases, n, p)
    return Report("n up to 12, p = 1/30, ..., 29/30, gamma = 3", cases)


def strata() -> Report:
    """Strata with laws of their own, the attacker told the target's: sum_h (n_h/n) Delta(P_h, n_h)."""
    cases = 0
    for first, second, gamma in product(LAWS, LAWS, GAMMAS):
        laws, sizes = (first, second), (1, 2)
        n = sum(sizes)
        member: dict[Any, Fraction] = {}
        outsider: dict[Any, Fraction] = {}
        for one, other in product(_samples(first, sizes[0]), _samples(second, sizes[1])):
            weight, parts = one[0] * other[0], (one[1], other[1])
            release = tuple(_counts(part, len(law)) for part, law in zip(parts, laws, strict=True))
            for h, (part, law) in enumerate(zip(parts, laws, strict=True)):
                for z, p in enumerate(law):
                    _add(member, (release, h, z), weight * Fraction(part.count(z), n))
                    _add(outsider, (release, h, z), weight * p * Fraction(sizes[h], n))
        cases += 1
        want = sum((Fraction(k, n) * _worst(law, k, gamma) for law, k in zip(laws, sizes, strict=True)), Fraction(0))
        if divergence(member, outsider, gamma) != want:
            return _failed(cases, first, second, gamma)
    return Report("two strata of 1 and 2 records, gamma from 1/3 to 7/2", cases)


def spread() -> Report:
    """channel-spread, squared where that is rational: 4 n E|S/n - w|^2 <= 4 Var W, and the half sum below the bound."""
    cases = 0
    for law, n in product(LAWS, (1, 2, 3)):
        for texts in _CHANNELS[len(law)]:
            for row in ([Fraction(x) for x in texts] for texts in texts):
                mean = sum((w * p for w, p in zip(row, law, strict=True)), Fraction(0))
                variance = sum((w**2 * p for w, p in zip(row, law, strict=True)), Fraction(0)) - mean**2
                deviation = Fraction(0)
                for weight, sample in _samples(law, n):
                    deviation += weight * abs(sum((row[z] for z in sample), Fraction(0)) / n - mean)
                cases += 1
                if deviation**2 * n > variance:
                    return _failed(cases, law, n, texts)
    return Report("2 or 3 records, n up to 3", cases)
