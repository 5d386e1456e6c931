"""What a node tells of itself: what it holds, was given, gave and withheld, and how feeds stand.

All but the head of it follows from the store, so it can be told of a node that
does not run. Reasons for withholding are the nation's own: they stand in its own
status and in nobody else's.
"""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import msgspec

import cspo
from cspo.federation.feed import RESTART_STEP, Feed
from cspo.federation.gossip import LAST
from cspo.markings import Mode
from cspo.markings.parties import sponsor_of
from cspo.operations.store import Outcome
from cspo.time import Epoch

if TYPE_CHECKING:
    from cspo.node.home import Home
    from cspo.node.store.unit import SqliteUnit
    from cspo.operations.catalog import SkyView
    from cspo.operations.screen import ScreeningView

__all__ = [
    "FeedStatus", "GivenStatus", "NodeStatus", "PictureStatus", "ReceivedStatus", "State",
    "WithheldStatus", "picture_status", "status_in_store",
]  # fmt: skip

_PAGE: Final = 1_000


class State(StrEnum):
    """What a node is doing."""

    STARTING = "starting"
    """The picture is being built from the store."""
    RUNNING = "running"
    STOPPING = "stopping"
    STOPPED = "stopped"
    """No process runs it."""


class GivenStatus(msgspec.Struct, frozen=True, kw_only=True):
    """What was given to a party, by kind of record."""

    party: str
    kinds: dict[str, int]


class ReceivedStatus(msgspec.Struct, frozen=True, kw_only=True):
    """What came from a party, by kind of record."""

    origin: str
    kinds: dict[str, int]
    last_utc: str


class WithheldStatus(msgspec.Struct, frozen=True, kw_only=True):
    """What a party was not given, by which rule, and why."""

    party: str
    kind: str
    rule: str
    reason: str
    records: int


class FeedStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How the feeds with one partner stand.

    Parameters
    ----------
    given, not_signed_for : int
        Entries of our feed to it, and those of them that it has signed no receipt for.
    oldest_not_signed_for_s : float or None
        How long the oldest of these has waited, s; None where there is none.
    received, missing, quarantined : int
        Entries of its feed to us; those that its checkpoints name and we lack; those refused.
    last_utc : str
        When the last record of it came; empty: never.
    heard_utc : str
        When its last checkpoint was made; empty: never.
    """

    partner: str
    given: int
    not_signed_for: int
    oldest_not_signed_for_s: float | None
    received: int
    missing: int
    quarantined: int
    last_utc: str
    heard_utc: str
    alarms: tuple[str, ...]


class PictureStatus(msgspec.Struct, frozen=True, kw_only=True):
    """The picture of the sky in a running node."""

    objects: int = 0
    objects_own: int = 0
    conjunctions: int = 0
    screened_from_utc: str = ""
    screened_h: float = 0.0
    screened_at_utc: str = ""
    screening_s: float | None = None


class NodeStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One node.

    Parameters
    ----------
    records : dict
        What it holds, by kind.
    decided_review : int
        Products and parties that wait for a person's decision.
    faults : dict
        Parts of the last step that failed, and why.
    """

    nation: str
    mode: Mode
    simulated: bool
    state: State
    version: str
    t_utc: str
    records: dict[str, int]
    received: tuple[ReceivedStatus, ...]
    given: tuple[GivenStatus, ...]
    withheld: tuple[WithheldStatus, ...]
    reviews_open: int
    feeds: tuple[FeedStatus, ...]
    picture: PictureStatus | None = None
    faults: dict[str, str] = {}


def picture_status(
    sky: SkyView | None, screening: ScreeningView | None, nation: str, screening_s: float | None
) -> PictureStatus:
    """Sizes of what a node holds in memory.

    Parameters
    ----------
    screening_s : float or None
        How long its last screening of the whole sky took, s.
    """
    if sky is None:
        return PictureStatus()
    own = sum(sponsor_of(owner) == nation for owner in sky.catalog.owner.tolist())
    if screening is None:
        return PictureStatus(objects=len(sky), objects_own=own)
    return PictureStatus(
        objects=len(sky), objects_own=own, conjunctions=len(screening),
        screened_from_utc=screening.start.utc_iso(3), screened_h=screening.duration_s / 3_600.0,
        screened_at_utc=screening.t_done.utc_iso(3), screening_s=screening_s,
    )  # fmt: skip


def status_in_store(
    home: Home, unit: SqliteUnit, mode: Mode, t: Epoch, state: State = State.STOPPED
) -> NodeStatus:
    """What the store tells, of one mode.

    Parameters
    ----------
    t : Epoch
        Now, by the node's clock.
    """
    counts = unit.record_counts(mode)
    kinds: dict[str, int] = defaultdict(int)
    for _, kind, count, _ in counts:
        kinds[kind] += count
    came = {origin: when for origin, _, _, when in sorted(counts, key=lambda row: row[3])}
    given: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for party, kind, _, _, count in unit.decision_counts(Outcome.RELEASED, mode):
        given[party][kind] += count
    return NodeStatus(
        nation=home.nation, mode=mode, simulated=mode is Mode.SIMULATED, state=state,
        version=cspo.__version__, t_utc=t.utc_iso(3), records=dict(kinds),
        received=tuple(
            ReceivedStatus(
                origin=origin, last_utc=when.utc_iso(3),
                kinds={kind: count for of, kind, count, _ in counts if of == origin},
            )
            for origin, when in sorted(came.items()) if sponsor_of(origin) != home.nation
        ),
        given=tuple(GivenStatus(party=party, kinds=dict(each)) for party, each in given.items()),
        withheld=tuple(
            WithheldStatus(party=party, kind=kind, rule=rule, reason=reason, records=count)
            for party, kind, rule, reason, count in unit.decision_counts(Outcome.WITHHELD, mode)
        ),
        reviews_open=len(unit.reviews(open_only=True)),
        feeds=tuple(_feeds(home, unit, mode, t)),
    )  # fmt: skip


def _feeds(home: Home, unit: SqliteUnit, mode: Mode, t: Epoch) -> list[FeedStatus]:
    ours = {feed.recipient for feed in unit.out_feeds() if feed.mode is mode}
    theirs = {feed.origin for feed in unit.in_feeds() if feed.mode is mode}
    return [_feed(home, unit, partner, mode, t) for partner in sorted(ours | theirs)]


def _feed(home: Home, unit: SqliteUnit, partner: str, mode: Mode, t: Epoch) -> FeedStatus:
    out, back = Feed(home.nation, partner, mode), Feed(partner, home.nation, mode)
    head, receipt = unit.out_head(out), unit.last_receipt(out)
    signed = 0 if receipt is None else receipt.seq
    waiting = unit.out_entries(out, signed, 1)
    oldest = unit.stored(waiting[0].id) if waiting else None
    held, opened = unit.in_head(back), unit.head_at(back, LAST)
    entry = unit.in_entry(back, held.seq) if held.seq else None
    last = None if entry is None else unit.stored(entry.id)
    heard = unit.last_checkpoint(sponsor_of(partner), mode)
    return FeedStatus(
        partner=partner, given=head.seq, not_signed_for=_entries(head.seq - signed),
        oldest_not_signed_for_s=None if oldest is None else max(0.0, t - oldest.t_ingest),
        received=held.seq, missing=_entries(opened.head.seq - held.seq) if opened else 0,
        quarantined=_quarantined(unit, back),
        last_utc="" if last is None else last.t_ingest.utc_iso(3),
        heard_utc="" if heard is None else heard.t.utc_iso(3),
        alarms=tuple(
            f"{row.report.alarm}: {row.report.text}"
            for row in unit.alarms(sponsor_of(partner)) if row.report.mode is mode
        ),
    )  # fmt: skip


def _entries(numbers: int) -> int:
    """How many entries so many numbers stand for: a declared restart leaves a gap of them."""
    return numbers - numbers // RESTART_STEP * (RESTART_STEP - 1) if numbers > 0 else 0


def _quarantined(unit: SqliteUnit, feed: Feed) -> int:
    count, after = 0, 0
    while page := unit.quarantined(feed, after, _PAGE):
        count += len(page)
        after = page[-1].seq
    return count
