"""What a node does about what it sees: report, warn, talk, keep the watch. All of it from records.

Each part hears every record that the picture takes, in the order of ingest, and works
in units of work of its own where something is due. A part that can't read a record
passes over it; the others hear it all the same.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from cspo.errors import CspoError, MalformedMessage
from cspo.federation.feed import Feed
from cspo.federation.heard import heard_in_feed
from cspo.markings import Mode
from cspo.markings.parties import sponsor_of
from cspo.node.home import Home
from cspo.node.outbox import Outbox, carrier_of, channel_of, policy_of
from cspo.node.runtime.config import NodeConfig
from cspo.node.runtime.perception import Listener
from cspo.node.runtime.reporting import report_ahead, report_conjunctions
from cspo.node.runtime.screening_work import Screened
from cspo.node.store import SqliteStore
from cspo.operations.assess import AssessDuty, Assets, load_assets
from cspo.operations.assess.assets_file import FILE as _ASSETS
from cspo.operations.assess.cover import SkyCover
from cspo.operations.assess.feeds import Heard
from cspo.operations.assess.making import is_form_of_assessment
from cspo.operations.catalog import Fact, Picture, SkyView
from cspo.operations.coordination_duty import CoordinationDuty
from cspo.operations.event_names import EventNames
from cspo.operations.kinds import REGISTRY
from cspo.operations.parties import Parties
from cspo.operations.parties_file import empty_parties, load_parties
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.forms import is_form
from cspo.operations.screen import Gone, ScreeningView, screening_source
from cspo.operations.screen.ahead_view import AheadView
from cspo.operations.store import OperationsUnit
from cspo.operations.warn.considering import Look
from cspo.operations.warn.duty import WarningDuty
from cspo.operations.warn.policy_file import default_warn_policy, load_warn_policy
from cspo.operations.warn.reports import Report
from cspo.operations.watch import WatchBook
from cspo.records import Record
from cspo.time import Clock, Epoch

__all__ = ["Duties", "assets_of", "guarded", "parties_of"]

_log = logging.getLogger(__name__)

DeskOf = Callable[[OperationsUnit], ReleaseDesk]

_PARTIES: Final = "parties.toml"


class Duties:
    """The parts of a node that act.

    Parameters
    ----------
    home : Home
        Whose policies count.
    store : SqliteStore
    mode : Mode
    config : NodeConfig
    clock : Clock
    parties : Parties
    names : callable
        Gives what events are called in the picture as it is now.
    names_of : callable
        All names of an object, in the picture as it is now.
    elsewhere : callable
        Looks for an approach by the orbits that are not adopted.
    wake : callable
        Asks for a step soon.

    Raises
    ------
    MalformedMessage, SourceError
        Where a file of policies has a fault, or can't be read.
    """

    def __init__(
        self,
        home: Home,
        store: SqliteStore,
        mode: Mode,
        config: NodeConfig,
        clock: Clock,
        *,
        parties: Parties,
        names: Callable[[], EventNames],
        names_of: Callable[[str], Sequence[str]],
        elsewhere: Look,
        wake: Callable[[], None],
    ) -> None:
        self._store = store
        self._nation = home.nation
        self.parties = parties
        policy = config.warning.policy
        rules = load_warn_policy(home.path / policy) if policy else default_warn_policy()
        self.warning = WarningDuty(
            mode, rules, self.parties, REGISTRY, names=names, is_form=self.is_form,
            elsewhere=elsewhere,
        )  # fmt: skip
        self.outbox = _outbox(home.path, home.nation, config, store, clock, wake)
        self._escalation = policy_of(config.escalation)
        self._names = names
        self.coordination = self._new_coordination(mode)
        self.watch = WatchBook(home.nation, mode, REGISTRY, names())
        self.assess = AssessDuty(
            home.nation, mode, assets_of(home), REGISTRY, names=names, names_of=names_of,
            is_form=self.is_form_of_assessment, gives_up=self._given_up,
        )  # fmt: skip
        self._cover = SkyCover(names_of)

    @property
    def listeners(self) -> list[Listener]:
        """Who hears each record."""
        return [guarded(self.warning.hear), guarded(self._hear), guarded(self.assess.hear)]

    def forget(self, nation: str, mode: Mode) -> None:
        """Begin anew with the first record: in new books, others go on reading the old ones."""
        self.warning.forget()
        self.coordination = self._new_coordination(mode)
        self.watch = WatchBook(nation, mode, REGISTRY, self._names())
        self.assess.forget()

    def _hear(self, record: Record, t_ingest: Epoch) -> None:
        """For the conversations: whichever book of them is being made."""
        self.coordination.hear(record, t_ingest)

    def _new_coordination(self, mode: Mode) -> CoordinationDuty:
        return CoordinationDuty(
            REGISTRY, mode, self._nation, channels=self.outbox.channels, policy=self._escalation,
            names=self._names,
        )  # fmt: skip

    def catch_up(self) -> None:
        """Let the watch read what has come, and the conversations take in what they heard."""
        self.warning.settle()
        self.coordination.take_in()
        with self._store.read() as unit:
            self.watch.catch_up(unit)

    def report(
        self, desk: DeskOf, picture: Picture, view: ScreeningView, rows: Sequence[int] | None,
        t: Epoch,
    ) -> list[Record]:  # fmt: skip
        """Make conjunction records of what a screening found and a warning may come of."""
        return report_conjunctions(self._store, desk, picture, self.warning.book, view, rows, t)

    def report_ahead(
        self, desk: DeskOf, picture: Picture, ahead: AheadView, objects: Iterable[str],
        after: Epoch, t: Epoch,
    ) -> list[Record]:  # fmt: skip
        """Make conjunction records of what plans rest on, days ahead."""
        return report_ahead(self._store, desk, picture, ahead, objects, after, t)

    def lost_ahead(self, gone: Sequence[Gone], after: Epoch) -> list[str]:
        """Events in the book that are found no more, days ahead."""
        return [
            each.event for each in gone
            if each.tca >= after and self.warning.book.matter(each.event) is not None
        ]  # fmt: skip

    def lost(self, screened: Screened) -> list[str]:
        """Events in the book that our own screening finds no more."""
        book, view = self.warning.book, screened.view
        if screened.rows is not None:
            return [event for event in screened.gone if book.matter(event) is not None]
        source = screening_source(self._nation)
        if not book.missing((), view.start, view.stop, source):
            return []  # none was warned of: no need to name some 25,000 that were found
        found = {view.event_id(row) for row in range(len(view))}
        return book.missing(found, view.start, view.stop, source)

    def is_form(self, record: Record) -> bool:
        """Whether a record of ours is a form of another, made for others."""
        with self._store.read() as unit:
            return is_form(unit, record)

    def is_form_of_assessment(self, record: Record) -> bool:
        """As `is_form`, of assessments of the same subject and hazard alone."""
        with self._store.read() as unit:
            return is_form_of_assessment(unit, record, REGISTRY)

    def _given_up(self, report: Report) -> bool:
        """Whether our own screening finds no more what a report of it says."""
        matter = self.warning.book.matter(str(report.event))
        return matter is not None and self.warning.book.has_given_up(matter, report)

    def assessed(
        self, desk: DeskOf, sky: SkyView | None, screening: ScreeningView | None, t: Epoch
    ) -> list[Record]:
        """Assess what evidence has changed of; the assessments that were made."""
        if sky is not None:
            self.assess.see(sky.identity, sky.catalog.name.tolist)
            self.assess.launches.see(sky)

        def heard(unit: OperationsUnit, partner: str) -> Heard:
            feed = Feed(sponsor_of(partner), self._nation, self.warning.book.mode)
            return Heard(t=heard_in_feed(unit, feed))

        self._cover.see(sky, screening)
        return self.assess.work(self._store, desk, t, cover=self._cover, heard=heard)

    def warn(self, desk: DeskOf, t: Epoch, gone: Sequence[str]) -> list[Record]:
        """Make the warnings that are due; those that were made."""
        considered = self.warning.work(self._store, desk, t, gone=gone)
        for untold in considered.untold:
            told = {"event": untold.event, "parties": len(untold.parties)}
            _log.warning("a mark keeps a warning from whom it concerns", extra=told)
        for event, seen in considered.held.items():
            told = {"event": event, "miss_distance_km": round(seen.miss_distance_km, 3)}
            _log.warning("a warning stands by an orbit that is not adopted", extra=told)
        return considered.records

    def talk(self, desk: DeskOf, t: Epoch, *, ticking: bool) -> int:
        """Take in what others said and do what is due; how much was said."""
        ticked = self.coordination.work(self._store, desk, t, ticking=ticking)
        if ticked.said or ticked.rungs:
            self.outbox.wake()
        return len(ticked.said)


def parties_of(home: Home, facts: Callable[[str], Sequence[Fact]]) -> Parties:
    """The parties as a nation states them in ``parties.toml``, and as records do.

    Parameters
    ----------
    facts : callable
        What records say of an object: `cspo.operations.catalog.Picture.facts`.

    Raises
    ------
    MalformedMessage, SourceError
        Where the file has a fault, or can't be read.
    """
    file = home.path / _PARTIES
    stated = load_parties(file) if file.exists() else empty_parties(home.nation)
    return Parties(stated, REGISTRY, facts)


def assets_of(home: Home) -> Assets:
    """What a nation has, and what rests on it, as it states in ``assets.toml``.

    Raises
    ------
    MalformedMessage, SourceError
        Where the file has a fault, is another nation's, or can't be read.
    """
    file = home.path / _ASSETS
    if not file.exists():
        return Assets.none(home.nation)
    assets = load_assets(file)
    if assets.nation != home.nation:
        raise MalformedMessage(
            "read assets", file.name, expected=f"assets of {home.nation}", got=assets.nation,
            keyword="[assets] nation",
        )  # fmt: skip
    return assets


def _outbox(
    folder: Path, nation: str, config: NodeConfig, store: SqliteStore, clock: Clock,
    wake: Callable[[], None],
) -> Outbox:  # fmt: skip
    ways = {
        each.name: (channel_of(each, nation), carrier_of(each, folder), each.give_up_after_s)
        for each in config.channel
    }
    return Outbox(store, clock, ways, on_change=wake)


def guarded(hear: Listener) -> Listener:
    """What one part can't read is no reason for the others not to hear it."""

    def heard(record: Record, t_ingest: Epoch) -> None:
        try:
            hear(record, t_ingest)
        except CspoError as error:
            _log.error("record passed over: %s", error, extra={"record": record.id})
        except Exception:  # noqa: BLE001 - nor is a fault of that part itself
            _log.exception("record passed over", extra={"record": record.id})

    return heard
