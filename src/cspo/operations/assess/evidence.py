"""What records say that touches a nation's assets: kept as they come, asked when one is assessed.

Nearly all records of a sky touch none of them. An event's name holds its pair, so those are passed
over without being read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from sys import intern
from typing import Any, Final

from cspo.markings.label import Label
from cspo.markings.mode import Mode
from cspo.markings.parties import sponsor_of
from cspo.operations.assess.approaches import Approach, attributed, weight
from cspo.operations.derive import body_of
from cspo.operations.event_names import EventNames
from cspo.operations.recent import TakenBack
from cspo.operations.warn.reports import Report, report_of
from cspo.records.bodies.activity import BehaviorEventBody
from cspo.records.bodies.conjunction import ConjunctionBody
from cspo.records.bodies.objects import SameObjectBody
from cspo.records.bodies.planning import AssessmentBody
from cspo.records.bodies.readiness import ReadinessBody
from cspo.records.bodies.trust import WithdrawalBody
from cspo.records.kinds import Registry
from cspo.records.record import Record
from cspo.time import Epoch
from cspo.units import DAY_S

__all__ = ["KINDS", "Evidence", "Said"]

KINDS: Final = (
    "assessment", "behavior-event", "conjunction", "readiness", "same-object", "withdrawal",
)  # fmt: skip
"""The kinds of records that may touch an asset."""

_KEPT_S: Final = 2.0 * DAY_S
_MOST_OF_AN_OBJECT: Final = 5_000
_MOST_SAID: Final = 5_000
_MOST_PASSED: Final = 50_000
_MOST_READY: Final = 2_000
"""Reports of readiness of one party; those go of which nothing was said for longest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A record that touches an asset, with its body."""

    record_id: str
    origin: str
    t: Epoch
    label: Label
    body: Any


class Evidence:
    """What touches the objects that are watched.

    Parameters
    ----------
    nation : str
    mode : Mode
    registry : Registry
    names : EventNames
        Which names mean one event in the node.
    is_form : callable
        Whether a record of ours is a form of another, made for others.
    gives_up : callable
        Whether a report is of our own screening, which finds that approach no more.
    """

    def __init__(
        self,
        nation: str,
        mode: Mode,
        registry: Registry,
        names: EventNames,
        *,
        is_form: Callable[[Record], bool] = lambda record: False,  # noqa: ARG005
        gives_up: Callable[[Report], bool] = lambda report: False,  # noqa: ARG005
    ) -> None:
        self._nation = nation
        self._mode = mode
        self._registry = registry
        self._names = names
        self._is_form = is_form
        self._gives_up = gives_up
        self._watched: dict[str, str] = {}
        self._reports: dict[str, dict[str, Report]] = {}
        self._said: dict[str, dict[str, Said]] = {}
        self._studies: dict[str, Said] = {}
        self._ready: dict[str, dict[tuple[str, str], Said]] = {}
        self._withdrawn = TakenBack()
        self._passed: dict[str, tuple[str, ...]] = {}
        self.joined = False
        """Whether other names than before may mean a watched object: watch anew."""

    def watch(
        self,
        objects: Iterable[str],
        names: Callable[[str], Iterable[str]],
        record_of: Callable[[str], Record | None] = lambda record_id: None,  # noqa: ARG005
    ) -> None:
        """Watch these objects, under all names that they go by.

        Parameters
        ----------
        names : callable
            All names of an object, as the picture joins them.
        record_of : callable
            A record of the store: those that were passed over and touch one are read again.
        """
        self.joined = False
        before, self._watched = self._watched, {}
        for each in objects:
            self._watched |= dict.fromkeys((each, *names(each)), each)
        if self._watched == before:
            return
        self._keep_touching()
        for record_id, touched in tuple(self._passed.items()):
            if any(name in self._watched for name in touched):
                record = record_of(record_id)
                if record is not None:
                    self.hear(record)

    def hear(self, record: Record) -> frozenset[str]:
        """Take one more record; what it touches.

        Returns
        -------
        frozenset of str
            Watched objects, and ``"*"`` where it touches what has no object.

        Raises
        ------
        MalformedMessage
            Where its body can't be read.
        """
        payload = record.payload
        taken_back = (record.id, sponsor_of(payload.origin)) in self._withdrawn
        if payload.kind not in KINDS or payload.mode is not self._mode or taken_back:
            return frozenset()
        if payload.kind == "withdrawal":
            return self._withdraw(record)
        return self._conjunction(record) if payload.kind == "conjunction" else self._other(record)

    # -- questions -----------------------------------------------------------
    def approaches(self, name: str, start: Epoch, stop: Epoch) -> tuple[Approach, ...]:
        """Close approaches of a watched object in a span, by time."""
        events: dict[str, dict[tuple[str, str], Report]] = {}
        for report in self._reports.get(name, {}).values():
            if self._gives_up(report):
                continue
            event = self._event(report)
            voices = events.setdefault(event, {})
            there = voices.get(report.voice)
            if there is None or there.order < report.order:
                voices[report.voice] = report
        found = [
            self._approach(event, name, sorted(each, key=weight))
            for event, voices in events.items()
            if (each := attributed(voices.values()))
        ]
        inside = (each for each in found if start < each.chief.tca <= stop)
        return tuple(sorted(inside, key=lambda each: (each.chief.tca.tai_ns, each.event)))

    def behavior(self, name: str) -> tuple[Said, ...]:
        """Reports of what a watched object did or suffered, by time."""
        return _by_time(self._said.get(name, {}))

    def studies(self) -> tuple[Said, ...]:
        """Studies that name a watched object, or a site, by time."""
        return _by_time(self._studies)

    def readiness(self, origin: str, subject: str, name: str) -> Said | None:
        """The latest report of readiness by a party."""
        return self._ready.get(origin, {}).get((subject, name.casefold()))

    def prune(self, t: Epoch) -> None:
        """Forget what is over for two days: the store keeps it."""
        for kept in self._reports.values():
            old = [key for key, each in kept.items() if each.tca + _KEPT_S < t]
            if len(kept) - len(old) > _MOST_OF_AN_OBJECT:
                by_order = sorted(kept, key=lambda key: kept[key].order)
                old += by_order[: len(kept) - _MOST_OF_AN_OBJECT]
            for key in old:
                kept.pop(key, None)
        for kept_said in (*self._said.values(), self._studies):
            for key in list(kept_said)[: max(0, len(kept_said) - _MOST_SAID)]:
                del kept_said[key]

    # -- what records say ----------------------------------------------------
    def _other(self, record: Record) -> frozenset[str]:
        if self._own_form(record):
            return frozenset()
        body = body_of(record, self._registry)
        said = Said(
            record_id=record.id, origin=record.payload.origin, label=record.payload.label,
            t=Epoch.from_utc(record.payload.t_created), body=body,
        )  # fmt: skip
        match body:
            case BehaviorEventBody():
                return self._behavior(said)
            case AssessmentBody() if body.assessed_by is None:
                return self._study(said)
            case ReadinessBody():
                return self._readiness(said)
            case SameObjectBody() if {body.object1, body.object2} & self._watched.keys():
                self.joined = True
        return frozenset()

    def _conjunction(self, record: Record) -> frozenset[str]:
        pair = _pair(record.payload.object)
        self._pass(record.id, pair)
        touched = self._touched(pair)
        if not touched or self._own_form(record):
            return frozenset()
        body = body_of(record, self._registry)
        if not isinstance(body, ConjunctionBody):
            return frozenset()
        report = report_of(record, body)
        for name in touched:
            self._reports.setdefault(name, {})[record.id] = report
        return frozenset(touched)

    def _behavior(self, said: Said) -> frozenset[str]:
        self._pass(said.record_id, said.body.objects)
        touched = self._touched(said.body.objects)
        for name in touched:
            self._said.setdefault(name, {})[said.record_id] = said
        return frozenset(touched)

    def _study(self, said: Said) -> frozenset[str]:
        named = {each.name for each in said.body.findings}
        self._pass(said.record_id, [name for name in named if ":" in name])
        touched = self._touched(named)
        is_site = any(name.startswith("closed-") for name in named)
        if touched or is_site:
            self._studies[said.record_id] = said
            return frozenset(touched | ({"*"} if is_site else set()))
        return frozenset()

    def _readiness(self, said: Said) -> frozenset[str]:
        key = (said.body.subject.value, said.body.name.casefold())
        kept = self._ready.setdefault(said.origin, {})
        there = kept.get(key)
        if there is None or there.t <= said.t:
            kept.pop(key, None)
            kept[key] = said
        if len(kept) > _MOST_READY:
            del kept[next(iter(kept))]
        return frozenset({"*"})

    def _withdraw(self, record: Record) -> frozenset[str]:
        body = body_of(record, self._registry)
        if not isinstance(body, WithdrawalBody):
            return frozenset()
        nation = sponsor_of(record.payload.origin)
        self._withdrawn.add(body.record, nation)
        touched = set()
        kept: tuple[Mapping[str, dict[str, Any]], ...] = (self._reports, self._said)
        for by_object in kept:
            for name, records in by_object.items():
                found = records.get(body.record)
                if found is not None and sponsor_of(found.origin) == nation:
                    del records[body.record]
                    touched.add(name)
        study = self._studies.get(body.record)
        if study is not None and sponsor_of(study.origin) == nation:
            del self._studies[body.record]
            touched |= {
                self._watched[each.name] for each in study.body.findings
                if each.name in self._watched
            } | {"*"}  # fmt: skip
        for origin, ready in self._ready.items():
            found_ready = [key for key, said in ready.items() if said.record_id == body.record]
            if found_ready and sponsor_of(origin) == nation:
                del ready[found_ready[0]]
                touched.add("*")
        return frozenset(touched)

    def _touched(self, names: Iterable[str]) -> set[str]:
        return {self._watched[name] for name in names if name in self._watched}

    def _keep_touching(self) -> None:
        """Sort what is kept anew by the objects that are watched now; what touches none goes."""
        reports = {key: each for kept in self._reports.values() for key, each in kept.items()}
        said = {key: each for kept in self._said.values() for key, each in kept.items()}
        self._reports, self._said = {}, {}
        for key, report in reports.items():
            for name in self._touched(_pair(str(report.event))):
                self._reports.setdefault(name, {})[key] = report
        for key, each in said.items():
            for name in self._touched(each.body.objects):
                self._said.setdefault(name, {})[key] = each

    def _approach(self, event: str, name: str, reports: Sequence[Report]) -> Approach:
        one, two = (side.object for side in reports[0].sides)
        other = two if self._watched.get(one) == name else one
        return Approach(event=event, object=name, other=other, reports=tuple(reports))

    def _pass(self, record_id: str, objects: Iterable[str]) -> None:
        """Keep in mind what a record is about, for when other objects are watched."""
        self._passed[record_id] = tuple(map(intern, objects))
        while len(self._passed) > _MOST_PASSED:
            del self._passed[next(iter(self._passed))]

    def _own_form(self, record: Record) -> bool:
        return sponsor_of(record.payload.origin) == self._nation and self._is_form(record)

    def _event(self, report: Report) -> str:
        text = str(report.event)
        return (
            self._names.of_record(report.record_id)
            or self._names.find(text, report.shorter_period_s)
            or text
        )


def _pair(event: str) -> list[str]:
    return event.removeprefix("event:").partition("@")[0].split("~")


def _by_time(said: Mapping[str, Said]) -> tuple[Said, ...]:
    return tuple(sorted(said.values(), key=lambda each: (each.t.tai_ns, each.record_id)))
