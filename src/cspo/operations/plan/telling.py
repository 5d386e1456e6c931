"""Findings as records: made under the join of all that they rest on, for whom the plan is for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from msgspec import structs

from cspo.markings.label import Label
from cspo.markings.lattice import dominates, join
from cspo.operations.derive import derive
from cspo.operations.plan.checking import Checked, Key
from cspo.operations.plan.falling_due import waiting_for
from cspo.operations.plan.flags import Raised
from cspo.operations.plan.plans import Edition, Found
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.releasing import release
from cspo.operations.store import DecisionQuery, OperationsUnit, Outcome
from cspo.policy import CallReading, Verdict
from cspo.records.bodies.instants import utc_text
from cspo.records.bodies.planning import PlanBody, PlanStatus
from cspo.records.bodies.standing import PlanFindingBody, PlanReading
from cspo.records.record import Record, read_record
from cspo.time import Epoch

__all__ = ["Telling", "may_be_told", "tell"]

_MOST_INPUTS: Final = 20
_MOST_READINGS: Final = 40
_MOST_WHY: Final = 2_000
_MOST_CALL: Final = 1_000
_LINE: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What is to be told.

    Parameters
    ----------
    edition : Edition
    assumption : int
        Which, from 1.
    checked : Checked
    raised : Raised
    last : Found or None
        What was told before.
    """

    edition: Edition
    assumption: int
    checked: Checked
    raised: Raised
    last: Found | None

    @property
    def key(self) -> Key:
        """Under which it is checked."""
        return self.edition.body.name, self.edition.assumptions[self.assumption - 1].expression


def may_be_told(edition: Edition) -> bool:
    """Whether flags of it are raised: a draft binds nobody."""
    body = edition.body
    return not isinstance(body, PlanBody) or body.status is not PlanStatus.DRAFT


def tell(unit: OperationsUnit, desk: ReleaseDesk, telling: Telling, *, t: Epoch) -> Record:
    """Make the record of a finding, keep it and release it.

    It goes to none but those to whom the plan itself was released, and carries at least
    the marks of the plan and of all evidence. Who is silent since when is in none that others
    may read.

    Raises
    ------
    UsageError
        Where the plan is not in the store.
    """
    edition = telling.edition
    plan = _stored(unit, edition.record_id)
    verdict = telling.checked.verdict
    inputs = {} if plan is None else {plan.id: plan}
    marks = [_for_whom_it_is(unit, edition, desk.nation)]
    waits = waiting_for(unit) if _asks_what_is_late(verdict) else {}
    held = []
    for item in dict.fromkeys(verdict.evidence):
        key = item.partition("#")[0]
        record = inputs.get(key) or _stored(unit, key)
        if record is None or not _may_use(record, desk.nation):
            continue
        if parties := waits.get(key):
            marks.append(_without(record.payload.label, parties))
        if len(inputs) <= _MOST_INPUTS:
            inputs[key] = record
        if key in inputs:
            held.append(item)
        else:  # it is told of, and so it is under its mark
            marks.append(record.payload.label)
    last, flag = telling.last, telling.raised
    rests_on = list(inputs.values())
    mark = join(*marks, *(each.payload.label for each in rests_on), rulebook=desk.rulebook)
    body = _body(telling, tuple(held), t, ours=mark.releasable_to == (desk.nation,))
    mode = rests_on[0].payload.mode
    product = derive(
        rests_on, lambda _: body, origin=desk.nation, mode=mode, t_valid=t, t=t,
        signer=desk.signer(mode), registry=desk.registry, rulebook=desk.rulebook, about="",
        at_least=mark,
        version=flag.version,
        supersedes=last.record_id if last is not None and flag.version > 1 else "",
    )  # fmt: skip
    release(unit, desk, product, t=t)
    return product.record


def _body(
    telling: Telling, evidence: tuple[str, ...], t: Epoch, *, ours: bool
) -> PlanFindingBody:  # fmt: skip
    """A finding, where it is not for our own nation alone in words that are for others."""
    edition, checked = telling.edition, telling.checked
    verdict, since = checked.told, checked.told_since
    if ours:
        verdict, since = checked.verdict, checked.since
    return PlanFindingBody(
        subject=edition.subject, name=edition.body.name, number=edition.body.number,
        plan=edition.record_id, assumption=telling.assumption,
        expression=edition.assumptions[telling.assumption - 1].expression,
        flag=telling.raised.flag, standing=checked.standing,
        was=None if telling.last is None else telling.last.body.standing,
        since_utc=utc_text(since), seen_utc=utc_text(t), why=verdict.text[:_MOST_WHY],
        margin=verdict.margin,
        readings=tuple(_reading(each, evidence) for each in _deciding(verdict)[:_MOST_READINGS]),
        rests_on=evidence,
    )  # fmt: skip


def _deciding(verdict: Verdict) -> list[CallReading]:
    """Readings whose evidence the verdict rests on: the marks of others are not in the finding."""
    rests_on = set(verdict.evidence)
    return [each for each in verdict.readings if rests_on.issuperset(each.reading.evidence)]


def _reading(asked: CallReading, held: tuple[str, ...]) -> PlanReading:
    reading = asked.reading
    numbers: dict[str, Any] = {}
    said = ""
    if reading.unit.kind == "quantity":
        numbers = {"value": reading.value, "low": reading.low, "high": reading.high}
    elif isinstance(reading.value, Epoch):
        said = utc_text(reading.value)
    elif reading.value is not None:
        said = str(reading.value).lower() if isinstance(reading.value, bool) else str(reading.value)
    return PlanReading(
        call=str(asked.call)[:_MOST_CALL], said=said[:_LINE], unit=reading.unit.symbol[:64],
        since_utc=None if reading.since is None else utc_text(reading.since),
        text=reading.text.replace("\n", " ").replace("\t", " ")[:_LINE],
        rests_on=tuple(item for item in reading.evidence if item in held),
        **numbers,
    )  # fmt: skip


def _for_whom_it_is(unit: OperationsUnit, edition: Edition, nation: str) -> Label:
    """The plan's mark, for none but those who have been given the plan."""
    query = DecisionQuery(product_id=edition.record_id, outcome=Outcome.RELEASED, limit=1_000)
    given = {row.party for _, row in unit.decisions(query)} | {nation}
    label = edition.label
    left = tuple(party for party in label.releasable_to if party in given)
    narrowed = structs.replace(label, releasable_to=left)
    return narrowed if dominates(narrowed, label) else label


def _asks_what_is_late(verdict: Verdict) -> bool:
    """Whether it may name what waits for people before it is released."""
    return any(each.call.function.name == "obligations_late" for each in verdict.readings)


def _without(label: Label, parties: frozenset[str]) -> Label:
    left = tuple(party for party in label.releasable_to if party not in parties)
    return structs.replace(label, releasable_to=left)


def _may_use(record: Record, nation: str) -> bool:
    return not record.payload.label.releasable_to or nation in record.payload.label.releasable_to


def _stored(unit: OperationsUnit, record_id: str) -> Record | None:
    envelope = unit.envelope(record_id)
    return None if envelope is None else read_record(envelope)
