"""«It broke up ten minutes ago»: the whole question, from the file to the notice and the report.

Envisat by an explosion, and hit by 100 kg at 10 km/s, against the whole catalogue of 27,000 objects
for 24 hours, each as a command in a process of its own, kernels compiled before. Wall and CPU
seconds.

    CSPO_DATA=FOLDER python -m bench.watch_question [--json]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FILE = "catalog/celestrak_full_20250113.csv.gz"
CASES = {
    "explosion": ("--explosion",),
    "collision": ("--projectile-mass-kg", "100", "--relative-speed-km-s", "10"),
}


def main() -> None:
    """Ask each question once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default=os.environ.get("CSPO_DATA", ""))
    parser.add_argument("--json", action="store_true")
    options, _ = parser.parse_known_args()
    path = Path(options.data) / FILE
    catalog = str(path) if options.data and path.is_file() else "reference"
    what = "27386" if catalog != "reference" else "990019805"
    rows = []
    for name, kind in CASES.items():
        with tempfile.TemporaryDirectory() as folder:
            rows.append({"case": name, "catalog": Path(catalog).name, **_asked(
                [catalog, "--object", what, "--at", "2025-01-13T12:00:00Z", "--mass-kg", "8200",
                 *kind, "--services", "sample", "--notice", "--nation", "FRA",
                 "-o", f"{folder}/report.html"])})  # fmt: skip
    if options.json:
        print(json.dumps({"bench": "watch_question", "load": os.getloadavg()[0], "rows": rows}))
        return
    for row in rows:
        print(f"{row['case']:>10} {row['wall_s']:7.1f} s wall {row['cpu_s']:7.1f} s CPU")
    print(f"load of the machine {os.getloadavg()[0]:.1f}")


def _asked(arguments: list[str]) -> dict[str, float]:
    """Wall and CPU seconds of one command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    program = str(Path(sys.executable).with_name("cspo"))
    quiet = subprocess.DEVNULL
    command = [program, "consequence", "breakup", *arguments]
    subprocess.run(command, check=True, stdout=quiet, stderr=quiet)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall_s": round(time.monotonic() - began, 2), "cpu_s": round(cpu_s, 2)}


if __name__ == "__main__":
    main()
