"""How far ahead assumptions look at which object."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from cspo.operations.plan.vocabulary import HORIZON_DAYS
from cspo.policy import Expression

__all__ = ["MOST_AHEAD", "Asked", "horizons_of"]

Asked = Mapping[str, float]
"""By object, days."""

MOST_AHEAD: Final = 32
"""Objects that are screened further ahead than all are, at most."""

_LOOKING: Final = {"max_pc", "miss_distance"}


def horizons_of(
    expressions: Iterable[Expression], identity: Callable[[str], str]
) -> dict[str, float]:
    """By object, the furthest that some expressions look at its close approaches, d.

    Parameters
    ----------
    identity : callable
        The object that a text names; empty where none is known.

    Examples
    --------
    >>> from cspo.operations.plan.vocabulary import PICTURE
    >>> from cspo.policy import parse
    >>> asked = parse('max_pc("norad:5") < 1e-4 and max_pc("norad:5", days=9) < 1e-3', PICTURE)
    >>> horizons_of([asked], lambda name: name)
    {'norad:5': 9.0}
    """
    found: dict[str, float] = {}
    for expression in expressions:
        for call in expression.calls:
            if call.function.name not in _LOOKING:
                continue
            given: dict[str, Any] = {name: each.value for name, each in call.arguments}
            name = identity(str(given["asset"]))
            if name:
                days = float(given.get("days", HORIZON_DAYS))
                found[name] = max(found.get(name, 0.0), days)
    return found
