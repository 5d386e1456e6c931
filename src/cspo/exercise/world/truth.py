"""Where everything truly is: element sets, and what burns and break-ups made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.consequence.clouds import fit_elements
from cspo.dynamics import Sgp4Bulk
from cspo.errors import OutOfRange, ResourceLimit, UsageError
from cspo.frames import rtn_from_inertial
from cspo.orbits import Catalog
from cspo.time import Epoch

__all__ = ["MOST_OBJECTS", "Truth", "joined"]

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

MOST_OBJECTS: Final = 200_000
_FARTHEST_OFF_KM: Final = 20.0


@dataclass(slots=True)
class _Block:
    """Rows of element sets that came together, and their propagator."""

    first: int
    sets: Catalog
    bulk: Sgp4Bulk


class Truth:
    """The sky as it is, moved by SGP4.

    An object is a number from 0 on, and keeps it. A burn or a break-up gives it other elements
    from an instant on: such that SGP4 there gives the same place and the new velocity.

    Parameters
    ----------
    catalog : Catalog
        One row an object. Rows without an orbit that SGP4 propagates are there and nowhere.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._blocks = [_Block(0, catalog, Sgp4Bulk(catalog))]
        self._now = np.arange(len(catalog))
        self._before: dict[int, list[tuple[int, int]]] = {}
        self._number = {catalog.identity(k): k for k in range(len(catalog))}

    def __len__(self) -> int:
        return len(self._now)

    def number_of(self, identity: str) -> int:
        """Number of an object.

        Raises
        ------
        UsageError
            Where there is none of that identity.
        """
        try:
            return self._number[identity]
        except KeyError:
            raise UsageError(
                "find object in the world", identity, expected="an identity that is in it"
            ) from None

    def identity(self, number: int) -> str:
        """Identity of an object."""
        return self.catalog.identity(number)

    def states(self, numbers: ArrayLike, t: Epoch) -> tuple[Floats, Floats]:
        """Where objects are, by the elements that they have now.

        Parameters
        ----------
        numbers : (k,) int
        t : Epoch

        Returns
        -------
        r_teme_km, v_teme_km_s : (k, 3) float64
            NaN of what has no state: it has decayed, say.
        """
        rows = self._now[np.asarray(numbers, np.int64)]
        out = np.full((len(rows), 6), np.nan)
        for block in self._blocks:
            mine = np.flatnonzero((rows >= block.first) & (rows < block.first + len(block.sets)))
            if len(mine):
                at = np.full(len(mine), t.tai_ns, np.int64)
                out[mine] = block.bulk.propagate_pairs(rows[mine] - block.first, at)[0]
        return out[:, :3], out[:, 3:]

    def state_at(self, number: int, t: Epoch) -> tuple[Floats, Floats]:
        """Where one object was or is, by the elements that it had then: (3,) km, (3,) km/s."""
        row = int(self._now[number])
        for until_ns, earlier in reversed(self._before.get(number, ())):
            if t.tai_ns >= until_ns:
                break
            row = earlier
        for block in self._blocks:
            if block.first <= row < block.first + len(block.sets):
                at = np.array([t.tai_ns], np.int64)
                state = block.bulk.propagate_pairs(np.array([row - block.first]), at)[0][0]
                return state[:3], state[3:]
        raise AssertionError(row)

    def sets(self, numbers: ArrayLike) -> Catalog:
        """The elements that objects have now, with what is known of them: one row each."""
        chosen = np.asarray(numbers, np.int64)
        rows = self._now[chosen]
        facts = self.catalog.take(chosen)
        columns = {}
        for name in _MOVED:
            column = getattr(facts, name).copy()
            for block in self._blocks[1:]:
                mine = (rows >= block.first) & (rows < block.first + len(block.sets))
                column[mine] = getattr(block.sets, name)[rows[mine] - block.first]
            columns[name] = column
        return replace(facts, **columns)

    def burn(self, number: int, t: Epoch, delta_v_rtn_km_s: Floats) -> None:
        """Change the velocity of an object at once, in R, T, N of its orbit.

        Raises
        ------
        OutOfRange
            Where it has no state then, or what comes of it is no orbit that SGP4 has.
        """
        r_km, v_km_s = (each[0] for each in self.states([number], t))
        if not np.isfinite(r_km).all():
            raise OutOfRange("burn", self.identity(number), expected="an object in orbit",
                             got="one without a state")  # fmt: skip
        axes = rtn_from_inertial(r_km[None], v_km_s[None])[0]
        after = v_km_s + axes.T @ np.asarray(delta_v_rtn_km_s, np.float64)
        bstar = self.sets([number]).bstar_per_er
        sets, off_km = fit_elements(r_km[None], after[None], t, bstar)
        if not off_km[0] < _FARTHEST_OFF_KM:
            raise OutOfRange("burn", self.identity(number), expected="an orbit about the Earth",
                             got="none that SGP4 has", hint="make the burn smaller")  # fmt: skip
        self.put([number], t, sets)

    def put(self, numbers: ArrayLike, t: Epoch, sets: Catalog) -> None:
        """Give objects other elements from an instant on: one row of *sets* each."""
        chosen = np.asarray(numbers, np.int64)
        first = self._blocks[-1].first + len(self._blocks[-1].sets)
        for number in chosen.tolist():
            past = self._before.setdefault(number, [])
            past.append((t.tai_ns, int(self._now[number])))
        self._blocks.append(_Block(first, sets, Sgp4Bulk(sets)))
        self._now[chosen] = first + np.arange(len(chosen))

    def add(self, facts: Catalog) -> Rows:
        """Add objects that were not there; their numbers.

        Raises
        ------
        ResourceLimit
            Where there would be more than 200,000.
        """
        if len(self) + len(facts) > MOST_OBJECTS:
            raise ResourceLimit("add objects to the world", expected=f"up to {MOST_OBJECTS:,}",
                                got=f"{len(self) + len(facts):,}")  # fmt: skip
        first = self._blocks[-1].first + len(self._blocks[-1].sets)
        numbers = np.arange(len(self), len(self) + len(facts))
        self._blocks.append(_Block(first, facts, Sgp4Bulk(facts)))
        self._now = np.concatenate([self._now, first + np.arange(len(facts))])
        self.catalog = joined([self.catalog, facts])
        self._number.update(
            (facts.identity(k), number) for k, number in enumerate(numbers.tolist())
        )
        return numbers


_MOVED: Final = (
    "epoch_tai_ns", "mean_motion_rad_s", "eccentricity", "inclination_rad", "raan_rad", "argp_rad",
    "mean_anomaly_rad", "bstar_per_er",
)  # fmt: skip


def joined(parts: Sequence[Catalog]) -> Catalog:
    """The rows of several catalogues, made up if the first is."""
    columns = {
        each.name: np.concatenate([getattr(part, each.name) for part in parts])
        for each in fields(Catalog)
        if each.name != "simulated"
    }
    return Catalog(**columns, simulated=parts[0].simulated)
