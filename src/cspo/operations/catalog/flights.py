"""Trajectories as a picture tells of them: whose, of what, from when to when."""

from __future__ import annotations

from dataclasses import dataclass

from cspo.markings.label import Label
from cspo.operations.catalog.holdings import Holdings
from cspo.orbits import Ephemeris
from cspo.records.bodies.ephemeris import Intent
from cspo.time import Epoch

__all__ = ["Flight", "flights_of"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Flight:
    """The latest trajectory of one source for one object.

    Parameters
    ----------
    object : str
        The object, as the picture shows it.
    origin, source : str
        Whose word it is, and what that calls it.
    record_ids : tuple of str
        Its pieces.
    label : Label
    intent : Intent
    ephemeris : Ephemeris
        In TEME.
    hard_body_radius_km : float or None
        As its source states it.
    t_created, t_ingest : Epoch
        When it was said, and when it came.
    """

    object: str
    origin: str
    source: str
    record_ids: tuple[str, ...]
    label: Label
    intent: Intent
    ephemeris: Ephemeris
    hard_body_radius_km: float | None
    t_created: Epoch
    t_ingest: Epoch


def flights_of(held: Holdings, name: str = "", origin: str = "") -> tuple[Flight, ...]:
    """Those of one object and one origin, or of all; the one said last first."""
    if name:
        number = held.identities.known(name)
        found = () if number is None else tuple(
            held.trajectories_of(held.identities.group(number))
        )  # fmt: skip
    else:
        found = tuple(held.trajectories.all())
    made = []
    for each in found:
        voice = held.voices[each.voice]
        if origin and voice[0] != origin:
            continue
        made.append(
            Flight(
                object=held.identities.name(each.number), origin=voice[0], source=voice[1],
                record_ids=each.record_ids, label=held.labels[each.label], intent=each.intent,
                ephemeris=each.ephemeris, hard_body_radius_km=each.hard_body_radius_km,
                t_created=each.heard.t_created, t_ingest=each.heard.t_ingest,
            )
        )  # fmt: skip
    return tuple(sorted(made, key=lambda each: (-each.t_created.tai_ns, each.record_ids)))
