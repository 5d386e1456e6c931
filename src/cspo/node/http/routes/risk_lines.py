"""From the book of assessments to what pages are told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from cspo.errors import CspoError
from cspo.markings import Label, join, portion_mark
from cspo.node.http.routes.risk_shapes import (
    AlternativeView,
    AssessmentLine,
    AssessmentView,
    EvidenceLine,
    FindingView,
    HistoryPoint,
    LikelihoodView,
    OpinionView,
    ProtectionView,
    RiskRow,
)
from cspo.operations.assess.agreement import Agreement, agreement_of
from cspo.operations.assess.assessed import Assessed, Standing, SubjectKey, left_behind
from cspo.operations.assess.book import AssessBook
from cspo.operations.assess.draft import number
from cspo.operations.assess.view import Row, Side, nations_of
from cspo.operations.catalog import Picture
from cspo.operations.derive import body_of
from cspo.operations.kinds import REGISTRY
from cspo.operations.plan.plans import Plan
from cspo.operations.store import OperationsUnit
from cspo.operations.withdrawn import withdrawn_in
from cspo.records import Record, read_record
from cspo.records.bodies.assessment import Gravity, Hazard
from cspo.records.bodies.conjunction import ConjunctionBody
from cspo.records.bodies.planning import AssessmentBody
from cspo.time import Epoch
from cspo.units import DAY_S

__all__ = ["Beside", "assessment_line", "assessment_view", "risk_row"]

May = Callable[[Label], bool]
_MOST_RECORDS: Final = 20
_MOST_EVIDENCE: Final = 200
_MOST_HISTORY: Final = 500


def risk_row(row: Row, days: float) -> RiskRow:
    """A row of the combined view."""
    counted = [each for side in row.sides for each in side.counted]
    hazards: dict[str, int] = {}
    for each in counted:
        name = "" if each.body.hazard is None else each.body.hazard.value
        hazards[name or "together"] = hazards.get(name or "together", 0) + 1
    chief = row.chief
    return RiskRow(
        name=row.name, title=row.title,
        likelihood=_UNKNOWN if chief is None else _of_side(chief, days),
        gravity="unknown" if chief is None else chief.gravity.value,
        confidence="unknown" if chief is None else chief.confidence.value,
        agreement=row.agreement.value, disagree_text=row.differ,
        opinions=[_side_view(side, days) for side in row.sides], hazards=hazards,
        assessments=len(counted), expired=row.expired, newest_utc=_newest(counted),
        mark=_mark(counted),
    )  # fmt: skip


class Beside:
    """The last words on each subject and hazard, ours first, of one look into the book.

    Parameters
    ----------
    current : iterable of Assessed
        The last word of each line that the reader may see.
    t : Epoch
        What is past its time then is left out, and so are studies.
    """

    def __init__(self, current: Iterable[Assessed], t: Epoch) -> None:
        self._of: dict[tuple[SubjectKey, Hazard | None], list[Assessed]] = {}
        for each in current:
            if each.body.assessed_by is not None and not each.is_over(t):
                self._of.setdefault((each.subject, each.body.hazard), []).append(each)

    def of(self, each: Assessed) -> list[Assessed]:
        """Those of the same subject and hazard; none for a study."""
        if each.body.assessed_by is None:
            return []
        return self._of.get((each.subject, each.body.hazard), [])


def assessment_line(
    each: Assessed, book: AssessBook, beside: Beside, may: May, t: Epoch
) -> AssessmentLine:  # fmt: skip
    """An assessment in a list."""
    return AssessmentLine(**_line(each, book, beside.of(each), may, t))


def assessment_view(
    each: Assessed, book: AssessBook, picture: Picture | None, unit: OperationsUnit, may: May,
    t: Epoch, plans: Sequence[Plan] = (),
) -> AssessmentView:  # fmt: skip
    """An assessment, whole; *plans* are those of which some may rest on it."""
    body = each.body
    same = Beside(book.about(each.subject, may), t).of(each)
    history = [
        one for one in book.history(body.name, body.hazard, may)
        if body.assessed_by is not None and one.subject == each.subject
        and one.body.assessed_by is not None
    ] or [each]  # fmt: skip
    after = book.after(each.record_id, may)
    return AssessmentView(
        **_line(each, book, same, may, t), question=body.question, answer=body.answer,
        findings=[
            FindingView(name=one.name, value=one.value, low=one.low, high=one.high,
                        unit=one.unit.value, text=one.text)
            for one in body.findings
        ] + [
            FindingView(name=term.name, value=term.value, low=term.low, high=term.high,
                        unit=term.unit.value, text=term.text)
            for term in (body.likelihood.terms if body.likelihood else ())
        ],
        alternatives=[AlternativeView(text=one.text, why=one.why) for one in body.alternatives],
        method=body.method, owner=body.owner, users=list(body.users),
        criticality=body.criticality,
        protections=[
            ProtectionView(option=one.option.value, text=one.text, needs_s=one.needs_s,
                           party=one.party)
            for one in body.protections
        ],
        left_behind=[] if after else list(left_behind(book.line(each, may), each, t)),
        evidence_lines=_evidence(body.rests_on[:_MOST_EVIDENCE], book, picture, unit, may),
        opinions=[_opinion(one, book, may, t) for one in same or [each]],
        history=[_point(one) for one in history[-_MOST_HISTORY:]],
        superseded_by="" if after is None else after.record_id,
        plans=[f"{plan.origin}/{plan.name}" for plan in plans if _rests_on(plan, each, may, t)],
    )  # fmt: skip


_UNKNOWN: Final = LikelihoodView(
    low=None, value=None, high=None, unit="1", days=None, text="no assessment stands"
)


def _line(
    each: Assessed, book: AssessBook, same: Sequence[Assessed], may: May, t: Epoch
) -> dict[str, Any]:  # fmt: skip
    body = each.body
    return {
        "record": each.record_id, "origin": each.origin, "subject": body.subject.value,
        "name": body.name, "title": body.title or body.name,
        "hazard": "" if body.hazard is None else body.hazard.value,
        "nations": list(nations_of(each)), "services": list(body.services),
        "likelihood": _likelihood(body), "gravity": _gravity(body),
        "confidence": body.confidence.value,
        "standing": book.standing(each, t, may).value,
        "agreement": (agreement_of(same)[0] if same else Agreement.UNKNOWN).value,
        "made_utc": each.t.utc_iso(3), "from_utc": body.from_utc or "",
        "until_utc": body.until_utc or "", "evidence": len(body.rests_on),
        "mark": portion_mark(each.label),
    }  # fmt: skip


def _likelihood(body: AssessmentBody) -> LikelihoodView:
    said = body.likelihood
    if said is None:
        return _UNKNOWN
    return LikelihoodView(
        low=said.low, value=said.value, high=said.high, unit=said.unit.value,
        days=None if said.within_s is None else said.within_s / DAY_S,
        text=said.derivation + (f" Left out: {said.left_out}." if said.left_out else ""),
    )  # fmt: skip


def _of_side(side: Side, days: float) -> LikelihoodView:
    chance = side.chance
    told = chance.value is not None or (chance.low, chance.high) != (0.0, 1.0)
    return LikelihoodView(
        low=chance.low if told else None, value=chance.value, high=chance.high if told else None,
        unit="1", days=days, text=f"{side.text}: {number(chance.value)}",
    )  # fmt: skip


def _side_view(side: Side, days: float) -> OpinionView:
    newest = max(side.counted, key=lambda each: each.order[1])
    ends = [each.body.until_utc for each in side.counted if each.body.until_utc]
    gravest = max(
        side.counted,
        key=lambda each: each.body.likelihood.value or 0.0 if each.body.likelihood else 0.0,
    )
    return OpinionView(
        origin=side.origin, records=[each.record_id for each in side.counted[:_MOST_RECORDS]],
        likelihood=_of_side(side, days), gravity=side.gravity.value,
        confidence=side.confidence.value, text=gravest.body.answer.partition("\n")[0][:300],
        made_utc=newest.t.utc_iso(3), until_utc=min(ends, default=""),
        standing=Standing.LATEST.value, mark=_mark(side.counted),
    )  # fmt: skip


def _opinion(each: Assessed, book: AssessBook, may: May, t: Epoch) -> OpinionView:
    body = each.body
    said = [
        f"{one.origin}: {one.stance.value}" + (f", {one.reason}" if one.reason else "")
        for one in each.opinions
    ]
    return OpinionView(
        origin=each.origin, records=[each.record_id], likelihood=_likelihood(body),
        gravity=_gravity(body), confidence=body.confidence.value,
        text="; ".join((body.answer.partition("\n")[0], *said))[:1_000],
        made_utc=each.t.utc_iso(3), until_utc=body.until_utc or "",
        standing=book.standing(each, t, may).value, mark=portion_mark(each.label),
    )  # fmt: skip


def _point(each: Assessed) -> HistoryPoint:
    return HistoryPoint(
        record=each.record_id, origin=each.origin, made_utc=each.t.utc_iso(3),
        likelihood=_likelihood(each.body), gravity=_gravity(each.body),
        confidence=each.body.confidence.value, text=each.body.changed,
    )  # fmt: skip


def _gravity(body: AssessmentBody) -> Any:
    return (body.gravity or Gravity.UNKNOWN).value


def _evidence(
    ids: Sequence[str], book: AssessBook, picture: Picture | None, unit: OperationsUnit, may: May
) -> list[EvidenceLine]:  # fmt: skip
    return [_evidence_line(each, book, picture, unit, may) for each in ids]


def _evidence_line(
    item: str, book: AssessBook, picture: Picture | None, unit: OperationsUnit, may: May
) -> EvidenceLine:
    record_id = item.partition("#")[0]
    record = _seen(unit, record_id, may)
    if record is None:
        return EvidenceLine(
            record=item, kind="", origin="", made_utc="", text="", standing="hidden", by="", mark=""
        )  # fmt: skip
    payload = record.payload
    text, standing, by = _told(record, book, picture, may)
    taken_back = withdrawn_in(unit, record_id).get(record_id)
    if taken_back is not None:
        after = taken_back["replaced_by"]
        standing, by = "withdrawn", after if _seen(unit, after, may) is not None else ""
    return EvidenceLine(
        record=item, kind=payload.kind, origin=payload.origin, made_utc=payload.t_created,
        text=text, standing=standing, by=by, mark=portion_mark(payload.label),  # type: ignore[arg-type]
    )  # fmt: skip


def _seen(unit: OperationsUnit, record_id: str, may: May) -> Record | None:
    """A record that is here, and for the reader: who knows an id learns not which of both fails."""
    envelope = unit.envelope(record_id) if record_id else None
    record = None if envelope is None else read_record(envelope)
    return record if record is not None and may(record.payload.label) else None


def _told(
    record: Record, book: AssessBook, picture: Picture | None, may: May
) -> tuple[str, str, str]:
    """What a record gives in a line, where it stands, and what took its place."""
    try:
        body = body_of(record, REGISTRY)
    except CspoError:
        return "", "latest", ""
    if isinstance(body, ConjunctionBody):
        text = (
            f"Pc {number(body.pc)} of {body.object1.object} and {body.object2.object} at "
            f"{body.tca_utc}, {body.miss_distance_km:.3f} km"
        )
        return text, *_later(record.id, body.event, picture, may)
    if isinstance(body, AssessmentBody):
        after = book.after(record.id, may)
        value = None if body.likelihood is None else body.likelihood.value
        by = "" if after is None else after.record_id
        return f"{body.title or body.name}: {number(value)}", "superseded" if by else "latest", by
    said = getattr(body, "text", "") or getattr(body, "reason", "")
    return str(said)[:200], "latest", ""


def _later(record_id: str, event: str, picture: Picture | None, may: May) -> tuple[str, str]:
    """Whether the same source has said more of the event since."""
    reports = () if picture is None else picture.conjunction_records(event, may)
    mine = next((each for each in reports if each.record_id == record_id), None)
    if mine is None or mine.is_latest:
        return "latest", ""
    voice = (mine.origin, mine.source)
    newest = (each for each in reports if each.is_latest and (each.origin, each.source) == voice)
    return "superseded", next((each.record_id for each in newest), "")


def _rests_on(plan: Plan, each: Assessed, may: May, t: Epoch) -> bool:
    """Whether the edition in force names the record, or asks for its subject by a name of it."""
    edition = plan.current(t)
    if edition is None or not may(edition.label):
        return False
    body = edition.body
    if each.record_id in getattr(body, "rests_on", ()):
        return True
    names = (each.body.name, each.body.title, each.full_name, *each.body.objects)
    quoted = [f'"{name.casefold()}"' for name in names if name]
    asked = " ".join(assumption.expression for assumption in body.assumptions).casefold()
    return any(name in asked for name in quoted)


def _newest(counted: Iterable[Assessed]) -> str:
    times = [each.t for each in counted]
    return max(times).utc_iso(3) if times else ""


def _mark(counted: Iterable[Assessed]) -> str:
    labels = [each.label for each in counted]
    return portion_mark(join(*labels)) if labels else ""
