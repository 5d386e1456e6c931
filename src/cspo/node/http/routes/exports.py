"""Orbits of chosen objects as files: OMM, OEM and TLE, each with its mode and marks."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final, Literal

import numpy as np
from litestar import Response
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import QueryParameter
from msgspec import structs

from cspo.bridge.catalog import gp_from_catalog
from cspo.bridge.oem import oem_from_ephemerides
from cspo.dynamics import Sgp4Bulk
from cspo.frames import Frame
from cspo.markings import Mode
from cspo.messages import oem, omm_json, omm_kvn, omm_xml, tle_write
from cspo.node.http.described import many_forms
from cspo.node.http.faults import not_found, unwanted
from cspo.node.http.rights import Right
from cspo.node.http.routes.instants import near_instant_of
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read
from cspo.node.http.row_marks import RowMarks
from cspo.node.http.seen import RunningNode
from cspo.orbits import Catalog, Ephemeris
from cspo.time import Epoch
from cspo.units import HOUR_S

__all__ = ["handlers"]

Form = Literal["omm-kvn", "omm-xml", "omm-json", "tle", "3le", "oem", "oem-xml"]

_TYPES: Final[dict[str, tuple[str, str]]] = {
    "omm-kvn": ("text/plain; charset=utf-8", "omm"),
    "omm-xml": ("application/xml", "omm.xml"),
    "omm-json": ("application/json", "omm.json"),
    "tle": ("text/plain; charset=utf-8", "tle"),
    "3le": ("text/plain; charset=utf-8", "3le"),
    "oem": ("text/plain; charset=utf-8", "oem"),
    "oem-xml": ("application/xml", "oem.xml"),
}
"""Media type and ending of each form."""
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]")
_MOST_OBJECTS: Final = 500
_MOST_STATES: Final = 100_000
_BY_SGP4: Final = "by SGP4 from mean elements: good to about a kilometre"


@read(
    "/api/v1/export", Right.READ, "Orbits of chosen objects as CCSDS messages or TLE",
    tag="catalog", cache=False,
    operation_class=many_forms([media_type for media_type, _ in _TYPES.values()]),
    responses={
        200: ResponseSpec(
            bytes, media_type="text/plain", description="A file in the form that was asked for.",
            generate_examples=False,
        )
    },
)  # fmt: skip
def export_orbits(
    node: NodeHere,
    caller: CallerHere,
    gate: GateHere,
    objects: Annotated[
        list[str],
        QueryParameter(name="object", min_items=1, max_items=_MOST_OBJECTS,
                       description="Of these, as the list of objects names them."),
    ],
    form: Annotated[Form, QueryParameter(name="as", description="Which file.")] = "omm-kvn",
    start: Annotated[
        str, QueryParameter(max_length=40, description="OEM: first instant, UTC; without it now.")
    ] = "",
    hours: Annotated[float, QueryParameter(gt=0.0, le=240.0, description="OEM: span, h.")] = 24.0,
    step_s: Annotated[
        float, QueryParameter(ge=1.0, le=3_600.0, description="OEM: between points, s.")
    ] = 60.0,
) -> Response[bytes]:  # fmt: skip
    """The orbits that the node goes by, or the newest that the caller may see.

    Objects that are not there, or not for the caller, are left out; so are those that a form
    can't hold, and ``Cspo-Left-Out`` says how many. ``Cspo-Mode`` and ``Cspo-Marking`` are the mode
    and mark of the whole; OMM (KVN, XML) and OEM say them in comments as well.
    """
    sky = gate.skies.of(node, caller)
    wanted = [] if sky is None else sorted(set(objects) & sky.row_of.keys())
    if sky is None or not wanted:
        raise not_found("object")
    marks = RowMarks(node, caller, sky)
    catalog = sky.catalog.take(np.array([sky.row_of[name] for name in wanted]))
    now, mark = node.clock.now(), marks.joined(wanted)
    if form in {"oem", "oem-xml"}:
        t_s = step_s * np.arange(int(hours * HOUR_S / step_s) + 1, dtype=np.float64)
        if len(wanted) * len(t_s) > _MOST_STATES or len(t_s) < 2:
            raise unwanted("step_s", f"2 to {_MOST_STATES:,} states", "another step or span")
        begin = near_instant_of(start, "start", now)
        pieces = _flown(node, catalog, wanted, begin, t_s)
        data = _oem(pieces, form, now, node, mark) if pieces else b""
        left_out = len(wanted) - len(pieces)
    else:
        comments = [f"{node.mode} {marks.of(name)}" for name in wanted]
        data, left_out = _elements(catalog, form, now, node.home.nation, comments)
    if not data:
        raise unwanted("as", "a form that can hold one of these orbits", "omm-kvn holds them all")
    media_type, ending = _TYPES[form]
    return Response(
        data, media_type=media_type,
        headers={
            "Cspo-Mode": str(node.mode), "Cspo-Marking": mark,
            "Cspo-Left-Out": str(left_out + len(set(objects)) - len(wanted)),
            "Content-Disposition": f'attachment; filename="{_file(node, wanted, now, ending)}"',
        },
    )  # fmt: skip


def _file(node: RunningNode, names: Sequence[str], now: Epoch, ending: str) -> str:
    """A name that says what is in it, of letters that every disk takes."""
    what = names[0] if len(names) == 1 else f"{len(names)}-objects"
    stamp = now.utc_iso(0).replace("-", "").replace(":", "")
    return _UNSAFE.sub("-", f"cspo-{node.mode}-{what}-{stamp}.{ending}")


def _elements(
    catalog: Catalog, form: str, now: Epoch, originator: str, comments: Sequence[str]
) -> tuple[bytes, int]:
    """The file, and how many element sets it can't hold."""
    columns = gp_from_catalog(catalog)
    if form in {"tle", "3le"}:
        data, faults = tle_write.write(columns, names="numbered" if form == "3le" else "none")
        return data, len(faults)
    if form in {"omm-kvn", "omm-xml"}:
        write: Callable[..., bytes] = omm_kvn.write if form == "omm-kvn" else omm_xml.write
        return write(columns, created=now, originator=originator, comments=comments), 0
    return omm_json.write(columns), 0


def _flown(
    node: RunningNode, catalog: Catalog, names: Sequence[str], begin: Epoch, t_s: Any
) -> list[Ephemeris]:
    """Trajectories by SGP4, in TEME; objects without a state somewhere in the span are left out."""
    states, _ = Sgp4Bulk(catalog).propagate(begin, t_s)
    good: list[bool] = np.asarray(np.isfinite(states).all(axis=(0, 1))).tolist()
    return [
        Ephemeris(
            object_id=str(catalog.designator[row]) or name, object_name=str(catalog.name[row]),
            frame=Frame.TEME, epoch=begin, t_s=t_s, r_km=states[:, :3, row].copy(),
            v_km_s=states[:, 3:, row].copy(), simulated=node.mode is not Mode.REAL,
        )
        for row, name in enumerate(names)
        if good[row]
    ]  # fmt: skip


def _oem(pieces: Sequence[Ephemeris], form: str, now: Epoch, node: RunningNode, mark: str) -> bytes:
    message = oem_from_ephemerides(pieces, creation=now, originator=node.home.nation)
    comments = (*message.header.comments, f"{node.mode} {mark}", _BY_SGP4)
    header = structs.replace(message.header, comments=comments, classification=mark)
    message = structs.replace(message, header=header)
    return oem.write(message, "xml" if form == "oem-xml" else "kvn")


handlers: Final = (export_orbits,)
