"""What is told of risk: who bears it, what is agreed, and what it rests on.

- ``GET /api/v1/risk?by=nation|service|shell``: `RiskView`; ``days``, ``hazard``
- ``GET /api/v1/assessments``: a page of `AssessmentLine`, the gravest first; parameters ``nation``,
  ``service``, ``shell``, ``subject``, ``name``, ``hazard``, ``origin``, ``standing``
- ``GET /api/v1/assessments/{record}``: `AssessmentView`
"""

from __future__ import annotations

from typing import Literal

import msgspec

__all__ = [
    "AlternativeView", "AssessmentLine", "AssessmentView", "EvidenceLine", "FindingView", "Gravity",
    "Hazard", "HistoryPoint", "LikelihoodView", "OpinionView", "ProtectionView", "RiskRow",
    "RiskView", "Standing",
]  # fmt: skip

Hazard = Literal[
    "conjunction",
    "debris",
    "launch-access",
    "space-weather",
    "interference",
    "anomaly",
    "feed",
    "sensor",
    "crew",
    "behavior",
]
"""What may do the harm; interference, anomaly and behavior as somebody reports them."""

Gravity = Literal["unknown", "slight", "serious", "grave"]
"""How bad it would be, by the criticality of what is hit."""

Standing = Literal["latest", "expired", "superseded", "withdrawn"]
"""Latest: the last that the reader may see. Its author may have said more under a narrower mark;
of that nothing is told."""
Confidence = Literal["low", "moderate", "high", "unknown"]
Agreement = Literal["agreed", "disputed", "alone", "unknown"]
"""Whether opinions go together: bands that meet; bands apart; one opinion; none with a number."""


class LikelihoodView(msgspec.Struct, frozen=True, kw_only=True):
    """How likely it is.

    Parameters
    ----------
    low, value, high : float or None
        In `unit`; null: unknown, and `text` says why.
    unit : str
        ``1``: a probability over `days`; else a rate or a time, such as ``1/d``, ``s``.
    days : float or None
        The span that a probability is for, d.
    text : str
        How it comes about, in a line: ``1 - (1 - 2.1e-5)(1 - 4e-6), of 2 encounters``.
    """

    low: float | None
    value: float | None
    high: float | None
    unit: str
    days: float | None
    text: str


class OpinionView(msgspec.Struct, frozen=True, kw_only=True):
    """What one nation thinks of it.

    Parameters
    ----------
    origin : str
        Whose opinion.
    records : list of str
        The assessments that it is made of; of a row of a view no more than 20.
    likelihood : LikelihoodView
    gravity, confidence : str
    text : str
        The answer in a line.
    made_utc : str
        When the newest of these was made.
    until_utc : str
        Until when it is meant to hold; empty: not said.
    standing : str
    mark : str
    """

    origin: str
    records: list[str]
    likelihood: LikelihoodView
    gravity: Gravity
    confidence: Confidence
    text: str
    made_utc: str
    until_utc: str
    standing: Standing
    mark: str


class RiskRow(msgspec.Struct, frozen=True, kw_only=True):
    """What one nation, service or shell bears.

    Parameters
    ----------
    name : str
        ``GBR``, ``gnss-timing``, ``leo-500-550``.
    title : str
        In words.
    likelihood : LikelihoodView
        That something happens to what it has, by all that is counted, in the reader's own nation's
        opinion; where that has none, in the gravest one.
    gravity, confidence : str
    agreement : str
    disagree_text : str
        What they differ in, in a line; empty where they agree.
    opinions : list of OpinionView
        One for each nation that has one, the reader's own first.
    hazards : dict
        How many of the latest assessments by hazard.
    assessments : int
        How many are counted.
    expired : int
        How many are past their time, and are counted in none of these numbers.
    newest_utc : str
        When the newest was made; empty: there is none.
    mark : str
    """

    name: str
    title: str
    likelihood: LikelihoodView
    gravity: Gravity
    confidence: Confidence
    agreement: Agreement
    disagree_text: str
    opinions: list[OpinionView]
    hazards: dict[str, int]
    assessments: int
    expired: int
    newest_utc: str
    mark: str


class RiskView(msgspec.Struct, frozen=True, kw_only=True):
    """Risk by nation, service or shell; the gravest first.

    Parameters
    ----------
    by : str
    at_utc : str
    days : float
        The span that probabilities are for, d.
    rows : list of RiskRow
        No more than 500.
    text : str
        How the numbers are put together, with what is left out.
    mark : str
    """

    by: Literal["nation", "service", "shell"]
    at_utc: str
    days: float
    rows: list[RiskRow]
    text: str
    mark: str


class AssessmentLine(msgspec.Struct, frozen=True, kw_only=True):
    """An assessment in a list.

    Parameters
    ----------
    record : str
    origin : str
        Whose it is.
    subject : str
        ``asset``, ``service``, ``shell``, ``event``.
    name, title : str
        Which one, as its body has it, and in words.
    hazard : str
        Empty where it says none.
    nations, services : list of str
        Whom it touches, and which services rest on it.
    likelihood : LikelihoodView
    gravity, confidence, standing : str
    agreement : str
        Among all who assess the same subject and hazard.
    made_utc, from_utc, until_utc : str
        Empty: not said.
    evidence : int
        Records that it rests on.
    mark : str
    """

    record: str
    origin: str
    subject: Literal["asset", "service", "shell", "event"]
    name: str
    title: str
    hazard: Hazard | Literal[""]
    nations: list[str]
    services: list[str]
    likelihood: LikelihoodView
    gravity: Gravity
    confidence: Confidence
    standing: Standing
    agreement: Agreement
    made_utc: str
    from_utc: str
    until_utc: str
    evidence: int
    mark: str


class EvidenceLine(msgspec.Struct, frozen=True, kw_only=True):
    """A record that it rests on.

    Parameters
    ----------
    record : str
    kind, origin, made_utc : str
        Empty where it is not here, or not for the reader.
    text : str
        What it gives, in a line: ``Pc 2.1e-5 with 44506 at 2026-11-27T03:12Z``.
    standing : str
        ``latest``, ``superseded``, ``withdrawn``; ``hidden``: not here, or not for the reader.
    by : str
        The record that took its place, where the reader may see it.
    mark : str
    """

    record: str
    kind: str
    origin: str
    made_utc: str
    text: str
    standing: Literal["latest", "superseded", "withdrawn", "hidden"]
    by: str
    mark: str


class HistoryPoint(msgspec.Struct, frozen=True, kw_only=True):
    """One assessment of a line of them, each of which took the place of the one before.

    Parameters
    ----------
    record, origin, made_utc : str
    likelihood : LikelihoodView
    gravity, confidence : str
    text : str
        Why it was made anew.
    """

    record: str
    origin: str
    made_utc: str
    likelihood: LikelihoodView
    gravity: Gravity
    confidence: Confidence
    text: str


class AlternativeView(msgspec.Struct, frozen=True, kw_only=True):
    """Another explanation that was weighed, and why it is thought less likely."""

    text: str
    why: str


class ProtectionView(msgspec.Struct, frozen=True, kw_only=True):
    """What may be done.

    Parameters
    ----------
    option : str
        ``move``, ``safe-mode``, ``switch-service``, ``notify``.
    text : str
    needs_s : float or None
        How long it takes from the word to the effect, s.
    party : str
        Who does it; empty: not said.
    """

    option: Literal["move", "safe-mode", "switch-service", "notify"]
    text: str
    needs_s: float | None
    party: str


class FindingView(msgspec.Struct, frozen=True, kw_only=True):
    """One number of it, with its unit; low and high hold 95 %."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    text: str


class AssessmentView(AssessmentLine, frozen=True, kw_only=True):
    """An assessment, whole.

    Parameters
    ----------
    question, answer : str
    findings : list of object
        As its body has them: name, value, low, high, unit, text.
    alternatives : list of AlternativeView
    method : str
        With its version.
    owner : str
        Of the asset or service; empty: not known.
    users : list of str
    criticality : str
    protections : list of ProtectionView
    evidence_lines : list of EvidenceLine
        No more than 200.
    opinions : list of OpinionView
        Of the same subject and hazard; its own is among them.
    history : list of HistoryPoint
        In time; of each origin that the reader may see. No more than 500.
    superseded_by : str
        The record that took its place; empty: none that the reader may see.
    left_behind : list of str
        Parties on the mark of an earlier one that still holds and not on the mark of this one: to
        them that stays the latest until it is over or taken back. Who lacks the level is named in
        one: ``those not cleared for S``.
    plans : list of str
        Plans that rest on it: ``GBR/skynet-watch``.
    """

    question: str
    answer: str
    findings: list[FindingView]
    alternatives: list[AlternativeView]
    method: str
    owner: str
    users: list[str]
    criticality: str
    protections: list[ProtectionView]
    evidence_lines: list[EvidenceLine]
    opinions: list[OpinionView]
    history: list[HistoryPoint]
    superseded_by: str
    left_behind: list[str]
    plans: list[str]
