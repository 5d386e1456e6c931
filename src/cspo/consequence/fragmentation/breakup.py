"""One break-up drawn from the NASA standard break-up model."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.consequence.fragmentation.area_to_mass import area_m2, draw_area_to_mass
from cspo.consequence.fragmentation.conserve import (
    capped,
    centered,
    filled,
    intact_length_m,
    mass_between_kg,
)
from cspo.consequence.fragmentation.laws import (
    COLLISION_SLOPE,
    EXPLOSION_SLOPE,
    broken_mass_kg,
    specific_energy_j_g,
)
from cspo.consequence.fragmentation.pieces import (
    LARGEST_LAW_M,
    SMALLEST_LAW_M,
    Breakup,
    Fragments,
    Parent,
)
from cspo.consequence.fragmentation.speeds import Kind, draw_delta_v_km_s
from cspo.errors import OutOfRange, ResourceLimit, UsageError

__all__ = ["MOST_PIECES", "collide", "explode"]

Floats = NDArray[np.float64]

MOST_PIECES: Final = 4_000_000
"""About 0.6 GB while they are drawn."""
FASTEST_KM_S: Final = 100.0
SLOWEST_KM_S: Final = 1e-6
LARGEST_SCALE: Final = 100.0
FASTEST_FACTOR: Final = 10.0


def collide(
    target: Parent,
    projectile: Parent,
    relative_speed_km_s: float,
    *,
    smallest_m: float = 0.1,
    broken_kg: tuple[float, float] | None = None,
    speed_factor: float = 1.0,
    generator: np.random.Generator,
) -> Breakup:
    """Pieces of two objects that collide.

    Parameters
    ----------
    target, projectile : Parent
        Which is which sets only the numbers in *parent* of the pieces.
    relative_speed_km_s : float
        1 mm/s to 100 km/s. The model rests on tests at 6 km/s and more.
    smallest_m : float
        Pieces from this length on are drawn, 1 mm to 1 m.
    broken_kg : (2,) floats, optional
        Mass of target and of projectile that goes to pieces, where it is known better than from
        the energy: see `cspo.consequence.fragmentation.fitted`.
    speed_factor : float
        Times the speeds of the model, above 0 to 10. Real clouds of collisions are as wide as with
        0.3 to 0.7 (docs/validation/fragmentation.md).
    generator : numpy.random.Generator
        The same seed gives the same pieces.

    Returns
    -------
    Breakup
        Of a collision that is not catastrophic, the first pieces are what is left of the
        parents.

    Raises
    ------
    UsageError
        Where the speed, its factor or a broken mass has no meaning.
    OutOfRange
        Where *smallest_m* lies outside the law.
    ResourceLimit
        Where there would be more than 4 million pieces.

    Examples
    --------
    >>> both = collide(Parent(mass_kg=950.0), Parent(mass_kg=560.0), 11.65,
    ...                smallest_m=0.05, generator=np.random.default_rng(1))
    >>> both.catastrophic, len(both.fragments), both.pieces_over(0.1).expected.__round__()
    (True, 4064, 1242)
    """
    if not SLOWEST_KM_S <= relative_speed_km_s <= FASTEST_KM_S:
        raise UsageError("collide", "relative speed", expected="1 mm/s to 100 km/s",
                         got=f"{relative_speed_km_s} km/s")  # fmt: skip
    parents = (target, projectile)
    catastrophic, mass_kg = broken_mass_kg(target.mass_kg, projectile.mass_kg, relative_speed_km_s)
    if broken_kg is None:
        broken_kg = _shares(target.mass_kg, projectile.mass_kg, mass_kg, whole=catastrophic)
    elif len(broken_kg) != len(parents):
        raise UsageError("collide", "broken mass", expected="one of each parent",
                         got=f"{len(broken_kg)} masses")  # fmt: skip
    else:
        for parent, part_kg in zip(parents, broken_kg, strict=True):
            if not 0.0 <= part_kg <= parent.mass_kg or sum(broken_kg) <= 0.0:
                raise UsageError("collide", "broken mass", expected="up to the parent's mass",
                                 got=f"{part_kg} of {parent.mass_kg} kg")  # fmt: skip
        mass_kg = sum(broken_kg)
    law = _Law(
        kind="collision", coefficient=0.1 * mass_kg**0.75, slope=COLLISION_SLOPE,
        smallest_m=smallest_m, speed_factor=speed_factor,
    )  # fmt: skip
    fragments, unresolved_kg, remnants = law.draw(parents, broken_kg, generator)
    return Breakup(
        kind="collision", catastrophic=catastrophic,
        energy_j_g=specific_energy_j_g(target.mass_kg, projectile.mass_kg, relative_speed_km_s),
        fragmented_mass_kg=mass_kg, smallest_m=smallest_m, fragments=fragments,
        unresolved_mass_kg=unresolved_kg, remnants=remnants, speed_factor=speed_factor,
    )  # fmt: skip


def explode(
    parent: Parent,
    *,
    scale: float = 1.0,
    smallest_m: float = 0.1,
    speed_factor: float = 1.0,
    generator: np.random.Generator,
) -> Breakup:
    """Pieces of one object that explodes.

    Parameters
    ----------
    parent : Parent
    scale : float
        *S* of the law, above 0: 1 for upper stages of 600 to 1,000 kg.
    smallest_m : float
        Pieces from this length on are drawn, 1 mm to 1 m.
    speed_factor : float
        Times the speeds of the model, above 0 to 10.
    generator : numpy.random.Generator

    Raises
    ------
    UsageError, OutOfRange, ResourceLimit
        As `collide`.

    Examples
    --------
    >>> stage = Parent(mass_kg=900.0, is_rocket_body=True)
    >>> explode(stage, generator=np.random.default_rng(1)).fragments
    <Fragments: 239 pieces, 860.4 kg>
    """
    if not 0.0 < scale <= LARGEST_SCALE:
        raise UsageError("explode", "scale", expected="above 0, at most 100", got=str(scale))
    law = _Law(kind="explosion", coefficient=6.0 * scale, slope=EXPLOSION_SLOPE,
               smallest_m=smallest_m, speed_factor=speed_factor)  # fmt: skip
    fragments, unresolved_kg, _ = law.draw((parent,), (parent.mass_kg,), generator)
    return Breakup(
        kind="explosion", catastrophic=None, energy_j_g=None,
        fragmented_mass_kg=parent.mass_kg, scale=scale, smallest_m=smallest_m,
        fragments=fragments, unresolved_mass_kg=unresolved_kg, speed_factor=speed_factor,
    )  # fmt: skip


def _shares(
    target_kg: float, projectile_kg: float, broken_kg: float, *, whole: bool
) -> tuple[float, float]:
    """Which part of the broken mass is the target's and which the projectile's.

    Where the collision is not catastrophic the lighter object goes to pieces, and what is over
    comes out of the heavier; below 1.4 km/s half from each.
    """
    if whole:
        return target_kg, projectile_kg
    light_kg = min(target_kg, projectile_kg, 0.5 * broken_kg)
    heavy_kg = broken_kg - light_kg
    return (heavy_kg, light_kg) if projectile_kg <= target_kg else (light_kg, heavy_kg)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Law:
    """``N(>L) = coefficient L^-slope`` from *smallest_m* on, and what is drawn from it."""

    kind: Kind
    coefficient: float
    slope: float
    smallest_m: float
    speed_factor: float

    def __post_init__(self) -> None:
        if not 0.0 < self.speed_factor <= FASTEST_FACTOR:
            raise UsageError("draw pieces", "speed factor", expected="above 0, at most 10",
                             got=str(self.speed_factor))  # fmt: skip
        if not SMALLEST_LAW_M <= self.smallest_m < LARGEST_LAW_M:
            raise OutOfRange("draw pieces", "smallest length", expected="1 mm to 1 m",
                             got=f"{self.smallest_m} m")  # fmt: skip
        if self.count > MOST_PIECES:
            fits_m = (self.coefficient / MOST_PIECES) ** (1.0 / self.slope)
            fits_mm = math.ceil(1e5 * fits_m) / 1e2
            raise ResourceLimit(
                "draw pieces", expected=f"at most {MOST_PIECES:,} pieces", got=f"{self.count:,}",
                hint=f"take pieces from {fits_mm:.2f} mm on",
            )  # fmt: skip

    @property
    def count(self) -> int:
        """Pieces from the smallest length on."""
        return round(float(self.coefficient * self.smallest_m**-self.slope))

    def draw(
        self, parents: tuple[Parent, ...], broken_kg: tuple[float, ...],
        generator: np.random.Generator,
    ) -> tuple[Fragments, Floats, int]:  # fmt: skip
        """Pieces of all parents with remnants first, mass in smaller ones, number of remnants."""
        total_kg = sum(broken_kg)
        counts = [round(self.count * part_kg / total_kg) for part_kg in broken_kg]
        counts[0] = self.count - sum(counts[1:])
        clouds = [
            self._pieces_of(parent, part_kg, n, part_kg / total_kg, generator)
            for parent, part_kg, n in zip(parents, broken_kg, counts, strict=True)
        ]
        column = {
            name: np.concatenate([cloud[name] for cloud, _ in clouds])
            for name in ("length_m", "mass_kg", "delta_v_km_s", "remnant")
        }
        parent = np.repeat(
            np.arange(len(parents), dtype=np.int8), [len(c["mass_kg"]) for c, _ in clouds]
        )
        order = np.lexsort((-column["length_m"], ~column["remnant"]))
        fragments = Fragments(
            length_m=column["length_m"][order], area_m2=area_m2(column["length_m"][order]),
            mass_kg=column["mass_kg"][order], delta_v_km_s=column["delta_v_km_s"][order],
            parent=parent[order],
        )  # fmt: skip
        unresolved_kg = np.array([small_kg for _, small_kg in clouds])
        unresolved_kg.setflags(write=False)
        return fragments, unresolved_kg, int(column["remnant"].sum())

    def _pieces_of(
        self, parent: Parent, broken_kg: float, n: int, share: float,
        generator: np.random.Generator,
    ) -> tuple[dict[str, NDArray[np.generic]], float]:  # fmt: skip
        """Pieces of one parent: length, mass, velocity, whether a remnant; mass in smaller ones."""
        longest_m = float(intact_length_m(broken_kg))
        if longest_m <= self.smallest_m:
            n = 0
        length_m = self._lengths(n, longest_m, generator)
        area_to_mass = draw_area_to_mass(
            length_m, is_rocket_body=parent.is_rocket_body, generator=generator
        )
        mass_kg = area_m2(length_m) / area_to_mass
        small_kg = self._small_mass_kg(parent, broken_kg, longest_m, share) if n else broken_kg
        if n:
            length_m, mass_kg = _closed(length_m, mass_kg, broken_kg - small_kg)
        ratio = area_m2(length_m) / mass_kg
        delta_v = self.speed_factor * draw_delta_v_km_s(ratio, self.kind, generator)
        rest_kg = parent.mass_kg - broken_kg
        remnant = np.zeros(n, np.bool_)
        if rest_kg > 1e-9 * parent.mass_kg:
            length_m = np.append(length_m, parent.length_m)
            mass_kg = np.append(mass_kg, rest_kg)
            delta_v = np.append(delta_v, np.zeros((1, 3)), axis=0)
            remnant = np.append(remnant, True)
        if len(mass_kg):
            delta_v = centered(mass_kg, delta_v)
        cloud: dict[str, NDArray[np.generic]] = {
            "length_m": length_m, "mass_kg": mass_kg, "delta_v_km_s": delta_v, "remnant": remnant,
        }  # fmt: skip
        return cloud, small_kg

    def _lengths(self, n: int, longest_m: float, generator: np.random.Generator) -> Floats:
        """Lengths by the law, one from each of *n* parts of equal probability, longest first."""
        if n == 0:  # nothing broke, or all pieces are smaller: `longest_m` may be 0
            return np.empty(0)
        part = (np.arange(n) + generator.random(n)) / n
        most, least = longest_m**-self.slope, self.smallest_m**-self.slope
        return np.asarray((most + part * (least - most)) ** (-1.0 / self.slope))

    def _small_mass_kg(
        self, parent: Parent, broken_kg: float, longest_m: float, share: float
    ) -> float:
        """Mass in pieces from 1 mm to the smallest; in proportion where all would be too heavy."""
        small_kg, rest_kg = (
            mass_between_kg(a_m, b_m, share * self.coefficient, self.slope,
                            is_rocket_body=parent.is_rocket_body)
            for a_m, b_m in ((SMALLEST_LAW_M, self.smallest_m), (self.smallest_m, longest_m))
        )  # fmt: skip
        return small_kg * min(1.0, broken_kg / (small_kg + rest_kg))


def _closed(length_m: Floats, mass_kg: Floats, total_kg: float) -> tuple[Floats, Floats]:
    """Lengths and masses of pieces whose masses add up to what there is."""
    if mass_kg.sum() >= total_kg:
        return length_m, capped(mass_kg, total_kg)
    large = length_m >= min(LARGEST_LAW_M, float(length_m.max()))
    mass_kg = filled(mass_kg, large, total_kg)
    length_m = np.where(large, np.maximum(length_m, intact_length_m(mass_kg)), length_m)
    return length_m, mass_kg
