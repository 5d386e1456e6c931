"""What is in a world when it begins, and which nation keeps what of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.box.policies import GUESTS
from cspo.box.split import SplitTable
from cspo.bridge.read_catalog import read_catalog
from cspo.errors import UsageError
from cspo.exercise.scenario import Asset, Scenario, Take
from cspo.exercise.world.truth import MOST_OBJECTS, joined
from cspo.markings import Label, make_label
from cspo.orbits import Catalog
from cspo.orbits.reference_population import reference_population
from cspo.orbits.regime import Regime, regimes
from cspo.time import Epoch
from cspo.units import DEG_RAD, REV_PER_DAY_RAD_S, TAU

__all__ = ["NO_FILE", "Keeping", "first_catalog", "keep_by_table", "keeping_of", "wide_label"]

Integers = NDArray[np.int64]

_SOURCE: Final = "EXERCISE world"
NO_FILE: Final = ("", "none", "reference")
"""What a scenario may call its catalogue that is no file beside it."""


@dataclass(slots=True, kw_only=True)
class Keeping:
    """Who keeps which objects, and how it is marked: one row a pair of object and nation.

    Parameters
    ----------
    nations : tuple of str
        Who plays, in order.
    labels : list of Label
    number, nation, label : (k,) int64
        Object, index into *nations*, index into *labels*.
    """

    nations: tuple[str, ...]
    labels: list[Label] = field(default_factory=list)
    number: Integers = field(default_factory=lambda: np.empty(0, np.int64))
    nation: Integers = field(default_factory=lambda: np.empty(0, np.int64))
    label: Integers = field(default_factory=lambda: np.empty(0, np.int64))

    def add(self, numbers: Sequence[int] | Integers, nation: str, label: Label) -> None:
        """Let a nation keep further objects."""
        if label not in self.labels:
            self.labels.append(label)
        chosen = np.asarray(numbers, np.int64)
        self.number = np.concatenate([self.number, chosen])
        for name, value in (
            ("nation", self.nations.index(nation)), ("label", self.labels.index(label)),
        ):  # fmt: skip
            column = np.concatenate([getattr(self, name), np.full(len(chosen), value)])
            setattr(self, name, column)

    def keepers_of(self, number: int) -> tuple[str, ...]:
        """Nations that keep an object."""
        return tuple(self.nations[k] for k in self.nation[self.number == number].tolist())


def first_catalog(scenario: Scenario, folder: Path | None, table: SplitTable) -> Catalog:
    """What is in the world at its begin: the scenario's assets first, in order, then the rest.

    Raises
    ------
    UsageError
        Where the catalogue's path leaves the scenario's folder, or there is none; where two
        objects have one number; where nothing is left in the world.
    """
    starts = Epoch.from_utc(scenario.starts_utc)
    assets = [_row_of(asset, starts) for asset in scenario.world.assets]
    rest = _taken(_background(scenario, folder, starts), scenario.world.take)
    if rest is not None and len(rest) + len(assets) > MOST_OBJECTS:
        raise UsageError("begin world", "take", expected=f"up to {MOST_OBJECTS:,} objects in all",
                         got=f"{len(rest) + len(assets):,}")  # fmt: skip
    parts = assets + ([] if rest is None or not len(rest) else [table.with_owners(rest)])
    if not parts:
        raise UsageError("begin world", expected="objects in it", got="none",
                         hint="a scenario without a sky is a tabletop")  # fmt: skip
    whole = joined(parts)
    names = [whole.identity(k) for k in range(len(whole))]
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise UsageError("begin world", twice, expected="each object once", got="twice")
    return whole


def keeping_of(scenario: Scenario, catalog: Catalog, table: SplitTable) -> Keeping:
    """Who keeps what: an asset as the scenario says, all else as the split of a box has it."""
    keeping = Keeping(nations=scenario.nations)
    told = np.zeros(len(catalog), np.bool_)
    for number, asset in enumerate(scenario.world.assets):
        keepers = [nation for nation in asset.kept_by if nation in keeping.nations]
        told[number] = bool(keepers)
        marks = table.shares(catalog.take(np.array([number])), keeping.nations) if keepers else ()
        for nation in keepers:
            mark = next((each.mark for each in marks if nation in each.mark.releasable_to), None)
            keeping.add([number], nation, mark or wide_label(keeping.nations))
    rest = np.flatnonzero(~told)
    keep_by_table(keeping, catalog.take(rest), rest, table)
    return keeping


def keep_by_table(keeping: Keeping, facts: Catalog, numbers: Integers, table: SplitTable) -> None:
    """Let objects be kept as the table has it: *facts* has a row for each of *numbers*."""
    if len(numbers):
        for share in table.shares(facts, keeping.nations):
            keeping.add(numbers[share.rows], share.nation, share.mark)


def wide_label(nations: Sequence[str]) -> Label:
    """For all who play, and for the operators under them."""
    guests = [guest for nation in nations for guest in GUESTS.get(nation, ())]
    return make_label("U", [*nations, *guests])


def _row_of(asset: Asset, starts: Epoch) -> Catalog:
    """One row for an object that the scenario describes."""
    elements = asset.elements
    epoch = Epoch.from_utc(elements.epoch_utc) if elements.epoch_utc else starts
    return Catalog(
        norad_id=np.array([asset.norad_id]), name=np.array([asset.name]),
        owner=np.array([asset.owner]), object_type=np.array([asset.object_type]),
        epoch_tai_ns=np.array([epoch.tai_ns]),
        mean_motion_rad_s=np.array([elements.mean_motion_rev_d * REV_PER_DAY_RAD_S]),
        eccentricity=np.array([elements.eccentricity]),
        inclination_rad=np.array([elements.inclination_deg * DEG_RAD]),
        raan_rad=np.array([elements.raan_deg * DEG_RAD]) % TAU,
        argp_rad=np.array([elements.argp_deg * DEG_RAD]) % TAU,
        mean_anomaly_rad=np.array([elements.mean_anomaly_deg * DEG_RAD]) % TAU,
        bstar_per_er=np.array([elements.bstar_per_er]),
        rcs_m2=np.array([np.pi * asset.radius_m**2]), source=np.array([_SOURCE]), simulated=True,
    )  # fmt: skip


def _background(scenario: Scenario, folder: Path | None, starts: Epoch) -> Catalog | None:
    name = scenario.world.catalog
    if name in NO_FILE:
        return _made_up(starts.tai_ns) if name == "reference" else None
    inside = PurePosixPath(name)
    if folder is None or inside.is_absolute() or ".." in inside.parts:
        raise UsageError(
            "begin world", "catalog", expected="reference, none, or a file beside the scenario",
            got=name[:80],
        )  # fmt: skip
    return read_catalog(folder / inside, simulated=True).catalog


@lru_cache(maxsize=2)
def _made_up(tai_ns: int) -> Catalog:
    """The reference population of an instant: made once, for checks, founding and play alike."""
    return reference_population(epoch=Epoch(tai_ns))


def _taken(catalog: Catalog | None, take: Take) -> Catalog | None:
    """The rows that a scenario takes: of those that fit, as many as it wants, evenly."""
    if catalog is None:
        return None
    fits = np.ones(len(catalog), np.bool_)
    if take.regimes:
        of = regimes(catalog.mean_motion_rad_s, catalog.eccentricity, catalog.inclination_rad)
        fits &= np.isin(of, [Regime[name] for name in take.regimes])
    if take.names:
        fits &= np.fromiter(
            (any(fnmatchcase(name, each) for each in take.names) for name in catalog.name.tolist()),
            np.bool_, len(catalog),
        )  # fmt: skip
    rows = np.flatnonzero(fits)
    if take.most < len(rows):
        rows = rows[(np.arange(take.most) * len(rows)) // max(take.most, 1)]
    return catalog.take(rows)
