"""Element sets as the `sgp4` package reads them, beside ours."""

from __future__ import annotations

import numpy as np
from sgp4.api import Satrec

from cspo.messages.gp import GpColumns
from cspo.time.utc import jd_utc_arrays

RAD_MIN = 2.0 * np.pi / 1440.0
"""One revolution a day, rad/min."""


def assert_as_satrecs(columns: GpColumns, peers: list[Satrec]) -> None:
    """Authority: `sgp4` (Rhodes; Vallado's code). Values to 1e-15 relative, epochs to 1 us."""
    theirs = {
        name: np.array([getattr(peer, name) for peer in peers])
        for name in ("satnum", "jdsatepoch", "jdsatepochF", "no_kozai", "ecco", "inclo", "nodeo",
                     "argpo", "mo", "bstar", "ndot", "nddot", "ephtype", "elnum", "revnum")
    }  # fmt: skip
    jd, fraction = jd_utc_arrays(columns.epoch_tai_ns)
    drift_d = (theirs["jdsatepoch"] - jd) + (theirs["jdsatepochF"] - fraction)
    assert np.abs(drift_d).max() * 86_400.0 < 1e-6
    for got, expected in (
        (columns.norad_cat_id, theirs["satnum"]),
        (columns.mean_motion_rev_day, theirs["no_kozai"] / RAD_MIN),
        (columns.eccentricity, theirs["ecco"]),
        (columns.inclination_deg, np.degrees(theirs["inclo"])),
        (columns.raan_deg, np.degrees(theirs["nodeo"])),
        (columns.argp_deg, np.degrees(theirs["argpo"])),
        (columns.mean_anomaly_deg, np.degrees(theirs["mo"])),
        (columns.bstar_per_er, theirs["bstar"]),
        (columns.mean_motion_dot_rev_day2, theirs["ndot"] / RAD_MIN * 1440.0),
        (columns.mean_motion_ddot_rev_day3, theirs["nddot"] / RAD_MIN * 1440.0**2),
        (columns.ephemeris_type, theirs["ephtype"]),
        (columns.element_set_no, theirs["elnum"]),
        (columns.rev_at_epoch, theirs["revnum"]),
    ):
        np.testing.assert_allclose(got, expected, rtol=1e-15, atol=0)
