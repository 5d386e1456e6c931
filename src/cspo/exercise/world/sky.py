"""The sky of a world: objects, who keeps them, and what their keepers make of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.box.split import default_split
from cspo.consequence.clouds import fit_elements
from cspo.errors import UsageError
from cspo.exercise.scenario import Asset, Scenario
from cspo.exercise.world.breaking import FIRST_PIECE_ID
from cspo.exercise.world.noise import DRAWS, beside, known
from cspo.exercise.world.population import first_catalog, keep_by_table, keeping_of
from cspo.exercise.world.streams import stream
from cspo.exercise.world.truth import Truth
from cspo.exercise.world.upkeep import Upkeep
from cspo.frames import EarthOrientation
from cspo.orbits import Catalog
from cspo.time import Epoch

__all__ = ["Sky"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_ORBIT: Final = (
    "epoch_tai_ns", "mean_motion_rad_s", "eccentricity", "inclination_rad", "raan_rad", "argp_rad",
    "mean_anomaly_rad",
)  # fmt: skip
_WORST_OFF_KM: Final = 20.0


class Sky:
    """Objects of a world.

    Parameters
    ----------
    scenario : Scenario
    folder : Path or None
        Where a catalogue of a scenario's own lies.
    eop : EarthOrientation
    """

    def __init__(self, scenario: Scenario, folder: Path | None, eop: EarthOrientation) -> None:
        self.scenario = scenario
        self._table = default_split()
        catalog = first_catalog(scenario, folder, self._table)
        self.truth = Truth(catalog)
        self.keeping = keeping_of(scenario, catalog, self._table)
        self.assets: dict[str, Asset] = {}
        self._number: dict[str, int] = {}
        for number, asset in enumerate(scenario.world.assets):
            self.assets[catalog.identity(number)] = asset
            self._number[asset.name] = number
        self.named = frozenset(range(len(scenario.world.assets)))
        self.upkeep = Upkeep(scenario, self.truth, self.keeping, self.named, eop)
        self.broken: frozenset[int] = frozenset()
        self.next_piece = FIRST_PIECE_ID

    def number_of(self, asset: str) -> int:
        """Number of an object that the scenario names, or of any by its name or identity.

        Raises
        ------
        UsageError
            Where there is none.
        """
        if asset in self._number:
            return self._number[asset]
        if ":" in asset:
            return self.truth.number_of(asset)
        found = np.flatnonzero(self.truth.catalog.name == asset)
        if len(found) == 1:
            return int(found[0])
        raise UsageError("find object in the world", asset[:80],
                         expected="an asset of the scenario, or the name of one other object",
                         got=f"{len(found)} of that name")  # fmt: skip

    def asset_of(self, number: int) -> Asset | None:
        """What the scenario says of an object."""
        return self.assets.get(self.truth.identity(number))

    def add_pieces(self, pieces: Catalog, found: Epoch, name: str) -> Integers:
        """Pieces of a break-up, kept by orbit, whoever owned the parent; seen from *found* on."""
        numbers = self.truth.add(pieces)
        self.next_piece += len(pieces)
        unowned = replace(pieces, owner=np.full(len(pieces), ""))
        keep_by_table(self.keeping, unowned, numbers, self._table)
        self.upkeep.grow(found, name)
        return numbers

    def known_sets(
        self, numbers: Sequence[int], nations: Sequence[str], t: Epoch
    ) -> tuple[Catalog, NDArray[np.bool_]]:
        """Element sets that nations make of objects at an instant, with their errors.

        Parameters
        ----------
        numbers : (k,) int
        nations : (k,) str
            Who makes each.

        Returns
        -------
        sets : Catalog
            (k,) rows.
        good : (k,) bool
            Whether there is one: not of what is nowhere.
        """
        r_km, v_km_s = self.truth.states(numbers, t)
        seed = self.scenario.seed
        draws = np.array([
            stream(seed, "set", nation, self.truth.identity(number), t.tai_ns)
            .standard_normal(DRAWS)
            for number, nation in zip(numbers, nations, strict=True)
        ]).reshape(len(numbers), DRAWS)  # fmt: skip
        r_km, v_km_s = known(r_km, v_km_s, self.scenario.world.noise_km, draws)
        return self._fitted(numbers, r_km, v_km_s, t)

    def false_set(
        self, number: int, t: Epoch, offset_rtn_km: tuple[float, float, float]
    ) -> tuple[Catalog, NDArray[np.bool_]]:
        """An element set beside the true orbit of an object: (1,) row, and whether there is one."""
        radial, along, across = offset_rtn_km
        _, v_km_s = self.truth.states([number], t)
        later_s = (
            along / max(float(np.linalg.norm(v_km_s)), 1.0) if np.isfinite(v_km_s).all() else 0
        )
        r_km, v_km_s = self.truth.states([number], t + later_s)
        r_km, v_km_s = beside(r_km, v_km_s, np.array([[radial, 0.0, across]]))
        return self._fitted([number], r_km, v_km_s, t)

    def _fitted(
        self, numbers: Sequence[int], r_km: Floats, v_km_s: Floats, t: Epoch
    ) -> tuple[Catalog, NDArray[np.bool_]]:
        now = self.truth.sets(numbers)
        fitted, off_km = fit_elements(r_km, v_km_s, t, now.bstar_per_er)
        sets = replace(now, **{name: getattr(fitted, name) for name in _ORBIT})
        return sets, off_km < _WORST_OFF_KM
