"""Tables of sensor sites to `cspo.sensing.Site`: degrees, metres, and names to tell them by."""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from collections.abc import Sequence

from cspo.errors import UsageError
from cspo.messages.sensor_sites import SiteRow
from cspo.sensing import FieldOfView, Site
from cspo.units import DEG_RAD, KM_PER_M

__all__ = ["find_site", "site_from_text", "sites_from_rows"]

_SHOWN = 6


def sites_from_rows(rows: Sequence[SiteRow]) -> list[Site]:
    """The sites of a table, each with an identifier of its own.

    The identifier is the name in small letters and hyphens, with the system where several share
    the name, with a number where that is not enough. A height that is not given is taken as 0:
    a kilometre of height moves an elevation by half a degree at 100 km, a fortieth at 2,000.
    """
    names = [_slug(row.name) for row in rows]
    both = [_slug(f"{row.name} {row.system}") for row in rows]
    taken: set[str] = set()
    sites = []
    for row, name, longer in zip(rows, names, both, strict=True):
        site_id = base = name if names.count(name) == 1 else longer
        number = 1
        while site_id in taken:
            number += 1
            site_id = f"{base}-{number}"
        taken.add(site_id)
        sites.append(_site(row, site_id))
    return sites


def _site(row: SiteRow, site_id: str) -> Site:
    return Site(
        site_id=site_id, name=row.name, system=row.system, nation=row.operator_nation,
        kind=row.type, source=row.source,
        latitude_rad=row.lat_deg * DEG_RAD, longitude_rad=row.lon_deg * DEG_RAD,
        height_km=0.0 if math.isnan(row.alt_m) else row.alt_m * KM_PER_M,
        field_of_view=FieldOfView(
            azimuth_rad=(row.min_az_deg * DEG_RAD, row.max_az_deg * DEG_RAD),
            elevation_rad=(row.min_el_deg * DEG_RAD, row.max_el_deg * DEG_RAD),
            range_km=(row.min_range_km, row.max_range_km),
        ),
    )  # fmt: skip


def find_site(sites: Sequence[Site], text: str) -> Site:
    """The site that *text* names: its identifier, else part of only one's name or system.

    Raises
    ------
    UsageError
        Where there is none, or several.

    Examples
    --------
    >>> from cspo.messages.sensor_sites import SiteRow
    >>> row = SiteRow(line=2, name="Wachtberg, Germany", system="TIRA", lat_deg=50.6, lon_deg=7.1)
    >>> find_site(sites_from_rows([row]), "tira").site_id
    'wachtberg-germany'
    """
    wanted = _slug(text)
    for site in sites:
        if site.site_id == wanted:
            return site
    found = [
        site for site in sites
        if wanted and wanted in f"{site.site_id} {_slug(f'{site.name} {site.system}')}"
    ]  # fmt: skip
    whole = [site for site in found if _slug(site.system) == wanted]
    for some in (whole, found):
        if len(some) == 1:
            return some[0]
    near = [site.site_id for site in found] or difflib.get_close_matches(
        wanted, [site.site_id for site in sites], _SHOWN, 0.4
    )
    raise UsageError(
        "find site", text, expected="a site of the table",
        got=f"{len(found)} that fit" if found else "none such",
        hint=f"{', '.join(near[:_SHOWN])}{', ...' if len(near) > _SHOWN else ''}",
    )  # fmt: skip


def site_from_text(text: str) -> Site | None:
    """A site from ``latitude,longitude[,height]`` in degrees and metres; None where it is no such.

    Raises
    ------
    UsageError
        Where the numbers are no place on the Earth.

    Examples
    --------
    >>> site_from_text("-31.27,149.07,1112").height_km
    1.112
    >>> site_from_text("Wachtberg, Germany") is None
    True
    """
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        return None
    if len(numbers) not in {2, 3} or not all(map(math.isfinite, numbers)):
        return None
    latitude_deg, longitude_deg, height_m = [*numbers, 0.0][:3]
    return Site(
        site_id=text.replace(" ", ""), latitude_rad=latitude_deg * DEG_RAD,
        longitude_rad=longitude_deg * DEG_RAD, height_km=height_m * KM_PER_M,
    )  # fmt: skip


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
