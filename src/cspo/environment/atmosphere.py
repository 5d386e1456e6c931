"""Mean density of the upper air, for orbits that decay over weeks to decades.

An orbit goes round all longitudes in a day and, as its plane and its apsides turn, round all local
times in weeks or months. What it meets on average is kept in one table, which
`validation/atmosphere_table.py` took from NRLMSIS 2.1: density by altitude, by F10.7 and by Ap,
averaged over the day of the year, universal and local time, and latitude by area; and beside it
how the mean changes with the season, with latitude and with F10.7 of one day.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.environment.grid_weights import between, cubic
from cspo.errors import OutOfRange

__all__ = ["TYPICAL_AP", "AirColumns", "Atmosphere", "mean_atmosphere"]

Floats = NDArray[np.float64]

TYPICAL_AP: Final = 12.0
"""Ap of a typical day, 2 nT: the median since 1957 is 8, the mean 12.8."""

_LOWEST_KM, _BEND_KM, _STEP = 90.0, 60.0, 0.055
"""Altitude of row k: 90 km + 60 km (exp(0.055 k) - 1); validation/atmosphere_table.py."""
_FROM_KM, _FULL_KM = 200.0, 400.0
_YEAR_DAYS: Final = 365.25
_LN_10: Final = np.log(10.0)
_DAILY_LIMIT_SFU: Final = 100.0
_AT_ONCE: Final = 4_096
_BASE_COLUMNS: Final = slice(2, 10)
_CHANGE_COLUMNS: Final = slice(10, 16)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AirColumns:
    """Columns of air over altitude, one for each time: what a decay flies through.

    Parameters
    ----------
    ln_kg_m3 : (t, k) float64
        Natural logarithm of the density, at the altitudes of `Atmosphere.altitude_km`.
    latitude_p2 : (t, k) float64
        Relative change by (3 sin² latitude - 1) / 2.
    """

    ln_kg_m3: Floats
    latitude_p2: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Atmosphere:
    """A table of mean density and of its changes.

    Parameters
    ----------
    altitude_km : (k,) float64
        Geodetic altitude of the rows, evenly spaced in ln(1 + (h - 90 km) / 60 km).
    f107_81day : (f,) float64
        Solar flux F10.7 averaged over 81 days, sfu as observed, evenly spaced.
    ap : (a,) float64
        Geomagnetic index Ap of the day, 2 nT.
    ln_kg_m3 : (k, f, a) float64
        Natural logarithm of the mean density.
    changes : (k, f, 6) float64
        Of the logarithm for each sfu of the day's F10.7 above its mean; cosine and sine of
        the year and of the half-year; relative change with latitude.
    calibration : (c, 2) float64
        F10.7 (81 days) and the logarithm of what real orbits say the density is to the model's.
        Full above 400 km, none below 200 km.
    source : str

    Examples
    --------
    >>> air = mean_atmosphere()
    >>> [f"{x:.1e}" for x in air.density_kg_m3([400.0, 800.0], 140.0)]
    ['3.5e-12', '1.5e-14']
    """

    altitude_km: Floats
    f107_81day: Floats
    ap: Floats
    ln_kg_m3: Floats
    changes: Floats
    calibration: Floats
    source: str

    def __post_init__(self) -> None:
        for name in ("altitude_km", "f107_81day", "ap", "ln_kg_m3", "changes", "calibration"):
            column = np.array(getattr(self, name), np.float64)
            column.flags.writeable = False
            object.__setattr__(self, name, column)

    def density_kg_m3(
        self, altitude_km: ArrayLike, f107_81day: ArrayLike, *, ap: ArrayLike = TYPICAL_AP,
        f107: ArrayLike | None = None, day_of_year: ArrayLike | None = None,
        latitude_rad: ArrayLike | None = None,
    ) -> Floats:  # fmt: skip
        """Mean density of the air, kg/m³, in the shape that the arguments give together.

        Parameters
        ----------
        altitude_km : array_like
            Geodetic altitude. Below 90 km the value at 90 km; above 2,057 km the last scale
            height goes on.
        f107_81day : array_like
            F10.7 averaged over 81 days, sfu as observed; held to 60..320.
        ap : array_like
            Ap of the day; held to 0..320.
        f107 : array_like, optional
            F10.7 of the day before; without it, the mean.
        day_of_year : array_like, optional
            1 to 366; without it, the mean of the year.
        latitude_rad : array_like, optional
            Geodetic; without it, the mean over the Earth by area.

        Raises
        ------
        OutOfRange
            Where F10.7 or Ap is no number that the Sun or the Earth has shown: outside
            50..500 sfu, 0..400.

        Notes
        -----
        Averaged over local time: at one place and hour the true density is half to twice this.
        Source: Emmert et al., NRLMSIS 2.1, J. Geophys. Res. Space Physics 127 (2022).
        """
        h, mean, index = np.broadcast_arrays(
            np.asarray(altitude_km, np.float64), *self._checked(f107_81day, ap)
        )
        rows, row_weights, beyond_km = self._rows(h)
        fluxes, flux_weights = cubic((mean - self.f107_81day[0]) / self._flux_step, self._fluxes)
        low, share = between(index, self.ap)
        base = self.ln_kg_m3
        at = (rows[..., :, None], fluxes[..., None, :])
        ap_low, ap_share = low[..., None, None], share[..., None, None]
        cell = base[*at, ap_low] * (1.0 - ap_share) + base[*at, ap_low + 1] * ap_share
        ln = np.einsum("...ij,...i,...j->...", cell, row_weights, flux_weights)
        change = np.einsum("...ijc,...i,...j->...c", self.changes[at], row_weights, flux_weights)
        ln = ln + self._departure(change, mean, f107, day_of_year) - beyond_km / self._top_scale_km
        ln = ln + self._calibrated(h, mean)
        density = np.exp(ln)
        if latitude_rad is not None:
            p2 = 1.5 * np.sin(np.asarray(latitude_rad, np.float64)) ** 2 - 0.5
            density = density * (1.0 + change[..., 5] * p2)
        return np.asarray(density)

    def columns(
        self, f107_81day: ArrayLike, ap: ArrayLike, *, f107: ArrayLike | None = None,
        day_of_year: ArrayLike | None = None,
    ) -> AirColumns:  # fmt: skip
        """Whole columns for (t,) times; arguments as of `density_kg_m3`."""
        mean, index = np.broadcast_arrays(*self._checked(f107_81day, ap))
        daily = mean if f107 is None else np.asarray(f107, np.float64)
        day = None if day_of_year is None else np.asarray(day_of_year, np.float64)
        ln, p2 = np.empty((2, len(mean), len(self.altitude_km)))
        for first in range(0, len(mean), _AT_ONCE):
            rows = slice(first, first + _AT_ONCE)
            season = None if day is None else day[rows, None]
            ln[rows], p2[rows] = self._columns(mean[rows], index[rows], daily[rows], season)
        return AirColumns(ln_kg_m3=ln, latitude_p2=p2)

    def _columns(
        self, mean: Floats, index: Floats, daily: Floats, season: Floats | None
    ) -> tuple[Floats, Floats]:
        fluxes, weights = cubic((mean - self.f107_81day[0]) / self._flux_step, self._fluxes)
        low, share = between(index, self.ap)
        time = np.arange(len(mean))
        by_flux = np.zeros((len(mean), self._fluxes))
        by_flux[time[:, None], fluxes] = weights
        by_ap = np.zeros((len(mean), len(self.ap)))
        by_ap[time, low], by_ap[time, low + 1] = 1.0 - share, share
        cells = (by_flux[:, :, None] * by_ap[:, None, :]).reshape(len(mean), -1)
        ln = cells @ self.ln_kg_m3.reshape(len(self.altitude_km), -1).T
        change = np.einsum("tf,kfc->tkc", by_flux, self.changes, optimize=True)
        ln += self._departure(change, mean[:, None], daily[:, None], season)
        ln += self._calibrated(self.altitude_km, mean[:, None])
        return ln, change[..., 5]

    @property
    def _flux_step(self) -> float:
        return float(self.f107_81day[1] - self.f107_81day[0])

    @property
    def _fluxes(self) -> int:
        return len(self.f107_81day)

    @property
    def _top_scale_km(self) -> float:
        ln = self.ln_kg_m3[:, self._fluxes // 2, 2]
        return float((self.altitude_km[-1] - self.altitude_km[-2]) / (ln[-2] - ln[-1]))

    def _checked(self, f107_81day: ArrayLike, ap: ArrayLike) -> tuple[Floats, Floats]:
        mean, index = np.asarray(f107_81day, np.float64), np.asarray(ap, np.float64)
        for name, column, low, high in (("F10.7", mean, 50, 500), ("Ap", index, 0, 400)):
            bad = ~((column >= low) & (column <= high))
            if bad.any():
                raise OutOfRange(
                    "look up the density of the air", name, expected=f"{low} to {high}",
                    got=f"{column[bad].flat[0]:g}",
                )  # fmt: skip
        held = np.clip(mean, self.f107_81day[0], self.f107_81day[-1])
        return held, np.clip(index, self.ap[0], self.ap[-1])

    def _rows(self, altitude_km: Floats) -> tuple[NDArray[np.int64], Floats, Floats]:
        """Four rows, their weights, and km above the last row."""
        beyond_km = np.maximum(altitude_km - self.altitude_km[-1], 0.0)
        above = np.clip(altitude_km - _LOWEST_KM, 0.0, self.altitude_km[-1] - _LOWEST_KM)
        rows, weights = cubic(np.log1p(above / _BEND_KM) / _STEP, len(self.altitude_km))
        return rows, weights, beyond_km

    def _calibrated(self, altitude_km: Floats, mean: Floats) -> Floats:
        full = np.clip((altitude_km - _FROM_KM) / (_FULL_KM - _FROM_KM), 0.0, 1.0)
        return np.asarray(full * np.interp(mean, *self.calibration.T))

    def _departure(
        self, change: Floats, mean: Floats, f107: ArrayLike | None, day_of_year: ArrayLike | None
    ) -> Floats:
        """What the day's F10.7 and the season add to the logarithm."""
        out = np.zeros(change.shape[:-1])
        if f107 is not None:
            day = np.asarray(f107, np.float64) - mean
            out = out + change[..., 0] * np.clip(day, -_DAILY_LIMIT_SFU, _DAILY_LIMIT_SFU)
        if day_of_year is not None:
            angle = 2.0 * np.pi * (np.asarray(day_of_year, np.float64) - 0.5) / _YEAR_DAYS
            waves = (np.cos(angle), np.sin(angle), np.cos(2.0 * angle), np.sin(2.0 * angle))
            for k, wave in enumerate(waves, start=1):
                out = out + change[..., k] * wave
        return out


@cache
def mean_atmosphere(*, calibrated: bool = True) -> Atmosphere:
    """The table that comes with cspo, read once.

    Parameters
    ----------
    calibrated : bool
        Corrected by how thousands of real orbits sank from 2008 to 2024
        (`validation/air_calibration.py`); else NRLMSIS 2.1 as it is.
    """
    names, *rows = _read("atmosphere.csv")
    table = np.array(rows, np.float64)
    altitude_km, f107 = np.unique(table[:, 0]), np.unique(table[:, 1])
    cells = table.reshape(len(altitude_km), len(f107), -1)
    ap = [float(name.rpartition("ap")[2]) for name in names[_BASE_COLUMNS]]
    return Atmosphere(
        altitude_km=altitude_km, f107_81day=f107, ap=np.array(ap),
        ln_kg_m3=cells[..., _BASE_COLUMNS] * _LN_10, changes=cells[..., _CHANGE_COLUMNS],
        calibration=_calibration() if calibrated else np.zeros((1, 2)),
        source="NRLMSIS 2.1 by pymsis 0.13.0" + (", calibrated by orbits" if calibrated else ""),
    )  # fmt: skip


def _calibration() -> Floats:
    table = np.array(_read("air_calibration.csv")[1:], np.float64)
    return np.column_stack([table[:, 0], np.log(table[:, 1])])


def _read(name: str) -> list[list[str]]:
    path = files("cspo.environment").joinpath("data", name)
    with path.open(encoding="ascii") as lines:
        return list(csv.reader(lines))
