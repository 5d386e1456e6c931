"""What is told of assumptions: how each stands and why, down to the readings and their records.

- ``GET /api/v1/plans/vocabulary``: a page of `FunctionLine`
- ``POST /api/v1/plans/check`` with `ExpressionAsked`: `ExpressionView`, also of what is not of
  the language
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

__all__ = [
    "AssumptionAsked", "AssumptionView", "ExpressionAsked", "ExpressionView", "FunctionLine",
    "ReadingView", "Standing", "StandingPoint", "StepLine",
]  # fmt: skip

Standing = Literal["holds", "nearly", "unknown", "fails"]

_Line = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
_Expression = Annotated[str, msgspec.Meta(max_length=4_000)]


class ReadingView(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked of the picture, and what it said.

    Parameters
    ----------
    call : str
        ``max_pc(asset="SKYNET 5D", days=7)``.
    value, low, high : float, bool, str or None
        In `unit`; an instant as UTC; null: unknown.
    unit : str
        ``1``, ``s``, ``km``; ``UTC``, ``text``, ``truth``.
    since_utc : str
        Empty: not known.
    text : str
    evidence : list of str
        Records, no more than 50.
    """

    call: str
    value: float | bool | str | None
    low: float | str | None
    high: float | str | None
    unit: str
    since_utc: str
    text: str
    evidence: list[str]


class StepLine(msgspec.Struct, frozen=True, kw_only=True):
    """One part of an expression with its verdict; the tree is told line by line.

    Parameters
    ----------
    depth : int
        0 is the whole; what follows a line with a greater depth is part of it.
    text : str
        As the language writes it.
    holds : bool or None
    decides : bool
        Whether the verdict of the part above rests on it.
    why : str
    evidence : list of str
    """

    depth: int
    text: str
    holds: bool | None
    decides: bool
    why: str
    evidence: list[str]


class StandingPoint(msgspec.Struct, frozen=True, kw_only=True):
    """From when on an assumption stood how.

    Parameters
    ----------
    at_utc : str
    standing : str
    margin : float or None
        Room to the limit, as a share of it.
    why : str
    record : str
        That tells of it.
    """

    at_utc: str
    standing: Standing
    margin: float | None
    why: str
    record: str


class AssumptionView(msgspec.Struct, frozen=True, kw_only=True):
    """One assumption, and how it stands.

    Parameters
    ----------
    number : int
        From 1.
    text : str
        In people's words.
    expression : str
        In the language; empty: only people can check it.
    standing : str
    since_utc, checked_utc : str
        Since when it stands so, and when it was last looked at.
    why : str
        The verdict in words.
    margin : float or None
        Room to the limit, as a share of it; negative where it fails.
    steps : list of StepLine
        No more than 200.
    readings : list of ReadingView
    evidence : list of str
        Records that the verdict rests on, no more than 50.
    history : list of StandingPoint
        In time, the last 200.
    flagged_utc : str
        When the owner was last told.
    told : list of str
        Partners who were told as well.
    """

    number: int
    text: str
    expression: str
    standing: Standing
    since_utc: str
    checked_utc: str
    why: str
    margin: float | None
    steps: list[StepLine]
    readings: list[ReadingView]
    evidence: list[str]
    history: list[StandingPoint]
    flagged_utc: str
    told: list[str]


class FunctionLine(msgspec.Struct, frozen=True, kw_only=True):
    """What an assumption may ask of the picture.

    Parameters
    ----------
    call : str
        With its parameters: ``max_pc(asset, days)``.
    unit, text : str
    example : str
    """

    call: str
    unit: str
    text: str
    example: str


class ExpressionAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An expression to try; nothing is kept.

    Parameters
    ----------
    expression : str
    beside : list of str
        What the same plan assumes as well: what can't be screened as far ahead as all of it asks
        is told. What is not of the language counts for nothing.
    """

    expression: _Expression
    beside: Annotated[list[_Expression], msgspec.Meta(max_length=100)] = []


class ExpressionView(msgspec.Struct, frozen=True, kw_only=True):
    """How it would stand now, or what is wrong with it and where.

    Parameters
    ----------
    standing : str
        Empty where it is not of the language.
    why : str
        The verdict in words, or what was expected and got.
    line, column : int
        Where it is wrong, from 1; 0: it is not.
    hint : str
    steps : list of StepLine
    warnings : list of str
        What would be screened less far ahead than is asked, were it assumed.
    """

    standing: Standing | Literal[""]
    why: str
    line: int
    column: int
    hint: str
    steps: list[StepLine]
    warnings: list[str]


class AssumptionAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An assumption of a new edition; without expression only people check it."""

    text: _Line
    expression: _Expression = ""
