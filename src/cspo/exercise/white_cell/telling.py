"""What a nation is told of an event: a record of its own, and nothing of what is expected of it."""

from __future__ import annotations

from cspo.exercise.scenario import Scenario
from cspo.exercise.white_cell.due import Due
from cspo.markings import Label, make_label
from cspo.records.bodies.exercise import InjectBody
from cspo.time import Epoch
from cspo.units import NS_PER_S

__all__ = ["inject_body", "inject_label"]


def inject_body(scenario: Scenario, due: Due, nation: str) -> InjectBody:
    """The body of the record by which one nation learns of an event.

    It names that nation alone, so that nobody reads from it whom else the event reached; what is
    expected, and what the event does to the world, are not in it, nor is the scenario's own name
    where it has a cover.

    Parameters
    ----------
    scenario : Scenario
    due : Due
    nation : str
        One of those that learn of it.
    """
    after_ns = due.t.tai_ns - Epoch.from_utc(scenario.starts_utc).tai_ns
    return InjectBody(
        scenario=scenario.shown_name, number=due.number, at_s=max(after_ns / NS_PER_S, 0.0),
        to=(nation,), title=due.title, text=due.text,
    )  # fmt: skip


def inject_label(scenario: Scenario, nation: str) -> Label:
    """Its mark: as the scenario is classified, for that nation alone."""
    return make_label(scenario.classification, [nation])
