"""What is told of plans and policies: what they assume, whether it holds, and who is late.

- ``GET /api/v1/plans``: a page of `PlanLine`, the worst first; parameters ``standing``, ``kind``,
  ``origin``, ``late``, ``retired``
- ``GET /api/v1/plans/{origin}/{name}``: `PlanView`; ``number`` asks for an older edition
- ``GET /api/v1/plans/{origin}/{name}/difference?before=1&after=2``: `DifferenceView`
- ``POST /api/v1/plans`` with `PlanPut`; ``.../amend``, ``.../review``, ``.../reaffirm``,
  ``.../retire`` with `PlanAmended`, `PlanReviewed`, `PlanReaffirmed`, `PlanRetired`: `PlanMade`
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from cspo.node.http.routes.assumption_shapes import AssumptionAsked, AssumptionView, Standing

__all__ = [
    "ChangeLine",
    "DifferenceView",
    "EditionLine",
    "EditionStanding",
    "PlanAmended",
    "PlanEvent",
    "PlanLine",
    "PlanLink",
    "PlanMade",
    "PlanPut",
    "PlanReaffirmed",
    "PlanRetired",
    "PlanReviewed",
    "PlanStepView",
    "PlanView",
]  # fmt: skip

PlanState = Literal["draft", "agreed", "active", "done", "cancelled", "not-in-force"]
Deed = Literal["review", "amend", "reaffirm", "retire"]
EditionStanding = Literal["current", "superseded", "withdrawn", "to-come", "not-in-force"]

_Line = Annotated[str, msgspec.Meta(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""What an edition keeps as its reason: as long as a line of a record."""
_Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]
_Text = Annotated[str, msgspec.Meta(max_length=8_000)]
_Utc = Annotated[str, msgspec.Meta(max_length=40)]


class PlanLine(msgspec.Struct, frozen=True, kw_only=True):
    """A plan or a policy in a list.

    Parameters
    ----------
    plan : str
        What names it in paths: ``GBR/skynet-watch``.
    origin, name : str
    title : str
        In words.
    kind : str
        ``plan`` or ``policy``.
    record : str
        The edition that stands.
    number : int
        Of that edition.
    state : str
        ``retired`` is ``cancelled`` or ``done``; ``not-in-force``: of an edition that does not
        stand, be it an older one that was asked for, or that one which stands is not for
        the reader. Then nothing is told of it but that.
    standing : str
        Of its worst assumption: ``fails``, ``unknown``, ``nearly``, ``holds``. Of a partner's plan
        by its last word, and ``unknown`` since that partner is silent.
    since_utc : str
        Since when it stands so: since the first of its worst assumptions does, and where all hold,
        since the last does; empty: not known, or it assumes nothing that a machine can check.
    counts : dict
        Assumptions by standing.
    worst : str
        The worst assumption in words; empty: all hold.
    flagged_utc : str
        When its owner was told; empty: there was no need.
    due_utc : str
        Until when somebody has to say what comes of it, or to review it; empty: nothing is due.
    due_what : str
        Which of these: ``answer`` or ``review``; empty: nothing is due.
    left_s : float or None
        Until then, s; below 0: it is late.
    owes : str
        Who has to: a party.
    reviewed_utc : str
        When somebody last reviewed or reaffirmed it.
    rests_on, carries : list of str
        Plans that it rests on, and that rest on it.
    dependent : str
        ``fails`` or ``unknown`` where one that it rests on does, else ``holds``.
    mark : str
    """

    plan: str
    origin: str
    name: str
    title: str
    kind: Literal["plan", "policy"]
    record: str
    number: int
    state: PlanState
    standing: Standing
    since_utc: str
    counts: dict[str, int]
    worst: str
    flagged_utc: str
    due_utc: str
    due_what: Literal["", "answer", "review"]
    left_s: float | None
    owes: str
    reviewed_utc: str
    rests_on: list[str]
    carries: list[str]
    dependent: Standing
    mark: str


class PlanStepView(msgspec.Struct, frozen=True, kw_only=True):
    """A step of a plan; times are empty where it has none."""

    number: int
    party: str
    text: str
    start_utc: str
    stop_utc: str
    after: list[int]


class EditionLine(msgspec.Struct, frozen=True, kw_only=True):
    """An edition of it.

    Parameters
    ----------
    number : int
    record, made_utc : str
    reason : str
        Why it was made.
    standing : str
        ``current``, ``superseded``, ``withdrawn``; ``to-come``: a version of a policy before its
        day; ``not-in-force``: the newest that the reader may see, which does not stand.
    """

    number: int
    record: str
    made_utc: str
    reason: str
    standing: EditionStanding


class PlanEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to it.

    Parameters
    ----------
    at_utc, record : str
    what : str
        ``entered``, ``amended``, ``flagged``, ``cleared``, ``reviewed``, ``reaffirmed``,
        ``retired``, ``late``.
    by : str
        The party.
    text : str
        Reason or verdict.
    assumption : int
        Which; 0: the whole.
    """

    at_utc: str
    record: str
    what: Literal[
        "entered", "amended", "flagged", "cleared", "reviewed", "reaffirmed", "retired", "late"
    ]
    by: str
    text: str
    assumption: int


class PlanLink(msgspec.Struct, frozen=True, kw_only=True):
    """Another plan that it has to do with, how it stands, and since when."""

    plan: str
    title: str
    standing: Standing
    since_utc: str


class PlanView(PlanLine, frozen=True, kw_only=True):
    """A plan or policy, whole.

    Parameters
    ----------
    objective : str
        What it is for; of a policy its text.
    in_force_from, in_force_until : str
        Days; of a policy.
    assumptions : list of AssumptionView
    steps : list of PlanStepView
    above, below : list of PlanLink
        What it rests on, and what rests on it.
    editions : list of EditionLine
        The newest first.
    events : list of PlanEvent
        The newest first, no more than 200.
    deeds : list of str
        What the reader may do with it.
    """

    objective: str
    in_force_from: str
    in_force_until: str
    assumptions: list[AssumptionView]
    steps: list[PlanStepView]
    above: list[PlanLink]
    below: list[PlanLink]
    editions: list[EditionLine]
    events: list[PlanEvent]
    deeds: list[Deed]


class ChangeLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the difference of two editions; empty where there was, or is, nothing."""

    part: str
    change: Literal["added", "removed", "changed"]
    before: str
    after: str


class DifferenceView(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one edition in another; *number* are the editions' numbers."""

    before_number: int
    after_number: int
    lines: list[ChangeLine]
    mark: str


class PlanPut(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A plan or policy as its file has it, to be entered.

    Parameters
    ----------
    toml : str
    reason : str
    number : int or None
        Of the edition that it was written after, 0: of none: refused where another came between.
        None: of whichever is the last.
    """

    toml: Annotated[str, msgspec.Meta(min_length=1, max_length=200_000)]
    reason: _Line = ""
    number: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] | None = None


class PlanAmended(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new edition.

    Parameters
    ----------
    number : int
        Of the edition that is amended: refused where another came between.
    reason : str
        In one line.
    objective : str
    assumptions : list of AssumptionAsked
        All of them.
    """

    number: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
    reason: Annotated[_Line, msgspec.Meta(min_length=1)]
    objective: _Text
    assumptions: Annotated[tuple[AssumptionAsked, ...], msgspec.Meta(max_length=100)]


class PlanReviewed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """It was looked at; *note* says with what result, the next is due by *next_utc*."""

    number: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
    note: _Reason
    next_utc: _Utc | None = None


class PlanReaffirmed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """It stands although an assumption does not hold, for a reason, until a time."""

    number: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
    reason: _Reason
    until_utc: _Utc | None = None


class PlanRetired(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """It holds no more, for a reason in one line."""

    number: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
    reason: Annotated[_Line, msgspec.Meta(min_length=1)]


class PlanMade(msgspec.Struct, frozen=True, kw_only=True):
    """The record that was made, and the edition that stands.

    Parameters
    ----------
    record, plan : str
    number : int
    warnings : list of str
        What it asks of that is not screened so far ahead.
    """

    record: str
    plan: str
    number: int
    warnings: list[str]
