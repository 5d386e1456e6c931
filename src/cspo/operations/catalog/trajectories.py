"""Trajectories side by side: the latest ephemeris of each source for each object.

An ephemeris message may hold several pieces, as one before and one after a burn. They
are made records at one instant, and hold together until that source says something
later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from cspo.bridge.ephemeris_frame import in_frame
from cspo.bridge.records_ephemeris import ephemeris_from_bodies
from cspo.frames import EarthOrientation, Frame
from cspo.operations.catalog.sides import Heard
from cspo.orbits import Ephemeris
from cspo.records.bodies.ephemeris import EphemerisBody, Intent

__all__ = ["Trajectory", "TrajectorySides"]

_MOST_WAITING: Final = 64
"""Trajectories of which pieces are missing, at most: the oldest is given up for a new one."""


@dataclass(frozen=True, slots=True, eq=False)
class Trajectory:
    """One source's trajectory of one object, whole and in TEME.

    Parameters
    ----------
    number, voice, label : int
        The object, whose word it is, and its mark.
    heard : Heard
        Of its last piece.
    record_ids : tuple of str
        Its pieces in order.
    intent : Intent
        A hypothetical one is nobody's decision, and is never adopted.
    hard_body_radius_km : float or None
        As its source states it.
    """

    number: int
    voice: int
    label: int
    heard: Heard
    record_ids: tuple[str, ...]
    ephemeris: Ephemeris
    intent: Intent
    hard_body_radius_km: float | None


class TrajectorySides:
    """The trajectories that a picture holds.

    Parameters
    ----------
    eop : callable
        Gives the Earth's orientation, asked for a trajectory in ITRF only.
    simulated : bool
    """

    def __init__(self, eop: Callable[[], EarthOrientation], *, simulated: bool) -> None:
        self._eop = eop
        self._simulated = simulated
        self._held: dict[int, dict[int, tuple[Trajectory, ...]]] = {}
        self._waiting: dict[tuple[object, ...], dict[int, tuple[EphemerisBody, Heard]]] = {}

    def put(self, number: int, body: EphemerisBody, heard: Heard) -> bool:
        """Take a piece; whether a trajectory became whole by it that is the latest."""
        key = (
            number,
            heard.voice,
            heard.label,
            body.epoch_utc,
            body.pieces,
            body.frame,
            body.nodes,
        )
        pieces = self._waiting.setdefault(key, {})
        pieces[body.piece] = (body, heard)
        if len(pieces) < body.pieces:
            if len(self._waiting) > _MOST_WAITING:
                del self._waiting[next(iter(self._waiting))]
            return False
        del self._waiting[key]
        whole = [pieces[n] for n in sorted(pieces)]
        latest = max((each for _, each in whole), key=lambda each: each.order)
        made = self._made(number, whole, latest)
        before = self._held.get(number, {}).get(heard.voice, ())
        created = latest.t_created
        if before and before[0].heard.t_created > created:
            return False
        together = [each for each in before if each.heard.t_created == created]
        self._held.setdefault(number, {})[heard.voice] = (*together, made)
        return True

    def of(self, number: int) -> tuple[Trajectory, ...]:
        """Trajectories of one object."""
        held = self._held.get(number)
        return () if held is None else tuple(each for some in held.values() for each in some)

    def all(self) -> Sequence[Trajectory]:
        """Every one."""
        return tuple(each for number in self._held for each in self.of(number))

    def of_record(self, record_id: str) -> tuple[Trajectory, ...]:
        """Trajectories that a record is a piece of."""
        return tuple(each for each in self.all() if record_id in each.record_ids)

    def drop(self, trajectory: Trajectory) -> None:
        """Forget one."""
        held = self._held[trajectory.number]
        left = tuple(each for each in held.pop(trajectory.voice) if each is not trajectory)
        if left:
            held[trajectory.voice] = left
        if not held:
            del self._held[trajectory.number]

    def _made(
        self, number: int, whole: list[tuple[EphemerisBody, Heard]], latest: Heard
    ) -> Trajectory:
        first = whole[0][0]
        joined = ephemeris_from_bodies([body for body, _ in whole], simulated=self._simulated)
        return Trajectory(
            number=number, voice=latest.voice, label=latest.label, heard=latest,
            record_ids=tuple(heard.record_id for _, heard in whole),
            ephemeris=in_frame(
                joined, Frame.TEME, self._eop() if joined.frame is Frame.ITRF else None
            ),
            intent=first.intent, hard_body_radius_km=first.hard_body_radius_km,
        )  # fmt: skip
