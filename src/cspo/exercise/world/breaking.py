"""Break-ups: an object becomes pieces, drawn from the NASA standard break-up model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.consequence.clouds import cloud_of, element_sets
from cspo.consequence.fragmentation import Breakup as Pieces
from cspo.consequence.fragmentation import Parent, collide, explode
from cspo.errors import OutOfRange
from cspo.exercise.scenario import Breakup
from cspo.exercise.world.truth import Truth
from cspo.frames import Frame
from cspo.orbits import Catalog, State
from cspo.time import Epoch

__all__ = ["FIRST_PIECE_ID", "Broken", "broken_up", "piece_name"]

FIRST_PIECE_ID: Final = 992_000_001
"""Number of the first piece: no real catalogue, the reference population or a scenario uses it."""

_USUAL_KM_S: Final = 10.0
_SMALL_KG: Final = 10.0
_NAME: Final = 24


def piece_name(name: str) -> str:
    """What catalogues call a piece of an object of that name.

    Examples
    --------
    >>> piece_name("OLD STAGE 11"), piece_name("A NAME OF 24 CHARACTERS.")
    ('OLD STAGE 11 DEB', 'A NAME OF 24 CHARACT DEB')
    """
    return f"{name[: _NAME - 4]} DEB"


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """What a break-up made of an object.

    Parameters
    ----------
    parent : Catalog
        One row: the elements of the largest piece, which keeps the parent's number.
    pieces : Catalog
        The others that are in the world, the largest first.
    """

    parent: Catalog
    pieces: Catalog


def broken_up(
    truth: Truth, number: int, mass_kg: float, breakup: Breakup, t: Epoch, first_id: int,
    generator: np.random.Generator,
) -> Broken:  # fmt: skip
    """Break an object up, as it is supposed to have happened.

    Parameters
    ----------
    number : int
        Of the object.
    first_id : int
        Catalogue number of the first piece.

    Raises
    ------
    OutOfRange
        Where the object has no state, or nothing of it stays in orbit.
    """
    facts = truth.catalog.take(np.array([number]))
    r_km, v_km_s = (each[0] for each in truth.states([number], t))
    if not np.isfinite(r_km).all():
        raise OutOfRange("break up", facts.identity(0), expected="an object in orbit",
                         got="one without a state")  # fmt: skip
    parent = Parent(mass_kg=mass_kg, is_rocket_body=str(facts.object_type[0]) == "ROCKET BODY")
    states = [State(frame=Frame.TEME, epoch=t, r_km=r_km, v_km_s=v_km_s)]
    if breakup.kind == "collision":
        speed_km_s = breakup.relative_speed_km_s or _USUAL_KM_S
        other = Parent(mass_kg=breakup.other_kg or _SMALL_KG)
        made = collide(parent, other, speed_km_s, smallest_m=breakup.smallest_m,
                       generator=generator)  # fmt: skip
        v_other = v_km_s + speed_km_s * _level(r_km, generator)
        states.append(State(frame=Frame.TEME, epoch=t, r_km=r_km, v_km_s=v_other))
    else:
        made = explode(parent, smallest_m=breakup.smallest_m, generator=generator)
    return _as_sets(made, states, facts, breakup, first_id)


def _as_sets(
    made: Pieces, states: list[State], facts: Catalog, breakup: Breakup, first_id: int
) -> Broken:
    """The largest pieces that stay in orbit, as element sets with numbers and names."""
    if not len(made.fragments):
        raise OutOfRange("break up", facts.identity(0), expected="pieces of that size", got="none",
                         hint="make smallest_m smaller")  # fmt: skip
    found = element_sets(cloud_of(made, states))
    up = np.flatnonzero(np.isinf(found.end_s))
    largest = np.flatnonzero(made.fragments.parent[found.rows[up]] == 0)
    if not len(largest):
        raise OutOfRange("break up", facts.identity(0), expected="pieces that stay in orbit",
                         got="none")  # fmt: skip
    rest = np.delete(up, largest[0])[: breakup.most_pieces]
    sets = found.catalog.take(rest)
    count = len(rest)
    name = piece_name(str(facts.name[0]) or facts.identity(0))
    area_m2 = made.fragments.area_m2[found.rows[rest]]
    pieces = Catalog(
        norad_id=np.arange(first_id, first_id + count), name=np.full(count, name),
        owner=np.full(count, str(facts.owner[0])), object_type=np.full(count, "DEBRIS"),
        **{each: getattr(sets, each) for each in _ORBIT}, rcs_m2=area_m2,
        source=np.full(count, "EXERCISE world"), simulated=True,
    )  # fmt: skip
    return Broken(parent=found.catalog.take(up[largest[:1]]), pieces=pieces)


_ORBIT: Final = (
    "epoch_tai_ns", "mean_motion_rad_s", "eccentricity", "inclination_rad", "raan_rad", "argp_rad",
    "mean_anomaly_rad", "bstar_per_er",
)  # fmt: skip


def _level(r_km: NDArray[np.float64], generator: np.random.Generator) -> NDArray[np.float64]:
    """A direction at right angles to a place's, any alike."""
    up = r_km / np.linalg.norm(r_km)
    drawn = generator.standard_normal(3)
    level = drawn - up * float(drawn @ up)
    return np.asarray(level / np.linalg.norm(level))
