"""Whether the objects that a scenario names are in its world."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from cspo.box.split import default_split
from cspo.exercise.scenario import Scenario
from cspo.exercise.scenario.elsewhere import named_elsewhere
from cspo.exercise.scenario.faults import Fault
from cspo.exercise.scenario.names import Names, meant
from cspo.exercise.world.population import first_catalog

__all__ = ["name_faults"]


def name_faults(scenario: Scenario, folder: Path | None) -> Iterator[Fault]:
    """Names of objects that are in no asset of the scenario and not, or not once, in its catalogue.

    Parameters
    ----------
    scenario : Scenario
        Without a fault of its own.
    folder : Path or None
        Where a catalogue of its own lies.

    Raises
    ------
    CspoError
        Where there is such a name, and the catalogue is not there or can't be read.
    """
    named = tuple(named_elsewhere(scenario))
    if not named:
        return
    catalog = first_catalog(scenario, folder, default_split())
    exact = Counter(catalog.name.tolist())
    alike = Counter(name.strip().casefold() for name in catalog.name.tolist())
    identities = Counter(catalog.identity(k) for k in range(len(catalog)))
    for path, name, is_asked in named:
        if ":" in name:
            found = identities[name]
        else:
            found = alike[name.strip().casefold()] if is_asked else exact[name]
        if found != 1:
            yield Fault(
                path, "an asset of the scenario, or the name of one other object of its catalogue",
                f"{name!r}, {found or 'none'} of that name" if ":" not in name else repr(name),
                meant(Names(scenario).assets, name),
            )  # fmt: skip
