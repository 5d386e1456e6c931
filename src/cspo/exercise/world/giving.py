"""What nations are given, as inputs: element sets, tracks, reports, conjunction messages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from cspo.bridge.records_catalog import orbit_bodies
from cspo.bridge.records_objects import object_bodies
from cspo.exercise.scenario import Asset, LateRelease
from cspo.exercise.world.sensors import Eye
from cspo.exercise.world.telling import Input, InputKind
from cspo.markings import Label
from cspo.operations.kinds import REGISTRY
from cspo.orbits import Catalog
from cspo.records.bodies import Body
from cspo.records.bodies.activity import Behavior, BehaviorEventBody
from cspo.records.bodies.instants import utc_text
from cspo.records.bodies.objects import Maneuverability, Size
from cspo.records.bodies.readiness import Readiness, ReadinessBody, ReadySubject, Regime
from cspo.records.bodies.words import Confidence
from cspo.sensing import Look
from cspo.time import Epoch
from cspo.units import KM_PER_M

__all__ = [
    "behavior_input", "catalog_input", "input_of", "link_input", "objects_input",
    "readiness_input", "release_input", "source_of", "track_body", "word_of",
]  # fmt: skip

Floats = NDArray[np.float64]

_SLUG: Final = re.compile(r"[^A-Za-z0-9._+-]+")


def source_of(nation: str) -> str:
    """What the records of a nation's own catalogue call their source."""
    return f"{nation} catalogue, EXERCISE"


def word_of(nation: str, name: str) -> str:
    """What records call a sensor, from its name in a scenario.

    Examples
    --------
    >>> word_of("NOR", "Globus III, Vardo")
    'NOR/Globus-III-Vardo'
    """
    return f"{nation}/{_SLUG.sub('-', name).strip('-')[:50] or 'sensor'}"


def input_of(
    t: Epoch, nation: str, kind: InputKind, label: Label, bodies: Sequence[Body], *,
    sensor: str = "",
) -> Input:  # fmt: skip
    """An input that becomes records of these bodies, the nation's own word."""
    told = [
        {
            "kind": REGISTRY.kind_of(body).name,
            "body": msgspec.json.decode(msgspec.json.encode(body)),
        }
        for body in bodies
    ]
    data: dict[str, Any] = {"bodies": told, "origin": "", "sensor": sensor}
    return Input(t=t, nation=nation, kind=kind, label=label, data=data)


def link_input(t: Epoch, link: tuple[str, str], *, cut: bool) -> Input:
    """The link from one nation to another carries nothing from now on, or carries again."""
    origin, hears = link
    kind = InputKind.FEED_CUT if cut else InputKind.FEED_BACK
    return Input(t=t, nation=hears, kind=kind, data={"from": origin, "to": hears})


def release_input(
    t: Epoch, late: LateRelease, nations: Sequence[str], *, ends: bool = False
) -> Input:
    """What a nation releases waits from now on, or goes out at once again.

    Parameters
    ----------
    nations : sequence of str
        All that play.
    """
    to = [each for each in late.to or nations if each != late.nation]
    kind = InputKind.RELEASE_PROMPT if ends else InputKind.RELEASE_LATE
    data: dict[str, Any] = {"name": late.name, "to": to, "delay_s": late.delay_s}
    return Input(t=t, nation=late.nation, kind=kind, data=data)


def objects_input(
    t: Epoch, nation: str, label: Label, catalog: Catalog, assets: Mapping[str, Asset]
) -> Input:
    """What a nation's catalogue says of objects; of the scenario's own all that it tells."""
    source = source_of(nation)
    bodies = [
        replace(body, objects=tuple(
            _told(facts, assets[facts.object], source) if facts.object in assets else facts
            for facts in body.objects
        ))
        for body in object_bodies(catalog, source=source, as_of=t.utc_iso(0)[:10])
    ]  # fmt: skip
    return input_of(t, nation, InputKind.CATALOG, label, bodies)


def _told(facts: Any, asset: Asset, source: str) -> Any:
    """The facts of an asset: its size, its mass, whether it can burn."""
    can = Maneuverability.YES if asset.can_burn else Maneuverability.NO
    size = Size(
        hard_body_radius_km=asset.radius_m * KM_PER_M,
        rcs_m2=None if facts.size is None else facts.size.rcs_m2, source=source,
    )  # fmt: skip
    return replace(facts, size=size, mass_kg=asset.mass_kg, mass_source=source, maneuverability=can)


def catalog_input(
    t: Epoch, nation: str, label: Label, sets: Catalog, *, sensor: str = "", source: str = ""
) -> Input:
    """Element sets that reach a nation together, in batches."""
    bodies = orbit_bodies(sets, source=source or source_of(nation)).bodies
    return input_of(t, nation, InputKind.CATALOG, label, bodies, sensor=sensor)


def readiness_input(
    t: Epoch, eye: Eye, label: Label, *, since: Epoch, ready: bool, reason: str = ""
) -> Input:
    """What a nation's own sensor says of itself."""
    body = ReadinessBody(
        subject=ReadySubject.SENSOR, name=word_of(eye.nation, eye.name), title=eye.name,
        state=Readiness.READY if ready else Readiness.DOWN,
        regimes=tuple(Regime(sort.lower()) for sort in eye.sorts), from_utc=utc_text(since),
        reason=reason,
    )  # fmt: skip
    return input_of(t, eye.nation, InputKind.READINESS, label, [body])


def behavior_input(
    t: Epoch, nation: str, label: Label, what: Behavior, objects: Sequence[str], *,
    start: Epoch, stop: Epoch, text: str, confidence: Confidence = Confidence.MODERATE,
    delta_v_km_s: float | None = None, pieces: int | None = None, sensor: str = "",
) -> Input:  # fmt: skip
    """A report that one or more objects did something between two instants."""
    body = BehaviorEventBody(
        what=what, objects=tuple(objects), start_utc=utc_text(start), stop_utc=utc_text(stop),
        confidence=confidence, delta_v_km_s=delta_v_km_s, pieces=pieces, text=text,
    )  # fmt: skip
    return input_of(t, nation, InputKind.REPORT, label, [body], sensor=sensor)


def track_body(
    identity: str, sensor: str, kind: str, site_km: Floats, start: Epoch, t_s: Floats, look: Look,
    sigmas: Mapping[str, float],
) -> Body:  # fmt: skip
    """A track of one object, held to be what it is.

    Parameters
    ----------
    identity, sensor : str
    kind : str
        ``radar`` or ``optical``; a telescope measures no range.
    site_km : (3,) float64
        ITRF.
    start : Epoch
    t_s : (m,) float64
        Past *start*.
    look : Look
        As measured, (m,).
    sigmas : mapping
        Standard deviations, as the record names them.
    """
    measured = {
        "t_s": t_s.tolist(), "azimuth_rad": look.azimuth_rad.tolist(),
        "elevation_rad": look.elevation_rad.tolist(),
    }  # fmt: skip
    if kind == "radar":
        measured["range_km"] = look.range_km.tolist()
    body = {
        "sensor": sensor, "sensor_type": kind, "site_itrf_km": site_km.tolist(),
        "candidates": [{"object": identity}], "epoch_utc": start.utc_iso(6),
        "sigmas": dict(sigmas), "measurements": measured,
    }  # fmt: skip
    found: Any = REGISTRY.decode("observation", msgspec.json.encode(body))
    checked: Body = found
    return checked
