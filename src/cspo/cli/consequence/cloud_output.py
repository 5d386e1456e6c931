"""What ``cspo consequence cloud`` gives: a table, CSV, JSON, a picture."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cspo.cli.console import json_lines, note, print_table, say, write_out
from cspo.errors import UsageError

if TYPE_CHECKING:
    from cspo.consequence.clouds import Density

__all__ = ["BANDS", "check_output", "show", "write"]

BANDS: Final = ("low", "expected", "high")
_ENDINGS: Final = (".csv", ".json", ".png", ".svg")
_DENSEST: Final = [
    ("after h", "right"), ("per km3", "right"), ("from km", "right"), ("from deg", "right"),
    ("fallen", "right"),
]  # fmt: skip


def check_output(output: str) -> None:
    """Refuse what can't be written before anything is reckoned.

    Raises
    ------
    UsageError
    """
    if output not in {"", "-"} and Path(output).suffix.lower() not in _ENDINGS:
        raise UsageError("write", output, expected=" ".join(_ENDINGS), got=Path(output).suffix)


def show(answer: dict[str, Any], found: Density) -> None:
    """Where the cloud is densest at each time; the chance of each asset."""
    import numpy as np

    if answer["simulated"]:
        note("SIMULATED: the catalogue is made up")
    pieces = answer["pieces"]
    say(f"SUPPOSED. {answer['object']} broke up at {answer['at_utc']}: {pieces['expected']:,.0f} "
        f"pieces from {answer['smallest_m']:g} m on ({pieces['low']:,.0f} to "
        f"{pieces['high']:,.0f}).")  # fmt: skip
    rows = []
    for k, hour in enumerate(answer["after_h"]):
        most = np.unravel_index(np.argmax(found.per_km3[k]), found.per_km3[k].shape)
        height, band = found.altitude_edges_km[most[0]], found.latitude_edges_rad[most[1]]
        rows.append([f"{hour:g}", f"{found.per_km3[k].max():.2e}", f"{height:g}",
                     f"{np.degrees(band):.0f}", f"{answer['fallen'][k]:,.0f}"])  # fmt: skip
    print_table("Where it is densest", _DENSEST, rows)
    for each in answer["assets"]:
        chance, later = each["probability"], each["hits_per_year_once_spread"]
        say(
            f"{each['object']} {each['name']}: hit within {each['hours']:g} h with "
            f"{chance['expected']:.1e} ({chance['low']:.1e} to {chance['high']:.1e}), most about "
            f"{each['peak_utc']}; once the cloud has spread {later['expected']:.1e} a year."
        )


def write(output: str, answer: dict[str, Any], found: Density) -> None:
    """The map in the form that the file's ending asks for; - is CSV."""
    ending = Path(output).suffix.lower()
    if ending == ".json":
        data = json_lines([answer])
    elif ending in {"", ".csv"} or output == "-":
        text = io.StringIO()
        table = csv.writer(text, lineterminator="\n")
        table.writerow(["after_h", "altitude_km", "latitude_deg", *(f"{b}_per_km3" for b in BANDS)])
        table.writerows(_cells_of(answer))
        data = text.getvalue().encode()
    else:
        data = _picture(answer, found, ending[1:])
    if output == "-":
        write_out(data)
        return
    from cspo.sources import write_bytes

    write_bytes(output, data)
    note(f"wrote {output}")


def _cells_of(answer: dict[str, Any]) -> list[list[float]]:
    """One row a cell and time, by the middle of the cell."""
    heights, bands = answer["altitude_edges_km"], answer["latitude_edges_deg"]
    cubes = [answer["density_per_km3"][name] for name in BANDS]
    return [
        [hour, 0.5 * (heights[h] + heights[h + 1]), 0.5 * (bands[b] + bands[b + 1]),
         *(cube[t][h][b] for cube in cubes)]
        for t, hour in enumerate(answer["after_h"])
        for h in range(len(heights) - 1) for b in range(len(bands) - 1)
    ]  # fmt: skip


def _picture(answer: dict[str, Any], found: Density, form: str) -> bytes:
    import numpy as np

    from cspo.consequence.clouds.density import volumes_km3
    from cspo.report.cloud_figures import cloud_figure

    figure = cloud_figure(
        np.array(answer["after_h"]), found.altitude_edges_km, np.degrees(found.latitude_edges_rad),
        found.per_km3, volumes_km3(found.altitude_edges_km, found.latitude_edges_rad),
    )  # fmt: skip
    picture = io.BytesIO()
    figure.savefig(picture, format=form, dpi=130)
    return picture.getvalue()
