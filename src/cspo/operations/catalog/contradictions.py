"""Where sources contradict each other: with both values, their ages, and who says which.

Nothing is resolved here. A contradiction is shown with the rule that called it one,
until a source says something else or a nation decides between them
(`cspo.operations.catalog.adjudication`). The tests are numbered:

1. Orbits: positions at one instant differ by many times what element sets of their ages
   differ by (`cspo.operations.catalog.positions`).
2. A state or a trajectory, and elements: the same at the epoch of the state, at the start
   of the trajectory, or now while it lasts.
3. Owners: two that are not one nation and its organization.
4. Types: two, and neither is unknown.
5. Names: nothing in common, or numbers that differ.
6. Sizes: hard-body radii that differ by a factor of 2, radar cross-sections by 25,
   masses by 2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cspo.markings.label import Label
from cspo.operations.catalog.answers import Fact
from cspo.operations.catalog.facts import owner_of
from cspo.operations.catalog.names import names_agree, owners_agree, ratio
from cspo.operations.catalog.picture import Picture
from cspo.operations.catalog.positions import (
    AXES,
    LIMIT_SIGMA,
    PositionTest,
    compare_positions,
    compare_with_states,
    state_at,
)
from cspo.operations.catalog.sky import Side
from cspo.orbits import Catalog
from cspo.records.bodies.objects import ObjectFacts, ObjectType
from cspo.time import Epoch
from cspo.units import DAY_S, NS_PER_S

__all__ = ["Claim", "Contradiction", "find_contradictions"]

Floats = NDArray[np.float64]

_HBR_FACTOR: Final = 2.0
_RCS_FACTOR: Final = 25.0
_MASS_FACTOR: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one source says.

    Parameters
    ----------
    value : str
    unit : str
        Of the value, with the instant where it has one; empty for words.
    origin, source : str
        Who says so.
    age_s : float
        Of the orbit since its epoch, of a fact since it came, at the instant of asking.
    item_id : str
        The record or item that says so.
    label : Label
        Its mark: who may not see it may not see the contradiction either.
    """

    value: str
    unit: str
    origin: str
    source: str
    age_s: float
    item_id: str
    label: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Two sources that can't both be right.

    Parameters
    ----------
    object : str
    field : str
        ``"position"``, ``"owner"``, ``"type"``, ``"name"``, ``"hard-body radius"``,
        ``"radar cross-section"`` or ``"mass"``.
    values : tuple of Claim
        What each says.
    size : str
        How far apart they are: ``"37 km along track"``.
    rule : int
        Number of the test that called it a contradiction.
    test : str
        The test in words, with its numbers.
    """

    object: str
    field: str
    values: tuple[Claim, ...]
    size: str
    rule: int
    test: str


def find_contradictions(picture: Picture, objects: Iterable[str], t: Epoch) -> list[Contradiction]:
    """Contradictions between what sources say of some objects, object by object.

    Parameters
    ----------
    picture : Picture
    objects : iterable of str
        As `cspo.operations.catalog.Changes` names them.
    t : Epoch
        Now: ages are counted to it.
    """
    names = list(dict.fromkeys(objects))
    found: dict[str, list[Contradiction]] = {name: [] for name in names}
    for each in _of_orbits(picture, names, t):
        found[each.object].append(each)
    for name in names:
        facts = picture.facts(name)
        if len(facts) > 1:
            found[name] += _of_facts(name, facts, t)
    return [each for name in names for each in found[name]]


def _of_orbits(picture: Picture, names: list[str], t: Epoch) -> Iterator[Contradiction]:
    """Every two orbits of every object, compared all at once."""
    elements: list[tuple[Side, Side]] = []
    others: list[tuple[Side, Side]] = []
    for name in names:
        sides = picture.sides(name)
        sets = [side for side in sides if side.basis == "elements"]
        elements += combinations(sets, 2)
        others += product((side for side in sides if side.basis != "elements"), sets)
    if elements:
        catalog = _catalog(picture, [side for pair in elements for side in pair])
        rows = np.arange(0, 2 * len(elements), 2, dtype=np.int64)
        test = compare_positions(catalog, rows, rows + 1)
        for k in np.flatnonzero(test.contradicts).tolist():
            yield _position(*elements[k], test, k, t, rule=1)
    if others:
        yield from _of_states(picture, others, t)


def _of_states(
    picture: Picture, pairs: list[tuple[Side, Side]], t: Epoch
) -> Iterator[Contradiction]:
    """A state or a trajectory each with elements each."""
    kept: list[tuple[Side, Side]] = []
    at: list[int] = []
    states: list[Floats] = []
    sigmas: list[Floats] = []
    for one, side in pairs:
        if found := _state_of(picture, one, t):
            kept.append((one, side))
            at.append(found[0])
            states.append(found[1])
            sigmas.append(found[2])
    if not kept:
        return
    catalog = _catalog(picture, [side for _, side in kept])
    test = compare_with_states(
        catalog, np.arange(len(kept), dtype=np.int64), np.array(states), np.array(sigmas),
        np.array(at, np.int64),
    )  # fmt: skip
    for k in np.flatnonzero(test.contradicts).tolist():
        yield _position(*kept[k], test, k, t, rule=2)


def _state_of(picture: Picture, side: Side, t: Epoch) -> tuple[int, Floats, Floats] | None:
    """Instant, state and sigmas by which a state or a trajectory is compared, if it still is."""
    if known := picture.state(side):
        return side.epoch_tai_ns, *known
    flown = picture.ephemeris(side)
    if flown is None or flown.stop <= t:
        return None
    at_tai_ns = max(t, flown.start).tai_ns
    return at_tai_ns, *state_at(flown, at_tai_ns)


def _catalog(picture: Picture, sides: list[Side]) -> Catalog:
    """Element sets under the names that are shown: by them members of constellations are known."""
    catalog = picture.elements(sides)
    names = np.array(picture.shown_names([side.object for side in sides]), np.str_)
    return replace(catalog, name=np.where(names != "", names, catalog.name))


def _position(
    one: Side, two: Side, test: PositionTest, k: int, t: Epoch, *, rule: int
) -> Contradiction:
    at = Epoch(int(test.at_tai_ns[k]))
    claims = []
    for side, states in ((one, test.state1), (two, test.state2)):
        known = bool(np.isfinite(states[k, :3]).all())
        value = " ".join(f"{x:.3f}" for x in states[k, :3].tolist()) if known else "no state"
        claims.append(_claim(side, value, f"km TEME at {at.utc_iso(3)}", t))
    if test.lost[k]:
        return Contradiction(
            object=one.object, field="position", values=tuple(claims), rule=rule,
            size="a state by one of them alone",
            test=f"at {at.utc_iso(0)} SGP4 gives a state of {_aged(one, at)} or of"
            f" {_aged(two, at)}, and none of the other, as of what has decayed",
        )  # fmt: skip
    axis = test.worst_axis(k)
    apart = f"{_round(abs(float(test.difference_km[k, axis])))} km {AXES[axis]}"
    stale = "; the older set is stale: only the plane is compared" if test.stale[k] else ""
    return Contradiction(
        object=one.object, field="position", values=tuple(claims), size=apart, rule=rule,
        test=f"{apart} at {at.utc_iso(0)}, where {float(test.expected_km[k, axis]):.2g} km are"
        f" expected of {_aged(one, at)} and {_aged(two, at)}; the limit is"
        f" {LIMIT_SIGMA[axis]:.0f} times that{stale}",
    )  # fmt: skip


def _aged(side: Side, at: Epoch) -> str:
    if side.basis != "elements":
        return "a trajectory" if side.basis == "ephemeris" else "a state"
    return f"elements {(at.tai_ns - side.epoch_tai_ns) / NS_PER_S / DAY_S:.1f} d old"


def _claim(side: Side, value: str, unit: str, t: Epoch) -> Claim:
    return Claim(
        value=value, unit=unit, origin=side.origin, source=side.source,
        age_s=(t.tai_ns - side.epoch_tai_ns) / NS_PER_S, item_id=side.item_id, label=side.label,
    )  # fmt: skip


def _of_facts(name: str, facts: tuple[Fact, ...], t: Epoch) -> Iterator[Contradiction]:
    """Owners, types, names and sizes: each source against the first that says another thing."""
    for field, unit, rule, said, differ, words in _FACT_TESTS:
        told = [(fact, value) for fact in facts if (value := said(fact.facts)) not in ("", None)]
        for (fact, value), (other, another) in combinations(told, 2):
            size = differ(value, another)
            if size:
                yield Contradiction(
                    object=name, field=field, rule=rule, size=size, test=words,
                    values=(_fact(fact, value, unit, t), _fact(other, another, unit, t)),
                )  # fmt: skip


def _fact(fact: Fact, value: str | float, unit: str, t: Epoch) -> Claim:
    text = value if isinstance(value, str) else f"{value:g}"
    return Claim(
        value=text, unit=unit, origin=fact.origin, source=fact.source, age_s=t - fact.t,
        item_id=fact.record_id, label=fact.label,
    )  # fmt: skip


def _radius_m(facts: ObjectFacts) -> float | None:
    radius_km = facts.size.hard_body_radius_km if facts.size is not None else None
    return None if radius_km is None else 1_000.0 * radius_km


def _type(facts: ObjectFacts) -> str:
    return "" if facts.type is ObjectType.UNKNOWN else facts.type.value


def _unlike(agree: Callable[[str, str], bool]) -> Callable[[str, str], str]:
    return lambda one, other: "" if agree(one, other) else f"{one} or {other}"


def _beyond(factor: float) -> Callable[[float, float], str]:
    return lambda one, other: (
        f"a factor of {ratio(one, other):.3g}" if ratio(one, other) > factor else ""
    )


_FactTest = tuple[str, str, int, Callable[..., Any], Callable[..., str], str]

_FACT_TESTS: Final[tuple[_FactTest, ...]] = (
    ("owner", "", 3, owner_of, _unlike(owners_agree),
     "two owners that are not one nation and its organization"),
    ("type", "", 4, _type, _unlike(str.__eq__), "two types, and neither is unknown"),
    ("name", "", 5, lambda facts: facts.names[0] if facts.names else "", _unlike(names_agree),
     "two names with nothing in common, or with other numbers"),
    ("hard-body radius", "m", 6, _radius_m, _beyond(_HBR_FACTOR),
     f"radii that differ by more than a factor of {_HBR_FACTOR:g}"),
    ("radar cross-section", "m²", 6, lambda facts: facts.size.rcs_m2 if facts.size else None,
     _beyond(_RCS_FACTOR),
     f"cross-sections that differ by more than a factor of {_RCS_FACTOR:g}"),
    ("mass", "kg", 6, lambda facts: facts.mass_kg, _beyond(_MASS_FACTOR),
     f"masses that differ by more than a factor of {_MASS_FACTOR:g}"),
)  # fmt: skip


def _round(km: float) -> str:
    return f"{km:,.0f}" if km >= 20.0 else f"{km:.1f}"
