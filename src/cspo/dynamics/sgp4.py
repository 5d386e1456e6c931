"""SGP4 for whole catalogues: a state and a status for every object and time."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cspo.dynamics._kernels import layout
from cspo.dynamics._kernels.sweep import sweep
from cspo.dynamics.initialization import (
    JD_1950,
    Coefficients,
    MeanElements,
    initialize,
    is_deep_space,
)
from cspo.errors import UsageError
from cspo.orbits.catalog import Catalog
from cspo.time import Epoch
from cspo.time.utc import jd_utc_arrays
from cspo.units import MINUTE_S, NS_PER_S

__all__ = ["PropagationStatus", "Sgp4Bulk"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Rows = NDArray[np.intp]
Statuses = NDArray[np.int8]

_MINUTE_NS: Final = MINUTE_S * NS_PER_S
_NEARLY_CIRCULAR: Final = 0.03
_FARTHEST_S: Final = 9.2e9  # 292 years, which int64 holds in nanoseconds


class PropagationStatus(IntEnum):
    """What became of one state. 1 to 6 are SGP4's own codes, kept as they are.

    A state that is not `OK` is NaN.
    """

    OK = 0
    MEAN_ECCENTRICITY = 1
    """Mean eccentricity outside -0.001 to 1."""
    MEAN_MOTION = 2
    """Mean motion not positive."""
    PERTURBED_ECCENTRICITY = 3
    """Eccentricity outside 0 to 1 after the lunar-solar periodics."""
    SEMILATUS_RECTUM = 4
    """Semilatus rectum negative."""
    SUBORBITAL = 5
    """Epoch elements under the ground. No version of the theory in use returns it."""
    DECAYED = 6
    """Radius under one Earth radius."""
    NONSENSE = 7
    """SGP4 saw no error, but drag doubled the semi-major axis or took it through zero,
    the object is beyond 1e6 km, faster than 12 km/s, or not a number; or the instant is more
    than 292 years from the epoch."""
    BAD_ELEMENTS = 8
    """An element is not finite, the eccentricity not in [0, 1), or the mean motion not positive."""


class Sgp4Bulk:
    """SGP4 and SDP4 (WGS-72, improved mode) over every row of a catalogue.

    Initialised once; then any number of calls, from several threads if need be.

    Parameters
    ----------
    catalog : Catalog
        Mean elements. Rows outside the theory's domain get a status, not an error.

    Notes
    -----
    Objects whose Brouwer period is 225 min or more take SDP4's path. The elapsed
    time is a difference of integer nanoseconds of TAI, so a leap second counts.
    States equal those of Vallado's C++ within 1e-6 km and 1e-9 km/s.

    Source: Hoots and Roehrich, Spacetrack Report No. 3 (1980); Vallado,
    Crawford, Hujsak and Kelso, AIAA 2006-6753.
    """

    __slots__ = ("_epoch_tai_ns", "_kind", "_table", "deep_space", "usable")

    deep_space: NDArray[np.bool_]
    """Which rows SDP4 propagates, (n,)."""
    usable: NDArray[np.bool_]
    """Which rows have elements inside the theory's domain, (n,)."""

    def __init__(self, catalog: Catalog) -> None:
        jd, fraction = jd_utc_arrays(catalog.epoch_tai_ns)
        elements = MeanElements(
            motion_rad_min=catalog.mean_motion_rad_s * MINUTE_S,
            eccentricity=catalog.eccentricity,
            inclination_rad=catalog.inclination_rad,
            raan_rad=catalog.raan_rad,
            argp_rad=catalog.argp_rad,
            anomaly_rad=catalog.mean_anomaly_rad,
            bstar_per_er=catalog.bstar_per_er,
            epoch_days=(jd + fraction) - JD_1950,  # in this order, as twoline2rv() rounds it
        )
        self._epoch_tai_ns = catalog.epoch_tai_ns
        self.usable = _in_domain(elements)
        self.deep_space = self.usable & is_deep_space(elements)
        coefficients = initialize(elements, self.deep_space)
        self._table = coefficients.table
        self._kind = _sorted_kinds(coefficients, self.usable)
        for mask in (self.usable, self.deep_space):
            mask.setflags(write=False)

    def __len__(self) -> int:
        return len(self._epoch_tai_ns)

    def propagate(
        self,
        epoch: Epoch,
        t_s: NDArray[Any],
        *,
        rows: NDArray[np.integer[Any]] | None = None,
        out: Floats | None = None,
    ) -> tuple[Floats, Statuses]:
        r"""Every object at every time.

        Parameters
        ----------
        epoch : Epoch
            The common instant.
        t_s : (m,) float
            Seconds past *epoch*, in any order.
        rows : (n,) int, optional
            Rows of the catalogue; all of them by default.
        out : (m, 6, n) float64, optional
            Where to write, C-contiguous; else a new array.

        Returns
        -------
        states : (m, 6, n) float64
            x, y, z (km) and vx, vy, vz (km/s) in TEME; NaN where the status is not OK.
        status : (m, n) int8
            `PropagationStatus` of each state.

        Raises
        ------
        UsageError
            Where *t_s*, *rows* or *out* has the wrong shape or type, or a time is not
            finite or more than 292 years.
        OutOfRange
            Where *epoch* lies outside 1707 to 2292.

        Examples
        --------
        >>> import numpy as np
        >>> from cspo.bridge.catalog import catalog_from_gp
        >>> from cspo.dynamics import Sgp4Bulk
        >>> from cspo.messages import tle
        >>> from cspo.time import Epoch
        >>> vanguard = (
        ...     b"1 00005U 58002B   00179.78495062  .00000023  00000-0  28098-4 0  4753\n"
        ...     b"2 00005  34.2682 348.7242 1859667 331.7664  19.3264 10.82419157413667\n"
        ... )
        >>> catalog = catalog_from_gp(tle.read(vanguard)[0], source="AIAA 2006-6753")
        >>> epoch = Epoch(int(catalog.epoch_tai_ns[0]))
        >>> states, status = Sgp4Bulk(catalog).propagate(epoch, np.array([0.0, 21_600.0]))
        >>> np.round(states[1, :3, 0], 3).tolist()
        [-7154.031, -3783.177, -3536.194]
        """
        t_min = np.array(t_s, np.float64)
        if t_min.ndim != 1:
            raise UsageError("propagate", "t_s", expected="one axis", got=f"shape {t_min.shape}")
        if not (np.abs(t_min) <= _FARTHEST_S).all():
            raise UsageError(
                "propagate", "t_s", expected=f"seconds from -{_FARTHEST_S:g} to {_FARTHEST_S:g}",
                got="NaN, infinity or more",
            )  # fmt: skip
        t_min /= MINUTE_S
        chosen = np.arange(len(self)) if rows is None else self._checked(rows)
        shape = (len(t_min), 6, len(chosen))
        if out is None:
            out = np.empty(shape)
        elif out.shape != shape or out.dtype != np.float64 or not out.flags.c_contiguous:
            raise UsageError(
                "propagate", "out",
                expected=f"C-contiguous float64 of shape {shape}", got=f"{out.dtype} {out.shape}",
            )  # fmt: skip
        start_min = self._elapsed_min(np.asarray(epoch, np.int64), chosen)
        return out, self._run(chosen, start_min, t_min, out)

    def propagate_pairs(
        self, row: NDArray[np.integer[Any]], tai_ns: NDArray[np.int64]
    ) -> tuple[Floats, Statuses]:
        """Each element its own object and time.

        Parameters
        ----------
        row : (k,) int
            Rows of the catalogue.
        tai_ns : (k,) int64
            Instants, as `Epoch.tai_ns` counts.

        Returns
        -------
        states : (k, 6) float64
            Position (km) and velocity (km/s) in TEME; NaN where the status is not OK.
        status : (k,) int8
            `PropagationStatus` of each.

        Raises
        ------
        UsageError
            Where the shapes differ or a row is not of the catalogue.
        """
        chosen = self._checked(row)
        instants = np.asarray(tai_ns)
        if instants.shape != chosen.shape or not np.issubdtype(instants.dtype, np.integer):
            raise UsageError(
                "propagate pairs", "tai_ns",
                expected=f"int64 of shape {chosen.shape}", got=f"{instants.dtype} {instants.shape}",
            )  # fmt: skip
        start_min = self._elapsed_min(instants.astype(np.int64), chosen)
        out = np.empty((1, 6, len(chosen)))
        status = self._run(chosen, start_min, np.zeros(1), out)
        return np.ascontiguousarray(out[0].T), status[0]

    def _checked(self, row: NDArray[np.integer[Any]]) -> Rows:
        rows = np.asarray(row)
        if rows.ndim != 1 or (rows.size and not np.issubdtype(rows.dtype, np.integer)):
            raise UsageError(
                "propagate", "rows", expected="integers on one axis",
                got=f"{rows.dtype} {rows.shape}",
            )  # fmt: skip
        rows = rows.astype(np.intp)
        if rows.size and (rows.min() < 0 or rows.max() >= len(self)):
            raise UsageError(
                "propagate", "rows", expected=f"0 to {len(self) - 1}",
                got=f"{rows.min()} to {rows.max()}",
            )  # fmt: skip
        return rows

    def _elapsed_min(self, tai_ns: Integers, rows: Rows) -> Floats:
        """Minutes since the epoch of each row, NaN where int64 cannot hold the nanoseconds."""
        epoch_tai_ns = self._epoch_tai_ns[rows]
        elapsed_ns = tai_ns - epoch_tai_ns
        wrapped = (elapsed_ns < 0) != (tai_ns < epoch_tai_ns)
        return np.where(wrapped, np.nan, elapsed_ns / _MINUTE_NS)

    def _run(self, rows: Rows, start_min: Floats, t_min: Floats, out: Floats) -> Statuses:
        """Lanes of one kind at a time; *out* is (m, 6, lanes)."""
        status = np.empty((len(t_min), len(rows)), np.int8)
        groups = self._kind[rows]
        order = np.argsort(groups, kind="stable")
        ends = np.searchsorted(groups[order], np.arange(len(_KINDS) + 2))
        for group, kind in enumerate(_KINDS):
            column = order[ends[group] : ends[group + 1]]
            if len(column):
                sweep(
                    self._table, rows[column], column, kind, start_min[column], t_min, out, status
                )
        refused = order[ends[len(_KINDS)] :]
        out[:, :, refused] = np.nan
        status[:, refused] = PropagationStatus.BAD_ELEMENTS
        return status


_KINDS: Final = (
    layout.NEAR, layout.NEAR, layout.DEEP, layout.DEEP, layout.SYNCHRONOUS, layout.HALF_DAY,
)  # fmt: skip
"""Groups of lanes that share a path. Eccentric orbits take more turns of Kepler's
equation, and a block takes as many as its slowest lane: they go in blocks of their own."""


def _sorted_kinds(coefficients: Coefficients, usable: NDArray[np.bool_]) -> Statuses:
    """Index into `_KINDS` of each row, one past the end where the elements are unusable."""
    eccentric = coefficients.table[:, layout.COLUMN["eccentricity"]] > _NEARLY_CIRCULAR
    group = np.array([0, 2, 4, 5], np.int8)[coefficients.kind]
    group += ((coefficients.kind <= layout.DEEP) & eccentric).astype(np.int8)
    return np.where(usable, group, np.int8(len(_KINDS)))


def _in_domain(elements: MeanElements) -> NDArray[np.bool_]:
    finite = np.ones(len(elements.eccentricity), bool)
    for name in MeanElements.__slots__:
        finite &= np.isfinite(getattr(elements, name))
    with np.errstate(invalid="ignore"):
        return np.asarray(
            finite
            & (elements.eccentricity >= 0.0)
            & (elements.eccentricity < 1.0)
            & (elements.motion_rad_min > 0.0)
        )
