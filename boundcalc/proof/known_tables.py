"""Known tables on small models: all subsets, all deterministic learners, in exact rationals."""

from __future__ import annotations

import random
from collections.abc import Hashable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, product
from math import comb

from .finite import GAMMAS, Law, Report, divergence, partitions

Table = tuple[int, ...]
"""The cell of each record."""

TABLES: tuple[Table, ...] = ((0, 1), (0, 0, 1), (0, 1, 2), (0, 0, 1, 1), (0, 0, 0, 1), (0, 0, 1, 2))
LARGER: tuple[Table, ...] = (*TABLES, (0, 0, 0, 1, 1), (0, 0, 1, 1, 2, 3), (0, 0, 0, 0, 1, 1, 2))
_FAMILY = "tables of up to 7 records, every n, gamma from 1/3 to 7/2, both outsiders"


def pair(table: Table, n: int, release: Mapping[tuple[int, ...], Hashable], everybody: bool) -> tuple[Law, Law]:
    """(P1, P0): the laws of (release, cell of the target) for members and for outsiders, from all subsets."""
    member: Law = {}
    outsider: Law = {}
    size, ways = len(table), comb(len(table), n)
    for drawn in combinations(range(size), n):
        theta = release[drawn]
        others = range(size) if everybody else [i for i in range(size) if i not in drawn]
        for law, targets in ((member, drawn), (outsider, others)):
            for i in targets:
                key = (theta, table[i])
                law[key] = law.get(key, Fraction(0)) + Fraction(1, ways * len(targets))  # type: ignore[arg-type, index]
    return member, outsider


def whole(table: Table, n: int) -> dict[tuple[int, ...], Hashable]:
    """The learner that releases its training set, record by record."""
    return {drawn: drawn for drawn in combinations(range(len(table)), n)}


def by_cells(table: Table, n: int, gamma: Fraction, everybody: bool) -> Fraction:
    """The formula of T-FINITE, from the hypergeometric law of each cell."""
    size, total = len(table), Fraction(0)
    for cell in set(table):
        count = table.count(cell)
        for t in range(max(0, n - size + count), min(count, n) + 1):
            chance = Fraction(comb(count, t) * comb(size - count, n - t), comb(size, n))
            other = Fraction(count, size) if everybody else Fraction(count - t, size - n)
            gap = Fraction(t, n) - gamma * other if gamma >= 1 else other - Fraction(t, n) / gamma
            total += chance * max(Fraction(0), gap)
    return total


def _settings(tables: Sequence[Table]) -> Iterator[tuple[Table, int, bool]]:
    for table in tables:
        for n, everybody in product(range(1, len(table) + 1), (False, True)):
            if everybody or n < len(table):
                yield table, n, everybody


def exact(tables: Sequence[Table] = LARGER) -> Report:
    """T-FINITE: releasing the training set gives the sum over the cells."""
    cases = 0
    for table, n, everybody in _settings(tables):
        laws = pair(table, n, whole(table, n), everybody)
        for gamma in GAMMAS:
            cases += 1
            if divergence(*laws, gamma) != by_cells(table, n, gamma, everybody):
                return Report(_FAMILY, cases, f"cells {table}, n = {n}, gamma = {gamma}, everybody = {everybody}")
    return Report(_FAMILY, cases)


def worst(tables: Sequence[Table] = TABLES) -> Report:
    """No function of the training set leaks more: every deterministic learner of the small tables."""
    cases = 0
    for table, n, everybody in _settings(tables):
        subsets = list(combinations(range(len(table)), n))
        for labels in partitions(len(subsets)):
            laws = pair(table, n, dict(zip(subsets, labels, strict=True)), everybody)
            for gamma in GAMMAS:
                cases += 1
                if divergence(*laws, gamma) > by_cells(table, n, gamma, everybody):
                    return Report(_FAMILY, cases, f"cells {table}, n = {n}, gamma = {gamma}, learner {labels}")
    return Report("tables of up to 4 records, every n and every deterministic learner, both outsiders", cases)


def swap(tables: Sequence[Table] = TABLES) -> Report:
    """T-SWAP: the split game of random releases is at most the largest divergence of two neighbours."""
    cases, rng = 0, random.Random(5)
    for table, n, everybody in _settings(tables):
        if n == len(table):
            continue
        size = len(table)
        subsets = list(combinations(range(size), n))
        for _ in range(3):
            chances = {c: [Fraction(rng.randint(0, 6)) + Fraction(1, 9) for _ in range(3)] for c in subsets}
            laws = {c: {(t, 0): x / sum(row) for t, x in enumerate(row)} for c, row in chances.items()}
            member: Law = {}
            outsider: Law = {}
            for drawn in subsets:
                others = range(size) if everybody else [i for i in range(size) if i not in drawn]
                for law, targets in ((member, drawn), (outsider, others)):
                    for i, (t, x) in product(targets, laws[drawn].items()):
                        key = (t[0], table[i])
                        law[key] = law.get(key, Fraction(0)) + x / (len(subsets) * len(targets))
            share = 1 - Fraction(n, size) if everybody else Fraction(1)
            for gamma in GAMMAS:
                cases += 1
                pairs = ((laws[a], laws[b]) for a in subsets for b in subsets if len(set(a) & set(b)) == n - 1)
                most = max(divergence(p, q, gamma) for p, q in pairs)
                if divergence(member, outsider, gamma) > share * most:
                    return Report("random releases", cases, f"cells {table}, n = {n}, gamma = {gamma}, {chances}")
    return Report("tables of up to 4 records, every n, random releases with 3 values, both outsiders", cases)


def crowd(sizes: Sequence[int] = range(1, 8)) -> Report:
    """T-CROWD: member 1 + B against outsider B, B counted over all coins of the others; and that it does not grow."""
    cases = 0
    for q in map(Fraction, ("1/2", "1/3", "4/5", "1/10")):
        before = Fraction(1)
        for k in sizes:
            cases += 1
            law: dict[int, Fraction] = {}
            for coins in product((0, 1), repeat=k - 1):
                weight = q ** sum(coins) * (1 - q) ** (k - 1 - sum(coins))
                law[sum(coins)] = law.get(sum(coins), Fraction(0)) + weight
            member = {(t + 1, 0): w for t, w in law.items()}
            leak = divergence(member, {(t, 0): w for t, w in law.items()}, Fraction(1))
            if leak != max(law.values()) or leak > before:
                return Report("crowds", cases, f"k = {k}, q = {q}")
            before = leak
    return Report(f"crowds of up to {max(sizes)} records, four shares", cases)


def surveys(sizes: Sequence[int] = (4, 9, 16)) -> Report:
    """T-COUNT for surveys: the mean of each count, the product over the counts, and the two outsiders.

    The concave sequence is replaced by rationals below it, and the exponential of its sum by c^(distinct values).
    """
    cases = 0
    for size in sizes:
        for cell, n in product(range(1, size + 1), range(1, size)):
            mean, low, above = Fraction(n * cell, size), Fraction(0), Fraction(0)
            for t in range(max(1, n - size + cell), min(cell, n) + 1):
                chance = Fraction(comb(cell, t) * comb(size - cell, n - t), comb(size, n))
                low += chance * (1 + Fraction(42 * (t - 1), 1000))
                above += chance * max(Fraction(0), t - mean)
            cases += 1
            if above > low:
                return Report("surveys", cases, f"N = {size}, M = {cell}, n = {n}")
    for table, n, everybody in _settings(LARGER):
        size, cells = len(table), sorted(set(table))
        if not everybody:
            for gamma in GAMMAS:
                cases += 1
                level = gamma * size / (size - n + gamma * n)
                factor = (size - n + gamma * n if gamma >= 1 else Fraction(size)) / (size - n)
                if by_cells(table, n, gamma, False) != factor * by_cells(table, n, level, True):
                    return Report("surveys", cases, f"cells {table}, n = {n}, gamma = {gamma}")
        for c in (Fraction(1, 3), Fraction(9, 10)):
            cases += 1
            drawn = [{table[i] for i in part} for part in combinations(range(size), n)]
            whole_mean = sum((c ** len(seen) for seen in drawn), Fraction(0)) / len(drawn)
            one_by_one = Fraction(1)
            for z in cells:
                one_by_one *= sum((c if z in seen else Fraction(1) for seen in drawn), Fraction(0)) / len(drawn)
            if whole_mean > one_by_one:
                return Report("surveys", cases, f"cells {table}, n = {n}, c = {c}")
    return Report("samples of up to 16 records, every cell size and n, gamma from 1/3 to 7/2", cases)
