"""Making warnings: each event that has news is graded, and what is material becomes a record.

`consider` writes into the caller's unit of work, and puts into the book only what is gone;
the records come to it as all others do, once they are committed. So the book never holds
what the store does not, and whoever is killed in between considers the same events
again and makes the same warnings once.

A warning is not cancelled while an orbit that we don't go by still shows the approach
(`Elsewhere`): who can move the one orbit that is screened could else end every warning.

A warning rests on the conjunction that governs and on those beside it whose marks
keep nobody from it (`cspo.operations.warn.grading.companions`); a cancellation rests on
the warning that it cancels, so that it reaches whoever had that one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

import msgspec

from cspo.federation.feed import Feed
from cspo.markings.label import Label
from cspo.markings.lattice import dominates, join
from cspo.markings.parties import sponsor_of
from cspo.operations.derive import Product, body_of, derive
from cspo.operations.parties import Parties
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.releasing import release
from cspo.operations.release.rule_conditions import Owned
from cspo.operations.screen import Elsewhere
from cspo.operations.store import OperationsUnit, RecordQuery
from cspo.operations.warn.book import GONE, WarningBook
from cspo.operations.warn.drafting import Draft, cancelled, drafted, with_change
from cspo.operations.warn.grading import Grade, companions, concerns_of, grade, next_look
from cspo.operations.warn.material import farther_from_km, material_changes
from cspo.operations.warn.matter import Issued, Matter
from cspo.operations.warn.policy import Concern
from cspo.operations.warn.reports import Report
from cspo.records.bodies.conjunction import ConjunctionBody
from cspo.records.bodies.identities import is_event
from cspo.records.bodies.warning import WarningBody
from cspo.records.record import Record, read_record
from cspo.time import Epoch

__all__ = ["Considered", "Look", "Untold", "consider"]

_OWN: frozenset[Concern] = frozenset({"ours", "sponsored", "depends"})

Look: TypeAlias = Callable[[str, Epoch, float, Epoch], Elsewhere | None]
"""``(event, about, within_km, t)``: where else it is seen; `cspo.operations.screen.SecondLook`."""

_HELD_S: Final = 600.0
"""After so long it is looked at again whether another source still shows an approach, s."""


@dataclass(frozen=True, slots=True)
class Untold:
    """Parties that a warning concerns, and that its mark keeps it from."""

    event: str
    parties: tuple[str, ...]


@dataclass(slots=True)
class Considered:
    """What came of looking at events.

    Parameters
    ----------
    records : list of Record
        Warnings that were made, in order.
    looked : dict
        By event: when time alone calls for looking again; None: only when something comes.
    untold : list of Untold
        Whom the watch should try to tell in another way: by a grant of the originator, or
        by the safety profile.
    held : dict
        By event: who still shows an approach that would else have been cancelled.
    """

    records: list[Record] = field(default_factory=list)
    looked: dict[str, Epoch | None] = field(default_factory=dict)
    untold: list[Untold] = field(default_factory=list)
    held: dict[str, Elsewhere] = field(default_factory=dict)

    def add(self, other: Considered) -> None:
        """Put to it what came of looking at others."""
        self.records += other.records
        self.looked.update(other.looked)
        self.untold += other.untold
        self.held.update(other.held)


def consider(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    book: WarningBook,
    parties: Parties,
    t: Epoch,
    *,
    events: Iterable[str] | None = None,
    gone: Collection[str] = (),
    elsewhere: Look | None = None,
) -> Considered:
    """Look at events, and make and release what warnings are due.

    Parameters
    ----------
    unit : OperationsUnit
        The caller commits; then the book hears of the records as of all others.
    desk : ReleaseDesk
    book : WarningBook
        It has seen every record in the store; where the store holds a warning of ours
        that it has not seen, nothing is made of that event.
    parties : Parties
        Whom to call, and what we depend on.
    t : Epoch
        Now.
    events : iterable of str or None
        Which; None: those that the book has due.
    gone : collection of str
        Events that our own screening finds no more (`WarningBook.missing`).
    elsewhere : callable or None
        Looks for an approach by the orbits that are not adopted, before it is cancelled.
    """
    out = Considered()
    chosen = book.due(t) if events is None else events
    names = dict.fromkeys(
        matter.event for event in (*chosen, *gone) if (matter := book.matter(event)) is not None
    )
    lost = {matter.event for event in gone if (matter := book.matter(event)) is not None}
    for event in lost:
        book.give_up(event, t)
    desk_in_mode = _Desk(unit, desk, book, parties, t, elsewhere)
    for name in names:
        matter = book.matter(name)
        if matter is not None:
            desk_in_mode.look(matter, out)
    return out


class _Desk:
    """One look at several events, in one unit of work."""

    def __init__(
        self,
        unit: OperationsUnit,
        desk: ReleaseDesk,
        book: WarningBook,
        parties: Parties,
        t: Epoch,
        elsewhere: Look | None,
    ) -> None:
        self.unit, self.desk, self.book, self.parties, self.t = unit, desk, book, parties, t
        self._elsewhere = elsewhere
        self._ownership = parties.over(desk.ownership(book.mode))

    def look(self, matter: Matter, out: Considered) -> None:
        """Grade one event, and make what is due."""
        reports = [
            report
            for report in matter.reports.values()
            if report.tca > self.t
            and not self.book.has_given_up(matter, report)
            and not matter.is_outdated(report)
        ]
        own = self.book.warned(matter)
        out.looked[matter.event] = next_look(self.book.policy, reports, self.t)
        if not matter.reports and own is None:
            return
        if own is not None and own.about <= self.t:
            return  # what has happened is neither updated nor cancelled
        owned = self._owned(matter)
        found = grade(
            self.book.policy, reports, concerns_of(owned, self.book.nation, self.parties.depends),
            self.t, standing="" if own is None else self._standing(own),
            governed="" if own is None else "".join(own.body.sources[:1]),
        )  # fmt: skip
        if found is not None:
            made = self._warning(matter, own, found, reports, owned, out)
        elif own is not None and (seen := self._still_shown(matter, own)) is not None:
            out.held[matter.event] = seen
            out.looked[matter.event] = min(self.t + _HELD_S, own.about)
            return
        elif own is not None:
            made = self._cancellation(matter, own, reports)
        else:
            return
        if made is not None and not self._is_next(matter):
            del out.looked[matter.event]  # it stays due until the book has caught up
        elif made is not None:
            rule = None if found is None else found.rule
            severity = rule.severity if rule is not None else (own.body.severity if own else None)
            release(self.unit, self.desk, made, t=self.t, severity=str(severity or ""))
            out.records.append(made.record)

    def _still_shown(self, matter: Matter, own: Issued) -> Elsewhere | None:
        """By whose orbits an approach is still there that would be cancelled; None: nobody's.

        It is, where those come no farther than what was warned of, and the adopted ones,
        if they show it at all, do. Farther is what M3 calls so.
        """
        if self._elsewhere is None or not is_event(own.body.event):
            return None
        table = self.book.policy.material
        limit_km = farther_from_km(own.body.miss_distance_km or 0.0, table)
        seen = self._elsewhere(own.body.event, own.about, limit_km, self.t)
        ours = self.book.screened(matter)
        if seen is None or ours is None:
            return seen
        return seen if ours.miss_distance_km >= farther_from_km(
            seen.miss_distance_km, table
        ) else None  # fmt: skip

    def _standing(self, own: Issued) -> str:
        """The rule that it stands under, if it is one of the policy of now."""
        about = self.book.policy.about
        same = (own.body.policy, own.body.policy_version) == (about.id, about.version)
        return own.body.rule if same else ""

    def _owned(self, matter: Matter) -> tuple[Owned, ...]:
        names = dict.fromkeys(
            side.object for report in matter.reports.values() for side in report.sides
        )
        return tuple(self._ownership.owned(name) for name in names)

    def _warning(
        self,
        matter: Matter,
        own: Issued | None,
        found: Grade,
        reports: Sequence[Report],
        owned: Sequence[Owned],
        out: Considered,
    ) -> Product | None:
        beside = companions(found.report, reports, self.desk.rulebook)
        label = join(
            found.report.label, *(each.label for each in beside), rulebook=self.desk.rulebook
        )
        to, untold = self._whom(owned, label)
        series = matter.issued.get(self.book.nation, ())
        draft = Draft(
            event=self._called(matter, found.report, label), to=to, number=len(series) + 1,
            policy=self.book.policy, rule=found.rule, report=found.report, companions=beside,
            t=self.t,
        )  # fmt: skip
        calls = [
            whom
            for party in to
            if party != self.book.nation
            for whom in self.parties.whom_to_call(party, label, self.desk.rulebook)
        ]
        inputs = [self._record(report.record_id) for report in (found.report, *beside)]
        count = len(inputs)
        told = dict.fromkeys(whom.record_id for whom in calls if whom.record_id)
        inputs += [self._record(record_id) for record_id in told]
        compared = own is not None and dominates(label, own.label, self.desk.rulebook)

        def body(bodies: tuple[ConjunctionBody, ...]) -> WarningBody:
            new = drafted(draft, bodies[:count], [whom.point for whom in calls])
            if own is None:
                again = "Warned of again." if series else ""
                return msgspec.structs.replace(new, **with_change(new, again)) if again else new
            changes = material_changes(own.body, new, self.book.policy.material)
            # Old values are told only to those who had them.
            words = (each if compared else each.partition(":")[0] for each in changes)
            return msgspec.structs.replace(new, **with_change(new, "; ".join(words)))

        product = self._derived(inputs, body, draft.number, series, label, to)
        new = body_of(product.record, self.desk.registry)
        if own is not None and not material_changes(own.body, new, self.book.policy.material):
            return None
        if untold:
            out.untold.append(Untold(matter.event, untold))
        return product

    def _cancellation(self, matter: Matter, own: Issued, reports: Sequence[Report]) -> Product:
        series = matter.issued[self.book.nation]
        inputs = [self._record(own.record_id)]
        now = [
            report for report in reports
            if dominates(own.label, report.label, self.desk.rulebook)
        ]  # fmt: skip
        now.sort(key=lambda report: (report.order[1:], report.record_id), reverse=True)
        inputs += [self._record(report.record_id) for report in now[:1]]
        given_up = any(self.book.has_given_up(matter, each) for each in matter.reports.values())
        gone = given_up and not reports
        why = (
            "The screening finds this approach no more." if gone
            else "No rule of the policy holds any more." if reports
            else "What it rested on was taken back."
        )  # fmt: skip

        def body(bodies: tuple[WarningBody | ConjunctionBody, ...]) -> WarningBody:
            before, *after = bodies
            assert isinstance(before, WarningBody)  # noqa: S101 - the first input
            latest = next((each for each in after if isinstance(each, ConjunctionBody)), None)
            return cancelled(before, len(series) + 1, GONE if gone else own.body.rule, why, latest)

        return self._derived(inputs, body, len(series) + 1, series, own.label, own.body.to)

    def _derived(
        self,
        inputs: Sequence[Record],
        body: object,
        number: int,
        series: Sequence[Issued],
        label: Label,
        to: Iterable[str],
    ) -> Product:
        return derive(
            inputs, body,  # type: ignore[arg-type]
            origin=self.book.nation, mode=self.book.mode, t_valid=self.t, t=self.t,
            signer=self.desk.signer(self.book.mode), registry=self.desk.registry,
            rulebook=self.desk.rulebook, version=number,
            supersedes=self._supersedes(series, label, to),
        )  # fmt: skip

    def _supersedes(self, series: Sequence[Issued], label: Label, to: Iterable[str]) -> str:
        """The number before, where all who get this one have it: its id would name it to others."""
        if not series:
            return ""
        last = series[-1].record_id
        have = all(
            self.unit.out_seq(Feed(self.book.nation, party, self.book.mode), last) is not None
            for party in set(to) & set(label.releasable_to)
            if party != self.book.nation
        )
        return last if have else ""

    def _whom(
        self, owned: Sequence[Owned], label: Label
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Who is warned, and whom of them the mark keeps it from.

        Owners and operators, whatever the mark: it says who may read it as it is, and a form
        of it may go to others. We ourselves where it is ours, where nobody else is meant, or
        where somebody can't be told: that is our watch's business then.
        """
        nation = self.book.nation
        owed = {party for each in owned for party in (each.owner, each.operator)} - {"", nation}
        reached = owed & set(label.releasable_to)
        # An organization that is not on the mark is told by its sponsor's desk.
        kept_out = {
            party for party in owed - reached if sponsor_of(party) not in {*reached, nation}
        }
        concerned = _OWN & concerns_of(owned, nation, self.parties.depends)
        to = owed | {nation} if concerned or kept_out or not owed else owed
        return tuple(sorted(to)), tuple(sorted(kept_out))

    def _is_next(self, matter: Matter) -> bool:
        """Whether the book has seen every warning of ours that the store holds of the event."""
        query = RecordQuery(kinds=("warning",), mode=self.book.mode, origin=self.book.nation)
        series = (*matter.issued.get(self.book.nation, ()), *matter.forms)
        have = {each.record_id for each in series}
        return all(
            past.id in have
            for text in self.book.names.texts(matter.event)
            for past in self.unit.records(replace(query, object=text))
        )

    def _called(self, matter: Matter, report: Report, label: Label) -> str:
        """What a warning calls the event: as somebody does whose record its readers may see."""

        def may(other: Label) -> bool:
            return dominates(label, other, self.desk.rulebook)

        return self.book.names.seen(matter.event, may) or str(report.event)

    def _record(self, record_id: str) -> Record:
        envelope = self.unit.envelope(record_id)
        assert envelope is not None  # noqa: S101 - the book holds what the store holds
        return read_record(envelope)
