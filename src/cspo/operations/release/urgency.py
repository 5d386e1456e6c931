"""Until when an answer to a review is of use: what is late helps nobody, however right it is.

A policy gives each desk a time. Where the record is about something that is to come, a
desk gets no more than half of what is left until the last useful moment, so that the
desk above still has the other half. A rule that withholds what nobody answered has no
desk above, and takes the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from cspo.operations.derive import body_of
from cspo.records.kinds import Registry
from cspo.records.record import Record
from cspo.time import Epoch

__all__ = ["NOTICE_S", "due_at", "useful_until"]

NOTICE_S: Final = 8 * 3_600.0
"""How long before closest approach an operator must know of it, s, where the record does not
say: to find better data, plan a burn and send it half an orbit ahead."""

_LEAST_S: Final = 60.0
_DEADLINES: Final = ("answer_by_utc", "act_by_utc", "by_utc")
_EVENTS: Final = ("tca_utc", "about_utc")


def useful_until(record: Record, registry: Registry) -> tuple[Epoch, ...]:
    """Instants at which it becomes too late to act on a record, in order; none where it never does.

    Raises
    ------
    MalformedMessage
        Where the body can't be read.
    """
    body = body_of(record, registry)
    limits = _instants(body, _DEADLINES)
    events = _instants(body, _EVENTS)
    if not limits:
        limits = [each - NOTICE_S for each in events]
    return tuple(sorted({*limits, *events}))


def due_at(t: Epoch, within_s: float, limits: Sequence[Epoch], *, alone: bool = False) -> Epoch:
    """When a desk that is asked at *t* has to answer.

    Parameters
    ----------
    within_s : float
        How long the policy gives it, s.
    limits : sequence of Epoch
        As `useful_until` has them; those that have passed count no more.
    alone : bool
        No other desk is asked after it.

    Examples
    --------
    >>> t = Epoch.from_utc("2026-03-01T00:00:00Z")
    >>> [(due_at(t, 14_400.0, [t + left_s]) - t) / 3_600.0 for left_s in (36_000.0, 14_400.0)]
    [4.0, 2.0]
    """
    ahead = [each for each in limits if each > t]
    if not ahead:
        return t + within_s
    left_s = min(ahead) - t
    return t + min(within_s, max(left_s if alone else left_s / 2.0, _LEAST_S))


def _instants(body: Any, names: Sequence[str]) -> list[Epoch]:
    texts = (getattr(body, name, None) for name in names)
    return [Epoch.from_utc(text) for text in texts if isinstance(text, str)]
