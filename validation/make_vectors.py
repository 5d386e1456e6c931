"""Fixed-key test vectors: what an implementation has to make and to refuse, byte by byte.

    python -m validation.make_vectors            write tests/vectors/*.json
    python -m validation.make_vectors --check    say which of them are no longer so

Keys, instants, salts and ids are fixed, and Ed25519 is deterministic, so every run
writes the same bytes. tests/vectors/README.md tells what is in the files. The
families are functions of the modules ``validation.*_vectors``.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "tests" / "vectors"
MODULES = tuple(f"validation.{name}_vectors" for name in ("record", "feed", "mark", "exchange"))

Family = Callable[[], dict[str, Any]]


def families() -> dict[str, Family]:
    """Every family of vectors by the name of its file."""
    sys.path.append(str(ROOT / "tests"))
    found: dict[str, Family] = {}
    for name in MODULES:
        if importlib.util.find_spec(name):
            found |= importlib.import_module(name).FAMILIES
    return found


def text_of(family: Family) -> str:
    """A family as its file holds it."""
    return json.dumps(family(), indent=1, ensure_ascii=True) + "\n"


def main() -> int:
    """Write the files, or compare them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    options = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    stale = 0
    for name, family in families().items():
        path, text = FOLDER / f"{name}.json", text_of(family)
        same = path.exists() and path.read_text(encoding="utf-8") == text
        stale += not same
        if not options.check and not same:
            path.write_text(text, encoding="utf-8")
        print(f"{name}: {'as it was' if same else 'stale' if options.check else 'written'}")
    return 1 if options.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
