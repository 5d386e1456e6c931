"""The scenarios that come with cspo, and those in files, by one name."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Final

from cspo.errors import SourceError, UsageError
from cspo.exercise.scenario.load import load
from cspo.exercise.scenario.scenario import Scenario
from cspo.exercise.scenario.yaml_tree import MOST_BYTES

__all__ = ["SHIPPED", "read_scenario", "scenario_bytes"]

SHIPPED: Final = (
    "breakup-in-low-orbit", "breakup-in-low-orbit-short", "late-manoeuvre",
    "late-manoeuvre-short", "quiet-inspector", "quiet-inspector-short",
)  # fmt: skip
"""Names; a short form is played by script in a minute, and by people in an hour or two."""


def scenario_bytes(name: str) -> bytes:
    """The bytes of a scenario's file.

    Parameters
    ----------
    name : str
        One of `SHIPPED`, or the path of a file.

    Raises
    ------
    UsageError
        Where it is neither.
    SourceError
        Where the file can't be read.
    """
    if name in SHIPPED:
        return (files("cspo.exercise.scenario") / "data" / f"{name}.yaml").read_bytes()
    path = Path(name)
    try:
        if not path.is_file():
            raise UsageError("read scenario", name, expected=f"a file, or {', '.join(SHIPPED)}")
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        got = getattr(error, "strerror", None) or str(error)
        raise SourceError("read scenario", name, got=got) from error


def read_scenario(name: str) -> Scenario:
    """A scenario that comes with cspo, or that of a file.

    Raises
    ------
    MalformedScenario
        Where it has a fault.
    UsageError, SourceError
        As `scenario_bytes`.

    Examples
    --------
    >>> read_scenario("late-manoeuvre-short").nations
    ('CAN', 'GBR', 'NOR')
    """
    return load(scenario_bytes(name), name)
