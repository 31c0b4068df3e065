"""Theorems that say of a game what another theorem says of a game that it comes down to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..theorem import Setting, Theorem


def of(theorem: Theorem, game_of: Callable[[Setting], Setting]) -> Callable[[str], Callable[..., Any]]:
    """name -> that function of the theorem, asked of the other game."""
    return lambda name: lambda game, *more: getattr(theorem, name)(game_of(game), *more)
