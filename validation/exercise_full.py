"""The scenarios that ship, in full: played by script, reported, and replayed to the same ids."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

__all__ = ["SCENARIOS", "run_full"]

SCENARIOS = ("late-manoeuvre", "breakup-in-low-orbit", "quiet-inspector")


def run_full(scratch: Path) -> bool:
    """Play each by its script, with ten nations; prints what the commands say."""
    good = True
    for name in SCENARIOS:
        folder = str(scratch / name)
        good &= _done("run", name, "--scripted", "--data", folder)
        good &= _done("report", folder)
        good &= _done("replay", folder)
    return good


def _done(*words: str) -> bool:
    began = time.monotonic()
    done = subprocess.run(
        [Path(sys.executable).with_name("cspo"), "exercise", *words], check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    print(f"$ cspo exercise {' '.join(Path(each).name for each in words)}")
    print(done.stdout, end="")
    if done.returncode:
        print(done.stderr[-2_000:], end="")
    print(f"exit {done.returncode} after {time.monotonic() - began:.0f} s", flush=True)
    return done.returncode == 0
