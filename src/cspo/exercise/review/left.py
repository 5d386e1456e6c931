"""What an exercise left behind, as a review looks at it: plain values, no file, no store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cspo.exercise.review.told import Told
from cspo.exercise.review.values import By
from cspo.exercise.scenario import Scenario
from cspo.exercise.white_cell import Checked, Command, Due
from cspo.exercise.world import TruthEvent
from cspo.markings import Label
from cspo.time import Epoch

__all__ = ["Answer", "Given", "Left", "Ordered", "identity_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A decision that a party may have a record.

    Parameters
    ----------
    record : str
        What went out.
    product : str
        What that is a form of; the same where it is the record itself.
    party : str
        Who may have it.
    t : Epoch
    by : By
        Who decided: people, a script in their place, or the policy alone.
    review : str
        The review that it comes from; empty where there was none.
    """

    record: str
    product: str
    party: str
    t: Epoch
    by: By = By.MACHINE
    review: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A step that a person took with a release that waited for people.

    Parameters
    ----------
    t : Epoch
    product, step : str
    since : Epoch
        When it was put to people.
    office : str
        In which it was taken: the seat of who took it, else the desk with which it lay.
    by : By
        A person, or a script in its place.
    review : str
        Of which it is a step.
    person : str
        As a plain id; it goes into no review.
    """

    t: Epoch
    product: str
    step: str
    since: Epoch
    office: str = ""
    by: By = By.PERSON
    review: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """An order of the white cell, and the instant of the exercise's world that carried it out."""

    t: Epoch
    command: Command


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """All of it, or what an audience may have of it.

    Parameters
    ----------
    scenario : Scenario
    audience : tuple of str
        Nations; empty: all of it, for the white cell.
    truth : tuple of TruthEvent
    told : mapping
        Records by id.
    held : mapping
        By nation, when each record came into its store.
    given : mapping
        By nation, what it released.
    answers : mapping
        By nation, what its people answered about releases.
    injects : tuple of Due
    checked : tuple of Checked
    ordered : tuple of Ordered
    by : mapping
        By record id, who made it; the machine where it is not there.
    offices : mapping
        By record id, the office in which a person made it, where that is known.
    until : Epoch
        How far it has come.
    ended : bool
    scenario_sha256, recording_sha256 : str
    labels : tuple of Label
        Of all that it holds beside the scenario.
    """

    scenario: Scenario
    audience: tuple[str, ...] = ()
    truth: tuple[TruthEvent, ...] = ()
    told: Mapping[str, Told]
    held: Mapping[str, Mapping[str, Epoch]]
    given: Mapping[str, tuple[Given, ...]] = field(default_factory=dict)
    answers: Mapping[str, tuple[Answer, ...]] = field(default_factory=dict)
    injects: tuple[Due, ...] = ()
    checked: tuple[Checked, ...] = ()
    ordered: tuple[Ordered, ...] = ()
    by: Mapping[str, By] = field(default_factory=dict)
    offices: Mapping[str, str] = field(default_factory=dict)
    until: Epoch
    ended: bool = False
    scenario_sha256: str = ""
    recording_sha256: str = ""

    @property
    def starts(self) -> Epoch:
        """The instant of its world at which it began."""
        return Epoch.from_utc(self.scenario.starts_utc)

    @property
    def labels(self) -> tuple[Label, ...]:
        """The marks of its records, each once."""
        return tuple(dict.fromkeys(told.label for told in self.told.values()))

    def of(self, record: str) -> By:
        """Who made a record."""
        return self.by.get(record, By.MACHINE)


def identity_of(scenario: Scenario, name: str) -> str:
    """The identity of an asset by its name; empty where there is no such."""
    for asset in scenario.world.assets:
        if asset.name == name:
            return f"norad:{asset.norad_id}"
    return ""
