"""A screening as it stands: the close approaches of a window, in columns, immutable."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction import Conjunctions
from cspo.conjunction.events import EventFlag
from cspo.conjunction.probability import Action, Flag, PcMethod, Violation
from cspo.markings.label import Label
from cspo.operations.catalog.sky import SkyView
from cspo.records.bodies.conjunction import Advice
from cspo.records.bodies.identities import EventId
from cspo.time import Epoch

__all__ = ["ADVICE", "EventChanges", "Gone", "Judged", "ScreeningView"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

ADVICE: Final = {
    Action.NONE: Advice.NONE, Action.WATCH: Advice.WATCH,
    Action.BETTER_DATA: Advice.BETTER_DATA, Action.MITIGATE: Advice.MITIGATE,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judged:
    """What can be said of each event, columns of k.

    Parameters
    ----------
    pc, max_pc : float64
        The probability that may be reported, NaN where none may; the greatest that
        any size of the covariance gives.
    method : int8
        `PcMethod`.
    pc_flags, violations : uint32
        `Flag` and `Violation` bits.
    action : int8
        `Action`.
    hbr_km : float64
        Combined hard body.
    age_s : (k, 2) float64
        Age of both element sets at closest approach, NaN for a trajectory.
    stale, default_covariance : bool
    """

    pc: Floats
    max_pc: Floats
    method: NDArray[np.int8]
    pc_flags: NDArray[np.uint32]
    violations: NDArray[np.uint32]
    action: NDArray[np.int8]
    hbr_km: Floats
    age_s: Floats
    stale: NDArray[np.bool_]
    default_covariance: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScreeningView:
    """Close approaches in order of time, one row each. Threads may share it.

    Parameters
    ----------
    sky : SkyView
        What was screened; rows of the events are its rows, and from its length on
        its trajectories.
    events : Conjunctions
        Pairs, times, misses and states.
    judged : Judged
        Probabilities, ages, advice.
    labels : tuple of Label
        Marks that occur.
    label_index : (k,) int32
        The mark of each event: the join of those of both orbits.
    named_tai_ns : (k,) int64
        The time of closest approach under which the event was first found or reported:
        its name does not change when its orbits do.
    named_day : (k,) bool
        Whether that name is of a whole day.
    start : Epoch
    duration_s : float
        The window.
    t_done : Epoch
        As of when.
    catalog_digest : str
        SHA-256 over the element sets that were screened.
    """

    sky: SkyView
    events: Conjunctions
    judged: Judged
    labels: tuple[Label, ...]
    label_index: NDArray[np.int32]
    named_tai_ns: Integers
    named_day: NDArray[np.bool_]
    start: Epoch
    duration_s: float
    t_done: Epoch
    catalog_digest: str

    def __len__(self) -> int:
        return len(self.events)

    @property
    def stop(self) -> Epoch:
        """End of the window."""
        return self.start + self.duration_s

    @property
    def object1(self) -> NDArray[np.str_]:
        """Identity of the first object of each event (k,)."""
        return self._names()[self.events.row1]

    @property
    def object2(self) -> NDArray[np.str_]:
        """Identity of the second object of each event (k,)."""
        return self._names()[self.events.row2]

    @property
    def rtn_km(self) -> Floats:
        """Object 2 from object 1 in R, T, N of object 1, km, (k, 3)."""
        events = self.events
        return np.stack([events.radial_km, events.in_track_km, events.cross_track_km], axis=1)

    def pair(self, row: int) -> tuple[str, str]:
        """Both objects of an event."""
        sky, events = self.sky, self.events
        return sky.name_at(int(events.row1[row])), sky.name_at(int(events.row2[row]))

    def tca(self, row: int) -> Epoch:
        """Time of closest approach of an event."""
        return Epoch(int(self.events.tca_tai_ns[row]))

    def label(self, row: int) -> Label:
        """The mark of an event."""
        return self.labels[int(self.label_index[row])]

    def event_id(self, row: int) -> str:
        """The name of an event that this screening gives it."""
        one, two = self.pair(row)
        named = Epoch(int(self.named_tai_ns[row]))
        return str(EventId.of(one, two, named, whole_day=bool(self.named_day[row])))

    def advice(self, row: int) -> Advice:
        """What the numbers call for."""
        return ADVICE[Action(int(self.judged.action[row]))]

    def pc_method(self, row: int) -> str:
        """The method of the probability, empty where there is none."""
        return PcMethod(int(self.judged.method[row])).label

    def flags(self, row: int) -> tuple[str, ...]:
        """What limits the answer, in words."""
        judged = self.judged
        return (
            *_words(EventFlag, int(self.events.flags[row])),
            *_words(Flag, int(judged.pc_flags[row])),
            *(("ASSUMPTIONS_VIOLATED",) if judged.violations[row] else ()),
            *(("STALE_ELEMENTS",) if judged.stale[row] else ()),
            *(("DEFAULT_COVARIANCE",) if judged.default_covariance[row] else ()),
        )

    def violations(self, row: int) -> tuple[str, ...]:
        """Assumptions that do not hold."""
        return _words(Violation, int(self.judged.violations[row]))

    def by_object(self, name: str) -> Integers:
        """Rows of the events of an object, in order of time."""
        rows = [
            k for k, each in enumerate(self.sky.ephemerides, len(self.sky)) if each.object == name
        ]
        row = self.sky.row_of.get(name)
        wanted = np.array([*rows, *([] if row is None else [row])], np.int64)
        one, two = self.events.row1, self.events.row2
        return np.flatnonzero(np.isin(one, wanted) | np.isin(two, wanted))

    def row_of(self, event: str) -> int | None:
        """The row of an event by its name in this screening; None where there is none."""
        name = EventId.parse(event)
        for row in self.by_object(name.object1).tolist():
            if self.event_id(row) == event:
                return int(row)
        return None

    def _names(self) -> NDArray[np.str_]:
        flown = [each.object for each in self.sky.ephemerides]
        return np.array([*self.sky.identity, *flown, ""], np.str_)


@dataclass(frozen=True, slots=True)
class Gone:
    """An event that is no close approach any more by what is known now.

    Parameters
    ----------
    event : str
        Its name.
    object1, object2 : str
    tca : Epoch
        As it was last.
    miss_distance_km : float
        As it was last.
    """

    event: str
    object1: str
    object2: str
    tca: Epoch
    miss_distance_km: float


@dataclass(frozen=True, slots=True, eq=False)
class EventChanges:
    """What a newer screening says that an older one did not.

    Parameters
    ----------
    view : ScreeningView
        The newer one.
    added, updated : (m,) int64
        Its rows that are new, and those found before that rest on another orbit now, or
        bear another mark.
    gone : tuple of Gone
        What was found before and is not any more, although its time has not passed.
    """

    view: ScreeningView
    added: Integers
    updated: Integers
    gone: tuple[Gone, ...]

    def __bool__(self) -> bool:
        return bool(len(self.added) or len(self.updated) or self.gone)


def _words(kind: type[IntFlag], bits: int) -> tuple[str, ...]:
    """Names of the flags that are set."""
    return tuple(str(flag.name) for flag in kind if flag and bits & flag)
