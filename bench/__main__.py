"""Run every benchmark against its peers, one after the other.

``python -m bench`` prints tables, ``python -m bench --json`` one JSON object a line.
"""

from __future__ import annotations

import subprocess
import sys

BENCHES = (
    "sgp4_states", "pc", "screen", "records", "store", "picture", "fragmentation", "launch_access",
    "clouds", "watch_question", "services",
)  # fmt: skip


def main() -> int:
    """Run each in a process of its own; fail where one fails."""
    failed = 0
    for name in BENCHES:
        print(f"\n== {name}", file=sys.stderr, flush=True)
        command = [sys.executable, "-m", f"bench.{name}", *sys.argv[1:]]
        failed |= subprocess.run(command, check=False).returncode
    return failed


if __name__ == "__main__":
    sys.exit(main())
