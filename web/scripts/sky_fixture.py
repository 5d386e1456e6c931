"""Makes what the page's orbits are tested against.

A small sky as the node packs it, and where the node itself says that its objects are. Run:
``python web/scripts/sky_fixture.py``.
"""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from cspo.dynamics import Sgp4Bulk
from cspo.frames import Frame, transform_pv
from cspo.markings import Mode, make_label
from cspo.node.http.earth import earth_orientation
from cspo.node.http.routes.sky import _body
from cspo.node.http.sight import SeenSky
from cspo.orbits import reference_population
from cspo.time import Epoch
from cspo.units import NS_PER_S

FOLDER = Path(__file__).parents[1] / "src" / "orbit" / "testdata"
HOURS = (-72.0, -24.0, 0.0, 7.5, 48.0, 72.0)


def main() -> None:
    """Every 700th object, and the eight with the longest periods among each thousand."""
    whole = reference_population()
    slow = np.argsort(whole.mean_motion_rad_s)[::150][:12]
    rows = np.unique(np.concatenate([np.arange(0, len(whole), 700), slow]))
    catalog = whole.take(rows)
    t = Epoch(int(catalog.epoch_tai_ns.max()))
    names = tuple(catalog.identity(row) for row in range(len(catalog)))
    label = make_label("U", ["AUS"])
    view: Any = SimpleNamespace(
        labels=(label,), label_index=np.zeros(len(names), np.int32), identity=names
    )
    sky = SeenSky(view=view, identity=names, row_of={}, catalog=catalog, tag="")
    anybody: Any = SimpleNamespace(may=lambda *_: SimpleNamespace(permitted=True))
    node: Any = SimpleNamespace(mode=Mode.SIMULATED)
    (FOLDER / "sky.bin").write_bytes(_body(sky, t, anybody, node))
    t_s = np.array(HOURS) * 3_600.0
    states, _ = Sgp4Bulk(catalog).propagate(t, t_s)
    tai_ns = t.tai_ns + (t_s * NS_PER_S).astype(np.int64)
    told = [
        {
            "utc": (t + float(after)).utc_iso(3),
            "teme_km": np.round(states[k, :3].T, 4).tolist(),
            "itrf_km": np.round(
                transform_pv(
                    states[k, :3].T, states[k, 3:].T, Frame.TEME, Frame.ITRF, int(tai_ns[k]),
                    earth_orientation(),
                )[0], 4,
            ).tolist(),
        }
        for k, after in enumerate(t_s)
    ]  # fmt: skip
    text = json.dumps({"objects": names, "instants": told}).replace("NaN", "null")
    (FOLDER / "positions.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
