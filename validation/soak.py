"""The long checks, one after the other, each with its log under ``validation/logs``.

    python -m validation.soak              all of them
    python -m validation.soak fuzz brute   only those

A check that is interrupted is run again by the next call; those that are done
are not, until their log is deleted.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

LOGS = Path(__file__).parent / "logs"

CHECKS: dict[str, list[str]] = {
    "fuzz": ["-m", "validation.fuzz_parsers", "--count", "1000000"],
    "brute": ["-m", "validation.brute_force"],
    "envisat": ["-m", "validation.envisat"],
    "probability": ["-m", "validation.probability"],
    "population": ["-m", "validation.reference_population"],
    "tests": ["-m", "pytest", "-m", "soak", "-q"],
}


def run(name: str, command: list[str]) -> int:
    """Run one check; keep its log only under its own name when it has ended well."""
    log, partial = LOGS / f"{name}.log", LOGS / f"{name}.partial"
    if log.exists():
        print(f"{name}: done before, see {log}")
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
        partial.replace(log)
    print(f"{name}: exit {code}")
    return code


def main() -> int:
    """Run the checks that were named, or all."""
    LOGS.mkdir(exist_ok=True)
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    wanted = sys.argv[1:] or list(CHECKS)
    unknown = [name for name in wanted if name not in CHECKS]
    if unknown:
        print(f"unknown: {' '.join(unknown)}; there are {' '.join(CHECKS)}")
        return 2
    return max(run(name, CHECKS[name]) for name in wanted)


if __name__ == "__main__":
    sys.exit(main())
