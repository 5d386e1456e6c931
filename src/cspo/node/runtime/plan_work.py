"""Plans in the node's step: what of the picture has changed, and which partners were heard of."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from typing import Final, Protocol

from cspo.federation.feed import Feed
from cspo.federation.heard import heard_in_feed
from cspo.federation.sync import Exchange
from cspo.markings import Mode
from cspo.node.runtime.ahead_work import AheadWork, Line, crowded_by, line_ahead
from cspo.node.runtime.config import NodeConfig
from cspo.node.runtime.screening_work import Screened
from cspo.node.store import SqliteStore
from cspo.operations.assess import Assets
from cspo.operations.catalog import Picture, SkyView
from cspo.operations.coordination_duty import CoordinationDuty
from cspo.operations.kinds import REGISTRY
from cspo.operations.plan import Books, FeedHeard, PictureWorld, all_falling_due
from cspo.operations.plan.duty import PlanDuty
from cspo.operations.plan.horizons import MOST_AHEAD, horizons_of
from cspo.operations.plan.in_force import RELEASE, WARNING, InForce, read_rules
from cspo.operations.plan.naming import AssetNames
from cspo.operations.plan.said_late import AskedSince
from cspo.operations.plan.topics import Topic
from cspo.operations.plan.vocabulary import PICTURE
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.policy import ReleasePolicy
from cspo.operations.screen import EventChanges, ScreeningView
from cspo.operations.store import OperationsUnit
from cspo.operations.warn.policy import WarnPolicy
from cspo.operations.warn.policy_file import read_warn_policy
from cspo.policy import parse
from cspo.records import Record
from cspo.time import Epoch

__all__ = ["PlanWork"]

_log = logging.getLogger(__name__)

_FEEDS_EVERY_S: Final = 5.0
"""How often it is looked who was heard of, s of the node's clock."""


class Planning(Protocol):
    """What plans need of a node: its books, its store and its desk."""

    mode: Mode
    config: NodeConfig
    store: SqliteStore
    exchange: Exchange
    picture: Picture
    sky: SkyView | None
    screening: ScreeningView | None
    ahead: AheadWork
    coordination: CoordinationDuty

    @property
    def name(self) -> str:
        """The nation."""
        ...

    @property
    def assets(self) -> Assets:
        """What the nation's own file names."""
        ...

    def desk(self, unit: OperationsUnit) -> ReleaseDesk:
        """The release desk for a unit of work."""
        ...

    def obey_warning(self, policy: WarnPolicy | None) -> None:
        """Warn by the version in force; None: by the node's own file."""
        ...

    def obey_release(self, policy: ReleasePolicy | None) -> None:
        """Release by the version in force; None: by the node's own file."""
        ...


class PlanWork:
    """Keeps a node's plans up with its picture.

    Parameters
    ----------
    node : Planning
        Whose books are asked.
    is_form : callable
        Whether a record of ours is a form of another.

    Attributes
    ----------
    duty : PlanDuty
        Books that hear, and that the node's step goes by.
    shown : PlanDuty or None
        Books that others look at: whole. None before the first were; others than *duty* while
        the node reads its records anew.
    names : AssetNames
    feeds : dict
        Who was heard of when, by partner.
    """

    def __init__(self, node: Planning, is_form: Callable[[Record], bool]) -> None:
        self._node = node
        self._is_form = is_form
        self.names = AssetNames()
        self.feeds: dict[str, FeedHeard] = {}
        self._feeds_t: Epoch | None = None
        self._touched: set[Topic] = set()
        self._asked_since = AskedSince()
        self._line: tuple[object, object, Line] = (None, None, Line({}, {}))
        self._all = False
        self._asked: tuple[tuple[object, ...], dict[str, float]] = ((), {})
        self.shown: PlanDuty | None = None
        self.forget()
        self.in_force = (
            InForce(
                node.name, lambda: self.duty.book, WARNING, read_warn_policy, node.obey_warning
            ),
            InForce(node.name, lambda: self.duty.book, RELEASE, self._rules, node.obey_release),
        )

    def forget(self) -> None:
        """Begin anew with the first record: in new books, others go on reading the old ones.

        Whoever is making a record of a plan ends that first, and so it is read; from then on
        nobody makes any until the new books are shown.
        """
        node = self._node
        with nullcontext() if self.shown is None else self.shown.making:
            self.duty = PlanDuty(
                node.name, node.mode, REGISTRY, is_form=self._is_form, asked=self._asked_since
            )

    def show(self) -> None:
        """The books are whole: others look at these from now on."""
        self.shown = self.duty

    def hear(self, record: Record, t_ingest: Epoch) -> None:
        """Take one more record."""
        self.duty.hear(record, t_ingest)

    def screened(self, found: Iterable[Screened], objects: Iterable[str]) -> None:
        """What a screening brought, and which objects say something else than before."""
        self._touched.update(("object", name) for name in objects)
        for each in found:
            if each.rows is None:
                self._all = True
                continue
            view = each.view
            for row in each.rows:
                self._touched.update(("object", name) for name in view.pair(row))
            for event in each.gone:
                pair = event.removeprefix("event:").partition("@")[0].split("~")
                self._touched.update(("object", name) for name in pair)

    def obey(self, t: Epoch) -> None:
        """Go by the policies in force from now on: before anything is released or warned of."""
        for each in self.in_force:
            if each.step(t):
                _log.info("a policy is in force", extra={"record": each.now.record_id})

    def screened_ahead(self, changes: EventChanges) -> None:
        """What the screening of a few objects days ahead brought: look at all of them again."""
        self._touched.update(("object", name) for name in self._node.ahead.names)
        for each in changes.gone:
            self._touched.update((("object", each.object1), ("object", each.object2)))

    def asked_ahead(self) -> Mapping[str, float]:
        """By object, how many days ahead plans in force ask what approaches it."""
        node, checks = self._node, self.duty.checks
        sky = node.sky
        stamp = (checks, checks.version, sky and sky.identity, sky and sky.catalog.name)
        if len(stamp) != len(self._asked[0]) or any(
            one is not other for one, other in zip(stamp, self._asked[0], strict=True)
        ):
            self._asked = stamp, checks.horizons(self._identity)
        return self._asked[1]

    def _identity(self, said: str) -> str:
        found = self.names.find(said, self._node.picture, self._node.sky)
        return found[0] if len(found) == 1 else ""

    def line_ahead(self) -> Line:
        """Those objects and the satellites of the nation's own file: which are screened so far."""
        node = self._node
        asked, assets = self.asked_ahead(), node.assets
        before = self._line
        if before[0] is not asked or before[1] is not assets:
            line = line_ahead(asked, assets, node.config.screening.window_h)
            before = self._line = (asked, assets, line)
        return before[2]

    def crowd(
        self, expressions: Iterable[str], beside: Iterable[str] = (), *, plan: str = ""
    ) -> list[str]:
        """What would be screened less far ahead than is asked, were these assumed as well.

        In words, for who enters them; empty: nothing.

        Parameters
        ----------
        expressions : iterable of str
            Each of them of the language.
        beside : iterable of str
            What the same plan assumes as well, of which nothing is told.
        plan : str
            Of ours, whose current edition they take the place of; empty: of none.
        """
        node, said = self._node, dict[str, str]()

        def identity(text: str) -> str:
            name = self._identity(text)
            said.setdefault(name, text)
            return name

        window_h = node.config.screening.window_h
        asked = horizons_of((parse(each, PICTURE) for each in expressions), identity)
        more = horizons_of((parse(each, PICTURE) for each in beside), self._identity)
        new = asked | {name: max(days, asked.get(name, 0.0)) for name, days in more.items()}
        others = self.duty.checks.horizons(self._identity, without=plan)
        own, pushed = crowded_by(new, others, node.assets, window_h, self.line_ahead())
        most = f"{MOST_AHEAD} objects at most are screened further ahead than {window_h:g} h"
        words = [
            f"{most}, and {said[name]} would not be among them: what is asked of it past that is "
            "unknown. Shorten days, or retire a plan"
            for name in own if name in asked
        ]  # fmt: skip
        if pushed:
            words.append(
                f"{most}: of those that other plans ask of, {pushed} would be so no more, and what "
                "they ask past that unknown"
            )
        return words

    def step(self, t: Epoch) -> list[Record]:
        """Look at what is due; the findings that were made.

        Nothing is looked at before the first screening is done: what is not known yet is
        no news.
        """
        node = self._node
        awaited = node.config.screening.on and node.screening is None
        if awaited and node.sky is not None and len(node.sky) > 1:
            return []
        self._hear_of_feeds(t)
        if self._all:
            self.duty.touch_all()
        self.duty.touch(self._touched)
        self._touched, self._all = set(), False
        return self.duty.work(node.store, node.desk, self.books, t)

    def books(self, t: Epoch) -> Books:
        """What assumptions ask, as it is now."""
        return self._books(self.duty, t)

    def _books(self, duty: PlanDuty, t: Epoch) -> Books:
        node = self._node
        standing = duty.standing_of
        return Books(
            nation=node.name, t=t, picture=node.picture, sky=node.sky, screening=node.screening,
            screened_km=node.config.screening.threshold_km, contacts=node.coordination.contacts,
            said=duty.said, names=self.names, feeds=self.feeds,
            waiting=lambda: tuple(
                node.coordination.awaited.waiting(node.coordination.book.every, t=t)
            ),
            plan=lambda origin, name: duty.other_plan(origin, name, t),
            falls_due=all_falling_due(
                node.store, node.coordination.contacts, duty.book.every, node.name, node.mode, t
            ),
            late=lambda party: duty.obligations.late(party, t, standing),
            looked_at=lambda party: duty.obligations.looked_at(party, duty.checks.checked.get),
            ahead=node.ahead.view,
            awaits=lambda name: node.ahead.awaits(name, self.line_ahead().wanted, t),
            crowded=lambda name: name in self.line_ahead().crowded,
        )  # fmt: skip

    def world(self, t: Epoch) -> PictureWorld:
        """The world that answers from the node's books, feeds as the last step had them.

        Whoever asks changes nothing that is said: what a node does follows from its steps alone.
        """
        return PictureWorld(self._books(self.shown or self.duty, t))

    def _rules(self, data: bytes, name: str) -> ReleasePolicy:
        """Release rules of our own nation."""
        return read_rules(data, name, self._node.name, REGISTRY)

    def _hear_of_feeds(self, t: Epoch) -> None:
        """Who was heard of when; who falls silent, or speaks again, may change every answer."""
        if self._feeds_t is not None and 0.0 <= t - self._feeds_t < _FEEDS_EVERY_S:
            return
        self._feeds_t = t
        node = self._node
        silence_s = node.exchange.desk.settings.silence_s
        with node.store.read() as unit:
            known = {feed.origin for feed in unit.in_feeds() if feed.mode is node.mode}
            nations = sorted(({*node.exchange.peers} | known) - {node.name})
            heard = {
                nation: heard_in_feed(unit, Feed(nation, node.name, node.mode))
                for nation in nations
            }
        found = {}
        for nation, at in heard.items():
            silent = at is not None and t - at > silence_s
            found[nation] = FeedHeard(nation=nation, heard=at, silent=silent)
        before = {name for name, each in self.feeds.items() if each.silent}
        self._all |= before != {name for name, each in found.items() if each.silent}
        self.feeds = found
