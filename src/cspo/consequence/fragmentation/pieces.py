"""The values of a break-up: who breaks up, the pieces, and how many are to be expected."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.consequence.band import Band
from cspo.consequence.fragmentation.conserve import intact_length_m
from cspo.consequence.fragmentation.laws import collision_pieces, explosion_pieces
from cspo.consequence.fragmentation.speeds import Kind
from cspo.errors import OutOfRange, UsageError

__all__ = ["FACTOR", "LARGEST_LAW_M", "SMALLEST_LAW_M", "Breakup", "Fragments", "Parent"]

Floats = NDArray[np.float64]

FACTOR: Final = 4.0
"""Real break-ups made between a quarter and four times the pieces of the model."""
SMALLEST_LAW_M: Final = 1e-3
LARGEST_LAW_M: Final = 1.0
"""The laws of size are fitted from 1 mm to 1 m."""
LIGHTEST_KG: Final = 1e-9
HEAVIEST_KG: Final = 1e6
"""More than anything in orbit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parent:
    """An object before it breaks up.

    Parameters
    ----------
    mass_kg : float
        1 µg to 1,000 t, dry mass where known.
    is_rocket_body : bool
        An upper stage: its pieces are lighter for their area than those of a spacecraft.

    Raises
    ------
    UsageError
        Where the mass is no mass.

    Examples
    --------
    >>> round(Parent(mass_kg=560.0).length_m, 2)
    2.95
    """

    mass_kg: float
    is_rocket_body: bool = False

    def __post_init__(self) -> None:
        if not LIGHTEST_KG <= self.mass_kg <= HEAVIEST_KG:
            raise UsageError("build parent", "mass", expected="1e-9 to 1,000,000 kg",
                             got=str(self.mass_kg))  # fmt: skip

    @property
    def length_m(self) -> float:
        """Size of an intact object of that mass, m.

        See `cspo.consequence.fragmentation.conserve.intact_length_m`.
        """
        return float(intact_length_m(self.mass_kg))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Fragments:
    """Pieces of a break-up, one row each, the largest first; columns are read-only.

    Parameters
    ----------
    length_m, area_m2, mass_kg : (n,) float64
        Characteristic length (mean of three extents), mean cross-section, mass.
    delta_v_km_s : (n, 3) float64
        Velocity that a piece has more than its own parent just before, in inertial axes; the
        model prefers no direction.
    parent : (n,) int8
        0 the target, 1 the projectile.
    """

    length_m: Floats
    area_m2: Floats
    mass_kg: Floats
    delta_v_km_s: Floats
    parent: NDArray[np.int8]

    def __post_init__(self) -> None:
        n = len(self.length_m)
        for each in fields(self):
            column = np.asarray(getattr(self, each.name),
                                np.int8 if each.name == "parent" else np.float64)  # fmt: skip
            if column.shape != ((n, 3) if each.name == "delta_v_km_s" else (n,)):
                raise UsageError("build fragments", each.name, expected=f"{n} rows",
                                 got=str(column.shape))  # fmt: skip
            column = column.view()
            column.setflags(write=False)
            object.__setattr__(self, each.name, column)

    def __len__(self) -> int:
        return len(self.length_m)

    def __repr__(self) -> str:
        return f"<Fragments: {len(self)} pieces, {self.mass_kg.sum():.1f} kg>"

    @property
    def area_to_mass_m2_kg(self) -> Floats:
        """(n,) m2/kg."""
        return np.asarray(self.area_m2 / self.mass_kg)

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> Fragments:
        """Some of the pieces, by their numbers or by a mask."""
        return Fragments(**{each.name: getattr(self, each.name)[rows] for each in fields(self)})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Breakup:
    """One break-up: its pieces down to a size, and how far the model can be wrong.

    Parameters
    ----------
    kind : str
        ``collision`` or ``explosion``.
    catastrophic : bool or None
        None for an explosion.
    energy_j_g : float or None
        Kinetic energy of the lighter object for each gram of the heavier; None for an explosion.
    fragmented_mass_kg : float
        Mass that went into pieces; of a collision it sets their number.
    scale : float
        Of an explosion, the *S* of its law; else 1.
    smallest_m : float
        Pieces below this length are not in *fragments*.
    fragments : Fragments
        As many as the model expects: weigh them by 1/4 to 4 for the bounds. None of a parent
        whose broken mass is no longer than *smallest_m*.
    unresolved_mass_kg : (parents,) float64
        Mass of each parent in pieces below *smallest_m*; with *fragments* it makes up the
        parents' whole mass.
    remnants : int
        The first rows of *fragments* that are not pieces but what is left of the parents.
    speed_factor : float
        What the speeds of the model were multiplied by.
    low_factor, high_factor : float
        Bounds of the number of pieces.
    """

    kind: Kind
    catastrophic: bool | None
    energy_j_g: float | None
    fragmented_mass_kg: float
    scale: float = 1.0
    smallest_m: float
    fragments: Fragments
    unresolved_mass_kg: Floats
    remnants: int = 0
    speed_factor: float = 1.0
    low_factor: float = 1.0 / FACTOR
    high_factor: float = FACTOR

    def pieces_over(self, length_m: float) -> Band:
        """How many pieces are at least that long: a quarter of the law, the law, four times it.

        None is longer than an intact object of the mass that broke.

        Raises
        ------
        OutOfRange
            Outside 1 mm to 1 m, where there is no law.
        """
        if not SMALLEST_LAW_M <= length_m <= LARGEST_LAW_M:
            raise OutOfRange("count pieces", "length", expected="1 mm to 1 m",
                             got=f"{length_m} m")  # fmt: skip
        if self.kind == "collision":
            expected = float(collision_pieces(self.fragmented_mass_kg, length_m))
        else:
            expected = float(explosion_pieces(self.scale, length_m))
        if length_m >= float(intact_length_m(self.fragmented_mass_kg)):
            expected = 0.0
        return Band(
            low=expected * self.low_factor, expected=expected, high=expected * self.high_factor
        )

    def target_alone(self) -> Breakup:
        """The same without pieces of the projectile: of one that was in no orbit, they fall back.

        Counts by the law stay those of both.
        """
        own = self.fragments.parent == 0
        return replace(
            self, fragments=self.fragments.take(own), remnants=int(own[: self.remnants].sum())
        )
