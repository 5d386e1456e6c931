"""What is asked about a break-up, and what a mass rests on where nobody states it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from cspo.consequence.fragmentation import Parent
from cspo.errors import UsageError
from cspo.operations.consequence.sky import StudySky
from cspo.time import Epoch

__all__ = ["BreakupQuestion", "Happened", "mass_of", "parent_of"]

Happened = Literal["supposed", "reported"]

_HEAVIEST_KG: Final = 1e6
_LONGEST_H: Final = 72.0
_PIECE_KG: Final = 1.0
"""Of a catalogued piece of debris whose size nobody measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakupQuestion:
    """Something broke up, or is supposed to have.

    Parameters
    ----------
    object : str
        Identity of what broke up.
    at : Epoch
    kind : str
        ``explosion`` or ``collision``.
    happened : str
        ``supposed`` or ``reported``.
    other : str
        Of a collision, the other object; empty: one of *projectile_mass_kg*.
    mass_kg, projectile_mass_kg : float or None
        kg; None: by what is known of the object, or its size.
    relative_speed_km_s : float or None
        km/s; None: of both orbits.
    hours : float
        So long pieces are screened against the sky.
    smallest_m : float
        Pieces from this length on, m.
    scale : float
        Of an explosion: 1 for an upper stage.
    lost : tuple of str
        Satellites that are held to be lost besides.
    seed : int

    Raises
    ------
    UsageError
        Where a number has no meaning, or a collision has nothing to collide with.
    """

    object: str
    at: Epoch
    kind: Literal["explosion", "collision"] = "explosion"
    happened: Happened = "supposed"
    other: str = ""
    mass_kg: float | None = None
    projectile_mass_kg: float | None = None
    relative_speed_km_s: float | None = None
    hours: float = 24.0
    smallest_m: float = 0.05
    scale: float = 1.0
    lost: tuple[str, ...] = ()
    seed: int = 1

    def __post_init__(self) -> None:
        _within("hours", self.hours, 0.0, _LONGEST_H, "h")
        for name in ("mass_kg", "projectile_mass_kg"):
            value = getattr(self, name)
            if value is not None:
                _within(name, value, 0.0, _HEAVIEST_KG, "kg")
        if self.relative_speed_km_s is not None:
            _within("relative_speed_km_s", self.relative_speed_km_s, 0.0, 20.0, "km/s")
        if self.kind == "collision" and not self.other and self.projectile_mass_kg is None:
            raise UsageError(
                "ask about a collision", self.object, expected="the other object, or its mass",
                got="neither",
            )  # fmt: skip
        if self.kind == "collision" and not self.other and self.relative_speed_km_s is None:
            raise UsageError(
                "ask about a collision", self.object, got="no relative speed",
                expected="the other object, or the relative speed of what has no orbit here",
            )  # fmt: skip
        if self.other and self.other == self.object:
            raise UsageError("ask about a collision", self.object, expected="two objects")


def _within(name: str, value: float, low: float, high: float, unit: str) -> None:
    if not low < value <= high:
        raise UsageError("ask about a break-up", name, got=f"{value:g}",
                         expected=f"above {low:g}, at most {high:g} {unit}")  # fmt: skip


def mass_of(sky: StudySky, row: int, given_kg: float | None) -> tuple[float, str]:
    """Mass of an object, kg, and what it rests on: ``given``, ``record``, ``size`` or ``class``.

    Where nobody states it, it is that of an intact object of its size: the law of size and mass
    that the break-up model rests on (`Parent.length_m`), the other way round.

    Examples
    --------
    >>> from cspo.orbits.reference_population import reference_population
    >>> mass_of(StudySky.of_catalog(reference_population(count=100)), 0, 950.0)
    (950.0, 'given')
    """
    if given_kg is not None:
        return given_kg, "given"
    known = sky.known(row)
    if known.mass_kg is not None:
        return known.mass_kg, "record"
    if sky.size_known[row]:
        return _mass_of_length(2.0 * float(sky.radius_m[row])), "size"
    if known.type == "DEBRIS":
        return _PIECE_KG, "class"
    return _mass_of_length(2.0 * float(sky.radius_m[row])), "class"


def _mass_of_length(length_m: float) -> float:
    """Mass of an intact object that long, kg: a sphere of 92.937 d^-0.74 kg/m3."""
    unit_m = Parent(mass_kg=1.0).length_m
    return float(max((length_m / unit_m) ** 2.26, 1e-3))


def parent_of(sky: StudySky, row: int, mass_kg: float) -> Parent:
    """The object as the break-up model takes it."""
    return Parent(mass_kg=mass_kg, is_rocket_body=sky.known(row).type == "ROCKET BODY")
