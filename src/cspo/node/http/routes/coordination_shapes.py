"""What coordination's routes are told and answer."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from cspo.node.http.routes.contacts import ContactLine
from cspo.operations.coordinate import Stage
from cspo.operations.outbox_store import Delivery
from cspo.records.bodies.coordination import Default

__all__ = [
    "CallLine", "ConversationLine", "ConversationView", "Countered", "MessageLine",
    "OfferLine", "Planned", "Promised", "Proposed", "Refusing", "SaidView", "Terms", "WayView",
    "WordLine",
]  # fmt: skip

_Id = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
_Party = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}(/[a-z0-9-]{1,40})?$")]
_Object = Annotated[str, msgspec.Meta(min_length=3, max_length=100, pattern=r"^[!-~]+$")]
_Event = Annotated[str, msgspec.Meta(min_length=1, max_length=700, pattern=r"^[!-~]+$")]
_Utc = Annotated[str, msgspec.Meta(max_length=40)]
_Line = Annotated[str, msgspec.Meta(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
_Text = Annotated[str, msgspec.Meta(max_length=8_000)]


class WordLine(msgspec.Struct, frozen=True, kw_only=True):
    """One record of a conversation.

    Parameters
    ----------
    record, origin, made_utc : str
    body : object
        As its kind has it.
    """

    record: str
    origin: str
    made_utc: str
    body: Any


class OfferLine(WordLine, frozen=True, kw_only=True):
    """A proposal and what was said to it.

    Parameters
    ----------
    proposer, asked : str
        The two sides.
    stage : str
        ``open``, ``committed``, ``agreed``, ``declined``, ``withdrawn``, ``defaulted`` or
        ``countered``.
    answer, confirmation : object or None
    defaults, promises : list
    acknowledged_by : list of str
        Parties of which somebody says that they have it.
    received_utc : str
        When the side that was asked had it, by its own word; empty: it has said none.
    """

    proposer: str
    asked: str
    stage: Stage
    answer: WordLine | None
    confirmation: WordLine | None
    defaults: list[WordLine]
    promises: list[WordLine]
    acknowledged_by: list[str]
    received_utc: str


class ConversationLine(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation in a list.

    Parameters
    ----------
    event : str
    sides : list of str
        Who proposed first, and who was asked.
    proposal : str
        The proposal that stands.
    stage : str
        Of that one.
    turn : str
        Who has to speak next; empty: nobody.
    answer_by_utc : str
        As the proposal has it, and ten minutes at least from when the other side had it.
    time_left_s : float
        Until then; below 0: it has passed.
    in_force : str
        The proposal whose agreement or default holds; empty: none.
    call : bool
        The two must call each other: an answer and a default have crossed, or a promise
        was taken back, or it was declined.
    """

    event: str
    sides: list[str]
    proposal: str
    stage: Stage
    turn: str
    answer_by_utc: str
    time_left_s: float
    in_force: str
    call: bool


class ConversationView(ConversationLine, frozen=True, kw_only=True):
    """A conversation, whole.

    Parameters
    ----------
    offers : list of OfferLine
        By number.
    contested : list of str
        Answers in time to what a default has closed.
    set_aside : list
        Records that count for nothing, with the reason.
    contacts : list of ContactLine
        Whom to call at the other side.
    """

    offers: list[OfferLine]
    contested: list[str]
    set_aside: list[dict[str, str]]
    contacts: list[ContactLine]


class CallLine(msgspec.Struct, frozen=True, kw_only=True):
    """Call, now: nobody has acknowledged it.

    Parameters
    ----------
    record, kind, event, party : str
        What waits, and for whom.
    since_utc, until_utc : str
        Since when it waits, and until when it matters.
    contacts : list of ContactLine
    """

    record: str
    kind: str
    event: str
    party: str
    since_utc: str
    until_utc: str
    contacts: list[ContactLine]


class MessageLine(msgspec.Struct, frozen=True, kw_only=True):
    """A message that was to leave by webhook or mail, and where it stands.

    Parameters
    ----------
    message : str
        As receivers see it: ``webhook-id``.
    channel : str
        Empty where numbers are shown on the screen.
    record, party, role : str
        Of what it tells, and whom it is to reach.
    rung : int
        Of the ladder; 0: it is no escalation.
    outcome : str
        ``queued``, ``failed`` (there will be another attempt), ``sent``, ``gave-up``, ``withheld``,
        ``shown``.
    detail : str
    attempts : int
    put_down_utc, changed_utc : str
    """

    message: str
    channel: str
    record: str
    party: str
    role: str
    rung: int
    outcome: Delivery
    detail: str
    attempts: int
    put_down_utc: str
    changed_utc: str


class WayView(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules of right of way say of two objects; advice, no more.

    Parameters
    ----------
    class1, class2 : str
        Of the two objects, as records tell that the caller may see.
    answer : str
        ``first``, ``second``, ``agree``, ``nobody-can``, ``unknown``.
    keeps_clear : str
        The object; empty where the rules assign nobody.
    rule, clause, text, reason : str
    """

    class1: str
    class2: str
    answer: str
    keeps_clear: str
    rule: str
    clause: str
    text: str
    reason: str


class Planned(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who would maneuver, and how."""

    object: _Object
    party: _Party
    burn_utc: _Utc | None = None
    delta_v_rtn_km_s: tuple[float, float, float] | None = None
    miss_distance_km: Annotated[float, msgspec.Meta(ge=0.0, le=1e6)] | None = None


class Terms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is proposed.

    Parameters
    ----------
    maneuvering : Planned or None
        None proposes that nobody does.
    act_by_utc, answer_by_utc : str
        When it must have happened; until when to answer, ten minutes from now at least.
    default : str
        What holds where nobody answers.
    basis : list of str
        Records that it rests on: their marks are its mark.
    """

    maneuvering: Planned | None
    act_by_utc: _Utc
    answer_by_utc: _Utc
    default: Default
    rule: Annotated[str, msgspec.Meta(max_length=64, pattern=r"^[A-Za-z0-9._/:+-]*$")] = ""
    reason: _Text = ""
    basis: Annotated[tuple[_Id, ...], msgspec.Meta(max_length=20)] = ()


class Proposed(Terms, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A first proposal about an event, put to a party."""

    event: _Event
    to: _Party


class Countered(Terms, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A proposal in answer to another."""

    proposal: _Id


class Promised(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One's own part: to maneuver, or to hold; which of them the proposal says.

    Parameters
    ----------
    proposal : str
    object : str
        Ours.
    by_utc : str
        When it will have happened, or until when it is held.
    """

    proposal: _Id
    object: _Object
    by_utc: _Utc
    note: _Line = ""


class Refusing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why not, or why no more."""

    proposal: _Id
    reason: Annotated[_Text, msgspec.Meta(min_length=1)]


class SaidView(msgspec.Struct, frozen=True, kw_only=True):
    """The record, and what became of it for the other side.

    Parameters
    ----------
    record : str
    to : str
    outcome : str
        ``released``, ``review``, ``withheld``; empty where the other side is at this node.
    rule, reason : str
        Of the release policy.
    """

    record: str
    to: str
    outcome: str
    rule: str
    reason: str
