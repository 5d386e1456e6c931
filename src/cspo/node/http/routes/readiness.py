"""What is ready, and the nation's own conduct."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec
from litestar.params import JSONBody, QueryParameter

from cspo.markings import Label, join, portion_mark
from cspo.node.http.faults import denied, unwanted
from cspo.node.http.rights import Right
from cspo.node.http.routes.contacts import Made, contacts_of
from cspo.node.http.routes.instants import instant_of
from cspo.node.http.routes.plan_readers import duty_of, reader_of, work_of
from cspo.node.http.routes.readiness_shapes import (
    QualificationView,
    ReadinessLine,
    ReadinessView,
    ScorecardView,
    ScoreLine,
)
from cspo.node.http.routes.watch import mark_of
from cspo.node.http.routing import CallerHere, NodeHere, read, write
from cspo.node.http.sight import may_of
from cspo.operations.kinds import REGISTRY
from cspo.operations.plan.board import BoardLine, board
from cspo.operations.plan.scorecard import Score, scorecard
from cspo.operations.plan.stating import report_readiness
from cspo.records.bodies.instants import utc_text
from cspo.records.bodies.readiness import (
    Qualification,
    Readiness,
    ReadinessBody,
    ReadySubject,
    Regime,
)
from cspo.time import Epoch
from cspo.units import DAY_S

__all__ = ["ReadinessAsked", "handlers"]

_MOST: Final = 1_000

_Line = Annotated[str, msgspec.Meta(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
_Word = Annotated[
    str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._/:+-]*$")
]
_Utc = Annotated[str, msgspec.Meta(max_length=40)]
_Day = Annotated[str, msgspec.Meta(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")]
_Party = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}(/[a-z0-9-]{1,40})?$")]


class QualificationAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody or something is qualified for, and the last day of that; empty: no end."""

    name: Annotated[_Line, msgspec.Meta(min_length=1)]
    expires: _Day = ""


class ReadinessAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a sensor, a crew, a feed, a service or a site of ours stands.

    Parameters
    ----------
    subject, name, title, state : str
    regimes : list of str
        Of a sensor: ``LEO``, ``MEO``, ``GEO``, ``HEO``.
    until_utc : str or None
        Until when the report is good.
    qualifications : list of QualificationAsked
    reason : str
    level : str
    releasable_to : list of str
    """

    subject: ReadySubject
    name: _Word
    title: _Line = ""
    state: Readiness
    regimes: Annotated[tuple[Literal["LEO", "MEO", "GEO", "HEO"], ...],
                       msgspec.Meta(max_length=4)] = ()  # fmt: skip
    until_utc: _Utc | None = None
    qualifications: Annotated[tuple[QualificationAsked, ...], msgspec.Meta(max_length=50)] = ()
    reason: _Line = ""
    level: Annotated[str, msgspec.Meta(pattern=r"^(U|R|C|S|TS)$")] = "U"
    releasable_to: Annotated[tuple[_Party, ...], msgspec.Meta(max_length=100)] = ()


@read("/api/v1/readiness", Right.READ, "Feeds, sensors, crews, services and sites", cache=False)
def get_readiness(node: NodeHere, caller: CallerHere) -> ReadinessView:
    """The gravest first; who is silent since when is told to the nation's own people alone."""
    t = node.clock.now()
    work = work_of(node)
    with node.store.read() as unit:
        reader = reader_of(node, caller, unit)

        def sees(record_id: str) -> bool:
            label = reader.label(record_id)
            return label is not None and reader.may(label)

        lines = board(
            duty_of(node).said, work.feeds, t, sees, nation=node.home.nation, ours=reader.ours
        )[:_MOST]
        shown = [_line(each, reader.label(each.record_id), t) for each in lines]
        labels = [label for each in lines if (label := reader.label(each.record_id)) is not None]
    return ReadinessView(at_utc=t.utc_iso(3), lines=shown, mark=_joined(labels))


@write("/api/v1/readiness", Right.WATCH, "Report how something of ours stands")
def report(node: NodeHere, caller: CallerHere, data: JSONBody[ReadinessAsked]) -> Made:
    """It goes to those on its mark, by the release policy."""
    if caller.party != node.home.nation:
        raise denied("only the nation's own people report for it")
    mark = mark_of(node, caller, data.level, data.releasable_to)
    t = node.clock.now()
    until = None if data.until_utc is None else instant_of(data.until_utc, "until_utc")
    if until is not None and until < t:
        raise unwanted("until_utc", "a time to come")
    body = ReadinessBody(
        subject=data.subject, name=data.name, title=data.title, state=data.state,
        regimes=tuple(Regime(each.lower()) for each in data.regimes), from_utc=utc_text(t),
        until_utc=None if until is None else utc_text(until), reason=data.reason,
        qualifications=tuple(
            Qualification(name=each.name, expires=each.expires) for each in data.qualifications
        ),
    )  # fmt: skip
    with node.store.write() as unit:
        record = report_readiness(
            unit, node.desk(unit), body, mark, mode=node.mode, t=t, person=caller.person
        )
    node.wake()
    return Made(record.id)


@read("/api/v1/scorecard", Right.READ, "The nation's own conduct", cache=False)
def get_scorecard(
    node: NodeHere, caller: CallerHere,
    days: Annotated[
        float, QueryParameter(ge=1.0, le=366.0, description="Over so many last days.")
    ] = 90.0,
) -> ScorecardView:  # fmt: skip
    """Notices given, ephemerides shared, warnings answered, contacts checked, disposal."""
    if caller.party != node.home.nation:
        raise denied("a nation's own conduct is told to its own people")
    t = node.clock.now()
    with node.store.read() as unit:
        scores = scorecard(
            unit, node.home.nation, REGISTRY, node.mode, t, days, sky=node.sky,
            contacts=contacts_of(node), may=may_of(node, caller),
        )  # fmt: skip
    return ScorecardView(
        nation=node.home.nation, from_utc=(t + -days * DAY_S).utc_iso(3), until_utc=t.utc_iso(3),
        lines=[_score(each) for each in scores],
        mark=_joined([label for each in scores for label in each.labels]),
    )  # fmt: skip


handlers: Final = (get_readiness, report, get_scorecard)


def _line(each: BoardLine, label: Label | None, t: Epoch) -> ReadinessLine:
    return ReadinessLine(
        kind=each.subject.value, name=each.name, title=each.title, nation=each.nation,
        state=each.state.value, since_utc=_utc(each.since), heard_utc=_utc(each.heard),
        lag_s=each.lag_s, text=each.text, mark="" if label is None else portion_mark(label),
        qualifications=[
            QualificationView(
                name=one.name, expires_utc=f"{one.expires}T23:59:59Z" if one.expires else "",
                left_s=Epoch.from_utc(f"{one.expires}T23:59:59Z") - t if one.expires else None,
            )
            for one in each.qualifications
        ],
        records=[each.record_id] if each.record_id else [],
    )  # fmt: skip


def _score(each: Score) -> ScoreLine:
    share = each.share
    met = None if each.target is None or share is None else share >= each.target
    return ScoreLine(
        name=each.name, title=each.title, value=share, unit="1", done=each.done, of=each.of,
        target=each.target, at_least=True, met=met, text=each.text, records=list(each.records),
    )  # fmt: skip


def _joined(labels: list[Label]) -> str:
    return portion_mark(join(*labels)) if labels else ""


def _utc(t: Epoch | None) -> str:
    return "" if t is None else t.utc_iso(3)
