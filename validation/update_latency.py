"""From new elements of one object to a partner's warning: 1,000 updates in a box of ten.

A box on a whole catalogue, its clock at the speed of the machine's. The keeper of an
object ingests a new element set, made so that the object meets a satellite of a partner's some
hours later. The clock runs from the moment before the ingest until the partner's own store
holds a warning about the object, be it the partner's own or one that came. Each update is of
another object; the ten nodes go on stepping, screening and exchanging as always. The warning
policy is the default one with one rule more, for what passes within twenty metres: every
planted meeting does, and less than one in a day of the rest.

Required: p99 below 5 s. Also measured: one object screened again against all (below 0.3 s),
and a whole new catalogue until all ten have screened it.

    python -m validation.update_latency [--updates N] [--catalog FILE]
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from importlib.resources import files
from pathlib import Path

import numpy as np

from cspo.box import Box, BoxClock, found_box
from cspo.box.feeding import source_of
from cspo.cli.up import _Sky
from cspo.markings import Mode, make_label
from cspo.markings.parties import sponsor_of
from cspo.node.runtime import Node
from cspo.operations.ingest import ingest_catalog
from cspo.orbits import Catalog
from validation.crossing_twins import crossing_twin

KEEPER, PARTNER = "FRA", "USA"
GIVE_UP_S = 60.0
LOOK_EVERY_S = 0.02


def ingest(node: Node, catalog: Catalog, nations: tuple[str, ...]) -> None:
    """The keeper's own new elements, released at once."""
    t = node.clock.now()
    with node.store.write() as unit:
        ingest_catalog(
            unit, node.desk(unit), catalog, make_label("U", nations), Mode.SIMULATED, t,
            source_of(node.name), parts=("orbits",),
        )  # fmt: skip
    node.wake()


RULE = """
[[rule]]
number = 99
text = "Planted: passes within twenty metres."
severity = "advisory"
asks = "better-data"
miss_distance_at_most_km = 0.02
tca_within = "1 d"
checklist = "data"
"""


def warn_of_the_planted(folder: Path) -> None:
    """Give a node the default warning policy and a rule that holds for every planted meeting."""
    default = (files("cspo.operations.warn") / "data" / "warning_policy.toml").read_text()
    (folder / "warnings.toml").write_text(default + RULE)
    with (folder / "node.toml").open("a") as file:
        file.write('\n[warning]\npolicy = "warnings.toml"\n')


def warned_of(node: Node, name: str, after: int) -> bool:
    """Whether a node's store has a warning about an object, past a place in its order."""
    with node.store.read() as unit:
        if unit.last_seq(("warning",)) <= after:
            return False
        rows = unit.records_after(after, 400, kinds=("warning",), envelopes=False)
    return any(name in row.object for row in rows)


def main() -> int:
    """Measure."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--updates", type=int, default=1_000)
    arguments.add_argument("--catalog", default="")
    given = arguments.parse_args()
    sky = _Sky(given.catalog, "")
    with tempfile.TemporaryDirectory(prefix="cspo-latency-") as name:
        folder = found_box(Path(name) / "box", began=sky.began(), catalog=sky.title())
        for nation in folder.nations:
            warn_of_the_planted(folder.path / nation)
        with Box(folder, BoxClock(folder.began), sky=sky.catalog) as box:
            began = time.monotonic()
            box.start()
            while any(node.screening is None for node in box.nodes.values()):
                assert not box.loop.ended.is_set(), box.loop.failed
                time.sleep(0.1)
            print(f"a whole catalogue through all ten: {time.monotonic() - began:.1f} s from an"
                  " empty box to the last screening", flush=True)  # fmt: skip
            time.sleep(10.0)
            return measure(box, given.updates)


def measure(box: Box, updates: int) -> int:
    """Make the updates, one after the other."""
    keeper, partner = box.nodes[KEEPER], box.nodes[PARTNER]
    view = keeper.sky
    assert view is not None
    owner = np.array([sponsor_of(each) for each in view.catalog.owner.tolist()])
    low = view.catalog.mean_motion_rad_s > 1e-3
    payload = view.catalog.object_type == "PAYLOAD"
    dice = random.Random(4)
    ours = np.flatnonzero((view.catalog.object_type != "PAYLOAD") & low & (owner != PARTNER))
    theirs = np.flatnonzero(payload & low & (owner == PARTNER) & (view.catalog.eccentricity < 0.01))
    assert min(len(ours) - updates, len(theirs) - 100) >= 0, "take a whole catalogue"
    rows = dice.sample(ours.tolist(), updates)
    taken_s, missed = [], 0
    for number, row in enumerate(rows):
        other = int(dice.choice(theirs.tolist()))
        name = view.identity[row]
        t = box.clock.now() + dice.uniform(2.0, 12.0) * 3_600.0
        mine, its = (view.catalog.take(np.array([k])) for k in (row, other))
        catalog = crossing_twin(mine, its, t)
        with partner.store.read() as unit:
            before = unit.last_seq(("warning",))
        began = time.monotonic()
        ingest(keeper, catalog, box.folder.nations)
        while not warned_of(partner, name, before):
            if time.monotonic() - began > GIVE_UP_S:
                missed += 1
                break
            time.sleep(LOOK_EVERY_S)
        else:
            taken_s.append(time.monotonic() - began)
        if (number + 1) % 50 == 0:
            print(f"  {number + 1}: {missed} without a warning, p50 {np.median(taken_s):.2f} s",
                  flush=True)  # fmt: skip
    p50, p99 = np.percentile(taken_s, [50, 99])
    print(
        f"{len(taken_s)} of {updates} updates reached {PARTNER} as a warning: "
        f"p50 {p50:.2f} s, p99 {p99:.2f} s, longest {max(taken_s):.2f} s; {missed} none"
    )
    print(
        "one object screened again, s: "
        + ", ".join(f"{nation} {_last_update_s(node):.3f}" for nation, node in box.nodes.items())
    )
    return 0 if p99 < 5.0 and missed <= updates // 100 else 1


def _last_update_s(node: Node) -> float:
    """As the node's metrics tell it."""
    for line in node.metrics.text().decode().splitlines():
        if line.startswith('cspo_screening_seconds{how="update"}'):
            return float(line.rpartition(" ")[2])
    return float("nan")


if __name__ == "__main__":
    sys.exit(main())
