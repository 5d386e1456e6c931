"""What ``cspo consequence environment`` found, as plain values and as text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from cspo.cli.console import print_table, say

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cspo.consequence.environment import Outlook
    from cspo.orbits import Catalog

__all__ = ["outlook_values", "say_outlook", "say_snapshots"]

LIMITS = (
    "Means by shell: no single object is followed, orbits are circles.",
    "Debris is what is 10 cm or larger; smaller pieces are neither counted nor do they break up.",
    "What is supposed about launches, disposal and explosions decides more than the physics.",
)


def outlook_values(found: Outlook, sky: Catalog, *, title: str, seed: int) -> dict[str, Any]:
    """All of it, with the unit in each name; null stands for a number without bound."""
    from cspo.consequence.environment import NAMES

    bands, case = found.bands, found.model.scenario
    expected = bands.expected
    debris = NAMES.index("debris")
    rank = bands.rank_correlation("debris")
    return {
        "catalog": title, "simulated": sky.simulated, "objects": len(sky),
        "epoch_utc": found.start.epoch.utc_iso(0), "seed": seed,
        "inputs": {
            "launches_per_year": round(float(case.launches_per_year.sum()), 3),
            "rocket_bodies_per_year": round(float(case.rocket_bodies_per_year.sum()), 3),
            "disposal_success": case.disposal_success, "operating_years": case.operating_years,
            "failures_per_year": case.failures_per_year,
            "explosions_per_year_of_each": case.satellite_explosions_per_year,
            "unavoided": case.unavoided, "unavoided_active": case.unavoided_active,
            "impact_speed_km_s": case.impact_speed_km_s, "smallest_m": case.smallest_m,
        },
        "band": bands.words, "years": bands.years.tolist(), "edges_km": case.edges_km.tolist(),
        "species": [
            {
                "species": name, "low": _plain(bands.objects[0, :, i]),
                "expected": _plain(expected.total(name)), "median": _plain(bands.objects[1, :, i]),
                "high": _plain(bands.objects[2, :, i]),
            }
            for i, name in enumerate(NAMES)
        ],
        "debris_by_shell": {
            "first": _plain(expected.population[0, debris]),
            "low": _plain(bands.by_shell[0, -1, debris]),
            "expected": _plain(expected.population[-1, debris]),
            "high": _plain(bands.by_shell[2, -1, debris]),
        },
        "collisions": {
            "low": _plain(bands.collisions[0]), "expected": _plain(expected.collisions.sum(axis=1)),
            "high": _plain(bands.collisions[2]),
        },
        "ran_away_share": bands.ran_away,
        "reproduction": found.reproduction,
        "reproduction_by_shell": _plain(found.reproduction_by_shell),
        "index_by_shell": _plain(found.index_by_shell),
        "undisposed_kg_by_shell": _plain(found.undisposed_kg_by_shell),
        "balance": None if found.balance is None else {
            "objects": dict(zip(NAMES, _plain(found.balance.population.sum(axis=1)), strict=True)),
            "stable": found.balance.stable,
            "slowest_years": _number(found.balance.slowest_years),
        },
        "swings": [
            {"name": each.name, "factor": each.factor, "low": _number(each.low),
             "high": _number(each.high), "rank_correlation": _number(rank[each.name])}
            for each in found.swings
        ],
        "critical": _critical(found, sky),
        "limits": list(LIMITS),
    }  # fmt: skip


def _critical(found: Outlook, sky: Catalog) -> list[dict[str, Any]]:
    from cspo.orbits.regime import perigee_apogee_km

    some, judged = sky.take(found.critical_rows), found.critical
    perigee, apogee = perigee_apogee_km(
        some.mean_motion_rad_s, some.eccentricity, some.inclination_rad
    )
    return [
        {
            "object": some.identity(i), "name": str(some.name[i]), "owner": str(some.owner[i]),
            "type": str(some.object_type[i]), "perigee_km": round(float(perigee[i]), 1),
            "apogee_km": round(float(apogee[i]), 1), "mass_kg": round(float(found.mass_kg[i]), 1),
            "radius_m": round(float(found.radius_m[i]), 2),
            "collision_probability": float(judged.collision_probability[i]),
            "explosion_probability": float(judged.explosion_probability[i]),
            "pieces": float(judged.collision_pieces[i]),
            "hits_per_piece": float(judged.hits_per_piece[i]), "index": float(judged.index[i]),
            "share": float(found.critical_share[i]),
            "mass_years_kg": float(judged.mass_years_kg[i]),
        }
        for i in range(len(some))
    ]  # fmt: skip


def say_outlook(values: dict[str, Any]) -> None:
    """Print it for people."""
    last = values["years"][-1]
    say(f"{values['catalog']}: {values['objects']:,} objects, {values['epoch_utc']}")
    say(f"after {last:g} years, low to high by {values['band']}")
    print_table(
        "",
        [("species", "left"), ("now", "right"), ("low", "right"), ("expected", "right"),
         ("high", "right")],
        [
            [each["species"], _count(each["expected"][0]),
             *(_count(each[key][-1]) for key in ("low", "expected", "high"))]
            for each in values["species"]
        ],
    )  # fmt: skip
    low, middle, high = (values["collisions"][key][-1] for key in ("low", "expected", "high"))
    say(f"collisions till then: {_count(low)} to {_count(high)}, expected {_count(middle)}")
    said = "grows without any launch" if values["reproduction"] > 1.0 else "falls out"
    say(f"one piece makes {values['reproduction']:.2f} pieces before it has sunk out, with what is "
        f"there now: debris {said}")  # fmt: skip
    say(_balance(values["balance"]))
    print_table(
        "What each input does alone: debris at the end",
        [("input", "left"), ("factor", "right"), ("divided", "right"), ("multiplied", "right")],
        [[s["name"], f"{s['factor']:g}", _count(s["low"]), _count(s["high"])]
         for s in values["swings"]],
    )  # fmt: skip
    print_table(
        "Whose break-up matters most to working satellites",
        [("object", "left"), ("name", "left"), ("altitude, km", "right"), ("mass, kg", "right"),
         ("P collision", "right"), ("index", "right"), ("share", "right")],
        [
            [line["object"], line["name"], f"{line['perigee_km']:.0f} - {line['apogee_km']:.0f}",
             f"{line['mass_kg']:,.0f}", f"{line['collision_probability']:.1e}",
             f"{line['index']:.1e}", f"{line['share']:.2%}"]
            for line in values["critical"]
        ],
    )  # fmt: skip
    say(_worst_shells(values))
    for text in values["limits"]:
        say(text)


def say_snapshots(lines: list[dict[str, Any]]) -> None:
    """Print catalogues by altitude, a line each."""
    print_table(
        "Catalogued objects from 200 to 2,000 km",
        [("epoch", "left"), ("catalogue", "left"), ("objects", "right"),
         *((name, "right") for name in lines[0]["mean_count"]), ("densest, km", "right"),
         ("a cubic km", "right")],
        [
            [
                line["epoch_utc"][:10], line["catalog"], f"{line['objects']:,}",
                *(f"{sum(counts):,.0f}" for counts in line["mean_count"].values()),
                *_densest(line),
            ]
            for line in lines
        ],
    )  # fmt: skip


def _worst_shells(values: dict[str, Any]) -> str:
    index, mass, edges = (
        values[name] for name in ("index_by_shell", "undisposed_kg_by_shell", "edges_km")
    )  # fmt: skip
    first = sorted(range(len(index)), key=lambda k: -index[k])[:3]
    total = max(sum(index), 1e-300)
    told = ", ".join(
        f"{edges[k]:.0f} to {edges[k + 1]:.0f} km ({index[k] / total:.0%} of the index, "
        f"{mass[k] / 1e3:,.0f} t of dead mass)"
        for k in first
    )
    return f"the shells whose objects matter most: {told}"


def _densest(line: dict[str, Any]) -> tuple[str, str]:
    density, edges = line["density_per_km3"], line["edges_km"]
    k = max(range(len(density)), key=density.__getitem__)
    return f"{edges[k]:.0f} - {edges[k + 1]:.0f}", f"{density[k]:.1e}"


def _balance(balance: dict[str, Any] | None) -> str:
    if balance is None:
        return "no balance: under these inputs the numbers grow until they run away"
    total = sum(balance["objects"].values())
    holds = (
        f"stable, departures die out in {balance['slowest_years']:,.0f} years"
        if balance["stable"]
        else "unstable"
    )
    return f"it tends to {total:,.0f} objects ({balance['objects']['debris']:,.0f} debris): {holds}"


def _count(value: float | None) -> str:
    if value is None:
        return "ran away"
    return f"{value:,.0f}" if value >= 10.0 else f"{value:.1f}"


def _plain(values: NDArray[np.float64]) -> list[float | None]:
    return [_number(value) for value in values.tolist()]


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None
