"""What the Sun and the Earth's magnetic field did, or may do, day by day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.errors import OutOfRange, UsageError
from cspo.time import Epoch
from cspo.time.days import day_of_year
from cspo.time.utc import utc_day_from_tai_ns

__all__ = ["SpaceWeather", "SpaceWeatherAt"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

_COLUMNS: Final[dict[str, Any]] = {
    "day": np.int64, "f107": np.float64, "f107_81day": np.float64, "ap": np.float64,
    "predicted": np.bool_,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SpaceWeatherAt:
    """Space weather at *n* instants; arrays have the shape of the instants.

    Parameters
    ----------
    f107 : float64
        F10.7 of the day before, sfu (1e-22 W m⁻² Hz⁻¹) as observed: what NRLMSIS goes by.
    f107_81day : float64
        Its mean over 81 days about the day.
    ap : float64
        Ap of the day, 2 nT.
    day_of_year : float64
        1 to 366.
    predicted : bool
        The values are none that were measured.
    """

    f107: Floats
    f107_81day: Floats
    ap: Floats
    day_of_year: Floats
    predicted: Booleans


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SpaceWeather:
    """Space weather in columns, one row for each day of UTC without a gap.

    Parameters
    ----------
    day : (n,) int64
        Day of UTC, counted as `datetime.date.toordinal` counts it.
    f107, f107_81day : (n,) float64
        Solar flux at 10.7 cm of the day, and its mean over the 81 days about it, sfu as
        observed (not adjusted to 1 au).
    ap : (n,) float64
        Mean planetary index Ap of the day, 2 nT.
    predicted : (n,) bool
        True where the row is a prediction or a mean of past cycles.
    source : str
        Where the rows came from.

    Raises
    ------
    UsageError
        Where columns differ in length, days have gaps, or a value is none.
    """

    day: Integers
    f107: Floats
    f107_81day: Floats
    ap: Floats
    predicted: Booleans
    source: str

    def __post_init__(self) -> None:
        for name, wanted in _COLUMNS.items():
            column = np.array(getattr(self, name), dtype=wanted)
            if column.shape != (len(self.day),):
                raise UsageError("make space weather", name, expected="one value for each day")
            column.flags.writeable = False
            object.__setattr__(self, name, column)
        if len(self.day) == 0 or not (np.diff(self.day) == 1).all():
            raise UsageError("make space weather", "day", expected="days without a gap")
        for name, high in (("f107", 2000.0), ("f107_81day", 500.0), ("ap", 400.0)):
            column = getattr(self, name)
            if not ((column >= 0.0) & (column <= high)).all():
                raise UsageError("make space weather", name, expected=f"numbers to {high:g}")

    def __repr__(self) -> str:
        return f"<SpaceWeather of {len(self):,} days from {self.source}>"

    def __len__(self) -> int:
        return len(self.day)

    @property
    def start(self) -> Epoch:
        """First instant that the rows cover."""
        return Epoch.from_utc_day(int(self.day[0]), 0)

    @property
    def end(self) -> Epoch:
        """First instant after the rows."""
        return Epoch.from_utc_day(int(self.day[-1]) + 1, 0)

    @property
    def measured_until(self) -> Epoch:
        """First instant whose row was not measured; `start` where none was."""
        rows = np.flatnonzero(self.predicted)
        return Epoch.from_utc_day(int(self.day[rows[0]]), 0) if len(rows) else self.end

    def at(self, tai_ns: ArrayLike) -> SpaceWeatherAt:
        """The rows of the days of *tai_ns*, an array of any shape.

        Raises
        ------
        OutOfRange
            Where an instant lies outside the rows.
        """
        day, _ = utc_day_from_tai_ns(np.asarray(tai_ns, np.int64))
        row = np.asarray(day) - self.day[0]
        outside = np.asarray((row < 0) | (row >= len(self)))
        if outside.any():
            first = Epoch.from_utc_day(int(np.asarray(day)[outside].flat[0]), 0)
            raise OutOfRange(
                "look up space weather", self.source,
                expected=f"{self.start.utc_iso(0)} to {self.end.utc_iso(0)}",
                got=first.utc_iso(0), hint="continued() goes on with the mean of past cycles",
            )  # fmt: skip
        _, in_year = day_of_year(np.asarray(day))
        return SpaceWeatherAt(
            f107=self.f107[np.maximum(row - 1, 0)], f107_81day=self.f107_81day[row],
            ap=self.ap[row], day_of_year=np.asarray(in_year, np.float64),
            predicted=self.predicted[row],
        )  # fmt: skip
