"""A picture from the store: the same as the one that took each record as it came."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial

from cspo.errors import MalformedMessage
from cspo.frames import EarthOrientation
from cspo.markings.mode import Mode
from cspo.markings.parties import sponsor_of
from cspo.operations.catalog.picture import PICTURE_KINDS, Picture
from cspo.operations.distrusted import distrusted
from cspo.operations.release.forms import is_form_of_sky
from cspo.operations.store import OperationsUnit, RecordQuery
from cspo.records import read_record
from cspo.records.kinds import Registry

__all__ = ["load_picture"]


def load_picture(
    unit: OperationsUnit,
    registry: Registry,
    mode: Mode,
    *,
    nation: str,
    eop: Callable[[], EarthOrientation] | None = None,
) -> Picture:
    """Build a nation's picture from all records that it has and still believes.

    Records go in as the store numbered them. What a stolen key has signed is left
    out, and so is a body that can't be read: whoever runs the node was told of it
    when it came. So are coarser forms of our own that were made for others.

    Parameters
    ----------
    nation : str
        Whose picture it is.
    eop : callable
        Gives the Earth's orientation.
    """
    picture = Picture(registry, mode, nation=nation, eop=eop)
    doubtful = cache(partial(distrusted, unit))
    query = RecordQuery(kinds=PICTURE_KINDS, mode=mode)
    while page := unit.records(query):
        for past in page:
            record = read_record(past.envelope)
            if past.id in doubtful(sponsor_of(record.payload.origin), mode):
                continue
            if is_form_of_sky(unit, record, nation):
                continue
            try:
                picture.apply(record, past.t_ingest)
            except MalformedMessage:
                continue
        query = replace(query, after=(page[-1].t_ingest, page[-1].id))
    return picture
