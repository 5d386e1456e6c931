"""Which sites a command looks from: places given outright, or names of a table."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cspo.cli.catalogs import cache_folder, network_settings
from cspo.cli.faults import about_file, tell_faults
from cspo.errors import MalformedMessage, UsageError
from cspo.units import DEG_RAD

if TYPE_CHECKING:
    from cspo.sensing import Site

__all__ = ["places_of"]

_TABLE: Final = "sensors/sensor_sites.csv"


def places_of(
    wanted: list[str], table: str, min_elevation_deg: float | None, *, whole_sky: bool
) -> list[Site]:
    """The sites that the user named, with the limits that the user wants.

    Raises
    ------
    UsageError
        Where one is unknown or no place on the Earth, or there is no table to look in.
    MalformedMessage
        Where the table is none.
    """
    from cspo.bridge.sites import find_site, site_from_text
    from cspo.sensing import FieldOfView

    known: list[Site] | None = None
    places = []
    for text in wanted:
        place = site_from_text(text)
        if place is None:
            known = _read_table(table) if known is None else known
            place = find_site(known, text)
        field = FieldOfView() if whole_sky else place.field_of_view
        if min_elevation_deg is not None:
            high = field.elevation_rad[1]
            low = min_elevation_deg * DEG_RAD
            field = replace(field, elevation_rad=(low, high if not high < low else low))
        places.append(replace(place, field_of_view=field))
    return places


def _read_table(spec: str) -> list[Site]:
    """The sites of a table; those that were left out are told."""
    from cspo.bridge.sites import sites_from_rows
    from cspo.messages.sensor_sites import read
    from cspo.node.clock import SystemClock
    from cspo.sources import open_source

    folder = os.environ.get("CSPO_DATA")
    if not spec and not folder:
        raise UsageError(
            "find site", expected="--sites FILE, or CSPO_DATA with sensors/sensor_sites.csv",
            hint="a place of your own is --site LATITUDE,LONGITUDE,HEIGHT_M",
        )  # fmt: skip
    target = spec or str(Path(folder or "") / _TABLE)
    found = list(
        open_source(target, cache=cache_folder(), clock=SystemClock(), settings=network_settings())
    )
    if len(found) != 1 or found[0].faults:
        got = found[0].faults[0].got if found else "nothing"
        raise MalformedMessage("read sensor sites", target, expected="one whole file", got=got)
    try:
        rows, faults = read(found[0].data)
    except MalformedMessage as error:
        raise about_file(error, target) from error
    if spec:
        tell_faults(target, faults)
    return sites_from_rows(rows)
