"""Earth orientation as the published cases give it."""

from __future__ import annotations

import gzip

import numpy as np
import pytest

from cspo.frames import EarthOrientation, parse_finals2000a
from cspo.time import Epoch
from cspo.time.days import MJD_ZERO_DAY

ARCSEC_RAD = np.pi / 180.0 / 3600.0


@pytest.fixture(scope="session")
def on_day():
    """A table of one row, held: the values of one instant. Angles in arcsec."""

    def build(utc, *, dut1=0.0, xp=0.0, yp=0.0, dx=0.0, dy=0.0, lod=0.0):
        mjd = Epoch.from_utc(utc).utc_day()[0] - MJD_ZERO_DAY
        return EarthOrientation(
            mjd=[mjd], ut1_minus_utc_s=[dut1], xp_rad=[xp * ARCSEC_RAD], yp_rad=[yp * ARCSEC_RAD],
            dx_rad=[dx * ARCSEC_RAD], dy_rad=[dy * ARCSEC_RAD], lod_s=[lod], predicted=[False],
            source="published case",
        )  # fmt: skip

    return build


@pytest.fixture(scope="session")
def finals(data_dir):
    """The table that Orekit reads too."""
    with gzip.open(data_dir / "orekit/finals2000A.all.gz") as file:
        return parse_finals2000a(file.read())


@pytest.fixture(scope="session")
def pv_coordinates(orekit):
    """Builds Orekit's PVCoordinates, m and m/s, from km and km/s."""
    import jpype  # noqa: PLC0415 - there only if Orekit is

    vector = jpype.JClass("org.hipparchus.geometry.euclidean.threed.Vector3D")

    def build(r_km, v_km_s):
        return orekit.utils.PVCoordinates(
            vector(*(np.asarray(r_km) * 1e3).tolist()), vector(*(np.asarray(v_km_s) * 1e3).tolist())
        )

    return build
