"""How coarse must the columns be? A quantiser for a wanted security, and its certificate."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from ..audit.audit import Audit, audit, share_of
from ..audit.records import choose_columns, frame_of, in_order
from ..frames import Printed
from ..numeric.exact import shown, to_integer, to_rational
from ..numeric.kinds import Array, Json, NumberLike
from .frontier import Column, Frontier, Point, explore
from .overlap import overlap
from .quantiser import Quantiser
from .quantiser_audit import QuantiserAudit
from .quantisers.fitted import ColumnKey
from .quantisers.values import kind_of

if TYPE_CHECKING:
    import narwhals as nw
    from matplotlib.axes import Axes
    from sklearn.base import BaseEstimator

    from .table import Frame, TableQuantiser

MEASURES = ("mse", "information")


class NotIndependent(UserWarning):
    """The quantiser saw the training records, so that nothing is guaranteed."""


@dataclass(frozen=True, eq=False)
class Discretisation(Printed):
    """The answer of `discretise`.

    `quantiser`: the fitted TableQuantiser; `certificate`: what holds for models trained on `training`, the discretised
    training records (rows `training_rows` of the data); `frontier`: what else was tried; `point`: what was chosen.
    """

    quantiser: TableQuantiser
    certificate: QuantiserAudit
    frontier: Frontier
    point: Point
    training: Frame = field(repr=False)
    training_rows: Array = field(repr=False)

    @property
    def statement(self) -> str:
        """The certificate in words."""
        return self.certificate.statement

    @property
    def met(self) -> bool:
        """Whether the guaranteed security reaches the target."""
        return self.certificate.met

    def __str__(self) -> str:
        lines = ["Frontier, forecast from the public records (distortion, security, cells, family)"]
        hull = self.frontier.hull
        shown = hull if len(hull) <= 12 else [hull[round(i * (len(hull) - 1) / 11)] for i in range(12)]
        lines += [f"  {p.distortion:8.5f}  {p.security:.4f}  {p.cells:7d}  {p.family}" for p in shown]
        lines += [
            "",
            f"Chosen: distortion {self.point.distortion:.5g}, {self.point.cells} cells among the public records",
        ]
        lines += [f"  {_name(key)}: {quantiser}" for key, quantiser in self.point.quantisers.items()]
        verdict = "met" if self.met else "not met"
        lines += ["", f"Target security {self.certificate.audit.target_str}: {verdict}", self.statement]
        return "\n".join(lines)

    def plot(self, ax: Axes | None = None) -> Axes:
        """The frontier, what was chosen of it, and the bound that is certified for that. Returns the axes."""
        ax = self.frontier.plot(ax)
        x = self.point.distortion
        ax.plot(
            [x], [self.point.leakage], marker="*", markersize=14, linestyle="", color="C1", label="chosen (forecast)"
        )
        if self.certificate.delta is not None:
            confidence = float(self.certificate.audit.confidence)
            ax.plot([x], [float(self.certificate.delta.upper)], marker="v", linestyle="", color="C3",
                    label=f"certified upper bound, confidence {confidence:g}")  # fmt: skip
        ax.axhline(1 - float(self.certificate.target), color="grey", linestyle="--",
                   label=f"target: security {float(self.certificate.target):g}")  # fmt: skip
        ax.legend()
        return ax

    def to_json(self) -> Json:
        """The certificate, choice and frontier, as one object, the interval for Delta at its top if there is one."""
        delta = self.certificate.delta
        top = {"guaranteed": False, "kind": "estimate"} if delta is None else delta.to_json()
        return top | {
            "certificate": self.certificate.to_json(),
            "chosen": _point_json(self.point),
            "frontier": [_point_json(p) for p in self.frontier.hull],
        }


def discretise(
    data: object,
    columns: Sequence[str] | str | None = None,
    target_security: NumberLike = "0.95",
    public: object = None,
    split: NumberLike = "0.2",
    n: NumberLike | None = None,
    confidence: NumberLike = "0.95",
    families: Sequence[str] | str = ("optimal", "mass"),
    quantisers: Mapping[str, Sequence[Quantiser]] | None = None,
    distortion: str = "mse",
    model: BaseEstimator | None = None,
    label: str | None = None,
    seed: int = 0,
    knows: Sequence[str] | str | None = None,
    nu: NumberLike = "1/2",
    lam: NumberLike = 1,
) -> Discretisation:
    """The quantiser of least distortion whose discretised records are expected to reach a security, with certificate.

    Quantisers are fitted and chosen on public records: `public`, a path or frame of other records of the same law, or
    else a random part `split` of the data, which must then not be used for training. The certificate is an audit of the
    other records after the quantiser: T-COUNT for the law of the cells, any learner. With split=0 everything is
    fitted on the training records, and the result is only an estimate (a NotIndependent warning says so); so it is when
    public records share more values with the training records than others would (see `overlap`).

    `families`: width, mass, k-means, optimal, digits, top (each column by itself) and joint (k-means on all columns,
    which must be numbers). Categories are merged by rarity, dates cut to month, quarter, year. `quantisers`: {column:
    [quantiser, ...]} from fine to coarse, in place of the family's ladder. `distortion`: "mse" (mean squared error
    over the variance; for categories the share of information lost) or "information" (the share of each column's
    entropy that is lost). With a scikit-learn `model` and a `label` column it is 1 minus the model's cross-validated
    score on the discretised public records. `n`: training records, all of the training part unless given.

    `knows`: only these columns are coarsened, for an attacker who knows them of a target as coarsened and nothing else
    (T-PARTIAL); the others are kept as they are. Somebody who knows their original values is another attacker: use
    `audit(data, knows=...)`. `nu`, `lam`: as in `audit`, a security of 1 - Delta_gamma.

    Raises ValueError for bad arguments, and when no quantiser that was tried is forecast to reach the target.
    """
    wanted = share_of(target_security, "target_security")
    level = share_of(confidence, "confidence")
    part = to_rational(split, "split")
    if not 0 <= part < 1:
        raise ValueError(f"split must be in [0, 1), got {split}")
    if distortion not in MEASURES:
        raise ValueError(f"distortion must be one of {', '.join(MEASURES)}, got {shown(distortion)}")
    if (model is None) != (label is None):
        raise ValueError("give model and label together")
    coin, weight = share_of(nu, "nu"), to_rational(lam, "lam")
    if weight <= 0:
        raise ValueError(f"lam must be positive, got {lam}")
    gamma = weight * (1 - coin) / coin
    frame = _read(data, columns)
    known = None if knows is None else choose_columns(list(frame.columns), knows, "knows")
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise ValueError(f"seed must be an integer of at least 0, got {shown(seed)}")
    rng = np.random.default_rng(seed)
    rows = np.arange(len(frame))
    independent = True
    if public is not None:
        open_records = _read(public, list(frame.columns))
        source, independent = _declared(open_records, frame)
    elif part:
        order = rng.permutation(len(frame))
        cut = round(part * len(frame))
        if not 2 <= cut <= len(frame) - 1:
            raise ValueError(f"split {split} of {len(frame)} records leaves too few on one side")
        rows, public_rows = np.sort(order[cut:]), np.sort(order[:cut])
        open_records = frame[public_rows.tolist(), :]
        source = (
            f"a random split of {cut} of the {len(frame)} records (seed {seed}), which must not be used for training"
        )
    else:
        independent, open_records = False, frame
        source = f"the {len(frame)} training records themselves"
    if not independent:
        warnings.warn(
            "the quantiser is fitted on the training records: the result is an estimate, not a guarantee",
            NotIndependent,
            stacklevel=2,
        )
    size = len(rows) if n is None else to_integer(n, "n")
    chosen_families = [families] if isinstance(families, str) else list(families)
    seen = open_records if known is None else open_records[known]
    frontier = _frontier(seen, chosen_families, quantisers or {}, distortion, size, 1 - level, seed, gamma)
    if model is not None:
        frontier = _scored(frontier, open_records, model, label)
    point = frontier.choose(float(1 - wanted))
    quantiser = _fit(point, open_records)
    training = quantiser.transform(frame[rows.tolist(), :].to_native())
    found = cast(
        Audit, audit(training, None, size, level, wanted, column_costs=False, nu=coin, lam=weight, knows=known)
    )
    return Discretisation(quantiser, QuantiserAudit(found, source, independent), frontier, point, training, rows)


def _frontier(
    public: nw.DataFrame,
    families: list[str],
    own: Mapping[str, Sequence[Quantiser]],
    measure: str,
    n: int,
    alpha: Fraction,
    seed: int,
    gamma: Fraction,
) -> Frontier:
    from .ladder import CELLS, check_ladder, ladder
    from .quantisers import JointKMeans

    names = list(public.columns)
    for name in own:
        choose_columns(names, [name])
    values = {name: _column(public, name) for name in names}
    points: list[Point] = []
    for family in families:
        if family == "joint":
            if not all(v.dtype.kind == "f" for v in values.values()):
                raise ValueError("the family joint needs columns of numbers, no integers beyond 2^53 among them")
            joint = [JointKMeans(k) for k in CELLS]
            columns = [Column(tuple(names), np.column_stack(list(values.values())), joint, measure)]
        else:
            columns = [
                Column(name, x, check_ladder(own[name], name) if name in own else ladder(x, family, name), measure)
                for name, x in values.items()
            ]
        points += explore(columns, n, alpha, family, seed, gamma)
    return Frontier(tuple(points))


def _scored(frontier: Frontier, public: nw.DataFrame, model: BaseEstimator, label: str | None) -> Frontier:
    """The points with 1 - cross-validated score as their distortion."""
    from sklearn.base import clone
    from sklearn.model_selection import cross_val_score

    choose_columns(list(public.columns), [str(label)])
    points = []
    for point in frontier.best:
        data = frame_of(_fit(point, public).transform(public.to_native()))
        y = public[label].to_numpy()
        score = cross_val_score(clone(model), data.drop(label).to_native(), y, cv=3, error_score="raise").mean()
        points.append(replace(point, distortion=1 - float(score)))
    return Frontier(tuple(points))


def _fit(point: Point, public: nw.DataFrame) -> TableQuantiser:
    from .table import TableQuantiser

    return TableQuantiser(dict(point.quantisers)).fit(public.to_native())


def _read(data: object, columns: Sequence[str] | str | None) -> nw.DataFrame:
    """An eager frame of the chosen columns."""
    if isinstance(data, str | Path):
        table, names = in_order(Path(data), typed=True)
        data = table.rename_columns(names)
    frame = frame_of(data)
    if hasattr(frame, "collect"):
        frame = frame.collect()
    for name in frame.columns:
        if not isinstance(name, str):
            raise ValueError(f"the names of the columns must be text, got {shown(name)}")
    frame = frame[choose_columns(list(frame.columns), columns)]
    if not len(frame):
        raise ValueError("the data have no records")
    return frame


def _declared(public: nw.DataFrame, frame: nw.DataFrame) -> tuple[str, bool]:
    """What the public records are, and whether they are others than the training records as far as values can tell."""
    names = list(frame.columns)
    columns = [(_column(public, name), _column(frame, name)) for name in names]
    for name, pair in zip(names, columns, strict=True):
        kinds = [kind for kind in map(kind_of, pair) if kind is not None]
        if len(set(kinds)) > 1:
            raise ValueError(f"column {name!r} holds {kinds[0]} among the public records and {kinds[1]} in the data")
    found = overlap([ours for ours, _ in columns], [theirs for _, theirs in columns])
    if found.same:
        return f"public records that are the {len(frame)} training records themselves", False
    shared = f"{found.shared} of which have the values of a training record"
    if found.copied:
        return (
            f"{len(public)} public records that share more with the training records than others would ({shared})",
            False,
        )
    note = f", {shared}" if found.shared else ""
    return f"a declared public table of {len(public)} other records{note}", True


def _column(frame: nw.DataFrame, name: str) -> Array:
    try:
        from .table import naming, read_column
    except ModuleNotFoundError:
        raise ValueError("discretise needs the extra [ml]: pip install 'boundcalc[data,ml]'") from None

    with naming((name,)):
        return read_column(frame[name])


def _name(key: ColumnKey) -> str:
    return key if isinstance(key, str) else ", ".join(key)


def _point_json(p: Point) -> Json:
    chosen = {_name(key): repr(quantiser) for key, quantiser in p.quantisers.items()}
    return {
        "family": p.family,
        "distortion": p.distortion,
        "forecast_security": p.security,
        "public_cells": p.cells,
        "quantisers": chosen,
    }
