"""What leaves a node beside its feeds: messages by webhook and mail, decided like everything else.

A channel is a subject: its ceiling, caveats and modes say what may pass through it,
and `cspo.markings.decide` is asked about every message before a byte of the record is
written into it. What is withheld is put down as withheld, with the rule. Here messages
are only put down, in the unit of work of whoever has something to tell; they are sent by
`cspo.node.outbox`, in threads of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import msgspec

from cspo.markings.label import Label
from cspo.markings.mode import Mode
from cspo.markings.policy import CSPO_RULEBOOK, Rulebook
from cspo.markings.portion import portion_mark
from cspo.markings.rules import Action, Decision, Subject, decide
from cspo.operations.derive import body_of
from cspo.operations.outbox_store import Delivery, MessageRow, MessageStep
from cspo.operations.store import OperationsUnit
from cspo.records.kinds import Registry
from cspo.records.record import Record
from cspo.time import Epoch

__all__ = [
    "AUDIT", "Channel", "Told", "lines_of", "may_leave", "message_name", "put_down", "tell",
    "tell_all",
]  # fmt: skip

AUDIT: Final = "outbox"
"""Under which event the audit has what was put down, and what was withheld."""

_TOLD: Final = (
    "event", "number", "issue", "to", "title", "text", "severity", "asks", "about_utc",
    "act_by_utc", "answer_by_utc", "default", "miss_distance_km", "pc", "reason", "status",
    "deed", "party", "object", "by_utc",
)  # fmt: skip
"""Fields of a body that a message repeats, where a kind has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One way out.

    Parameters
    ----------
    name : str
    kind : str
        ``webhook`` or ``mail``.
    ceiling : str
        The highest level of the common policy that may pass.
    caveats : frozenset of str
    modes : frozenset of Mode
    parties : tuple of str
        Whom it may reach, each a subject of its own: mostly our nation alone.
    kinds : tuple of str
        Kinds of records that are told through it as they come.
    roles : tuple of str
        Offices that it reaches when something is escalated. Mail reaches every contact
        that has an address, where this is empty.
    """

    name: str
    kind: Literal["webhook", "mail"]
    ceiling: str = "U"
    caveats: frozenset[str] = frozenset()
    modes: frozenset[Mode] = frozenset({Mode.REAL})
    parties: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()

    def subject(self, party: str) -> Subject:
        """The channel as the rules see it, when it is to reach *party*."""
        return Subject(party, self.ceiling, caveats=self.caveats, modes=self.modes)

    def reaches(self, party: str, role: str, email: str) -> bool:
        """Whether somebody in an office of a party can be reached through it."""
        if party not in self.parties:
            return False
        if self.kind == "mail":
            return bool(email) and (not self.roles or role in self.roles)
        return role in self.roles


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one message.

    Parameters
    ----------
    message_id : str
    outcome : Delivery
    new : bool
        False where it had been put down before.
    """

    message_id: str
    outcome: Delivery
    new: bool


def may_leave(
    channel: Channel, label: Label, mode: Mode, party: str, rulebook: Rulebook = CSPO_RULEBOOK
) -> Decision:
    """Whether what carries this mark may pass through a channel to a party."""
    if party not in channel.parties:
        return Decision(permitted=False, rule="channel", reason="the channel is not for that party")
    return decide(label, mode, channel.subject(party), Action.EXPORT, rulebook)


def tell_all(
    unit: OperationsUnit,
    channels: Iterable[Channel],
    record: Record,
    registry: Registry,
    *,
    t: Epoch,
) -> tuple[Told, ...]:
    """Put down what is told of a record as it comes: for each channel that asks for its kind."""
    return tuple(
        tell(unit, channel, record, registry, party=party, t=t)
        for channel in channels
        if record.payload.kind in channel.kinds
        for party in channel.parties
    )


def tell(
    unit: OperationsUnit,
    channel: Channel,
    record: Record,
    registry: Registry,
    *,
    party: str,
    t: Epoch,
    role: str = "",
    address: str = "",
    rung: int = 0,
    why: str = "",
) -> Told:
    """Put one message down, to be sent or as withheld; once, however often it is asked.

    Parameters
    ----------
    address : str
        Where to, if the channel does not say it.
    rung : int
        How far up the ladder of escalation; 0: it is none.
    why : str
        Said in the message beside the record, as how long nobody has answered. It may
        hold nothing of any other record.

    Raises
    ------
    MalformedMessage
        Where the record's body can't be read.
    """
    decision = may_leave(channel, record.payload.label, record.payload.mode, party)
    row = MessageRow(
        message_id=message_name(record.id, channel.name, party, role, address, str(rung)),
        channel=channel.name, address=address, about=record.id, party=party, role=role, rung=rung,
        body=_told(record, registry, why) if decision.permitted else b"", t=t,
    )  # fmt: skip
    outcome = Delivery.QUEUED if decision.permitted else Delivery.WITHHELD
    return put_down(unit, row, outcome, f"rule {decision.rule}: {decision.reason}")


def put_down(unit: OperationsUnit, row: MessageRow, outcome: Delivery, detail: str) -> Told:
    """Put a message and its first step down, with a line of the audit."""
    new = unit.add_message(row)
    if new:
        step = MessageStep(
            message_id=row.message_id, n=0, outcome=outcome, detail=detail, due=row.t, t=row.t
        )  # fmt: skip
        unit.add_message_step(step)
        unit.audit(
            AUDIT,
            {"message": row.message_id, "record": row.about, "channel": row.channel,
             "party": row.party, "role": row.role, "rung": str(row.rung), "outcome": str(outcome),
             "detail": detail},
            t=row.t,
        )  # fmt: skip
    return Told(row.message_id, outcome, new)


def message_name(*parts: str) -> str:
    """The same name for the same message, whenever it is asked for."""
    digest = hashlib.sha256("\0".join(("cspo message", *parts)).encode()).hexdigest()
    return f"msg_{digest[:32]}"


def _told(record: Record, registry: Registry, why: str) -> bytes:
    """What is told of a record, as JSON."""
    payload = record.payload
    tree: dict[str, Any] = msgspec.to_builtins(body_of(record, registry))
    told: dict[str, Any] = {
        "kind": payload.kind, "mode": str(payload.mode), "mark": portion_mark(payload.label),
        "record": record.id, "origin": payload.origin, "made_utc": payload.t_created,
    }  # fmt: skip
    if why:
        told["why"] = why
    told |= {name: tree[name] for name in _TOLD if tree.get(name) not in (None, "", [], ())}
    return msgspec.json.encode(told)


def lines_of(told: dict[str, Any]) -> Sequence[str]:
    """The same as lines for people; further lines of a text are set in."""
    return [f"{name}: {_plain(value)}" for name, value in told.items()]


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value).replace("\n", "\n  ")
