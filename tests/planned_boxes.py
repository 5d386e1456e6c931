"""Two nodes with plans about a satellite, and a piece that can be put on an orbit that meets it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from boxes import BEGAN, founded
from scipy.optimize import least_squares

from cspo.box import Box, BoxClock, BoxFolder
from cspo.dynamics import Sgp4Bulk
from cspo.markings import make_label
from cspo.node.runtime import Node
from cspo.operations.ingest import ingest_catalog
from cspo.operations.plan.deeds import put_plan
from cspo.orbits import Catalog
from cspo.records import Record, read_record
from cspo.records.bodies.planning import Assumption, PlanBody, PlanStatus
from cspo.records.bodies.standing import PlanStanding
from cspo.time import Epoch

ALL = ("AUS", "FRA")


@contextmanager
def asking_box(path: Path) -> Iterator[Box]:
    """A box in which each round asks everybody."""
    folder = BoxFolder.open(founded(path / "box"))
    with Box(folder, BoxClock(BEGAN)) as box:
        box.begin()
        for node in box.nodes.values():
            node.times.due_here = lambda job, *, every_s: True
        yield box


def rounds(box: Box, count: int) -> None:
    for _ in range(count):
        box.loop.round()


def later(box: Box, seconds: float) -> AbstractContextManager[Any]:
    """The box's clock, so much further on."""
    clock = next(iter(box.nodes.values())).clock.now() + seconds
    return patch.object(BoxClock, "now", lambda self: clock)


def small_sky(epoch: Epoch, *, bstar_per_er: float) -> Catalog:
    """Three objects, far apart: a satellite, a piece, and a third."""
    return Catalog(
        norad_id=[90001, 90002, 90003], epoch_tai_ns=epoch, mean_motion_rad_s=[1.05e-3, 1.1e-3,
        1.08e-3], eccentricity=[1e-3, 2e-3, 1e-3], inclination_rad=[0.9, 1.7, 1.2],
        raan_rad=[0.3, 2.0, 4.0], argp_rad=0.0, mean_anomaly_rad=[-0.02, 0.5, 3.0],
        bstar_per_er=bstar_per_er, name=["PLANNED 1", "PIECE", "OTHER"],
        object_type=["PAYLOAD", "DEBRIS", "PAYLOAD"], source="made by hand", simulated=True,
    )  # fmt: skip


def crossing(sky: Catalog, at_s: float, later_ns: int = 1) -> Catalog:
    """The piece on an orbit that meets the satellite's so long past the epoch."""
    mine, own = sky.take(np.array([0])), sky.take(np.array([1]))
    epoch = Epoch(int(mine.epoch_tai_ns[0]))
    when = np.array([at_s])
    target = Sgp4Bulk(mine).propagate(epoch, when)[0][0, :3, 0]

    def made(x: np.ndarray) -> Catalog:
        return replace(
            own, inclination_rad=np.array([1.3]), epoch_tai_ns=np.array([epoch.tai_ns + later_ns]),
            eccentricity=mine.eccentricity, argp_rad=mine.argp_rad, raan_rad=x[0:1],
            mean_anomaly_rad=x[1:2], mean_motion_rad_s=mine.mean_motion_rad_s * (1.0 + 1e-6 * x[2]),
        )  # fmt: skip

    def apart(x: np.ndarray) -> np.ndarray:
        return Sgp4Bulk(made(x)).propagate(epoch, when)[0][0, :3, 0] - target

    best = min(
        (
            least_squares(apart, [float(mine.raan_rad[0]) + 0.5, angle, 0.0], xtol=1e-15,
                          ftol=1e-15, x_scale=[1.0, 1.0, 100.0])
            for angle in np.arange(-3.0, 3.0, 0.5)
        ),
        key=lambda each: each.cost,
    )  # fmt: skip
    assert np.linalg.norm(best.fun) < 1e-2, "within ten metres"
    return made(best.x)


def bring(node: Node, catalog: Catalog) -> None:
    with node.store.write() as unit:
        ingest_catalog(
            unit, node.desk(unit), catalog, make_label("U", ALL), node.mode, node.clock.now(),
            "by hand", parts=("orbits", "objects"),
        )  # fmt: skip


def enter(node: Node, *expressions: str, name: str = "watch", to: Sequence[str] = ALL) -> Record:
    """A plan of a node that assumes these."""
    body = PlanBody(
        name=name, number=1, status=PlanStatus.ACTIVE, objective="It keeps its orbit.",
        assumptions=tuple(Assumption(text=f"number {n}", expression=e)
                          for n, e in enumerate(expressions, 1)),
    )  # fmt: skip
    with node.store.write() as unit:
        return put_plan(
            unit, node.desk(unit), node.plans.duty.book, body, make_label("U", sorted(to)),
            mode=node.mode, t=node.clock.now(), person="p.lanner",
        )  # fmt: skip


def records(node: Node, kind: str) -> list[Record]:
    with node.store.read() as unit:
        rows = unit.records_after(0, 400, kinds=(kind,))
    return [read_record(row.envelope) for row in rows]


def standing(node: Node, expression: str, name: str = "watch") -> PlanStanding:
    return node.plans.duty.checked(name, expression).standing
