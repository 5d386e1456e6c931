"""Builds src/cspo/operations/consequence/data/shell_history.csv: how the shells filled.

    CSPO_DATA=... python -m validation.shell_history

Counts of public catalogues by altitude, 25 km shells from 200 to 2,000 km: each object counts in
each shell for the part of its period that it spends there (`cspo.orbits.shells.residence`).
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from cspo.bridge import read_catalog
from cspo.node.clock import SystemClock
from cspo.operations.consequence.environment_study import snapshot_of

DATA = Path(os.environ["CSPO_DATA"])
OUT = Path(__file__).parents[1] / "src/cspo/operations/consequence/data/shell_history.csv"
SPACE_TRACK, CELESTRAK = "Space-Track full catalogue", "CelesTrak"
CATALOGS = {
    "2008-10-11": ("events/iridium_cosmos_2009", "20081011", SPACE_TRACK),
    "2009-05-31": ("events/iridium_cosmos_2009", "20090531", SPACE_TRACK),
    "2013-10-23": ("catalog", "spacetrack_3le_20131023", SPACE_TRACK),
    "2021-11-09": ("events/cosmos1408_2021", "20211109", SPACE_TRACK),
    "2022-01-18": ("events/cosmos1408_2021", "20220118", SPACE_TRACK),
    "2023-10-09": ("catalog", "spacetrack_3le_20231009", SPACE_TRACK),
    "2024-07-09": ("catalog", "snapshot_20240709", SPACE_TRACK),
    "2024-11-01": ("catalog", "celestrak_on_orbit_20241101", CELESTRAK),
    "2025-01-13": ("catalog", "celestrak_full_20250113", CELESTRAK),
}
EDGES_KM = np.arange(200.0, 2_001.0, 25.0)


def main() -> None:
    """Count all, and write the table."""
    lines = [
        "# Objects by altitude, mean over a period; columns are the lower edges, km.",
        "# Made by validation/shell_history.py of public catalogues.",
        ",".join(["day", "source", "objects", *(f"{edge:g}" for edge in EDGES_KM[:-1])]),
    ]
    for day, (folder, part, source) in CATALOGS.items():
        (path,) = [each for each in (DATA / folder).iterdir() if part in each.name]
        catalog = read_catalog([str(path)], cache=Path("/nonexistent"), clock=SystemClock()).catalog
        one = snapshot_of(catalog, EDGES_KM, day)
        lines.append(
            ",".join([day, source, str(len(catalog)), *(f"{x:.2f}" for x in one.mean_count)])
        )
        print(day, path.name, len(catalog), f"{sum(one.mean_count):.0f} in the shells")
    OUT.write_text("\n".join(lines) + "\n", "ascii")


if __name__ == "__main__":
    main()
