"""The hockey-stick divergence of products of shifted Laplace laws: the privacy profile of the Laplace mechanism."""

from __future__ import annotations

from functools import lru_cache

import sympy as sp
from flint import arb, fmpq, fmpz_poly

from ...numeric.ball import Number, to_arb
from ...numeric.kinds import Printer
from ...numeric.multiprecision import MpNumber, mpmath
from ...numeric.precision import current_bits, working_precision
from ...numeric.sign import largest
from ..exp_of_log import power
from ..node import Node, need_int

MAX_STEPS = 1000


class LaplaceProfile(Node):
    r"""``E_gamma(P^T||Q^T)`` with P and Q the laws of Laplace noise of scale 1 around epsilon and 0.

    One step, gamma >= 1: ``(1 - sqrt(gamma) e^(-epsilon/2))_+``. For T steps: the privacy loss L of one step is such
    that e^(-L/2) dP = e^(-epsilon/2) dR, where R puts 1/2 on each of -epsilon and epsilon and has density 1/4 between
    them. So

        E_gamma = 1 - gamma + e^(-T epsilon/2) int (gamma e^(-x/2) - e^(x/2))_+ dR^{*T}(x),

    and R^{*T} is a finite sum of truncated powers: its Laplace transform is
    (e^(epsilon v)(1 + 1/(2v))/2 + e^(-epsilon v)(1 - 1/(2v))/2)^T. Every integral is elementary.

    epsilon >= 0, integer T from 1 to 1000, gamma > 0.

    >>> from boundcalc.numeric import evaluate
    >>> evaluate(LaplaceProfile(1, 1, 1) - (1 - sp.exp(-sp.Rational(1, 2)))).upper < 1e-20
    True
    """

    nargs = 3
    known_range = (0, 1)

    @classmethod
    def eval(cls, epsilon: sp.Expr, steps: sp.Expr, gamma: sp.Expr) -> sp.Expr | None:
        if epsilon.is_zero:
            return largest(0, 1 - gamma)
        if steps == 1 and gamma.is_number and (gamma >= 1) == True:  # noqa: E712
            return largest(0, 1 - power(gamma, sp.S.Half) * sp.exp(-epsilon / 2))
        return None

    def _text(self, printer: Printer) -> str:
        epsilon, steps, gamma = map(printer._print, self.args)
        return (
            rf"E_{{{gamma}}}\left(\mathrm{{Lap}}_{{{epsilon}}}^{{{steps}}}\middle\|\mathrm{{Lap}}_0^{{{steps}}}\right)"
        )

    def _ball(self, epsilon: Number, steps: Number, gamma: Number) -> Number:
        count = need_int(steps)
        if not 1 <= count <= MAX_STEPS:
            raise ValueError(f"steps must be an integer from 1 to {MAX_STEPS}, got {count}")
        eps = to_arb(epsilon)
        with working_precision(_bits(eps, count)):
            value = _composed(eps, count, to_arb(gamma), True)[2]
        return +value

    def _mpmath(self, epsilon: MpNumber, steps: MpNumber, gamma: MpNumber) -> MpNumber:
        with mpmath.extradps(int(steps) * (2 + int(epsilon))):
            return +_mp_composed(epsilon, int(steps), gamma)


@lru_cache(maxsize=2)
def _coefficients(count: int) -> list[list[int]]:
    """The polynomials (1 + w)^(T-k) (1 - w)^k in w = 1/(2v), k = 0..T."""
    plus, minus = fmpz_poly([1, 1]), fmpz_poly([1, -1])
    powers = [fmpz_poly([1])]
    for _ in range(count):
        powers.append(powers[-1] * minus)
    rising = fmpz_poly([1])
    out: list[list[int]] = []
    for k in range(count, -1, -1):
        out.append([int(c) for c in (rising * powers[k]).coeffs()])
        rising = rising * plus
    return out[::-1]


def composed_tails(epsilon: arb, count: int, c: arb) -> tuple[arb, arb]:
    """(P(L > c), Q(L > c)) of L = dP^T/dQ^T, c > 0, T = `count`, without its atoms."""
    with working_precision(_bits(epsilon, count)):
        below_p, below_q, _ = _composed(epsilon, count, c, False)
        atoms = ((1 + (-epsilon).exp()) / 2) ** count  # of both laws
        p, q = 1 - atoms - below_p, 1 - atoms - below_q
    return +p, +q


def _bits(epsilon: arb, count: int) -> int:
    """Truncated powers of alternating sign cancel: about two bits a step and a few for the exponentials."""
    spare = 3 * count + 2 * count * max(1, int(abs(epsilon).upper().ceil().unique_fmpz()))
    return current_bits() + min(spare, 20_000)


def _composed(eps: arb, count: int, c: arb, atoms: bool) -> tuple[arb, arb, arb]:
    """(P(L <= c), Q(L <= c), E_c), the first two with `atoms` or without."""
    t = c.log()
    if t > count * eps:  # the privacy loss is never larger
        all_of_it = arb(1) if atoms else 1 - ((1 + (-eps).exp()) / 2) ** count
        return all_of_it, all_of_it, arb(0)
    below, above, gap, choose = arb(0), arb(0), arb(0), 1
    for k, polynomial in enumerate(_coefficients(count)):
        start = (2 * k - count) * eps
        width = t - start
        if not width <= 0:
            down, up = (choose * x for x in _piece(polynomial, start, width.nonnegative_part(), atoms))
            part = c * down - up
            if not width > 0:  # the piece starts at the edge, where its part of E_c is 0
                down, up, part = down.union(arb(0)), up.union(arb(0)), part.union(arb(0))
            below, above, gap = below + down, above + up, gap + part
        choose = choose * (count - k) // (k + 1)
    scale = (-count * eps / 2).exp() / arb(2) ** count
    return above * scale, below * scale, 1 - c + gap * scale


def _piece(polynomial: list[int], start: arb, width: arb, atom: bool) -> tuple[arb, arb]:
    """Integrals of e^(-x/2) and of e^(x/2) over (start, start + width) against the sum over m of
    c_m 2^-m (x - start)^(m-1)/(m-1)!, for m = 0 an `atom` at the start, or none."""
    fall, rise = (-width / 2).exp(), (width / 2).exp()
    value_down = value_up = arb(polynomial[0] if atom else 0)
    below, above = 2 * (1 - fall), 2 * (rise - 1)
    power, half = width, fmpq(1, 2)
    scale = arb(1)
    for m in range(1, len(polynomial)):
        scale = scale * half
        share = polynomial[m] * scale
        value_down += share * below
        value_up += share * above
        below = 2 * below - 2 * power * fall
        above = -2 * above + 2 * power * rise
        power = power * width / (m + 1)
    return value_down * (-start / 2).exp(), value_up * (start / 2).exp()


def _mp_composed(eps: MpNumber, count: int, g: MpNumber) -> MpNumber:
    """The same from the law of the loss of one step: atoms and a uniform part, convolved (Irwin-Hall)."""
    total = mpmath.mpf(0)
    t = mpmath.log(g)
    for m in range(count + 1):
        for up in range(count - m + 1):
            down = count - m - up
            weight = mpmath.mpf(mpmath.factorial(count)) / (
                mpmath.factorial(m) * mpmath.factorial(up) * mpmath.factorial(down)
            )
            weight *= mpmath.mpf(2) ** -(up + down) * (eps / 2) ** m
            centre = (up - down) * eps
            total += weight * _mp_uniform_part(m, eps, centre, t, g)
    return 1 - g + total * mpmath.exp(-count * eps / 2)


def _mp_uniform_part(m: int, eps: MpNumber, centre: MpNumber, t: MpNumber, g: MpNumber) -> MpNumber:
    """E (g e^(-x/2) - e^(x/2))_+ for x = centre + eps (U_1 + ... + U_m), U uniform on (-1, 1)."""
    if m == 0:
        return max(mpmath.mpf(0), g * mpmath.exp(-centre / 2) - mpmath.exp(centre / 2))
    total = mpmath.mpf(0)
    for j in range(m + 1):
        start = centre - m * eps + 2 * j * eps
        if start >= t:
            break
        sign = (-1) ** j * mpmath.binomial(m, j)

        def antiderivative(rate: MpNumber, start: MpNumber = start) -> MpNumber:
            # integral over (start, t) of (x - start)^(m-1) e^(rate x), integrated by parts m - 1 times
            y, value = t - start, mpmath.mpf(0)
            for i in range(m):
                value += (-1) ** i * mpmath.ff(m - 1, i) * y ** (m - 1 - i) * mpmath.exp(rate * t) / rate ** (i + 1)
            return value - (-1) ** (m - 1) * mpmath.factorial(m - 1) * mpmath.exp(rate * start) / rate**m

        half = mpmath.mpf(1) / 2
        total += sign * (g * antiderivative(-half) - antiderivative(half))
    return total / (mpmath.factorial(m - 1) * (2 * eps) ** m)
