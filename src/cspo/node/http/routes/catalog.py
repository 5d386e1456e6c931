"""The whole catalogue in columns, for a page that draws the sky."""

from __future__ import annotations

import math
from typing import Any, Final

import msgspec
import numpy as np
from litestar import Request, Response
from litestar.openapi.datastructures import ResponseSpec
from numpy.typing import NDArray

from cspo.node.http.answers import encoding_of, pack
from cspo.node.http.rights import Right
from cspo.node.http.routes.objects import ELEMENTS
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read
from cspo.node.http.sight import SeenSky
from cspo.time import Epoch

__all__ = ["CatalogColumns", "handlers"]

_DIGITS: Final = 12


class CatalogColumns(msgspec.Struct, frozen=True, kw_only=True):
    """One value an object in every column.

    Parameters
    ----------
    count : int
        How many objects.
    reference_utc : str
        The instant that *epoch_s* counts from.
    object, name, owner, type, designator : list of str
        Identity, and what is known; empty: unknown.
    norad_id : list of int
        Catalogue number; 0: none.
    epoch_s : list of float
        Epoch of the elements, s past *reference_utc*.
    mean_motion_rad_s, eccentricity, inclination_rad, raan_rad, argp_rad, mean_anomaly_rad
        Mean elements of SGP4, TEME of date.
    bstar_per_er : list of float
        Drag term, 1 / Earth radii.
    rcs_m2 : list of float or None
        Radar cross-section, m².
    """

    count: int
    reference_utc: str
    object: list[str]
    name: list[str]
    owner: list[str]
    type: list[str]
    designator: list[str]
    norad_id: list[int]
    epoch_s: list[float]
    mean_motion_rad_s: list[float]
    eccentricity: list[float]
    inclination_rad: list[float]
    raan_rad: list[float]
    argp_rad: list[float]
    mean_anomaly_rad: list[float]
    bstar_per_er: list[float]
    rcs_m2: list[float | None]


@read(
    "/api/v1/catalog", Right.READ, "The catalogue in columns",
    responses={200: ResponseSpec(CatalogColumns, description="One value an object in each.")},
)  # fmt: skip
def get_catalog(
    node: NodeHere, caller: CallerHere, gate: GateHere, request: Request[Any, Any, Any]
) -> Response[bytes]:
    """What the caller may see of all objects. Ask with If-None-Match: it changes seldom."""
    sky = gate.skies.of(node, caller)
    if sky is None:
        return Response(_EMPTY, media_type="application/json", headers={"ETag": 'W/"none"'})
    headers = {"ETag": f'W/"{sky.tag}"', "Vary": "Accept-Encoding, Authorization, Cookie"}
    way = encoding_of(request.headers.get("accept-encoding", "").encode("latin-1"))
    if way is not None:  # packed once, not for each who asks
        headers["Content-Encoding"] = way.decode()
        body = gate.kept(("catalog", sky.tag, way), lambda: pack(way, _body(sky)))
    else:
        body = gate.kept(("catalog", sky.tag, b""), lambda: _body(sky))
    return Response(body, media_type="application/json", headers=headers)


def _body(sky: SeenSky) -> bytes:
    catalog = sky.catalog
    epochs = catalog.epoch_tai_ns
    reference = Epoch(int(epochs.max()) if len(epochs) else sky.view.t.tai_ns)
    return msgspec.json.encode(
        CatalogColumns(
            count=len(sky.identity), reference_utc=reference.utc_iso(9),
            object=list(sky.identity), name=catalog.name.tolist(), owner=catalog.owner.tolist(),
            type=catalog.object_type.tolist(), designator=catalog.designator.tolist(),
            norad_id=catalog.norad_id.tolist(),
            epoch_s=np.round((epochs - reference.tai_ns) * 1e-9, 6).tolist(),
            rcs_m2=[None if math.isnan(v) else round(v, 4) for v in catalog.rcs_m2.tolist()],
            **{name: _digits(getattr(catalog, name)) for name in ELEMENTS},
        )
    )  # fmt: skip


def _digits(column: NDArray[np.float64]) -> list[float]:
    """Twelve significant digits: a millimetre after a day, and half of the bytes."""
    values: list[Any] = column.tolist()
    return [float(f"{value:.{_DIGITS}g}") for value in values]


_NO_COLUMNS: Final[dict[str, Any]] = {
    name: [] for name in CatalogColumns.__struct_fields__ if name not in {"count", "reference_utc"}
}
_EMPTY: Final = msgspec.json.encode(CatalogColumns(count=0, reference_utc="", **_NO_COLUMNS))

handlers: Final = (get_catalog,)
