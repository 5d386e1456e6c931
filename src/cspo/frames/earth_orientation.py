"""Earth orientation parameters, as a value that is handed to whoever needs it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.errors import UsageError
from cspo.frames.lagrange import lagrange_weights
from cspo.time.days import MJD_ZERO_DAY
from cspo.time.scales import jd_from_reading, tai_minus_utc_s_at
from cspo.time.utc import tai_ns_from_utc_day, utc_day_from_tai_ns
from cspo.units import DAY_NS, NS_PER_S

__all__ = ["EarthOrientation", "EarthOrientationAt"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

_COLUMN_TYPES: Final[dict[str, Any]] = {
    "mjd": np.int64,
    **dict.fromkeys(
        ("ut1_minus_utc_s", "xp_rad", "yp_rad", "dx_rad", "dy_rad", "lod_s"), np.float64
    ),
    "predicted": np.bool_,
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EarthOrientationAt:
    """Earth orientation at *n* instants; arrays have the shape of the instants.

    Parameters
    ----------
    tai_ns : int64
    ut1_minus_tai_s : float64
        Continuous through leap seconds.
    xp_rad, yp_rad : float64
        Coordinates of the pole.
    dx_rad, dy_rad : float64
        Offsets of the celestial pole to IAU 2006/2000A.
    lod_s : float64
        Excess length of day.
    outside : bool
        The table does not reach here: its nearest row is held.
    predicted : bool
        The values rest on predicted rows.
    """

    tai_ns: Integers
    ut1_minus_tai_s: Floats
    xp_rad: Floats
    yp_rad: Floats
    dx_rad: Floats
    dy_rad: Floats
    lod_s: Floats
    outside: Booleans
    predicted: Booleans

    @property
    def ut1_minus_utc_s(self) -> Floats:
        """UT1 - UTC ("dut1"), s; in a leap second that of the UTC that is ending."""
        return np.asarray(self.ut1_minus_tai_s + tai_minus_utc_s_at(self.tai_ns))

    def jd_ut1(self) -> tuple[Floats, Floats]:
        """Julian Dates of UT1 in two parts."""
        offset_ns = np.rint(self.ut1_minus_tai_s * NS_PER_S).astype(np.int64)
        return jd_from_reading(self.tai_ns + offset_ns)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EarthOrientation:
    """A table of Earth orientation: one row a day, at 00:00 UTC.

    Between rows, third-degree Lagrange polynomials through the four nearest
    (IERS Gazette 13, 1997, ``interp``), UT1 by way of UT1 - TAI so that a leap
    second makes no step; sub-daily tides (0.5 mas, 0.03 ms) are not added.
    Outside the table its first or last row is held and `at` says so.

    Parameters
    ----------
    mjd : (m,) int64
        Modified Julian Date of each row, rising.
    ut1_minus_utc_s, xp_rad, yp_rad, dx_rad, dy_rad, lod_s : (m,) float64
        As the IERS publishes them; dx, dy are offsets to IAU 2006/2000A.
    predicted : (m,) bool
        True where the row is a prediction.
    source : str
        Where the table came from.
    warning : str
        What is wrong with it, for whoever uses it to show; empty if nothing.

    Examples
    --------
    >>> from cspo.time import Epoch
    >>> none = EarthOrientation.zero()
    >>> float(none.at(Epoch.from_utc("2024-11-01").tai_ns).ut1_minus_utc_s), bool(none.warning)
    (0.0, True)
    """

    mjd: Integers
    ut1_minus_utc_s: Floats
    xp_rad: Floats
    yp_rad: Floats
    dx_rad: Floats
    dy_rad: Floats
    lod_s: Floats
    predicted: Booleans
    source: str
    warning: str = ""

    def __post_init__(self) -> None:
        for name, wanted in _COLUMN_TYPES.items():
            column = np.array(getattr(self, name), dtype=wanted)
            if column.shape != (len(self.mjd),):
                raise UsageError(
                    "build an Earth orientation table", name,
                    expected=f"shape ({len(self.mjd)},)", got=str(column.shape),
                )  # fmt: skip
            if not np.isfinite(column).all():
                raise UsageError(
                    "build an Earth orientation table", name,
                    expected="finite values", got="NaN or infinity",
                )  # fmt: skip
            column.setflags(write=False)
            object.__setattr__(self, name, column)
        if (np.diff(self.mjd) <= 0).any():
            raise UsageError("build an Earth orientation table", "mjd", expected="rising days")

    @classmethod
    def zero(cls) -> EarthOrientation:
        """No Earth orientation at all: UT1 = UTC, the pole at the origin.

        Off by up to 0.9 s of UT1, 420 m on the ground below, and 0.6 arcsec of
        the pole, 20 m. The value carries that as its warning.
        """
        none = np.empty(0)
        return cls(
            mjd=np.empty(0, np.int64), ut1_minus_utc_s=none, xp_rad=none, yp_rad=none,
            dx_rad=none, dy_rad=none, lod_s=none, predicted=np.empty(0, np.bool_), source="zero",
            warning="no Earth orientation data: Earth-fixed positions are off by up to 420 m",
        )  # fmt: skip

    @property
    def last_measured_mjd(self) -> int | None:
        """The last day that is no prediction, None in a table without one."""
        measured = self.mjd[~self.predicted]
        return int(measured[-1]) if len(measured) else None

    def at(self, tai_ns: ArrayLike) -> EarthOrientationAt:
        """Earth orientation at these instants, interpolated.

        Parameters
        ----------
        tai_ns : (...) int64
        """
        tai_ns = np.asarray(tai_ns, np.int64)
        if not len(self.mjd):
            nothing = np.zeros(tai_ns.shape)
            return EarthOrientationAt(
                tai_ns=tai_ns, ut1_minus_tai_s=-tai_minus_utc_s_at(tai_ns).astype(np.float64),
                xp_rad=nothing, yp_rad=nothing, dx_rad=nothing, dy_rad=nothing, lod_s=nothing,
                outside=np.ones(tai_ns.shape, np.bool_), predicted=np.zeros(tai_ns.shape, np.bool_),
            )  # fmt: skip
        return self._interpolate(tai_ns)

    def _interpolate(self, tai_ns: Integers) -> EarthOrientationAt:
        edges = tai_ns_from_utc_day(self.mjd[[0, -1]] + MJD_ZERO_DAY, 0)
        within = np.clip(tai_ns, edges[0], edges[1])
        m = len(self.mjd)
        size = min(4, m)
        query_mjd = utc_day_from_tai_ns(within)[0] - MJD_ZERO_DAY
        before = np.searchsorted(self.mjd, query_mjd, side="right") - 1
        rows = np.clip(before - 1, 0, m - size)[..., None] + np.arange(size)
        node_day = self.mjd[rows] + MJD_ZERO_DAY
        node_ns = tai_ns_from_utc_day(node_day, 0)
        weights = lagrange_weights((within[..., None] - node_ns) / DAY_NS)
        ut1_minus_tai_s = self.ut1_minus_utc_s[rows] - tai_minus_utc_s_at(node_ns)

        def weighed(column: Floats) -> Floats:
            return np.asarray((weights * column).sum(axis=-1))

        return EarthOrientationAt(
            tai_ns=tai_ns, ut1_minus_tai_s=weighed(ut1_minus_tai_s),
            xp_rad=weighed(self.xp_rad[rows]), yp_rad=weighed(self.yp_rad[rows]),
            dx_rad=weighed(self.dx_rad[rows]), dy_rad=weighed(self.dy_rad[rows]),
            lod_s=weighed(self.lod_s[rows]), outside=np.asarray(within != tai_ns),
            predicted=np.asarray(self.predicted[rows].any(axis=-1)),
        )  # fmt: skip
