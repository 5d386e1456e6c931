"""What an assumption depends on, so that it is evaluated when that changes and not before."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from cspo.errors import CspoError
from cspo.operations.plan.vocabulary import PICTURE
from cspo.policy import Call, Expression, parse

__all__ = ["Topic", "plans_asked", "topics_of"]

Topic = tuple[str, str]
"""A kind of thing and which: ``("object", "norad:25544")``; an empty name stands for any."""

_NAMED: Final = {
    "max_pc": ("object", "asset"), "miss_distance": ("object", "asset"),
    "elements_age": ("object", "asset"), "maneuvers": ("object", "asset"),
    "warnings": ("object", "asset"), "launch_closed": ("assessment", "site"),
    "assessment.likelihood": ("assessment", "name"), "assessment.age": ("assessment", "name"),
    "assessment.confidence": ("assessment", "name"), "finding": ("assessment", "assessment"),
    "crew_ready": ("ready", "crew"), "ready": ("ready", "name"),
    "service.state": ("ready", "name"), "plan.holds": ("plan", "name"),
    "feed_lag": ("party", "nation"), "contact_age": ("party", "nation"),
    "unanswered": ("party", "nation"),
}  # fmt: skip
_ANY: Final = {"sensors_up": ("ready", ""), "obligations_late": ("obligation", "")}


def topics_of(
    expression: Expression, identity: Callable[[str], str], nation: str
) -> frozenset[Topic]:
    """Topics of the calls of an expression.

    Parameters
    ----------
    identity : callable
        The object that a text names; empty where none is known.
    nation : str
        Ours, where a call does not say whose.

    Examples
    --------
    >>> from cspo.operations.plan.vocabulary import PICTURE
    >>> from cspo.policy import parse
    >>> found = topics_of(parse('max_pc("norad:5") < 1e-4', PICTURE), lambda name: name, "GBR")
    >>> sorted(found)
    [('object', 'norad:5')]
    """
    return frozenset(topic for call in expression.calls for topic in _of(call, identity, nation))


def _of(call: Call, identity: Callable[[str], str], nation: str) -> Iterable[Topic]:
    given: dict[str, Any] = {name: constant.value for name, constant in call.arguments}
    name = call.function.name
    if name in _ANY:
        yield _ANY[name]
    elif name == "records":
        yield "count", f"{given['kind']} {given.get('nation', nation)}"
    elif name in _NAMED:
        kind, parameter = _NAMED[name]
        said = str(given[parameter])
        yield kind, identity(said) if kind == "object" else said


def plans_asked(expression: str, nation: str) -> tuple[tuple[str, str], ...]:
    """Origins and names of the plans that an expression asks about; none of what can't be read.

    Examples
    --------
    >>> plans_asked('plan("skynet", nation="GBR").holds', "USA")
    (('GBR', 'skynet'),)
    """
    try:
        calls = parse(expression, PICTURE).calls
    except CspoError:
        return ()
    asked = [
        {name: str(constant.value) for name, constant in call.arguments}
        for call in calls if call.function.name == "plan.holds"
    ]  # fmt: skip
    return tuple((given.get("nation", nation), given["name"]) for given in asked)
