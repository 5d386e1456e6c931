"""The readiness board: feeds by when they were heard of, all else by what its owner reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from cspo.operations.plan.answers_ready import state_of
from cspo.operations.plan.books import FeedHeard
from cspo.operations.plan.said import SaidBook
from cspo.records.bodies.readiness import Qualification, Readiness, ReadySubject
from cspo.time import Epoch

__all__ = ["BoardLine", "board"]

_GRAVITY: Final = {
    Readiness.DOWN: 0, Readiness.UNKNOWN: 1, Readiness.LIMITED: 2, Readiness.READY: 3,
}  # fmt: skip


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
    said: SaidBook, feeds: Mapping[str, FeedHeard], t: Epoch, sees: Callable[[str], bool]
) -> list[BoardLine]:
    """Every line, the gravest first.

    Parameters
    ----------
    said : SaidBook
    feeds : mapping
        By partner.
    t : Epoch
        Now.
    sees : callable
        Whether the reader may see the record of an id.
    """
    found = [*(_feed(feed, t) for feed in feeds.values()), *_reported(said, t, sees)]
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
            nation=word.origin, state=state, since=Epoch.from_utc(body.from_utc), heard=word.t,
            lag_s=None, text=text, record_id=word.record_id,
            qualifications=tuple(
                sorted(body.qualifications, key=lambda one: (one.expires or "9999", one.name))
            ),
        )  # fmt: skip
