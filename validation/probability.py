"""Our probabilities of collision against CARA's, case by case, with Monte Carlo.

    python -m validation.probability [--data DIR] [--hits H] [--most TRIALS] [--json]

Monte Carlo runs until about H hits are due or TRIALS are done, whichever is less.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path
from typing import Any

from cspo.conjunction.probability import assess, pc_montecarlo
from validation.cara_cases import Case, cara_cases


def judged(case: Case, hits: int, most: int) -> dict[str, Any]:
    """One row of the table."""
    r1, v1, c1, r2, v2, c2 = case.states
    due = case.expected
    got = assess(r1, v1, r2, v2, case.hbr_km, cov1=c1, cov2=c2, all_methods=True)
    trials = int(min(most, hits / due["Nc2D"]))
    start = time.process_time()
    dice = pc_montecarlo(*case.states, case.hbr_km, trials=trials, seed=1)
    return {
        "case": case.name,
        "pc2d": got.foster1992[0] / due["Pc2D"] - 1.0,
        "nc2d": got.hall2021_nc2d[0] / due["Nc2D"] - 1.0,
        "nc3d": got.hall2021_nc3d[0] / due["Nc3D"] - 1.0,
        "reported": got.method_label(0),
        "violations": got.violation_names(0),
        "cara_violations_2d": due["ViolationsPc2D"],
        "trials": trials,
        "low": float(dice.low[0]),
        "high": float(dice.high[0]),
        "cara_low": due["PcSDMCLo"],
        "cara_high": due["PcSDMCHi"],
        "overlap": bool(dice.low[0] <= due["PcSDMCHi"] and dice.high[0] >= due["PcSDMCLo"]),
        "cpu_s": time.process_time() - start,
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m validation.probability", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("CSPO_DATA", "")))
    parser.add_argument("--hits", type=int, default=400)
    parser.add_argument("--most", type=int, default=100_000_000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    for case in cara_cases(given.data):
        row = judged(case, given.hits, given.most)
        if given.json:
            print(json.dumps(row), flush=True)
            continue
        print(
            f"{row['case'][:27]} 2-D {row['pc2d']:+.1e} Nc2D {row['nc2d']:+.1e} "
            f"Nc3D {row['nc3d']:+.1e} {row['reported']:<14}"
            f" MC [{row['low']:.3e} {row['high']:.3e}] CARA [{row['cara_low']:.3e} "
            f"{row['cara_high']:.3e}] {'overlap' if row['overlap'] else 'APART'} "
            f"{row['trials']:.1e} trials {row['cpu_s']:.0f} s",
            flush=True,
        )


if __name__ == "__main__":
    main()
