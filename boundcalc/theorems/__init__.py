"""The catalogue: one theorem a file."""

from . import (
    acc,
    cond,
    count,
    count_low,
    count_var,
    disc_bk,
    disc_cap,
    disc_ck,
    disc_ck_limit,
    disc_exact,
    disc_mad,
    disc_power_law,
    disc_robbins_lower,
    disc_robbins_upper,
    disc_uniform,
    disc_worst,
    dpi,
    mean_lattice,
    mono,
    pois,
    sandwich_lower,
    sandwich_upper,
    worst,
)
from .theorem import Condition, Kind, Label, Setting, Theorem

CATALOG: dict[str, Theorem] = {
    module.THEOREM.id: module.THEOREM
    for module in (
        acc,
        cond,
        dpi,
        worst,
        mono,
        sandwich_upper,
        sandwich_lower,
        disc_worst,
        disc_exact,
        disc_mad,
        disc_ck,
        disc_uniform,
        disc_cap,
        disc_ck_limit,
        disc_bk,
        disc_robbins_upper,
        disc_robbins_lower,
        disc_power_law,
        mean_lattice,
        pois,
        count,
        count_var,
        count_low,
    )
}
"""Every theorem by its permanent id."""

__all__ = ["CATALOG", "Condition", "Kind", "Label", "Setting", "Theorem"]
