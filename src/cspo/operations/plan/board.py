"""The readiness board: feeds by when they were heard of, all else by what its owner reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from cspo.markings.parties import sponsor_of
from cspo.operations.plan.answers_ready import is_good, state_of
from cspo.operations.plan.books import FeedHeard, silence
from cspo.operations.plan.said import SaidBook
from cspo.records.bodies.readiness import (
    Qualification,
    Readiness,
    ReadinessBody,
    ReadySubject,
)
from cspo.time import Epoch
from cspo.units import DAY_S

__all__ = ["BoardLine", "board"]

_GRAVITY: Final = {
    Readiness.DOWN: 0, Readiness.UNKNOWN: 1, Readiness.LIMITED: 2, Readiness.READY: 3,
}  # fmt: skip
_LINE: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLine:
    """One feed, sensor, crew, service or site.

    Parameters
    ----------
    subject : ReadySubject
    name, title : str
    nation : str
        Whose it is.
    state : Readiness
    since, heard : Epoch or None
        Since when it is so, and when it was last heard of.
    lag_s : float or None
        Of a partner's feed: how long nothing was heard, s.
    text : str
    qualifications : tuple of Qualification
        What expires first in front.
    record_id : str
        That says so; empty of a partner's feed, which no record reports on.
    """

    subject: ReadySubject
    name: str
    title: str
    nation: str
    state: Readiness
    since: Epoch | None
    heard: Epoch | None
    lag_s: float | None
    text: str
    qualifications: tuple[Qualification, ...] = ()
    record_id: str = ""


def board(
    said: SaidBook, feeds: Mapping[str, FeedHeard], t: Epoch, sees: Callable[[str], bool],
    *, nation: str, ours: bool,
) -> list[BoardLine]:  # fmt: skip
    """Every line, the gravest first.

    What a party reported that is silent now is unknown, as it is to assumptions.

    Parameters
    ----------
    said : SaidBook
    feeds : mapping
        By partner.
    t : Epoch
        Now.
    sees : callable
        Whether the reader may see the record of an id.
    nation : str
        Whose board.
    ours : bool
        Whether the reader is of that nation. Nobody else is told of feeds, or since when a
        partner is silent.
    """
    found = [_feed(feed, t) for feed in feeds.values()] if ours else []
    for line in _reported(said, t, sees):
        why = silence(feeds, nation, line.nation)
        found.append(_silent(line, feeds, why, ours=ours) if why else line)
    return sorted(found, key=lambda one: (_GRAVITY[one.state], one.subject, one.nation, one.name))


def _feed(feed: FeedHeard, t: Epoch) -> BoardLine:
    state, text = Readiness.READY, ""
    if feed.heard is None:
        state, text = Readiness.UNKNOWN, "never heard of"
    elif feed.silent:
        state, text = Readiness.DOWN, "silent for longer than a partner may be"
    return BoardLine(
        subject=ReadySubject.FEED, name=f"feed of {feed.nation}", title=f"Feed of {feed.nation}",
        nation=feed.nation, state=state, since=None, heard=feed.heard, text=text,
        lag_s=None if feed.heard is None else max(0.0, t - feed.heard),
    )  # fmt: skip


def _reported(
    said: SaidBook, t: Epoch, sees: Callable[[str], bool]
) -> Iterable[BoardLine]:  # fmt: skip
    for word in said.readiness():
        if not sees(word.record_id):
            continue
        body = word.body
        state, text = state_of(body, t)
        yield BoardLine(
            subject=body.subject, name=body.name, title=body.title or body.name,
            nation=word.origin, state=state, since=_since(body, state, word.t, t), heard=word.t,
            lag_s=None, text=text, record_id=word.record_id,
            qualifications=tuple(
                sorted(body.qualifications, key=lambda one: (one.expires or "9999", one.name))
            ),
        )  # fmt: skip


def _silent(
    line: BoardLine, feeds: Mapping[str, FeedHeard], why: str, *, ours: bool
) -> BoardLine:  # fmt: skip
    """What is reported by a party that is not heard of: it may have said otherwise since."""
    last = feeds[sponsor_of(line.nation)].heard
    since = last
    if line.state is Readiness.UNKNOWN and line.since is not None and last is not None:
        since = min(last, line.since, key=lambda at: at.tai_ns)
    text = f"{why}; by its last word it is {line.state.value}"[:_LINE]
    if not ours:
        since, text = None, "its owner was not heard of lately"
    return replace(line, state=Readiness.UNKNOWN, since=since, text=text)


def _since(body: ReadinessBody, state: Readiness, said: Epoch, t: Epoch) -> Epoch:
    """Since when the state is so that `state_of` gives.

    Parameters
    ----------
    said : Epoch
        When the report was made.
    """
    begun = Epoch.from_utc(body.from_utc)
    if not is_good(body, t):
        return said if t < begun or body.until_utc is None else Epoch.from_utc(body.until_utc)
    if state is body.state:
        return begun
    ended = min(each.expires for each in body.qualifications if each.expires)
    return max(begun, Epoch.from_utc(f"{ended}T00:00:00Z") + DAY_S, key=lambda at: at.tai_ns)
