"""The book of plans: every plan and policy with what became of it, from the records alone.

1. An edition is its origin's: a later one has a higher number. What its origin takes back
   does not count.
2. A finding counts where it is of the plan's own origin: nobody else says how a plan stands.
3. An opinion on an edition is anybody's. The owner's concurrence reaffirms it; its
   abstention says that it was looked at.

One thread applies records in the order of ingest, each as often as it likes; any thread asks. What
is kept is what counts: editions, and the last findings and opinions. The hour that lies between
two flags is counted by these findings (`cspo.operations.plan.flags`), so nothing else that is
forgotten can make a flag be raised twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import RLock
from typing import Final

from cspo.markings.label import Label
from cspo.markings.mode import Mode
from cspo.markings.parties import sponsor_of
from cspo.operations.derive import body_of
from cspo.operations.plan.plans import Edition, Found, Opinion, Plan
from cspo.operations.recent import Recent, TakenBack
from cspo.records.bodies.coordination import OpinionBody
from cspo.records.bodies.planning import PlanBody, PolicyBody
from cspo.records.bodies.standing import PlanFindingBody, PlanSubject
from cspo.records.bodies.trust import WithdrawalBody
from cspo.records.kinds import Registry
from cspo.records.record import Record
from cspo.time import Epoch

__all__ = ["KINDS", "PlanBook"]

KINDS: Final = ("opinion", "plan", "plan-finding", "policy", "withdrawal")
"""The kinds of records that the book is made of."""

_MOST_FOUND: Final = 500
"""Findings of an assumption that stay in memory; the store forgets nothing."""
_MOST_EARLY: Final = 1_000

_Key = tuple[str, str]


class PlanBook:
    """Plans and policies of all origins, in one mode.

    Parameters
    ----------
    nation : str
        Whose book it is.
    mode : Mode
        Records of other modes are none of its business.
    registry : Registry
    is_form : callable
        Whether a record of ours is a form of another, made for others: that is no news.
    """

    def __init__(
        self, nation: str, mode: Mode, registry: Registry,
        *, is_form: Callable[[Record], bool] = lambda record: False,  # noqa: ARG005
    ) -> None:  # fmt: skip
        self.nation = nation
        self.mode = mode
        self._registry = registry
        self._is_form = is_form
        self._plans: dict[_Key, Plan] = {}
        self._of: dict[str, _Key] = {}
        self._seen: Recent[str] = Recent()
        self._early: dict[str, list[tuple[Record, object, Epoch]]] = {}
        self._gone = TakenBack()
        self._lock = RLock()
        self.stamp = 0

    def apply(self, record: Record, t_ingest: Epoch) -> _Key | None:
        """Take one more record; the plan that it is about.

        Raises
        ------
        MalformedMessage
            Where its body can't be read.
        """
        payload = record.payload
        if payload.kind not in KINDS or payload.mode is not self.mode or record.id in self._seen:
            return None
        body = body_of(record, self._registry)
        with self._lock:
            self._seen.add(record.id)
            if (record.id, sponsor_of(payload.origin)) in self._gone:
                return None
            key = self._take(record, body, t_ingest)
            self.stamp += key is not None
            return key

    def every(self) -> tuple[Plan, ...]:
        """All plans, in order of origin and name."""
        with self._lock:
            return tuple(plan for _, plan in sorted(self._plans.items()))

    def plan(self, origin: str, name: str) -> Plan | None:
        """The plan of this name; None where there is none."""
        with self._lock:
            return self._plans.get((origin, name))

    def of_record(self, record_id: str) -> Plan | None:
        """The plan that an edition or finding belongs to."""
        with self._lock:
            key = self._of.get(record_id)
            return None if key is None else self._plans.get(key)

    def label(self, record_id: str) -> Label | None:
        """The mark of an edition; None where there is none."""
        plan = self.of_record(record_id)
        found = () if plan is None else plan.editions
        return next((each.label for each in found if each.record_id == record_id), None)

    def digest_lines(self) -> tuple[str, ...]:
        """What the book rests on, in order."""
        with self._lock:
            return tuple(sorted(self._of))

    def _take(self, record: Record, body: object, t_ingest: Epoch) -> _Key | None:
        match body:
            case PlanBody() | PolicyBody() | PlanFindingBody() if (
                record.id in self._of or self._is_form(record)
            ):
                return None
            case PlanBody() | PolicyBody():
                return self._edition(record, body, t_ingest)
            case PlanFindingBody():
                return self._finding(record, body, t_ingest)
            case OpinionBody():
                return self._opinion(record, body, t_ingest)
            case WithdrawalBody():
                return self._withdraw(body.record, sponsor_of(record.payload.origin))
        return None

    def _edition(
        self, record: Record, body: PlanBody | PolicyBody, t_ingest: Epoch
    ) -> _Key:  # fmt: skip
        payload = record.payload
        key = payload.origin, body.name
        edition = Edition(
            record_id=record.id, origin=payload.origin, body=body, label=payload.label,
            subject=PlanSubject.PLAN if isinstance(body, PlanBody) else PlanSubject.POLICY,
            t=Epoch.from_utc(payload.t_created), t_ingest=t_ingest,
        )  # fmt: skip
        known = self._plans.get(key)
        editions = () if known is None else known.editions
        ordered = tuple(
            sorted((*editions, edition), key=lambda e: (e.body.number, e.t.tai_ns, e.record_id))
        )
        if known is None:
            self._plans[key] = Plan(origin=payload.origin, name=body.name, editions=ordered)
        else:
            self._plans[key] = replace(known, editions=ordered)
        self._of[record.id] = key
        for early in (f"{key[0]}/{key[1]}", record.id):
            for waited, told, came in self._early.pop(early, ()):
                self._take(waited, told, came)
        return key

    def _finding(self, record: Record, body: PlanFindingBody, t_ingest: Epoch) -> _Key | None:
        payload = record.payload
        key = payload.origin, body.name
        known = self._plans.get(key)
        if known is None:
            self._wait(f"{key[0]}/{key[1]}", record, body, t_ingest)
            return None
        found = Found(
            record_id=record.id, body=body, label=payload.label, version=payload.version,
            t=Epoch.from_utc(payload.t_created), t_ingest=t_ingest,
        )  # fmt: skip
        before = known.found.get(body.expression, ())
        kept = sorted((*before, found), key=_in_order)
        of = {**known.found, body.expression: tuple(kept[-_MOST_FOUND:])}
        self._plans[key] = replace(known, found=of)
        self._of[record.id] = key
        for each in kept[:-_MOST_FOUND]:
            del self._of[each.record_id]
        return key

    def _opinion(self, record: Record, body: OpinionBody, t_ingest: Epoch) -> _Key | None:
        key = self._of.get(body.record)
        if key is None:
            self._wait(body.record, record, body, t_ingest)
            return None
        payload, known = record.payload, self._plans[key]
        if any(each.record_id == record.id for each in known.opinions):
            return None
        opinion = Opinion(
            record_id=record.id, origin=payload.origin, body=body, label=payload.label,
            t=Epoch.from_utc(payload.t_created),
        )  # fmt: skip
        ordered = sorted((*known.opinions, opinion), key=lambda e: (e.t.tai_ns, e.record_id))
        self._plans[key] = replace(known, opinions=tuple(ordered[-_MOST_FOUND:]))
        return key

    def _wait(self, about: str, record: Record, body: object, t_ingest: Epoch) -> None:
        """What it is about may come later; most opinions are about no plan."""
        waiting = self._early.setdefault(about, [])
        waiting.append((record, body, t_ingest))
        del waiting[:-_MOST_FOUND]
        while len(self._early) > _MOST_EARLY:
            self._early.pop(next(iter(self._early)))

    def _withdraw(self, record_id: str, nation: str) -> _Key | None:
        self._gone.add(record_id, nation)
        key = self._of.get(record_id)
        if key is None or sponsor_of(key[0]) != nation:
            return None
        known = self._plans[key]
        left = {
            expression: tuple(each for each in found if each.record_id != record_id)
            for expression, found in known.found.items()
        }
        opinions = tuple(each for each in known.opinions if each.record_id != record_id)
        self._plans[key] = replace(
            known, withdrawn=known.withdrawn | {record_id}, found=left, opinions=opinions
        )
        return key


def _in_order(found: Found) -> tuple[int, int, int, str]:
    return found.t.tai_ns, found.body.flag, found.version, found.record_id
