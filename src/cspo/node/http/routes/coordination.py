"""Coordination: conversations as the caller may know them, and taking part in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Final

import msgspec
from litestar.params import JSONBody, QueryParameter

from cspo.markings import Label
from cspo.node.http.callers import Caller
from cspo.node.http.event_sight import same_event_to
from cspo.node.http.faults import Refused, not_found, unwanted
from cspo.node.http.pages import Cursor, Limit, Page
from cspo.node.http.rights import Right
from cspo.node.http.routes.contacts import contact_line, sees
from cspo.node.http.routes.coordination_shapes import (
    CallLine,
    ConversationLine,
    ConversationView,
    Countered,
    OfferLine,
    Promised,
    Proposed,
    Refusing,
    SaidView,
    Terms,
    WayView,
    WordLine,
)
from cspo.node.http.routes.instants import instant_of
from cspo.node.http.routes.records import RecordId
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read, write
from cspo.node.http.seen import RunningNode
from cspo.node.http.sight import may_of
from cspo.operations.coordinate import (
    Conversation,
    Offer,
    Said,
    Spoken,
    Stage,
    commit,
    confirm,
    counter,
    decline,
    maneuver_class,
    propose,
    take_back,
    way_of,
)
from cspo.operations.coordinate.classes import rule_word
from cspo.operations.coordinate.spoken import side_of
from cspo.operations.coordination_duty import CoordinationDuty
from cspo.operations.store import OperationsUnit
from cspo.records import Record, read_record
from cspo.records.bodies.coordination import Maneuvering
from cspo.records.bodies.instants import utc_text
from cspo.time import Epoch

__all__ = ["handlers"]


@read("/api/v1/coordination", Right.READ, "Conversations about events, the most urgent first")
def list_conversations(
    *,
    node: NodeHere,
    caller: CallerHere,
    gate: GateHere,
    cursor: Cursor = "",
    limit: Limit = 100,
    event: Annotated[str, QueryParameter(max_length=700, description="About this event.")] = "",
    stages: Annotated[
        list[Stage] | None,
        QueryParameter(name="stage", max_items=8, description="In these stages."),
    ] = None,
    mine: Annotated[
        bool, QueryParameter(description="Only where the caller's party has to speak next.")
    ] = False,
) -> Page[ConversationLine]:
    """What the records say that the caller may see: for another reader it may stand otherwise."""
    t, may = node.clock.now(), may_of(node, caller)
    same = same_event_to(node, may)
    found = [
        line
        for each in _mind(node).book.seen(may)
        if not event or same(each.event, event)
        for line in [_line(each, t)]
        if (not stages or line.stage in stages)
        and (not mine or (line.turn and side_of(caller.party, (line.turn, "")) == 0))
    ]
    found.sort(key=lambda line: (not line.turn, line.answer_by_utc, line.proposal))
    start = gate.cursors.read(cursor)
    more = start + limit < len(found)
    return Page(found[start : start + limit], gate.cursors.make(start + limit) if more else None)


@read("/api/v1/coordination/calls", Right.WATCH, "Whom to call by telephone, now")
def list_calls(node: NodeHere, caller: CallerHere) -> list[CallLine]:
    """What nobody has acknowledged, however often it was told: a voice is what is left."""
    mind, may, t = _mind(node), may_of(node, caller), node.clock.now()
    seen = sees(mind.contacts, caller, node)
    with node.store.read() as unit:
        calls = [
            call for call in mind.calls(unit, t=t)
            if _visible(unit, call.awaited.record_id, may) is not None
        ]  # fmt: skip
    return [
        CallLine(
            record=call.awaited.record_id, kind=call.awaited.kind, event=call.awaited.event,
            party=call.awaited.party, since_utc=call.awaited.since.utc_iso(0),
            until_utc=call.awaited.until.utc_iso(0),
            contacts=[contact_line(each, t) for each in call.contacts if seen(each.record_id)],
        )
        for call in calls
    ]  # fmt: skip


@read("/api/v1/coordination/way", Right.READ, "Which of two objects keeps clear, by the rules")
def get_way(
    node: NodeHere,
    caller: CallerHere,
    object1: Annotated[str, QueryParameter(min_length=3, max_length=100)],
    object2: Annotated[str, QueryParameter(min_length=3, max_length=100)],
    arranged: Annotated[
        str,
        QueryParameter(max_length=100, description="Which keeps clear by an arrangement of both."),
    ] = "",
) -> WayView:
    """A class that nobody stated stays unknown, and then no rule assigns anybody."""
    if node.picture is None:
        raise Refused(503, "no picture yet", hint="the node is starting")
    may = may_of(node, caller)
    classes = []
    for name in (object1, object2):
        told = [fact for fact in node.picture.facts(name) if may(fact.label)]
        operator = ""
        if node.parties is not None:
            claims = node.parties.claims(name, may)
            operator = next((claim.party for claim in claims if claim.party), "")
        oldest_first = [(fact.origin, fact.facts) for fact in reversed(told)]
        classes.append((name, maneuver_class(oldest_first, operator)))
    way = way_of(classes[0], classes[1], arranged=arranged)
    return WayView(
        class1=classes[0][1], class2=classes[1][1], answer=way.answer,
        keeps_clear=way.keeps_clear, rule=rule_word(way), clause=way.rule.clause,
        text=way.rule.text, reason=way.reason,
    )  # fmt: skip


@read("/api/v1/coordination/{record_id:str}", Right.READ, "A conversation, by one of its proposals")
def get_conversation(node: NodeHere, caller: CallerHere, record_id: RecordId) -> ConversationView:
    """With everything that was said, and whom to call at the other side."""
    conversation = _conversation(node, caller, record_id)
    mind, t = _mind(node), node.clock.now()
    seen = sees(mind.contacts, caller, node)
    others = [side for side in conversation.sides if side_of(caller.party, (side, "")) != 0]
    return ConversationView(
        **msgspec.structs.asdict(_line(conversation, t)),
        offers=[_offer(each) for each in conversation.offers],
        contested=list(conversation.contested),
        set_aside=[
            {"record": each.id, "reason": each.reason} for each in conversation.set_aside
        ],
        contacts=[
            contact_line(each, t) for side in others for each in mind.contacts.of(side, seen)
        ],
    )  # fmt: skip


@write("/api/v1/coordination/propose", Right.COORDINATE, "Put a proposal to another party")
def make_proposal(node: NodeHere, caller: CallerHere, data: JSONBody[Proposed]) -> SaidView:
    """Its mark is that of the records that it rests on: name the conjunction or the warning."""
    may = may_of(node, caller)
    return _said(
        node, caller,
        lambda unit, common: propose(
            unit, node.desk(unit), _basis(unit, data.basis, may), event=data.event, to=data.to,
            **_terms(data), **common,
        ),
    )  # fmt: skip


@write("/api/v1/coordination/counter", Right.COORDINATE, "Propose something else")
def make_counter(node: NodeHere, caller: CallerHere, data: JSONBody[Countered]) -> SaidView:
    """It may be answered as long as what it answers, or a quarter of an hour."""
    _conversation(node, caller, data.proposal)
    may = may_of(node, caller)
    return _said(
        node, caller,
        lambda unit, common: counter(
            unit, node.desk(unit), _mind(node).book, data.proposal,
            basis=_basis(unit, data.basis, may), **_terms(data), **common,
        ),
    )  # fmt: skip


@write("/api/v1/coordination/commit", Right.COORDINATE, "Promise one's part of a proposal")
def make_promise(node: NodeHere, caller: CallerHere, data: JSONBody[Promised]) -> SaidView:
    """It is agreed when the proposer has confirmed it."""
    return _promise(node, caller, data, commit)


@write("/api/v1/coordination/confirm", Right.COORDINATE, "Confirm what the other side promised")
def make_confirmation(node: NodeHere, caller: CallerHere, data: JSONBody[Promised]) -> SaidView:
    """A promise that is exactly what was asked for is confirmed by the node itself."""
    return _promise(node, caller, data, confirm)


@write("/api/v1/coordination/decline", Right.COORDINATE, "Say no, with the reason")
def make_refusal(node: NodeHere, caller: CallerHere, data: JSONBody[Refusing]) -> SaidView:
    """To a proposal of one's own: it is off."""
    return _refuse(node, caller, data, decline)


@write("/api/v1/coordination/take-back", Right.COORDINATE, "Take a promise back")
def make_withdrawal(node: NodeHere, caller: CallerHere, data: JSONBody[Refusing]) -> SaidView:
    """The other side must know at once that it can't rely on it: call as well."""
    return _refuse(node, caller, data, take_back)


def _promise(
    node: RunningNode, caller: Caller, data: Promised, what: Callable[..., Said]
) -> SaidView:
    _conversation(node, caller, data.proposal)
    by = instant_of(data.by_utc, "by_utc")
    return _said(
        node, caller,
        lambda unit, common: what(
            unit, node.desk(unit), _mind(node).book, data.proposal, object_id=data.object, by=by,
            note=data.note, **common,
        ),
    )  # fmt: skip


def _refuse(
    node: RunningNode, caller: Caller, data: Refusing, what: Callable[..., Said]
) -> SaidView:
    _conversation(node, caller, data.proposal)
    return _said(
        node, caller,
        lambda unit, common: what(
            unit, node.desk(unit), _mind(node).book, data.proposal, reason=data.reason, **common
        ),
    )  # fmt: skip


def _said(
    node: RunningNode, caller: Caller, speak: Callable[[OperationsUnit, dict[str, Any]], Said]
) -> SaidView:
    party = "" if caller.party == node.home.nation else caller.party
    common = {"t": node.clock.now(), "person": caller.person, "party": party}
    with node.store.write() as unit:
        said = speak(unit, common)
    node.wake()
    row = said.outcome
    return SaidView(
        record=said.record.id, to=said.to, outcome="" if row is None else row.outcome,
        rule="" if row is None else row.rule, reason="" if row is None else row.reason,
    )  # fmt: skip


def _mind(node: RunningNode) -> CoordinationDuty:
    if node.coordination is None:
        raise Refused(503, "no conversations yet", hint="the node is starting")
    mind: CoordinationDuty = node.coordination
    return mind


def _conversation(node: RunningNode, caller: Caller, proposal: str) -> Conversation:
    """The conversation of a proposal, of what the caller may see; not found where it may not."""
    for each in _mind(node).book.seen(may_of(node, caller)):
        if any(offer.id == proposal for offer in each.offers):
            return each
    raise not_found("proposal")


def _basis(
    unit: OperationsUnit, ids: tuple[str, ...], may: Callable[[Label], bool]
) -> list[Record]:
    found = []
    for record_id in dict.fromkeys(ids):
        record = _visible(unit, record_id, may)
        if record is None:
            raise unwanted("basis", "records that are there, and for you")
        found.append(record)
    return found


def _visible(unit: OperationsUnit, record_id: str, may: Callable[[Label], bool]) -> Record | None:
    envelope = unit.envelope(record_id)
    record = None if envelope is None else read_record(envelope)
    return record if record is not None and may(record.payload.label) else None


def _terms(data: Terms) -> dict[str, Any]:
    plan = data.maneuvering
    return {
        "maneuvering": None if plan is None else Maneuvering(**msgspec.structs.asdict(plan)),
        "act_by": instant_of(data.act_by_utc, "act_by_utc"),
        "answer_by": instant_of(data.answer_by_utc, "answer_by_utc"),
        "default": data.default, "rule": data.rule, "reason": data.reason,
    }  # fmt: skip


def _line(conversation: Conversation, t: Epoch) -> ConversationLine:
    last, force = conversation.last, conversation.in_force
    call = bool(conversation.contested) or last.stage in {Stage.WITHDRAWN, Stage.DECLINED}
    return ConversationLine(
        event=conversation.event, sides=list(conversation.sides), proposal=last.id,
        stage=last.stage, turn=conversation.turn, answer_by_utc=utc_text(last.deadline),
        time_left_s=last.deadline - t, in_force="" if force is None else force.id, call=call,
    )  # fmt: skip


def _offer(offer: Offer) -> OfferLine:
    return OfferLine(
        **_word_fields(offer.spoken), proposer=offer.sides[0], asked=offer.sides[1],
        stage=offer.stage, answer=_word(offer.answer), confirmation=_word(offer.confirmation),
        defaults=[WordLine(**_word_fields(each)) for each in offer.defaults],
        promises=[WordLine(**_word_fields(each)) for each in offer.promises],
        acknowledged_by=list(offer.acknowledged_by),
        received_utc="" if offer.received is None else utc_text(offer.received),
    )  # fmt: skip


def _word(spoken: Spoken | None) -> WordLine | None:
    return None if spoken is None else WordLine(**_word_fields(spoken))


def _word_fields(spoken: Spoken) -> dict[str, Any]:
    return {
        "record": spoken.id, "origin": spoken.origin, "made_utc": spoken.t.utc_iso(3),
        "body": msgspec.to_builtins(spoken.body),
    }  # fmt: skip


handlers: Final = (
    list_conversations, list_calls, get_way, get_conversation, make_proposal, make_counter,
    make_promise, make_confirmation, make_refusal, make_withdrawal,
)  # fmt: skip
