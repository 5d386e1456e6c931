"""Orbits of a whole catalogue at one instant, as plane, shape and rates."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.constants import WGS72_J2, WGS72_RADIUS_KM
from cspo.dynamics._kernels import layout
from cspo.dynamics.initialization import JD_1950, MeanElements, initialize, is_deep_space
from cspo.orbits import Catalog
from cspo.time import Epoch
from cspo.time.utc import jd_utc_arrays
from cspo.units import MINUTE_S, NS_PER_S

__all__ = ["COLUMNS", "Planes"]

Floats = NDArray[np.float64]

# fmt: off
COLUMNS: Final = (
    "w_x", "w_y", "w_z",  # unit normal of the plane
    "n_x", "n_y",  # unit vector to the ascending node
    "e_x", "e_y",  # eccentricity vector along the node, and 90 deg ahead of it
    "e", "argp",  # its length and direction, rad
    "parameter_km",
    "constant_km", "wave_km",  # short-period J2 terms of the radius
    "longitude",  # mean argument of latitude, rad
    "rate",  # of it, rad/s
    "node_rate",  # rad/s
    "low_km", "high_km",  # bounds of the radius over a revolution
    "margin_km", "margin_rad",  # how far all this may be off, half a segment away
)
# fmt: on
"""Columns of the table that `cspo.consequence.clouds._kernels.nodes` takes."""

_LEO_KM, _DEEP_KM = 3.0, 40.0
_LEO_RAD, _DEEP_RAD = 0.0015, 0.006
_FADED: Final = 0.999


class Planes:
    """Secular SGP4 of a catalogue: a table of its orbits at any instant.

    Parameters
    ----------
    catalog : Catalog

    Notes
    -----
    The secular part of SGP4 with its long-period and short-period terms of the radius, without
    lunar-solar periodics and resonance. It decides which pairs are looked at and is never the
    answer; the margins in the table are how far it may be off.

    Source: Vallado, Crawford, Hujsak and Kelso, AIAA 2006-6753, sgp4().
    """

    __slots__ = ("_epoch_tai_ns", "_table", "deep_space")

    def __init__(self, catalog: Catalog) -> None:
        jd, fraction = jd_utc_arrays(catalog.epoch_tai_ns)
        elements = MeanElements(
            motion_rad_min=catalog.mean_motion_rad_s * MINUTE_S,
            eccentricity=catalog.eccentricity, inclination_rad=catalog.inclination_rad,
            raan_rad=catalog.raan_rad, argp_rad=catalog.argp_rad,
            anomaly_rad=catalog.mean_anomaly_rad, bstar_per_er=catalog.bstar_per_er,
            epoch_days=(jd + fraction) - JD_1950,
        )  # fmt: skip
        self.deep_space = is_deep_space(elements)
        self._table = initialize(elements, self.deep_space).table
        self._epoch_tai_ns = catalog.epoch_tai_ns

    @property
    def rates_rad_s(self) -> Floats:
        """Secular rates of the node and of the argument of perigee, (n, 2) rad/s."""
        rates = (self._column("node_rate"), self._column("argp_rate"))
        return np.stack(rates, axis=1) / MINUTE_S

    def _column(self, name: str) -> Floats:
        return self._table[:, layout.COLUMN[name]]

    def at(self, epoch: Epoch, half_s: float) -> Floats:
        """Table (n, columns) at *epoch*, good for *half_s* seconds before and after it.

        NaN in every column where the orbit has decayed or SGP4 does not know it.
        """
        with np.errstate(all="ignore"):
            table = self._at(epoch, half_s)
        table[~np.isfinite(table).all(axis=1)] = np.nan
        return table

    def _at(self, epoch: Epoch, half_s: float) -> Floats:
        c = self._column
        t = (epoch.tai_ns - self._epoch_tai_ns) / (NS_PER_S * MINUTE_S)
        shrunk = 1.0 - t * (c("cc1") + t * (c("d2") + t * (c("d3") + t * c("d4"))))
        shrunk = np.where(shrunk > 0.0, shrunk, np.nan)
        axis_er = c("axis") * shrunk**2
        ahead = t**2 * (c("t2cof") + t * (c("t3cof") + t * (c("t4cof") + t * c("t5cof"))))
        anomaly = c("anomaly") + (c("anomaly_rate") + c("dmdt")) * t + c("motion") * ahead
        argp = c("argp") + (c("argp_rate") + c("domdt")) * t
        node = c("node") + (c("node_rate") + c("dnodt")) * t + c("node_drag") * t**2
        e = np.clip(c("eccentricity") - c("bstar_cc4") * t + c("dedt") * t, 1e-6, _FADED)
        tilt = c("inclination") + c("didt") * t
        sini, cosi = np.sin(tilt), np.cos(tilt)
        parameter_er = axis_er * (1.0 - e * e)
        e_x, e_y = e * np.cos(argp), e * np.sin(argp) + c("aycof") / parameter_er
        e_all = np.hypot(e_x, e_y)
        j2 = 0.5 * WGS72_J2 / parameter_er
        wave_km = 0.5 * j2 * sini**2 * WGS72_RADIUS_KM
        constant_km = (
            -1.5 * j2 / parameter_er * np.sqrt(1.0 - e * e) * (3.0 * cosi**2 - 1.0)
            * axis_er * WGS72_RADIUS_KM
        )  # fmt: skip
        argp_rate = c("argp_rate") / MINUTE_S
        slope = c("motion") * t * (2.0 * c("t2cof") + 3.0 * t * c("t3cof"))
        margin_km = np.where(self.deep_space, _DEEP_KM, _LEO_KM)
        margin_km = margin_km + axis_er * WGS72_RADIUS_KM * e_all * np.abs(argp_rate) * half_s
        parameter_km = parameter_er * WGS72_RADIUS_KM
        columns = {
            "w_x": sini * np.sin(node), "w_y": -sini * np.cos(node), "w_z": cosi,
            "n_x": np.cos(node), "n_y": np.sin(node), "e_x": e_x, "e_y": e_y,
            "e": e_all, "argp": np.arctan2(e_y, e_x), "parameter_km": parameter_km,
            "constant_km": constant_km, "wave_km": wave_km, "longitude": anomaly + argp,
            "rate": (c("anomaly_rate") + c("argp_rate") + slope) / MINUTE_S,
            "node_rate": c("node_rate") / MINUTE_S,
            "low_km": parameter_km / (1.0 + e_all) + constant_km - wave_km,
            "high_km": parameter_km / (1.0 - e_all) + constant_km + wave_km,
            "margin_km": margin_km,
            "margin_rad": np.where(self.deep_space, _DEEP_RAD, _LEO_RAD),
        }  # fmt: skip
        return np.ascontiguousarray(np.stack([columns[name] for name in COLUMNS], axis=1))
