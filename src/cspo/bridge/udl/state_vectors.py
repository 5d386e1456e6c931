"""States: the UDL's state vector."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from cspo.bridge.udl.marks import common, id_on_orbit, not_kept, object_of, row_id, sat_no, tai_ns
from cspo.bridge.udl.pages import Columns, StatePage
from cspo.errors import MalformedMessage
from cspo.frames import Frame, transform_pv
from cspo.records.bodies import MAX_BATCH, OrbitBody
from cspo.records.bodies.covariance import (
    Covariance,
    CovarianceColumns,
    CovarianceFrame,
    CovarianceOrigin,
)
from cspo.records.bodies.instants import utc_text
from cspo.records.bodies.orbit import States
from cspo.records.bodies.words import OrbitFrame
from cspo.time import Epoch
from cspo.units import KM2_PER_M2

__all__ = ["COVARIANCE_FRAMES", "FRAMES", "STATE_VECTOR", "covariance_of", "frame_of",
           "orbits_from_states", "state_of", "state_words"]  # fmt: skip

FRAMES: Final = {
    "J2000": OrbitFrame.EME2000, "GCRF": OrbitFrame.GCRF, "TEME": OrbitFrame.TEME,
    "ITRF": OrbitFrame.ITRF, "ECR/ECEF": OrbitFrame.ITRF,
}  # fmt: skip
"""Frames by the UDL's words. EFG/TDR lacks polar motion, 10 m on the ground, and has no
counterpart here."""

COVARIANCE_FRAMES: Final = {
    "UVW": CovarianceFrame.RTN, "J2000": CovarianceFrame.EME2000, "GCRF": CovarianceFrame.GCRF,
    "TEME": CovarianceFrame.TEME, "ECR/ECEF": CovarianceFrame.ITRF,
}  # fmt: skip

_WORDS: Final = {
    OrbitFrame.EME2000: "J2000", OrbitFrame.GCRF: "GCRF", OrbitFrame.TEME: "TEME",
    OrbitFrame.ITRF: "ITRF",
}  # fmt: skip
_COVARIANCE_WORDS: Final = {frame: word for word, frame in COVARIANCE_FRAMES.items()}
_METHODS: Final = {
    CovarianceOrigin.DETERMINED: "CALCULATED", CovarianceOrigin.OPERATOR: "CALCULATED",
    CovarianceOrigin.DEFAULT: "DEFAULT",
}  # fmt: skip
_ORIGINS: Final = {"CALCULATED": CovarianceOrigin.DETERMINED, "DEFAULT": CovarianceOrigin.DEFAULT}

_POSITION: Final = ("xpos", "ypos", "zpos")
_VELOCITY: Final = ("xvel", "yvel", "zvel")
_AREAS: Final = {
    "dragCoeff": "drag_area_to_mass_km2_kg", "solarRadPressCoeff": "pressure_area_to_mass_km2_kg",
}  # fmt: skip
_KEPT: Final = (
    "epoch", "satNo", "origObjectId", "referenceFrame", "cov", "covReferenceFrame", "covMethod",
    *_POSITION, *_VELOCITY, *_AREAS,
)  # fmt: skip


def _states(page: StatePage) -> States:
    states = page.body.states
    assert states is not None  # noqa: S101 - a page of states
    return states


def _component(axis: int, *, velocity: bool) -> Callable[[StatePage], list[Any]]:
    return lambda page: [pv[velocity][axis] for pv in _vectors(page)]


def _vectors(page: StatePage) -> list[tuple[Sequence[float], Sequence[float]]]:
    """Positions and velocities in a frame that the UDL has a word for."""
    states = _states(page)
    rows = page.index
    r_km, v_km_s = [states.r_km[k] for k in rows], [states.v_km_s[k] for k in rows]
    if states.frame in _WORDS or not rows:
        return list(zip(r_km, v_km_s, strict=True))
    tai_ns = [Epoch.from_utc(page.body.epoch_utc[k]).tai_ns for k in rows]
    moved = transform_pv(r_km, v_km_s, Frame(states.frame.value), Frame.EME2000, tai_ns)
    return list(zip(moved[0].tolist(), moved[1].tolist(), strict=True))


def _area(name: str) -> Callable[[StatePage], list[Any]]:
    def values(page: StatePage) -> list[Any]:
        column = getattr(_states(page), name)
        found = [column[k] if column else None for k in page.index]
        return [None if area is None else area / KM2_PER_M2 for area in found]

    return values


def _covariances(page: StatePage) -> list[Any]:
    columns = page.body.covariance
    found = [None if columns is None else columns.lower_km2[k] for k in page.index]
    return [None if triangle is None else list(triangle) for triangle in found]


def _covariance_word(read: Callable[[CovarianceColumns], Any]) -> Callable[[StatePage], list[Any]]:
    def values(page: StatePage) -> list[Any]:
        columns = page.body.covariance
        if columns is None:
            return [None] * len(page)
        return [None if columns.lower_km2[k] is None else read(columns) for k in page.index]

    return values


def _objects(read: Callable[[str], Any]) -> Callable[[StatePage], list[Any]]:
    return lambda page: [read(page.body.object[k]) for k in page.index]


STATE_VECTOR: Final[Columns[StatePage]] = {
    "idStateVector": lambda page: [row_id(page.record, k) for k in page.index],
    **common(lambda page: [page.body.source] * len(page)),
    "epoch": lambda page: [tai_ns(page.body.epoch_utc[k]) for k in page.index],
    "satNo": _objects(sat_no),
    "idOnOrbit": _objects(id_on_orbit),
    "origObjectId": _objects(lambda name: None if sat_no(name) else name),
    "referenceFrame": lambda page: [_WORDS.get(_states(page).frame, "J2000")] * len(page),
    **{name: _component(k, velocity=False) for k, name in enumerate(_POSITION)},
    **{name: _component(k, velocity=True) for k, name in enumerate(_VELOCITY)},
    **{name: _area(column) for name, column in _AREAS.items()},
    "cov": _covariances,
    "covReferenceFrame": _covariance_word(lambda columns: _COVARIANCE_WORDS[columns.frame]),
    "covMethod": _covariance_word(lambda columns: _METHODS.get(columns.origin)),
}
"""Columns of a state vector: km, km/s; areas over mass in m²/kg; covariances as they are."""


def state_words(
    r_km: Sequence[float],
    v_km_s: Sequence[float],
    frame: OrbitFrame,
    epoch: Epoch,
    covariance: Covariance | None,
) -> dict[str, Any]:
    """A single state with its covariance, in the fields of a state vector."""
    if frame not in _WORDS:
        moved = transform_pv(r_km, v_km_s, Frame(frame.value), Frame.EME2000, epoch.tai_ns)
        r_km, v_km_s = moved[0].tolist(), moved[1].tolist()
    found: dict[str, Any] = {
        "referenceFrame": _WORDS.get(frame, "J2000"),
        **dict(zip((*_POSITION, *_VELOCITY), (*r_km, *v_km_s), strict=True)),
    }
    if covariance is not None:
        found["cov"] = list(covariance.lower_km2)
        found["covReferenceFrame"] = _COVARIANCE_WORDS[covariance.frame]
        found["covMethod"] = _METHODS.get(covariance.origin)
    return found


def orbits_from_states(
    items: Sequence[dict[str, Any]], *, source: str
) -> tuple[tuple[OrbitBody, ...], tuple[str, ...]]:
    """Bodies of orbits, one or more for each frame, and the fields that no body has a place for.

    Parameters
    ----------
    items : sequence of dict
        Of one source, as `cspo.messages.udl.read_items` reads them.
    source : str

    Raises
    ------
    MalformedMessage
        Where a field is missing, or a frame has no counterpart here.
    """
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for item in items:
        triangle = covariance_of(item)
        key = (frame_of(item), None if triangle is None else (triangle[1:], len(triangle[0])))
        groups.setdefault(key, []).append(item)
    bodies = tuple(
        _body(group[k : k + MAX_BATCH], source)
        for group in groups.values()
        for k in range(0, len(group), MAX_BATCH)
    )
    lost = sorted({name for item in items for name in not_kept(item, _KEPT)})
    return bodies, tuple(lost)


def _body(items: Sequence[dict[str, Any]], source: str) -> OrbitBody:
    states = [state_of(item) for item in items]
    areas = {
        column: tuple(_scaled(item.get(name)) for item in items)
        for name, column in _AREAS.items()
        if any(name in item for item in items)
    }
    covariances = [covariance_of(item) for item in items]
    first = covariances[0]
    covariance = None if first is None else CovarianceColumns(
        frame=first[1], origin=first[2], lower_km2=tuple(each[0] for each in covariances if each)
    )  # fmt: skip
    return OrbitBody(
        object=tuple(
            object_of(item.get("satNo"), item.get("origObjectId"), field="satNo") for item in items
        ),
        epoch_utc=tuple(utc_text(item["epoch"]) for item in items),
        states=States(
            frame=frame_of(items[0]), r_km=tuple(state[0] for state in states),
            v_km_s=tuple(state[1] for state in states),
            **areas,
        ),
        covariance=covariance,
        source=source,
    )  # fmt: skip


def _scaled(area_m2_kg: float | None) -> float | None:
    return None if area_m2_kg is None else area_m2_kg * KM2_PER_M2


def frame_of(item: dict[str, Any]) -> OrbitFrame:
    """The frame of a state vector: J2000 where it names none.

    Raises
    ------
    MalformedMessage
    """
    frame: OrbitFrame = _word(FRAMES, item.get("referenceFrame") or "J2000", "referenceFrame")
    return frame


def _word(words: dict[str, Any], word: str, field: str) -> Any:
    if word not in words:
        raise MalformedMessage(
            "read item", expected=f"one of {', '.join(words)}", got=word[:20], keyword=field
        )
    return words[word]


def state_of(
    item: dict[str, Any],
) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Position and velocity, km, km/s.

    Raises
    ------
    MalformedMessage
        Where a component is missing.
    """
    for name in (*_POSITION, *_VELOCITY):
        if name not in item:
            raise MalformedMessage("read item", expected="a number", got="nothing", keyword=name)
    return (
        (item["xpos"], item["ypos"], item["zpos"]), (item["xvel"], item["yvel"], item["zvel"]),
    )  # fmt: skip


def covariance_of(
    item: dict[str, Any],
) -> tuple[tuple[float, ...], CovarianceFrame, CovarianceOrigin] | None:
    """Lower triangle, axes and origin of the covariance; None where there is none.

    What the UDL adds for drag, pressure and thrust is left out.

    Raises
    ------
    MalformedMessage
        Where it is no triangle, or its axes have no counterpart here.
    """
    given = item.get("cov")
    if not given:
        return None
    triangle = tuple(given[:21]) if len(given) in {28, 36, 45} else tuple(given)
    if len(triangle) not in {6, 21}:
        raise MalformedMessage(
            "read item", expected="6, 21, 28, 36 or 45 numbers", got=str(len(given)), keyword="cov"
        )
    frame = _word(COVARIANCE_FRAMES, item.get("covReferenceFrame") or "J2000", "covReferenceFrame")
    return triangle, frame, _ORIGINS.get(item.get("covMethod") or "", CovarianceOrigin.UNKNOWN)
