"""What an assessment will say, before it is marked and signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from cspo.markings.label import Label
from cspo.operations.assess.chance import Chance
from cspo.records.bodies.assessment import Harm, Hazard, OtherReading, Term
from cspo.records.bodies.planning import Finding
from cspo.records.bodies.words import Confidence
from cspo.time import Epoch

__all__ = ["MOST_EVIDENCE", "MOST_TERMS", "Cover", "Draft", "number", "product_of"]

MOST_TERMS: Final = 50
MOST_EVIDENCE: Final = 200
_SPELLED: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """How far an object is looked after.

    Parameters
    ----------
    record : str
        The record or item that holds its orbit.
    label : Label
        Of that orbit.
    screened_until : Epoch or None
        None: nothing screens it.
    shell : str
        Where it flies.
    """

    record: str
    label: Label
    screened_until: Epoch | None
    shell: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One assessment to be.

    Parameters
    ----------
    hazard : Hazard or None
    of : Harm
    chance : Chance
    derivation : str
        The formula with its numbers.
    question, answer : str
    confidence : Confidence
    method : str
        With its version.
    until : Epoch
    within_s : float or None
    terms : tuple of Term
    left_out : str
    alternatives : tuple of OtherReading
    findings : tuple of Finding
    evidence : tuple of str
        Ids of records, those that are listed.
    labels : tuple of Label
        Marks of all that it rests on, also of what is not listed.
    shell : str
    out : mapping
        By object: that it is hit or lost, for the services that rest on it.
    """

    hazard: Hazard | None
    of: Harm
    chance: Chance
    derivation: str
    question: str
    answer: str
    confidence: Confidence
    method: str
    until: Epoch
    within_s: float | None = None
    terms: tuple[Term, ...] = ()
    left_out: str = ""
    alternatives: tuple[OtherReading, ...] = ()
    findings: tuple[Finding, ...] = ()
    evidence: tuple[str, ...] = ()
    labels: tuple[Label, ...] = ()
    shell: str = ""
    out: Mapping[str, Chance] = field(default_factory=dict)


def number(p: float | None) -> str:
    """A probability in words of two digits.

    Examples
    --------
    >>> number(2.34e-5), number(0.0), number(0.25), number(None)
    ('2.3e-05', '0', '0.25', 'unknown')
    """
    if p is None:
        return "unknown"
    return f"{p:.2g}" if p == 0.0 or p >= 1e-3 else f"{p:.1e}"


def product_of(values: Sequence[float], total: float | None, of: str) -> str:
    """How probabilities were put together, with the numbers in it.

    Examples
    --------
    >>> product_of([2e-5, 1e-6], 2.1e-5, "approaches")
    '1 - (1 - 2.0e-05)(1 - 1.0e-06) = 2.1e-05, of 2 approaches, taken as independent'
    """
    if len(values) <= _SPELLED:
        factors = "".join(f"(1 - {number(value)})" for value in values)
        return f"1 - {factors} = {number(total)}, of {len(values)} {of}, taken as independent"
    largest = max(values)
    return (
        f"1 - product of (1 - p) over {len(values)} {of} = {number(total)}, taken as independent; "
        f"the largest p {number(largest)}, their sum {number(sum(values))}"
    )
