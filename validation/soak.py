"""The long checks, one after the other, each with its log under ``validation/logs``.

``python -m validation.soak`` runs all of them, with names only those. A check
that was interrupted is run again by the next call; those that are done are not,
until ``out/soak`` is removed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

LOGS = Path(__file__).parent / "logs"
STATE = Path("out/soak")

CHECKS: dict[str, list[str]] = {
    "fuzz": ["-m", "validation.fuzz_parsers", "--count", "1000000"],
    "fuzz_expressions": ["-m", "validation.fuzz_expressions", "--count", "1000000"],
    "fuzz_records": ["-m", "validation.fuzz_records", "--count", "1000000"],
    "completeness": ["-m", "validation.completeness"],
    "envisat": ["-m", "validation.envisat"],
    "probability": ["-m", "validation.probability"],
    "population": ["-m", "validation.reference_population"],
    "store_million": ["-m", "validation.store_million"],
    "release_matrix": ["-m", "validation.release_matrix"],
    "release_cases": ["-m", "validation.release_cases"],
    "federation": ["-m", "validation.federation"],
    "box": ["-m", "validation.box"],
    "update_latency": ["-m", "validation.update_latency"],
    "replay": ["-m", "validation.replay"],
    "http_load": ["-m", "validation.http_load"],
    "plans": ["-m", "validation.plans"],
    "alarm_rates": ["-m", "validation.alarm_rates"],
    "contradictions": ["-m", "validation.contradictions"],
    "exercise_chance": ["-m", "validation.exercise", "chance", "--count", "100"],
    "exercise_load": ["-m", "validation.exercise", "load", "--minutes", "20"],
    "exercise_full": ["-m", "validation.exercise", "full"],
    "exercise_alone": ["-m", "validation.exercise", "alone", "--hours", "72"],
    "picture": ["-m", "bench.picture", "--minutes", "30"],
    "tests": ["-m", "pytest", "-m", "soak", "-q"],
}


def run(name: str, command: list[str]) -> int:
    """Run one check; its log takes the place of the old one only when it has ended well."""
    done, partial = STATE / f"{name}.done", STATE / f"{name}.txt"
    if done.exists():
        print(f"{name}: done before, see {LOGS / partial.name}")
        return 0
    print(f"{name}: running, see {partial}", flush=True)
    began = time.monotonic()
    with partial.open("w", encoding="utf-8") as file:
        file.write(f"$ python {' '.join(command)}\n")
        file.flush()
        code = subprocess.run(
            [sys.executable, *command], stdout=file, stderr=subprocess.STDOUT, check=False
        ).returncode
        file.write(f"exit {code} after {(time.monotonic() - began) / 60.0:.1f} min\n")
    if code == 0:
        shutil.copy(partial, LOGS / partial.name)
        done.touch()
    print(f"{name}: exit {code}")
    return code


def main() -> int:
    """Run the checks that were named, or all."""
    LOGS.mkdir(exist_ok=True)
    STATE.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    wanted = sys.argv[1:] or list(CHECKS)
    unknown = [name for name in wanted if name not in CHECKS]
    if unknown:
        print(f"unknown: {' '.join(unknown)}; there are {' '.join(CHECKS)}")
        return 2
    return max(run(name, CHECKS[name]) for name in wanted)


if __name__ == "__main__":
    sys.exit(main())
