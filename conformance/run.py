"""Hold any implementation of the protocol against its vectors, through a small adapter.

    python run.py -- COMMAND...          for example: python run.py -- python cspo_adapter.py
    python run.py --copy-to DIR          a kit that stands alone: this file, vectors, instructions

The command reads one request a line on standard input and answers each with one line on
standard output: JSON objects both. README.md says which requests there are. Needs Python 3.11
and nothing else. Exit code 0: nothing failed; 1: something did; 2: the adapter can't be used.
"""

# ruff: noqa: S603, T201 - a script that runs what it is given, and prints
from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

from cases import VECTORS, Case, Json, cases

HERE = Path(__file__).resolve().parent
PAGES = HERE.parent / "docs" / "reference" / "protocol"


class Adapter:
    """The program under test: a line in, a line out."""

    def __init__(self, command: list[str]) -> None:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        if process.stdin is None or process.stdout is None:
            raise OSError("no pipes to the adapter")
        self._process, self._in, self._out = process, process.stdin, process.stdout

    def ask(self, request: Json) -> Json:
        """The answer to one request."""
        self._in.write(json.dumps(request) + "\n")
        self._in.flush()
        line = self._out.readline()
        if not line:
            raise EOFError("the adapter has ended")
        try:
            answer = json.loads(line)
        except ValueError:
            answer = {"error": f"no JSON: {line[:100]!r}"}
        return answer if isinstance(answer, dict) else {"error": "no object"}

    def close(self) -> None:
        """End it."""
        self._in.close()
        self._process.wait(timeout=60)


def report(results: list[tuple[Case, str, str]]) -> str:
    """A line for each section."""
    columns = ("passed", "unnamed", "failed", "not supported")
    lines = [f"{'section':<12}" + "".join(f"{name:>15}" for name in columns)]
    sections: dict[str, Counter[str]] = {}
    for case, outcome, _ in results:
        sections.setdefault(case.section, Counter())[outcome] += 1
    for section, counts in sections.items():
        lines.append(f"{section:<12}" + "".join(f"{counts[name]:>15}" for name in columns))
    total = Counter(outcome for _, outcome, _ in results)
    lines.append(f"{'all':<12}" + "".join(f"{total[name]:>15}" for name in columns))
    return "\n".join(lines)


def copy_kit(folder: Path) -> None:
    """What somebody without this repository needs."""
    (folder / "vectors").mkdir(parents=True, exist_ok=True)
    for file in sorted(VECTORS.glob("*.json")):
        shutil.copy(file, folder / "vectors")
    pages = HERE if (HERE / "grammar.toml").exists() else PAGES
    for file in (
        *(HERE / name for name in ("run.py", "cases.py", "README.md")),
        pages / "grammar.toml",
    ):
        shutil.copy(file, folder)
    print(f"wrote {folder}")


def main() -> int:
    """Ask the adapter all cases and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--section", action="append", help="only this section; repeat")
    parser.add_argument("--json", action="store_true", help="one line of JSON for each case")
    parser.add_argument("--copy-to", type=Path, metavar="DIR", help="write a kit that stands alone")
    parser.add_argument("command", nargs="*", help="the adapter, after --")
    options = parser.parse_args()
    if options.copy_to:
        copy_kit(options.copy_to)
        return 0
    if not options.command:
        parser.error("which adapter? python run.py -- COMMAND...")
    results: list[tuple[Case, str, str]] = []
    try:
        adapter = Adapter(options.command)
        for case in cases():
            if options.section and case.section not in options.section:
                continue
            outcome, why = case.verdict(adapter.ask(case.request))
            results.append((case, outcome, why))
            if options.json:
                print(json.dumps({"section": case.section, "case": case.name, "outcome": outcome,
                                  "why": why}))  # fmt: skip
            elif outcome == "failed":
                print(f"FAILED {case.section}: {case.name}: {why}")
        adapter.close()
    except (OSError, EOFError, subprocess.TimeoutExpired) as error:
        print(f"the adapter can't be used: {error}", file=sys.stderr)
        return 2
    if not options.json:
        print(report(results))
    return 1 if any(outcome == "failed" for _, outcome, _ in results) else 0


if __name__ == "__main__":
    sys.exit(main())
