"""Known laws for coverage tests: their masses, a continuous part, and the exact Delta from the definition."""

import numpy as np
from scipy import stats


class Known:
    def __init__(self, name, masses, continuous=0.0):
        self.name, self.masses, self.continuous = name, np.asarray(masses, dtype=float), continuous

    def delta(self, n, gamma=1):
        """de Moivre's form, or the definition, by scipy; a continuous part leaks fully."""
        p, times = np.unique(self.masses, return_counts=True)
        if gamma != 1:
            return float((times * every_h(n, p, float(gamma))).sum()) + self.continuous
        m = np.floor(n * p)
        return float((times * p * (1 - p) * stats.binom.pmf(m, n - 1, p)).sum()) + self.continuous

    def tpr(self, n, fpr):
        """The best attack's rate: thresholds on the likelihood ratio B/(n p), from the binomial law of each atom; no
        training record of the continuous part is missed."""
        p, times = np.unique(self.masses, return_counts=True)
        ratios, outsider, member = [np.array([np.inf])], [np.zeros(1)], [np.array([self.continuous])]
        for part, number in zip(*(np.array_split(x, max(1, len(p) // 1000)) for x in (p, times)), strict=True):
            if not len(part):
                continue
            k, q = np.arange(min(n, int(stats.binom.isf(1e-18, n, part.max())) + 2) + 1), part[:, None]
            chance = number[:, None] * stats.binom.pmf(k, n, q)
            ratios.append((k / (n * q)).ravel())
            outsider.append((q * chance).ravel())
            member.append((chance * k / n).ravel())
        ratio, out, hit = map(np.concatenate, (ratios, outsider, member))
        order = np.argsort(-ratio, kind="stable")
        return float(np.interp(fpr, np.cumsum(out[order]), np.cumsum(hit[order])))

    def counts(self, n, rng):
        weights = np.append(self.masses, self.continuous)
        drawn = rng.multinomial(n, weights / weights.sum())
        seen, number = np.unique(drawn[:-1][drawn[:-1] > 0], return_counts=True)
        counts = dict(zip(seen.tolist(), number.tolist(), strict=True))
        if drawn[-1]:
            counts[1] = counts.get(1, 0) + int(drawn[-1])
        return counts


def every_h(n, masses, gamma):
    """`naive_h` of each of the masses, rising, a thousand at a time and up to counts that have a chance above 1e-18."""
    out = []
    for part in np.array_split(masses, max(1, len(masses) // 1000)):
        k = np.arange(min(n, int(stats.binom.isf(1e-18, n, part.max())) + 2) + 1)
        q = part[:, None]
        gain = k / n - gamma * q if gamma >= 1 else q - k / (gamma * n)
        out.append((np.maximum(gain, 0) * stats.binom.pmf(k, n, q)).sum(axis=1))
    return np.concatenate(out) if out else np.zeros(0)


def naive_h(n, p, gamma):
    """E(B/n - gamma p)_+ for gamma >= 1, E(p - B/(gamma n))_+ for gamma < 1, term by term."""
    k = np.arange(n + 1)
    gain = k / n - gamma * p if gamma >= 1 else p - k / (gamma * n)
    return float((np.maximum(gain, 0) * stats.binom.pmf(k, n, p)).sum())


def power(s, size):
    weights = np.arange(1, size + 1.0) ** -s
    return weights / weights.sum()


class Population:
    """Records in cells, n of which are drawn without replacement; the exact Delta for outsiders from everybody."""

    def __init__(self, name, cells):
        self.name, self.cells = name, np.asarray(cells)

    def delta(self, n, gamma=1):
        size, total, g = int(self.cells.sum()), 0.0, float(gamma)
        for cell, number in zip(*np.unique(self.cells, return_counts=True), strict=True):
            k = np.arange(min(cell, n) + 1)
            gain = k / n - g * cell / size if g >= 1 else cell / size - k / (g * n)
            total += number * float((np.maximum(gain, 0) * stats.hypergeom.pmf(k, size, cell, n)).sum())
        return total

    def counts(self, n, rng):
        drawn = rng.multivariate_hypergeometric(self.cells, n, method="marginals")
        seen, number = np.unique(drawn[drawn > 0], return_counts=True)
        return dict(zip(seen.tolist(), number.tolist(), strict=True))


POPULATIONS = [
    Population("20 cells of 100", [100] * 20),
    Population("400 cells of 5", [5] * 400),
    Population("all distinct", [1] * 2000),
    Population("rare and common", [*[300] * 5, *[20] * 15, *[2] * 50, *[1] * 100]),
]


LAWS = [
    Known("uniform 10", np.full(10, 0.1)),
    Known("uniform 100", np.full(100, 0.01)),
    Known("uniform 1e4", np.full(10**4, 1e-4)),
    Known("uniform 1e5", np.full(10**5, 1e-5)),
    Known("zipf 1.1", power(1.1, 10**5)),
    Known("zipf 2.5", power(2.5, 10**5)),
    Known("singletons and heavy atoms", np.concatenate([np.full(5, 0.1), np.full(5 * 10**4, 1e-5)])),
    Known("half continuous", np.full(20, 0.025), continuous=0.5),
    Known("continuous", [], continuous=1.0),
    Known("geometric", [*(0.3 * 0.7 ** np.arange(80)), 0.7**80]),
    Known("zipf 1.1 and continuous", 0.7 * power(1.1, 10**4), continuous=0.3),
]
