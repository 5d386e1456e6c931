"""What is told of readiness, of what is owed, and of one's own conduct.

- ``GET /api/v1/readiness``: `ReadinessView`
- ``GET /api/v1/obligations``: a page of `ObligationLine`: what is late and then what is open, what
  is due first first, then what is done, the newest first; parameters ``state``, ``owes``, ``to``,
  ``kind``
- ``POST /api/v1/obligations`` with `ActionAsked`; ``.../{obligation}/settle`` with
  `ObligationSettled`: `ObligationMade`
- ``GET /api/v1/scorecard?days=90``: `ScorecardView`
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

__all__ = [
    "ActionAsked",
    "ObligationLine",
    "ObligationMade",
    "ObligationSettled",
    "QualificationView",
    "ReadinessLine",
    "ReadinessView",
    "ScoreLine",
    "ScorecardView",
]  # fmt: skip

_Line = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
_Party = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}(/[a-z0-9-]{1,40})?$")]
_Utc = Annotated[str, msgspec.Meta(max_length=40)]


class QualificationView(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody or something is qualified for.

    Parameters
    ----------
    name : str
    expires_utc : str
        Empty: it does not.
    left_s : float or None
        Until then, s; below 0: it has expired.
    """

    name: str
    expires_utc: str
    left_s: float | None


class ReadinessLine(msgspec.Struct, frozen=True, kw_only=True):
    """One feed, sensor or crew.

    Parameters
    ----------
    kind : str
        ``feed``, ``sensor``, ``crew``, ``service``, ``site``.
    name, title : str
    nation : str
        Whose it is.
    state : str
        ``ready``, ``limited``, ``down``, ``unknown``.
    since_utc : str
        Since when it is so; empty: not known.
    heard_utc : str
        When it was last heard of; empty: never.
    lag_s : float or None
        Of a feed: how old its newest is, s.
    text : str
        Why, or what it can do.
    qualifications : list of QualificationView
        What expires first stands first.
    records : list of str
        That say so, no more than 20.
    mark : str
    """

    kind: Literal["feed", "sensor", "crew", "service", "site"]
    name: str
    title: str
    nation: str
    state: Literal["ready", "limited", "down", "unknown"]
    since_utc: str
    heard_utc: str
    lag_s: float | None
    text: str
    qualifications: list[QualificationView]
    records: list[str]
    mark: str


class ReadinessView(msgspec.Struct, frozen=True, kw_only=True):
    """The board; no more than 1,000 lines, the gravest first."""

    at_utc: str
    lines: list[ReadinessLine]
    mark: str


class ObligationLine(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody owes somebody by some time, and what was agreed as an action.

    Parameters
    ----------
    obligation : str
        What names it in paths; it stays the same.
    kind : str
        ``report``, ``contact-check``, ``release``, ``review``, ``action``.
    owes, to : str
        Parties; `to` is empty where it is owed to all.
    text : str
    due_utc : str
        Empty: without a date.
    left_s : float or None
        Until then, s; below 0: it is late.
    every_s : float or None
        How often it comes again, s.
    state : str
        ``open``, ``late``, ``met``, ``met-late``, ``waived``.
    since_utc : str
        From when on it is owed.
    done_utc : str
        When it was met, or waived; empty: it is not, or its expression holds.
    plan : str
        That it comes from; empty: of none.
    derived : bool
        Whether nobody stated it: a contact whose check falls due, a release that waits for our
        desk, a plan's review. It is met where that is, and not settled here.
    records : list of str
        That it follows from, and that meet it; no more than 20.
    yours : bool
        Whether the reader may say that it is met.
    mark : str
    """

    obligation: str
    kind: Literal["report", "contact-check", "release", "review", "action"]
    owes: str
    to: str
    text: str
    due_utc: str
    left_s: float | None
    every_s: float | None
    state: Literal["open", "late", "met", "met-late", "waived"]
    since_utc: str
    done_utc: str
    plan: str
    derived: bool
    records: list[str]
    yours: bool
    mark: str


class ActionAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody owes: an action that was agreed, or what a framework asks of a party.

    Parameters
    ----------
    text : str
    owes : str
        Who does it.
    kind : str
        ``report``, ``contact-check``, ``release`` or ``action``.
    to : str
        For whom; empty: for all nations, who all get it.
    due_utc : str
        Until when, the first time; empty: at all times, which its expression tells.
    every_s : float or None
        How often it comes again after that, s: a minute to ten years. Null: once.
    expression : str
        What holds where it is met, in the language of assumptions; empty: people say so.
    plan : str
        That it belongs to, as paths name it; empty: to none. Whoever gets the action must be one
        of those who may see that plan, and the action bears its level.
    """

    text: _Line
    owes: _Party
    kind: Literal["report", "contact-check", "release", "action"] = "action"
    due_utc: _Utc = ""
    every_s: Annotated[float, msgspec.Meta(ge=60.0, le=3_660 * 86_400.0)] | None = None
    expression: Annotated[str, msgspec.Meta(max_length=4_096)] = ""
    to: Annotated[str, msgspec.Meta(pattern=r"^([A-Z]{3}(/[a-z0-9-]{1,40})?)?$")] = ""
    plan: Annotated[str, msgspec.Meta(max_length=110, pattern=r"^[!-~]*$")] = ""


class ObligationSettled(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """It is met, or is owed no more; *text* says how, or why."""

    outcome: Literal["met", "waived"]
    text: _Line


class ObligationMade(msgspec.Struct, frozen=True, kw_only=True):
    """The record that was made, and what it is about."""

    record: str
    obligation: str


class ScoreLine(msgspec.Struct, frozen=True, kw_only=True):
    """One measure of one's own conduct.

    Parameters
    ----------
    name, title : str
    value : float or None
        In `unit`; null: there was nothing to count.
    unit : str
        ``1``: a share; ``s``; ``objects``.
    done, of : int or None
        What was counted: 11 of 12.
    target : float or None
        What the policy in force asks, in `unit`.
    at_least : bool
        Whether the target is the least; else it is the most.
    met : bool or None
        Null: no target, or nothing to count.
    text : str
        How it is counted, with the policy that asks it.
    records : list of str
        That were counted, the last 20.
    """

    name: str
    title: str
    value: float | None
    unit: str
    done: int | None
    of: int | None
    target: float | None
    at_least: bool
    met: bool | None
    text: str
    records: list[str]


class ScorecardView(msgspec.Struct, frozen=True, kw_only=True):
    """A nation's own conduct over a span: notices given, ephemerides shared, disposal."""

    nation: str
    from_utc: str
    until_utc: str
    lines: list[ScoreLine]
    mark: str
