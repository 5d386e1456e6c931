"""``cspo consequence cloud``: where the pieces of a break-up are, and whom they endanger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cspo.cli.catalogs import load, newest, rows_of
from cspo.cli.consequence.break_up_options import (
    At,
    CatalogFiles,
    Collider,
    Mass,
    ProjectileMass,
    RelativeSpeed,
    Scale,
    Seed,
    Sizes,
    Smallest,
    What,
)
from cspo.cli.consequence.breakup_inputs import sky_of
from cspo.cli.consequence.cloud_output import BANDS, check_output, show, write
from cspo.cli.console import Json, print_json, progress
from cspo.cli.options import at_least, instant, positive
from cspo.errors import UsageError

if TYPE_CHECKING:
    import numpy as np

    from cspo.consequence.clouds import Cloud, Density
    from cspo.operations.consequence.question import BreakupQuestion
    from cspo.operations.consequence.sky import StudySky

__all__ = ["cloud"]

_MOST_HOURS: Final = 720.0


def cloud(
    catalog: CatalogFiles = None,
    what: What = "",
    at: At = "",
    other: Collider = "",
    projectile_mass_kg: ProjectileMass = None,
    relative_speed_km_s: RelativeSpeed = None,
    scale: Scale = 1.0,
    mass_kg: Mass = None,
    smallest_m: Smallest = 0.01,
    after_h: Annotated[
        str, typer.Option(help="Hours after the break-up, to 720; commas between.")
    ] = "0.5,1,2,6,12,24",
    lowest_km: Annotated[float, typer.Option(help="Lowest altitude of the map, km.")] = 200.0,
    highest_km: Annotated[float, typer.Option(help="Highest altitude of the map, km.")] = 2_000.0,
    shell_km: Annotated[float, typer.Option(help="Height of the cells, km.")] = 50.0,
    band_deg: Annotated[float, typer.Option(help="Width of the cells in latitude, deg.")] = 10.0,
    asset: Annotated[
        list[str] | None, typer.Option(help="Chance that this object is hit; repeat.")
    ] = None,
    hbr: Sizes = "",
    seed: Seed = 1,
    output: Annotated[
        str, typer.Option("--output", "-o", help="Write .csv, .json, .png or .svg; - for CSV.")
    ] = "",
    json: Json = False,
) -> None:
    """Map the density of a cloud by altitude, latitude and time; the chance that an asset is hit.

    Example: cspo consequence cloud catalog.csv.gz --object 13552 --at 2021-11-15T02:47:00Z
    --projectile-mass-kg 50 --relative-speed-km-s 5 --asset 25544 -o cloud.png
    """
    import numpy as np

    check_output(output)
    if not what or not at:
        raise UsageError("map a cloud", expected="--object and --at", got="one missing")
    hours = _hours(after_h)
    heights, bands = _cells(lowest_km, highest_km, shell_km, band_deg)
    at_least(seed, 0, "--seed")
    loaded = load(catalog) if catalog else newest()
    sky = sky_of(loaded.catalog, hbr)
    question = _question(
        sky, what, other, at, projectile_mass_kg=projectile_mass_kg, mass_kg=mass_kg,
        relative_speed_km_s=relative_speed_km_s, scale=scale, smallest_m=smallest_m, seed=seed,
    )  # fmt: skip
    rows = rows_of(loaded.catalog, asset).tolist() if asset else []
    from cspo.operations.consequence.breakup import broken_up

    generator = np.random.default_rng(seed)
    parents, _, pieces = broken_up(question, sky, generator)
    with progress("Cloud", quiet=json) as done:
        found = _mapped(pieces, hours, heights, bands, generator, done)
    endangered = [_endangered(sky, row, parents, pieces, hours[-1], seed) for row in rows]
    answer = _answer(question, sky, pieces, found, endangered)
    if json:
        print_json([answer])
    elif output != "-":
        show(answer, found)
    if output:
        write(output, answer, found)


def _hours(text: str) -> list[float]:
    try:
        hours = [float(part) for part in text.split(",")]
    except ValueError as error:
        raise UsageError("read --after-h", text, expected="hours such as 1,6,24") from error
    if not all(0.0 < hour <= _MOST_HOURS for hour in hours) or len(hours) > 60:
        raise UsageError("read --after-h", text, expected="up to 60, each above 0 and up to 720")
    return sorted(hours)


def _cells(
    low: float, high: float, shell: float, band: float
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    import numpy as np

    if not (0.0 <= low < high <= 100_000.0):
        raise UsageError("read --lowest-km", f"{low:g}", expected="0 to --highest-km")
    if not (positive(shell, "--shell-km", "km") <= high - low <= 1_000.0 * shell):
        raise UsageError("read --shell-km", f"{shell:g}", expected="1 to 1,000 shells")
    if not 1.0 <= band <= 90.0:
        raise UsageError("read --band-deg", f"{band:g}", expected="1 to 90 deg")
    count = max(round(180.0 / band), 2)
    heights = np.append(np.arange(low, high - 1e-9, shell), high)
    return heights, np.radians(np.linspace(-90.0, 90.0, count + 1))


def _question(
    sky: StudySky, what: str, other: str, at: str, *, projectile_mass_kg: float | None,
    mass_kg: float | None, relative_speed_km_s: float | None, scale: float, smallest_m: float,
    seed: int,
) -> BreakupQuestion:  # fmt: skip
    from cspo.operations.consequence.question import BreakupQuestion

    def named(text: str) -> str:
        found = rows_of(sky.catalog, [text])
        if len(found) != 1:
            raise UsageError("find object", text, expected="one object", got=f"{len(found)}")
        return sky.identity[int(found[0])]

    struck = bool(other) or projectile_mass_kg is not None
    return BreakupQuestion(
        object=named(what), at=instant(at, "--at"), kind="collision" if struck else "explosion",
        other=named(other) if other else "", mass_kg=mass_kg, smallest_m=smallest_m, seed=seed,
        projectile_mass_kg=projectile_mass_kg, relative_speed_km_s=relative_speed_km_s, scale=scale,
    )  # fmt: skip


def _mapped(
    pieces: Cloud, hours: list[float], heights: np.ndarray[Any, Any], bands: np.ndarray[Any, Any],
    generator: np.random.Generator, done: Any,
) -> Density:  # fmt: skip
    import numpy as np

    from cspo.consequence.clouds import density
    from cspo.units import HOUR_S

    return density(
        pieces, np.array(hours) * HOUR_S, heights, bands, generator=generator, progress=done,
        average_s=600.0,
    )  # fmt: skip


def _endangered(
    sky: StudySky, row: int, parents: list[int], pieces: Cloud, hours: float, seed: int
) -> dict[str, Any]:
    """Chance that one object is hit in these hours, and its yearly rate once the cloud spreads."""
    import numpy as np

    from cspo.consequence.clouds import Assets, assets_of, crossings, element_sets, flux
    from cspo.orbits.regime import perigee_apogee_km
    from cspo.time import Epoch

    if row in parents:
        raise UsageError("map a cloud", "--asset", expected="another than what broke up",
                         got=sky.identity[row])  # fmt: skip
    one = sky.catalog.take(np.array([row]))
    area = np.array([sky.area_m2[row]])
    found = crossings(
        pieces, one, generator=np.random.default_rng(seed), hours=min(hours, 240.0), samples=20_000,
        assets=Assets(area_m2=area, mass_kg=assets_of(one, area).mass_kg),
    )  # fmt: skip
    low, high = perigee_apogee_km(one.mean_motion_rad_s, one.eccentricity, one.inclination_rad)
    few = pieces.sampled(20_000, generator=np.random.default_rng(seed))
    sets = element_sets(few)
    spread = flux(float(low[0]), float(high[0]), float(one.inclination_rad[0]), sets.catalog,
                  weight=few.weight[sets.rows]).total_per_m2_year * float(area[0])  # fmt: skip
    factors = (pieces.low_factor, 1.0, pieces.high_factor)
    met = len(found) > 0
    chance = found.probability[0].tolist() if met else [0.0] * 3
    return {
        "object": sky.identity[row], "name": sky.known(row).name, "area_m2": float(area[0]),
        "hours": min(hours, 240.0), "probability": _band(chance),
        "first_utc": Epoch(int(found.first_tai_ns[0])).utc_iso(0) if met else None,
        "peak_utc": Epoch(int(found.peak_tai_ns[0])).utc_iso(0) if met else None,
        "sampling_error": float(found.sampling_error[0]) if met else None,
        "hits_per_year_once_spread": _band([spread * factor for factor in factors]),
    }  # fmt: skip


def _band(values: list[float]) -> dict[str, float]:
    return {name: float(f"{value:.4g}") for name, value in zip(BANDS, values, strict=True)}


def _answer(
    question: BreakupQuestion, sky: StudySky, pieces: Cloud, found: Density,
    endangered: list[dict[str, Any]],
) -> dict[str, Any]:  # fmt: skip
    import numpy as np

    from cspo.units import HOUR_S

    low, high = found.band()
    count = pieces.pieces()
    return {
        "simulated": bool(sky.catalog.simulated), "supposed": True, "object": question.object,
        "at_utc": question.at.utc_iso(), "smallest_m": question.smallest_m,
        "pieces": _band([count * pieces.low_factor, count, count * pieces.high_factor]),
        "after_h": (found.t_s / HOUR_S).tolist(), "fallen": found.fallen.round(1).tolist(),
        "altitude_edges_km": found.altitude_edges_km.tolist(),
        "latitude_edges_deg": np.degrees(found.latitude_edges_rad).round(6).tolist(),
        "density_per_km3": {
            name: [[[float(f"{x:.4g}") for x in row] for row in at] for at in cells.tolist()]
            for name, cells in zip(BANDS, (low, found.per_km3, high), strict=True)
        },
        "assets": endangered,
    }  # fmt: skip
