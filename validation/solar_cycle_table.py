"""Make the table of the solar cycle that comes with cspo, from the record since 1957.

    CSPO_DATA=... python validation/solar_cycle_table.py

Writes src/cspo/environment/data/solar_cycle.csv. F10.7 is measured by NRC Canada at Penticton
(earlier Ottawa), Ap by GFZ Potsdam; both as CelesTrak's SW-All collects them.
"""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import numpy as np

from cspo.environment.solar_cycle import phase_of_cycle

OUT = Path(__file__).resolve().parents[1] / "src/cspo/environment/data/solar_cycle.csv"
RECORD = "space_weather_eop/sw19571001_celestrak_css.txt.gz"
BINS = 44  # a quarter of a year each


def record(folder: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Day, F10.7 and Ap of the measured days; cut by hand, not by cspo's own reader."""
    lines = gzip.decompress((folder / RECORD).read_bytes()).decode().splitlines()
    rows = lines[lines.index("BEGIN OBSERVED") + 1 : lines.index("END OBSERVED")]
    iso = [f"{r[:4]}-{int(r[4:7]):02d}-{int(r[7:10]):02d}" for r in rows]
    day = np.array(iso, "datetime64[D]").astype(int) + 719_163
    return (
        day,
        np.array([float(r[113:118]) for r in rows]),
        np.array([float(r[79:82]) for r in rows]),
    )


def main() -> None:
    day, f107, ap = record(Path(os.environ["CSPO_DATA"]))
    window = np.full(81, 1.0 / 81.0)
    smooth = [np.convolve(np.minimum(x, 400.0), window, "valid") for x in (f107, ap)]
    at = np.minimum((phase_of_cycle(day[40:-40]) * BINS).astype(int), BINS - 1)
    lines = ["phase,f107_low,f107_mean,f107_high,ap_low,ap_mean,ap_high"]
    for k in range(BINS):
        cells = []
        for column in smooth:
            inside = column[at == k]
            low, high = np.percentile(inside, [10, 90])
            cells += [low, inside.mean(), high]
        lines.append(f"{(k + 0.5) / BINS:.4f}," + ",".join(f"{x:.1f}" for x in cells))
    OUT.write_text("\n".join(lines) + "\n")
    print(f"{BINS} phases from {len(day):,} days to {OUT.name}")


if __name__ == "__main__":
    main()
