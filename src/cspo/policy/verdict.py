"""Whether an expression holds, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from cspo.policy.reading import Reading

if TYPE_CHECKING:
    from cspo.policy.tree import Call

__all__ = ["CallReading", "Standing", "Step", "Verdict"]


class Standing(StrEnum):
    """How an expression stands, in one word."""

    HOLDS = "holds"
    NEARLY = "nearly"
    """It holds, and would not if a number moved by a little."""
    UNKNOWN = "unknown"
    FAILS = "fails"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallReading:
    """One question that was asked, and the answer.

    Parameters
    ----------
    call : Call
        ``str(call)`` is how it is written.
    reading : Reading
    """

    call: Call
    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One part of an expression with its verdict: a node of the tree that explains the whole.

    Parameters
    ----------
    text : str
        The part, as the language writes it.
    holds : bool or None
        None where unknown, and of a number or text, which does neither.
    margin : float or None
        See `Verdict`.
    why : str
        A sentence.
    evidence : tuple of str
        Of the readings in it that decide.
    reasons : tuple of str
        The sentences that decide it: its own, or those of the parts that decide.
    parts : tuple of Step
        What it is made of, down to the readings.
    decides : bool
        Whether the verdict of the part above rests on this one.
    """

    text: str
    holds: bool | None
    margin: float | None = None
    why: str
    evidence: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    parts: tuple[Step, ...] = ()
    decides: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether an expression holds, how nearly, and why.

    Parameters
    ----------
    holds : bool or None
        None: unknown, which is not false.
    near : bool
        It holds, but by no more than the share of the limit that was asked for.
    margin : float or None
        Room to the limit as a share of the limit, from the edge of the band
        that is nearest to it: 0.4 is 40 % of room, negative where it fails.
        Of several comparisons the one that decides. None where it is unknown
        or nothing in it is measured (a text, a truth, an instant).
    text : str
        The verdict in words, with the readings that decide.
    readings : tuple of CallReading
        All that was asked, each once, in the order of the expression.
    evidence : tuple of str
        Identities of the records that the verdict rests on: those of the
        readings that decide it.
    tree : Step
        The explanation, part by part.
    """

    holds: bool | None
    near: bool
    margin: float | None
    text: str
    readings: tuple[CallReading, ...]
    evidence: tuple[str, ...]
    tree: Step

    @property
    def standing(self) -> Standing:
        """The verdict in one word."""
        if self.holds is None:
            return Standing.UNKNOWN
        if not self.holds:
            return Standing.FAILS
        return Standing.NEARLY if self.near else Standing.HOLDS
