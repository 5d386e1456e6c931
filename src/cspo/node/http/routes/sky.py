"""The sky in a few bytes: every orbit that the caller may see, for a page that moves them all.

The layout, little-endian::

    bytes 0 to 7     "CSPOSKY1"
    bytes 8 to 11    length of the header in bytes, uint32
    from byte 12     the header: JSON, padded with spaces so that the columns begin at a
                     multiple of 8
    then             the columns in the order of the header, each padded to a multiple of 8

The header's ``columns`` are ``name``, ``type`` (``"float64"``, ``"float32"``, ``"uint32"``,
``"uint16"``, ``"uint8"`` or ``"text"``) and ``bytes``. A text column is UTF-8 with a line feed
between values. ``owner``, ``type``, ``source`` and ``mark`` are indices into lists of that name
in the header. ``epoch_s`` counts seconds from ``reference_tai_ms``, which a clock of TAI shows as
milliseconds since 1970. ``earth`` is a table of the Earth's orientation, as
`cspo.node.http.earth.orientation_rows` has it.

27,000 objects are 1.1 MB on the wire. Angles are float32, the mean motion float64: that moves
an object by 10 m in low orbit and 30 m in geostationary orbit at most.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, Final

import msgspec
import numpy as np
from litestar import Request, Response
from litestar.openapi.datastructures import ResponseSpec
from numpy.typing import NDArray

from cspo.markings import portion_mark
from cspo.node.http.answers import encoding_of, pack
from cspo.node.http.callers import Caller
from cspo.node.http.earth import orientation_rows, tai_ms
from cspo.node.http.rights import Right
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read
from cspo.node.http.seen import RunningNode
from cspo.node.http.sight import SeenSky
from cspo.time import Epoch
from cspo.time.utc import utc_day_from_tai_ns
from cspo.units import DAY_NS

__all__ = ["MAGIC", "handlers"]

MAGIC: Final = b"CSPOSKY1"
_BINARY: Final = "application/vnd.cspo.sky"
_ALIGNED: Final = 8
_KINDS: Final = {
    "norad_id": "uint32", "other_id": "text", "name": "text", "designator": "text",
    "owner": "uint16", "type": "uint8", "source": "uint16", "mark": "uint16",
    "epoch_s": "float64", "mean_motion_rad_s": "float64", "eccentricity": "float32",
    "inclination_rad": "float32", "raan_rad": "float32", "argp_rad": "float32",
    "mean_anomaly_rad": "float32", "bstar_per_er": "float32", "rcs_m2": "float32",
}  # fmt: skip
"""Type of each column, in their order."""
_NUMBERED: Final = "norad:"
_MOST_NUMBER: Final = 1 << 32


@read(
    "/api/v1/sky", Right.READ, "The whole sky as binary columns", tag="catalog",
    responses={
        200: ResponseSpec(
            bytes, media_type=_BINARY, description="See the reference for the layout.",
            generate_examples=False,
        )
    },
)  # fmt: skip
def get_sky(
    node: NodeHere, caller: CallerHere, gate: GateHere, request: Request[Any, Any, Any]
) -> Response[bytes]:
    """What the caller may see of all objects. Ask with If-None-Match: it changes seldom."""
    sky, now = gate.skies.of(node, caller), node.clock.now()
    day = int(utc_day_from_tai_ns(now.tai_ns)[0])
    body = gate.kept(("sky", sky, day), lambda: _body(sky, now, caller, node))
    tag = hashlib.blake2b(body, digest_size=12).hexdigest()
    headers = {"ETag": f'W/"{tag}"', "Vary": "Accept-Encoding, Authorization, Cookie"}
    way = encoding_of(request.headers.get("accept-encoding", "").encode("latin-1"))
    if way is not None:  # packed once, not for each who asks
        headers["Content-Encoding"] = way.decode()
        body = gate.kept(("sky", sky, day, way), lambda: pack(way, body))
    return Response(body, media_type=_BINARY, headers=headers)


def _body(sky: SeenSky | None, now: Epoch, caller: Caller, node: RunningNode) -> bytes:
    columns: dict[str, NDArray[Any] | list[str]] = {name: [] for name in _KINDS}
    told: dict[str, Any] = {"owner": [], "type": [], "source": [], "mark": []}
    reference = Epoch(now.tai_ns - now.tai_ns % DAY_NS)
    if sky is not None and len(sky.identity):
        columns, told = _columns(sky, reference, _marks(sky, caller, node))
    blocks = {name: _block(columns[name], kind) for name, kind in _KINDS.items()}
    header = msgspec.json.encode(
        {
            "count": 0 if sky is None else len(sky.identity),
            "mode": str(node.mode), "reference_tai_ms": tai_ms(reference),
            "earth": orientation_rows(now), **told,
            "columns": [
                {"name": name, "type": kind, "bytes": len(blocks[name])}
                for name, kind in _KINDS.items()
            ],
        }
    )  # fmt: skip
    header = _padded(header, b" ", len(MAGIC) + 4)
    whole = (MAGIC, len(header).to_bytes(4, "little"), header, *map(_padded, blocks.values()))
    return b"".join(whole)


def _columns(
    sky: SeenSky, reference: Epoch, marks: list[str]
) -> tuple[dict[str, NDArray[Any] | list[str]], dict[str, list[str]]]:
    """Columns by name, and what indices in them point to."""
    catalog = sky.catalog
    numbers = [_number(each) for each in sky.identity]
    words = {
        "owner": catalog.owner, "type": catalog.object_type, "source": catalog.source,
        "mark": np.array(marks),
    }  # fmt: skip
    told, indices = {}, {}
    for name, column in words.items():
        values, index = np.unique(column, return_inverse=True)
        told[name], indices[name] = values.tolist(), index
    columns: dict[str, NDArray[Any] | list[str]] = {
        "norad_id": np.array(numbers),
        "other_id": ["" if n else each for n, each in zip(numbers, sky.identity, strict=True)],
        "name": catalog.name.tolist(), "designator": catalog.designator.tolist(),
        "epoch_s": (catalog.epoch_tai_ns - reference.tai_ns) * 1e-9, **indices,
    }  # fmt: skip
    plain = (name for name in _KINDS if name not in columns)
    return {**columns, **{name: getattr(catalog, name) for name in plain}}, told


def _number(identity: str) -> int:
    """The catalogue number of an identity that is one and nothing else; else 0."""
    digits = identity.removeprefix(_NUMBERED)
    plain = digits != identity and digits.isascii() and digits.isdigit() and digits[0] != "0"
    return int(digits) if plain and int(digits) < _MOST_NUMBER else 0


def _marks(sky: SeenSky, caller: Caller, node: RunningNode) -> list[str]:
    """The portion mark of each row: of the sky's own, or of what takes its place for the caller."""
    view = sky.view
    known = [portion_mark(label) for label in view.labels]
    seen = [caller.may(label, node.mode).permitted for label in view.labels]
    index = view.label_index.tolist()
    if sky.identity is view.identity:
        return [known[each] for each in index]
    told = {label: portion_mark(label) for label in set(sky.others.values())}
    others = {identity: told[label] for identity, label in sky.others.items()}
    marks = []
    for identity in sky.identity:
        row = view.row_of.get(identity)
        own = None if row is None else index[row]
        marks.append(known[own] if own is not None and seen[own] else others.get(identity, ""))
    return marks


def _block(column: NDArray[Any] | list[str], kind: str) -> bytes:
    if kind == "text":
        return "\n".join(_lines(column)).encode()
    return np.ascontiguousarray(column, dtype=np.dtype(kind).newbyteorder("<")).tobytes()


def _lines(values: Iterable[str]) -> list[str]:
    """Values without line feeds, which stand between them."""
    return [value.replace("\n", " ") if "\n" in value else value for value in values]


def _padded(block: bytes, filler: bytes = b"\0", before: int = 0) -> bytes:
    return block + filler * (-(len(block) + before) % _ALIGNED)


handlers: Final = (get_sky,)
