"""What is asked of a sensor's owner, and what the owner answers."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from cspo.records.bodies.body import Body, Fault
from cspo.records.bodies.fields import (
    Count,
    FromOne,
    Line,
    ObjectText,
    RecordText,
    SubjectText,
    Text,
    Utc,
    Word,
)
from cspo.records.bodies.instants import window_faults
from cspo.records.kinds import Kind

__all__ = ["KINDS", "TaskingBody", "TaskingStep", "Wanted"]


class TaskingStep(StrEnum):
    """Where a task stands. All but the first are the owner's answers."""

    REQUEST = "request"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Wanted(StrEnum):
    """What to measure."""

    ANGLES = "angles"
    RANGE = "range"
    RANGE_RATE = "range-rate"
    SIGNATURE = "signature"
    SEARCH = "search"


class TaskingBody(Body, frozen=True, kw_only=True):
    """A request to a sensor's owner, or the answer to one.

    Parameters
    ----------
    step : TaskingStep
    request : record
        The request that is answered; null in a request itself.
    sensor : word
        The sensor's name with its owner; empty leaves the choice to the owner.
    objects : list of object
    event : object or event
        What it is for.
    priority : integer
        1 is the most urgent.
    start_utc, stop_utc : UTC
        When to look.
    wanted : list of Wanted
    tracks : count
        How many are asked for, or were made.
    observations : list of record
        What came of it.
    reason : text
    note : line
    """

    step: TaskingStep
    request: RecordText | None = None
    sensor: Word = ""
    objects: tuple[ObjectText, ...] = ()
    event: SubjectText = ""
    priority: FromOne = 3
    start_utc: Utc
    stop_utc: Utc
    wanted: tuple[Wanted, ...] = ()
    tracks: Count = 1
    observations: tuple[RecordText, ...] = ()
    reason: Text = ""
    note: Line = ""

    def faults(self) -> Iterator[Fault]:
        """A window in order; an answer names its request, and a refusal its reason."""
        yield from window_faults(self.start_utc, self.stop_utc)
        if (self.step is TaskingStep.REQUEST) != (self.request is None):
            yield Fault("request", "the request that is answered; none in a request")
        if self.step is TaskingStep.DECLINED and not self.reason:
            yield Fault("reason", "a reason for declining", "nothing")

    def about(self) -> str:
        """The object, where it is one."""
        return self.objects[0] if len(self.objects) == 1 else ""


KINDS = (
    Kind(
        name="tasking", about="sensor", body=TaskingBody,
        coarsenable=(
            "sensor:drop", "event:drop", "start_utc:round-time", "stop_utc:round-time",
            "observations:drop", "note:drop",
        ),
    ),
)  # fmt: skip
