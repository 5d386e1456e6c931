"""What warnings look like by HTTP."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from cspo.operations.warn.matter import State
from cspo.records.bodies.coordination import Progress
from cspo.records.bodies.warning import WarningBody

__all__ = [
    "Acknowledged",
    "AnswerLine",
    "IssuedLine",
    "Made",
    "ReportLine",
    "Returned",
    "Shelved",
    "WarningLine",
    "WarningView",
]

_Event = Annotated[str, msgspec.Meta(min_length=1, max_length=700, pattern=r"^[!-~]+$")]
_Line = Annotated[str, msgspec.Meta(max_length=200, pattern=r"^[^\n\t]*$")]


class WarningLine(msgspec.Struct, frozen=True, kw_only=True):
    """One event that somebody warns of.

    Parameters
    ----------
    event : str
    state : str
        ``open``, ``shelved``, ``cancelled``, ``past``.
    record, origin : str
        The warning that stands for it, the gravest; and whose it is.
    number, issue, severity, asks, grounds, objects, to
        As that warning says.
    about_utc : str
        Closest approach.
    act_by_utc : str or None
        The last useful moment to act.
    time_left_s : float or None
        Until then, by the node's clock; below 0: it has passed.
    miss_distance_km, pc : float or None
    acknowledged : str
        How far we, or the caller's organization, have come with it; empty: nothing said.
    shelved_until_utc, shelved_reason : str
        Where it is put aside.
    others : list of str
        Further parties that warn of it.
    """

    event: str
    state: State
    record: str
    origin: str
    number: int
    issue: str
    severity: str
    asks: str
    grounds: str
    objects: list[str]
    to: list[str]
    about_utc: str
    act_by_utc: str | None
    time_left_s: float | None
    miss_distance_km: float | None
    pc: float | None
    acknowledged: str
    shelved_until_utc: str
    shelved_reason: str
    others: list[str]


class ReportLine(msgspec.Struct, frozen=True, kw_only=True):
    """What one source reports of the event."""

    record: str
    origin: str
    source: str
    event: str
    tca_utc: str
    miss_distance_km: float
    pc: float | None
    grounds: str


class AnswerLine(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody has a warning, acts on it, or is done with it."""

    record: str
    warning: str
    party: str
    progress: str
    role: str
    at_utc: str


class IssuedLine(msgspec.Struct, frozen=True, kw_only=True):
    """One numbered warning, whole."""

    record: str
    origin: str
    created_utc: str
    label: dict[str, Any]
    body: WarningBody


class WarningView(WarningLine, frozen=True, kw_only=True):
    """One event, whole.

    Parameters
    ----------
    body : WarningBody
        The warning that stands for it: text, checklist, whom to call.
    issued : list of IssuedLine
        Every number of every origin, in order.
    reports : list of ReportLine
        What each source says now.
    answers : list of AnswerLine
    shelve_until_at_most_utc : str
        How long it may be put aside.
    """

    body: WarningBody
    issued: list[IssuedLine]
    reports: list[ReportLine]
    answers: list[AnswerLine]
    shelve_until_at_most_utc: str


class Acknowledged(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far one has come with a warning.

    Parameters
    ----------
    event : str
        As the list names it.
    progress : str
        ``received``, ``acting``, ``done``.
    role : str
        In what office; never a name.
    note : str
    """

    event: _Event
    progress: Progress
    role: Annotated[_Line, msgspec.Meta(min_length=1)] = "duty officer"
    note: _Line = ""


class Shelved(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Until when a warning is put aside, and why.

    Parameters
    ----------
    event : str
        As the list names it.
    until_utc : str
    reason : str
    role : str
        In what office; never a name.
    """

    event: _Event
    until_utc: Annotated[str, msgspec.Meta(max_length=40)]
    reason: Annotated[_Line, msgspec.Meta(min_length=1)]
    role: Annotated[_Line, msgspec.Meta(min_length=1)] = "duty officer"


class Returned(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a warning comes off the shelf."""

    event: _Event
    reason: _Line = ""
    role: Annotated[_Line, msgspec.Meta(min_length=1)] = "duty officer"


class Made(msgspec.Struct, frozen=True):
    """The record that says so."""

    record: str
