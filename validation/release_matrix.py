"""The release matrix as a whole: who can read what, on every way, searched for canaries.

    python -m validation.release_matrix

All 1,024 sets of the ten nations (the 512 without the origin are refused), five
levels, ORCON or not, four modes: 20,480 records of one origin, each offered to
all nine others and carried in process, by bundles and through a diode. For the
other nine origins the short form, 512 records each. Ends with 1 where a canary
was found with somebody who may not have it, or not found with one who may.
"""

from __future__ import annotations

import argparse
import collections
import logging
import sys
import tempfile
import time
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))
from nations import key_of, payload_of
from release_world import Finding, Recorder, World, every_case, recipient_sets, some_cases

from cspo.errors import UsageError
from cspo.federation.sender import CHECKPOINT_SECRET
from cspo.markings import NATIONS
from cspo.node.store import EXERCISE_SIDE, REAL_SIDE, SqliteStore
from cspo.records import seal

CHUNK = 2_048


def empty_stores(folder: Path) -> list[Path]:
    """A store of either side, to be copied."""
    paths = []
    for number, side in enumerate((REAL_SIDE, EXERCISE_SIDE)):
        paths.append(folder / f"empty{number}.sqlite")
        with SqliteStore(paths[-1], modes=side) as store, store.write() as unit:
            unit.secret(CHECKPOINT_SECRET)
    return paths


def run_chunk(origin, cases, empty, total):
    """One world: release, carry, try to get more, search. How many deliveries there were."""
    recorder, root = Recorder(), logging.getLogger()
    root.addHandler(recorder)
    root.setLevel(logging.DEBUG)
    with tempfile.TemporaryDirectory(prefix="cspo-matrix-", dir=empty[0].parent) as folder:
        world = World(origin, Path(folder), empty)
        given = world.release(cases)
        wrong = [case for case in cases if given[case.number] != case.recipients()]
        world.carry()
        for node in world.nodes.values():
            node.try_to_get(world.origin)
        finding = world.search(cases, recorder.lines)
        world.close()
    root.removeHandler(recorder)
    for name in ("leaked", "controls", "missing"):
        getattr(total, name).update(getattr(finding, name))
    total.searched_bytes += finding.searched_bytes
    total.leaks += [
        *finding.leaks,
        *(f"{origin}: the sender decided otherwise on {w}" for w in wrong),
    ]
    return sum(map(len, given.values())) * 3


def refused_sets():
    """How many sets without the origin were refused at sealing; the empty one is held."""
    count = 0
    for origin in NATIONS:
        for to in recipient_sets():
            if to and origin not in to:
                try:
                    seal(payload_of(origin, to), key_of(origin))
                except UsageError:
                    count += 1
    return count


def main() -> int:
    """Run the matrix and print what was found where."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--origin", choices=NATIONS, default="AUS", help="of the whole matrix")
    parser.add_argument("--all", action="store_true", help="the whole matrix of every origin")
    options = parser.parse_args()
    began, total = time.monotonic(), Finding()
    counts: collections.Counter[str] = collections.Counter()
    with tempfile.TemporaryDirectory(prefix="cspo-matrix-") as folder:
        empty = empty_stores(Path(folder))
        for origin in NATIONS:
            whole = options.all or origin == options.origin
            cases = every_case(origin) if whole else some_cases(origin)
            for start in range(0, len(cases), CHUNK):
                page = cases[start : start + CHUNK]
                counts["deliveries"] += run_chunk(origin, page, empty, total)
                counts["records"] += len(page)
                print(f"{origin}: {start + len(page):,} of {len(cases):,} records, "
                      f"{time.monotonic() - began:.0f} s", flush=True)  # fmt: skip
    refused = refused_sets()
    print(f"\n{counts['records']:,} records, {counts['deliveries']:,} deliveries on three ways, "
          f"{total.searched_bytes / 1e9:.2f} GB searched")  # fmt: skip
    print(f"{refused:,} of {10 * 511:,} sets without their origin refused at sealing")
    print(f"\n{'positive control':<36}{'found':>10}{'not found':>11}")
    for place in sorted(total.controls):
        print(f"{place:<36}{total.controls[place]:>10,}{total.missing[place]:>11,}")
    leaked = sum(total.leaked.values())
    print(f"\ncanaries found with somebody who may not have them: {leaked}")
    for line in total.leaks[:50]:
        print(f"  {line}")
    bad = bool(total.leaks) or any(total.missing.values()) or refused != 10 * 511
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
