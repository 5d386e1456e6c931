"""The part of a node that assesses: it hears every record, and works when evidence has changed.

Only what the nation's file of assets names is assessed. Where nothing that touches it was heard,
a step costs a comparison; once a minute of the node's clock everything is looked at, because time
passes, approaches are over, and feeds fall silent without a record that says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from cspo.markings.mode import Mode
from cspo.markings.parties import sponsor_of
from cspo.operations.apart import each_apart
from cspo.operations.assess.assessed import Assessed
from cspo.operations.assess.assets import Asset, AssetKind, Assets, Service
from cspo.operations.assess.book import AssessBook
from cspo.operations.assess.chance import Chance
from cspo.operations.assess.conjunctions import conjunction_draft
from cspo.operations.assess.draft import Cover, Draft
from cspo.operations.assess.drafting import ENDED, ended_draft, is_news
from cspo.operations.assess.evidence import Evidence
from cspo.operations.assess.feeds import Heard
from cspo.operations.assess.file_changes import FileChanges
from cspo.operations.assess.hazards import (
    debris_draft,
    feed_draft,
    readiness_draft,
    reported_drafts,
    storm_draft,
)
from cspo.operations.assess.launch_access import launch_draft
from cspo.operations.assess.launches import LaunchWatch
from cspo.operations.assess.making import make_assessment, mark_of
from cspo.operations.assess.services import service_draft
from cspo.operations.event_names import EventNames
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.store import OperationsStore, OperationsUnit
from cspo.operations.warn.reports import Report
from cspo.records.bodies.assessment import AssessedBy, Harm, Hazard
from cspo.records.kinds import Registry
from cspo.records.record import Record, read_record
from cspo.time import Epoch

__all__ = ["AssessDuty"]

_ROUND_S: Final = 60.0
_MOST_AT_ONCE: Final = 25
"""Assets in one unit of work."""

CoverOf = Callable[[str], Cover | None]
Key = tuple[str, Hazard | None]


class AssessDuty:
    """The book of assessments, kept up with a store, and the assessments that are due.

    Parameters
    ----------
    nation : str
    mode : Mode
    assets : Assets
        What the nation's file names.
    registry : Registry
    names : callable
        Gives what events are called, as the records tell; asked whenever it begins anew.
    names_of : callable
        All names of an object.
    is_form : callable
        Whether a record of ours is a form of another.
    gives_up : callable
        Whether our own screening finds what a report says no more.

    Attributes
    ----------
    book : AssessBook
    assets : Assets
        With the objects that fit its patterns in the sky.
    launches : LaunchWatch
        What closes the launches that it plans; it is to be shown the sky.
    """

    def __init__(
        self,
        nation: str,
        mode: Mode,
        assets: Assets,
        registry: Registry,
        *,
        names: Callable[[], EventNames] = EventNames,
        names_of: Callable[[str], Sequence[str]] = lambda name: (name,),
        is_form: Callable[[Record], bool] = lambda record: False,  # noqa: ARG005
        gives_up: Callable[[Report], bool] = lambda report: False,  # noqa: ARG005
    ) -> None:
        self.assets = assets
        self._nation = nation
        self._mode = mode
        self._registry = registry
        self._names = names
        self._names_of = names_of
        self._is_form = is_form
        self._gives_up = gives_up
        self.forget()

    def forget(self) -> None:
        """Begin with an empty book: what comes next is the store from its first record."""
        self.book = AssessBook(self._nation, self._mode, self._registry, is_form=self._is_form)
        self._evidence = Evidence(
            self._nation, self._mode, self._registry, self._names(), is_form=self._is_form,
            gives_up=self._gives_up,
        )  # fmt: skip
        self._watching: Mapping[str, tuple[str, ...]] = self.assets.of_object
        self._evidence.watch(self._watching, self._names_of)
        self.launches = LaunchWatch()
        self._file = FileChanges()
        self._outs: dict[str, dict[Hazard | None, Mapping[str, Chance]]] = {}
        self._due = {asset.id for asset in self.assets.assets}
        self._round: Epoch | None = None
        self._silent_at: dict[str, Epoch] = {}
        """By feed: when it will have been silent for longer than it may."""

    def hear(self, record: Record, t_ingest: Epoch) -> None:  # noqa: ARG002 - as listeners are called
        """Take one more record, in the order of ingest, each as often as it comes.

        Raises
        ------
        MalformedMessage
            Where its body can't be read.
        """
        if self.assets.assets:
            for name in self._evidence.hear(record):
                self._due.update(self._touched(name))
        self.book.apply(record)

    def see(self, identity: Sequence[str], names: Callable[[], Sequence[str]]) -> None:
        """The sky has these objects now: those whose names fit are assets, too.

        Parameters
        ----------
        identity : sequence of str
            One row an object.
        names : callable
            Their names in the catalogue; asked only where there are other objects than before.
        """
        self.assets = self.assets.seen_in(identity, names)

    def work(
        self,
        store: OperationsStore,
        desk: Callable[[OperationsUnit], ReleaseDesk],
        t: Epoch,
        *,
        cover: CoverOf = lambda name: None,  # noqa: ARG005
        heard: Callable[[OperationsUnit, str], Heard] = lambda unit, nation: Heard(),  # noqa: ARG005
    ) -> list[Record]:
        """Assess what is due, in units of work of its own; the records that were made.

        They come to the book as all records do, by `hear`.

        Parameters
        ----------
        cover : callable
            How far an object is looked after.
        heard : callable
            When a partner was last heard of.
        """
        self._fall_due(store, t)
        if not self._due:
            return []
        due = [asset for asset in self.assets.assets if asset.id in self._due][:_MOST_AT_ONCE]
        self._due -= {asset.id for asset in due}
        last = self._last()

        def assessed(some: Sequence[Asset | Service]) -> list[Record]:
            with store.write() as unit:
                return [
                    record for what in some
                    for record in self._assess(unit, desk(unit), what, last, cover, heard, t)
                ]  # fmt: skip

        made = [record for each in each_apart(assessed, due) for record in each]
        for record in made:
            self.book.apply(record)
        last = self._last()
        on_them = each_apart(assessed, self._services_on(due))
        return made + [record for each in on_them for record in each]

    # -- the parts -----------------------------------------------------------
    def _fall_due(self, store: OperationsStore, t: Epoch) -> None:
        """What is to be looked at: by the round, by what is watched, by a launch or by silence."""
        if self._round is None or t - self._round >= _ROUND_S or t < self._round:
            self._round = t
            self._evidence.prune(t)
            self._due.update(asset.id for asset in self.assets.assets)
        if self._evidence.joined or self._is_watched_otherwise():
            with store.read() as unit:
                self._evidence.watch(self._watching, self._names_of, _reader(unit))
            self._due.update(asset.id for asset in self.assets.assets)
        if searched := self.launches.work(self.assets.assets, t, self.assets.days):
            self._due.add(searched)
        for name in [name for name, at in self._silent_at.items() if at < t]:
            del self._silent_at[name]
            self._due.add(name)

    def _services_on(self, assets: Sequence[Asset]) -> list[Service]:
        """Services that rest on some assets; after a start some of theirs wait for a later step."""
        names = {name for asset in assets for name in self.assets.services_on.get(asset.id, ())}
        known = self._outs.keys()
        return [
            each for each in self.assets.services
            if each.id in names and known >= set(each.rests_on)
        ]  # fmt: skip

    def _is_watched_otherwise(self) -> bool:
        """Whether other objects than before are assets; from now on these are watched."""
        before, self._watching = self._watching, self.assets.of_object
        return before is not self._watching and before != self._watching

    def _assess(
        self,
        unit: OperationsUnit,
        desk: ReleaseDesk,
        what: Asset | Service,
        last: Mapping[Key, Assessed],
        cover: CoverOf,
        heard: Callable[[OperationsUnit, str], Heard],
        t: Epoch,
    ) -> list[Record]:
        if isinstance(what, Service):
            drafts = [self._of_service(what, last, t)]
        else:
            last_heard = heard(unit, what.of) if what.of else Heard()
            self._expect(what, last_heard, t)
            drafts = self._of_asset(what, last_heard, cover, t)
            self._outs[what.id] = {draft.hazard: _out_of(what, draft) for draft in drafts}
            drafts += self._ended(what, {draft.hazard for draft in drafts}, last, t)
        made = []
        for draft in drafts:
            before = last.get((what.id, draft.hazard))
            mark = mark_of(what, draft, desk.rulebook)
            asked = before is not None and self._file.ask(unit, self.assets, what, before, mark)
            if asked or is_news(before, draft, what, t):
                made.append(
                    make_assessment(unit, desk, self.assets, what, draft, before, self._mode, t)
                )
        return made

    def _of_asset(self, asset: Asset, heard: Heard, cover: CoverOf, t: Epoch) -> list[Draft]:
        days, evidence = self.assets.days, self._evidence
        found = [
            conjunction_draft(asset, evidence, cover, t, days) if asset.flies else None,
            debris_draft(asset, evidence, t) if asset.flies else None,
            storm_draft(asset, t, days),
            readiness_draft(asset, evidence, self._nation, t, days),
            feed_draft(asset, heard.t, t, days),
            launch_draft(asset, evidence, self.launches.found(asset.id, t), t, days),
        ]
        drafts = [each for each in found if each is not None]
        drafts += reported_drafts(asset, evidence, t, days)
        shell = next((each.shell for each in drafts if each.shell), "")
        return [replace(each, shell=shell) for each in drafts]

    def _expect(self, asset: Asset, heard: Heard, t: Epoch) -> None:
        """The instant at which a feed falls silent if nothing comes: no round is waited for."""
        self._silent_at.pop(asset.id, None)
        if asset.kind is AssetKind.FEED and heard.t is not None:
            at = heard.t + asset.silent_s
            if at >= t:
                self._silent_at[asset.id] = at

    def _of_service(self, service: Service, last: Mapping[Key, Assessed], t: Epoch) -> Draft:
        rests = set(service.rests_on)
        outs = {name: tuple(self._outs.get(name, {}).values()) for name in rests}
        used = {
            (name, hazard) for name in rests
            for hazard, out in self._outs.get(name, {}).items() if out
        }  # fmt: skip
        assessed = [each for key, each in sorted(last.items(), key=str) if key in used]
        return service_draft(service, self.assets.by_id, outs, assessed, t, self.assets.days)

    def _ended(
        self, asset: Asset, hazards: set[Hazard | None], last: Mapping[Key, Assessed], t: Epoch
    ) -> list[Draft]:
        """Of hazards that nothing supports any more, although the last word still stands."""
        over = [
            each for (name, hazard), each in last.items()
            if name == asset.id and hazard not in hazards and not each.is_over(t)
            and each.body.method != ENDED
        ]  # fmt: skip
        return [ended_draft(each, t) for each in over]

    def _last(self) -> dict[Key, Assessed]:
        """Our last computed word on each asset or service, and hazard."""
        return {
            (each.body.name, each.body.hazard): each
            for each in self.book.current()
            if sponsor_of(each.origin) == self._nation
            and each.body.assessed_by is AssessedBy.COMPUTED
        }

    def _touched(self, name: str) -> tuple[str, ...]:
        if name == "*":
            return tuple(asset.id for asset in self.assets.assets if not asset.flies)
        return self.assets.of_object.get(name, ())


def _out_of(asset: Asset, draft: Draft) -> Mapping[str, Chance]:
    """What a draft says of each unit of an asset being out: hit, or reported to be out."""
    if draft.of is Harm.LOSS:
        return draft.out
    absent = draft.of is Harm.HAPPENED and not asset.flies
    return {"": draft.chance} if absent or draft.of is Harm.CLOSED else {}


def _reader(unit: OperationsUnit) -> Callable[[str], Record | None]:
    def read(record_id: str) -> Record | None:
        envelope = unit.envelope(record_id)
        return None if envelope is None else read_record(envelope)

    return read
