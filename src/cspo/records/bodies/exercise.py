"""Exercises: the scenario, and what is put into it while it runs."""

from __future__ import annotations

from collections.abc import Iterator

from cspo.records.bodies.body import Body, Fault, Part
from cspo.records.bodies.fields import (
    Count,
    Digest,
    FromOne,
    Line,
    NonNegative,
    PartyText,
    Positive,
    RecordText,
    Text,
    Utc,
    Word,
)
from cspo.records.kinds import Kind

__all__ = ["KINDS", "InjectBody", "Objective", "ScenarioBody"]


class Objective(Part, frozen=True, kw_only=True):
    """What an exercise is to find out.

    Parameters
    ----------
    name : word
    text : line
    """

    name: Word
    text: Line


class ScenarioBody(Body, frozen=True, kw_only=True):
    """An exercise: who plays, from when on, and from which file.

    Parameters
    ----------
    name : word
    number : integer
        Version, from 1.
    title : line
    starts_utc : UTC
        The instant of its world at which it begins.
    duration_s : number
        In its world, s.
    speed : number
        Seconds of its world in a second of ours.
    parties : list of party
        Who plays, in order.
    objectives : list of Objective
    seed : count
        Of everything random in it.
    reads_real : list of record
        Records of mode REAL that products of it may rest on; none is copied in.
    sha256 : SHA-256
        Of the scenario's file.
    """

    name: Word
    number: FromOne
    title: Line
    starts_utc: Utc
    duration_s: Positive
    speed: Positive = 1.0
    parties: tuple[PartyText, ...]
    objectives: tuple[Objective, ...] = ()
    seed: Count = 0
    reads_real: tuple[RecordText, ...] = ()
    sha256: Digest

    def faults(self) -> Iterator[Fault]:
        """Somebody plays; each stands once, in order."""
        if not self.parties or list(self.parties) != sorted(set(self.parties)):
            yield Fault("parties", "one or more parties in order, each once")


class InjectBody(Body, frozen=True, kw_only=True):
    """Something that happens in an exercise because its directors say so.

    Parameters
    ----------
    scenario : word
    number : integer
        From 1, in the order of the scenario.
    at_s : number
        After its begin, in its world, s.
    to : list of party
        Who learns of it.
    title : line
    text : text
    expected : text
        What the players should do; the directors' own.
    records : list of record
        What is put into the world with it.
    """

    scenario: Word
    number: FromOne
    at_s: NonNegative
    to: tuple[PartyText, ...]
    title: Line
    text: Text = ""
    expected: Text = ""
    records: tuple[RecordText, ...] = ()

    def faults(self) -> Iterator[Fault]:
        """Somebody learns of it."""
        if not self.to:
            yield Fault("to", "one or more parties", "none")


KINDS = (
    Kind(
        name="scenario", about="exercise", body=ScenarioBody,
        coarsenable=("objectives:drop", "seed:drop", "reads_real:drop"),
    ),
    Kind(
        name="inject", about="exercise", body=InjectBody,
        coarsenable=("expected:drop", "records:drop"),
    ),
)  # fmt: skip
