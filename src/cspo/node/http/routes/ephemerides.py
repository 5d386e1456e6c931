"""Positions in time as plain binary numbers, for pages and programs that draw or compute.

The layout, little-endian::

    bytes 0 to 7     "CSPOEPH1"
    bytes 8 to 11    length of the header in bytes, uint32
    from byte 12     the header: JSON, padded with spaces so that the numbers begin at a
                     multiple of 8
    then             count numbers by object, instant and axis: x, y, z (km), vx, vy, vz (km/s)

The header says ``frame`` ("TEME"), ``type`` ("float32" or "float64"), ``start_utc``, ``step_s``,
``count`` (instants), ``axes`` and ``objects``, in the order of the numbers. Where an orbit
can't be propagated, its numbers are NaN.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

import msgspec
import numpy as np
from litestar import Response
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import QueryParameter
from numpy.typing import NDArray

from cspo.dynamics import Sgp4Bulk
from cspo.errors import CspoError
from cspo.node.http.faults import unwanted
from cspo.node.http.rights import Right
from cspo.node.http.routes.instants import instant_of
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read
from cspo.time import Epoch

__all__ = ["AXES", "MAGIC", "MOST_STATES", "handlers", "packed"]

MAGIC: Final = b"CSPOEPH1"
AXES: Final = ("x_km", "y_km", "z_km", "vx_km_s", "vy_km_s", "vz_km_s")
MOST_STATES: Final = 1_000_000
"""States in one answer: 24 MB of float32."""
_BINARY: Final = "application/vnd.cspo.ephemerides"
_ALIGNED: Final = 8


@read(
    "/api/v1/ephemerides", Right.READ, "States of objects at instants, as binary numbers",
    cache=False,
    responses={
        200: ResponseSpec(
            bytes, media_type=_BINARY, description="See the reference for the layout.",
            generate_examples=False,
        )
    },
)  # fmt: skip
def get_ephemerides(
    node: NodeHere,
    caller: CallerHere,
    gate: GateHere,
    objects: Annotated[
        list[str] | None,
        QueryParameter(
            name="object", max_items=500, description="Of these objects; without it of all."
        ),
    ] = None,
    start: Annotated[
        str, QueryParameter(max_length=40, description="First instant, UTC; without it now.")
    ] = "",
    step_s: Annotated[float, QueryParameter(gt=0.0, le=86_400.0, description="Step, s.")] = 60.0,
    count: Annotated[int, QueryParameter(ge=1, le=20_000, description="How many instants.")] = 1,
    number: Annotated[
        Literal["float32", "float64"], QueryParameter(name="type", description="Of the numbers.")
    ] = "float32",
) -> Response[bytes]:
    """From the elements that the node goes by, or the newest that the caller may see, by SGP4.

    Objects that are not there, or not for the caller, are left out.
    """
    begin = instant_of(start, "start") if start else node.clock.now()
    sky = gate.skies.of(node, caller)
    if sky is None:
        return _answer(packed((), begin, step_s, np.zeros((0, count, 6)), number))
    row_of = sky.row_of
    wanted = list(sky.identity) if objects is None else sorted(set(objects) & row_of.keys())
    if len(wanted) * count > MOST_STATES:
        raise unwanted("count", f"at most {MOST_STATES:,} states", "fewer objects or instants")
    rows = np.array([row_of[name] for name in wanted], np.int64)
    if not len(rows):
        return _answer(packed((), begin, step_s, np.zeros((0, count, 6)), number))
    times = step_s * np.arange(count)
    try:
        states, _ = Sgp4Bulk(sky.catalog.take(rows)).propagate(begin, times)
    except CspoError as error:
        raise unwanted("start", "instants within 292 years of the elements") from error
    return _answer(packed(wanted, begin, step_s, states.transpose(2, 0, 1), number))


def packed(
    objects: Any, start: Epoch, step_s: float, states: NDArray[np.float64], number: str
) -> bytes:
    """The bytes of states of shape (objects, instants, 6)."""
    header = msgspec.json.encode(
        {
            "frame": "TEME", "type": number, "start_utc": start.utc_iso(9), "step_s": step_s,
            "count": states.shape[1], "axes": list(AXES), "objects": list(objects),
        }
    )  # fmt: skip
    header += b" " * (-(len(header) + len(MAGIC) + 4) % _ALIGNED)
    kind = "<f4" if number == "float32" else "<f8"
    numbers = np.ascontiguousarray(states, dtype=kind).tobytes()
    return b"".join((MAGIC, len(header).to_bytes(4, "little"), header, numbers))


def _answer(body: bytes) -> Response[bytes]:
    return Response(body, media_type=_BINARY)


handlers: Final = (get_ephemerides,)
