"""What it costs to screen a few objects a week ahead against a whole catalogue.

Five satellites and 27,000 objects of the reference population: a whole pass, its longest piece, and
the update where one other object has a new element set; CPU seconds of this process. The events
of the update are compared with those of a pass made anew.

    python -m validation.plans_ahead [--objects N] [--assets N] [--days D]
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace

import numpy as np

from cspo.conjunction import screen
from cspo.markings import Mode, make_label
from cspo.node.runtime.ahead_work import AheadWork
from cspo.node.runtime.config import ScreeningConfig
from cspo.node.runtime.metrics import NodeMetrics
from cspo.operations.catalog.sky import SkyView
from cspo.orbits import Catalog
from cspo.orbits.reference_population import reference_population
from cspo.time import Epoch
from cspo.units import DAY_S

MARK = make_label("U", ("AUS",))


def sky_of(catalog: Catalog, t: Epoch, version: int) -> SkyView:
    """A catalogue as the sky of a node."""
    names = tuple(f"norad:{number}" for number in catalog.norad_id.tolist())
    n = len(catalog)
    return SkyView(
        catalog=catalog, identity=names, row_of={name: k for k, name in enumerate(names)},
        labels=(MARK,), label_index=np.zeros(n, np.int32),
        item_ids=tuple(f"{version:064d}#{k}" for k in range(n)), rule=np.ones(n, np.int8),
        n_sides=np.ones(n, np.int16), hbr_km=np.full(n, np.nan), ephemerides=(), version=version,
        t=t,
    )  # fmt: skip


def changed(catalog: Catalog, row: int) -> Catalog:
    """One object on a slightly later place of its orbit."""
    angle, epoch = catalog.mean_anomaly_rad.copy(), catalog.epoch_tai_ns.copy()
    angle[row] += 1e-4
    epoch[row] += 1
    return replace(catalog, mean_anomaly_rad=angle, epoch_tai_ns=epoch)


def main() -> int:
    """Measure."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--objects", type=int, default=27_000)
    arguments.add_argument("--assets", type=int, default=5)
    arguments.add_argument("--days", type=float, default=7.0)
    given = arguments.parse_args()
    catalog = reference_population()
    chosen = np.random.default_rng(4).permutation(len(catalog))[: given.objects]
    catalog = catalog.take(np.sort(chosen))
    t = Epoch(int(np.median(catalog.epoch_tai_ns)))
    low = np.flatnonzero(catalog.mean_motion_rad_s > 1e-3)
    rows = low[:: len(low) // given.assets][: given.assets]
    sky = sky_of(catalog, t, 1)
    wanted = {sky.identity[row]: given.days for row in rows.tolist()}
    screen(catalog, start=t, duration_s=7_200.0, primary_rows=rows[:1], threads=1)  # compiled
    work = AheadWork(
        ScreeningConfig(threads=1), NodeMetrics("AUS", Mode.REAL), screen, lambda *_: ""
    )
    pieces = []
    while work.view is None:
        began = time.process_time()
        work.step(sky, wanted, t)
        pieces.append(time.process_time() - began)
    print(f"{len(catalog):,} objects, {len(rows)} assets, {given.days:g} d: whole pass "
          f"{sum(pieces):.2f} CPU s in {len(pieces)} steps, the longest {max(pieces):.2f}; "
          f"{len(work.view.view)} events", flush=True)  # fmt: skip
    taken = []
    for k, other in enumerate(np.random.default_rng(5).choice(low, 10, replace=False).tolist()):
        catalog = changed(catalog, other)
        sky = sky_of(catalog, t, 2 + k)
        began = time.process_time()
        work.step(sky, wanted, t)
        taken.append(time.process_time() - began)
    print(f"one changed object: median {np.median(taken):.2f} CPU s, longest {max(taken):.2f}")
    began = time.process_time()
    work.step(sky, wanted, t)
    print(f"a step without news: {1e3 * (time.process_time() - began):.2f} ms")
    kept = work.view.view
    work.step(sky, wanted, t + DAY_S / 4)
    while work.busy:
        work.step(sky, wanted, t + DAY_S / 4)
    fresh = work.view.view
    both = [
        {(*view.pair(k), view.events.tca_tai_ns[k] // 10**7) for k in range(len(view))
         if fresh.start <= view.tca(k) < kept.stop}
        for view in (kept, fresh)
    ]  # fmt: skip
    print(f"kept up to date and made anew differ in {len(both[0] ^ both[1])} of {len(both[1])}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
