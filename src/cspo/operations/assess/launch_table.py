"""The ``launch`` of a launch site in a file of assets: what it says, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from cspo.errors import CspoError
from cspo.operations.assess.assets import AssetKind
from cspo.operations.assess.assets_tables import AssetTable, LaunchTable
from cspo.operations.assess.planned import PlannedLaunch
from cspo.operations.toml_tables import Fault
from cspo.time import Epoch
from cspo.units import DAY_S

__all__ = ["LONGEST_S", "launch_faults", "planned_launch"]

LONGEST_S: Final = 2.0 * DAY_S
"""The longest window."""


def planned_launch(row: LaunchTable, name: str) -> PlannedLaunch:
    """The launch; *name* is what the asset is called in studies."""
    place = None
    if row.latitude_deg is not None and row.longitude_deg is not None:
        place = (row.latitude_deg, row.longitude_deg)
    return PlannedLaunch(
        site=row.site or name, place_deg=place, southward=row.southward,
        altitude_km=row.altitude_km,
        inclination_deg=row.inclination_deg, opens=_instant(row.opens), closes=_instant(row.closes),
        crewed_km=row.crewed_km, active_km=row.active_km, debris_km=row.debris_km,
        limit=row.limit,
    )  # fmt: skip


def launch_faults(at: int, asset: AssetTable) -> Iterator[Fault]:
    """What is wrong: no site, no window, no way to that orbit."""
    row = asset.launch
    if row is None:
        return
    if asset.kind is not AssetKind.LAUNCH_SITE:
        yield Fault("asset", at, "launch", "a launch of a launch-site", f"of a {asset.kind}", "")
    if (row.latitude_deg is None) != (row.longitude_deg is None):
        yield Fault("asset", at, "launch", "latitude_deg and longitude_deg, or neither", "one", "")
        return
    if (row.opens is None) != (row.closes is None):
        yield Fault("asset", at, "launch", "opens and closes, or neither", "one",
                    "neither is whatever day comes")  # fmt: skip
        return
    if any(each is not None and each.tzinfo is None for each in (row.opens, row.closes)):
        yield Fault("asset", at, "launch", "instants in UTC", "one without a zone",
                    "write 2027-03-02T12:00:00Z")  # fmt: skip
        return
    launch = planned_launch(row, asset.of or asset.id)
    if launch.opens is not None and launch.closes is not None:
        length_s = launch.closes - launch.opens
        if not 0.0 < length_s <= LONGEST_S:
            yield Fault("asset", at, "launch", f"a window of up to {LONGEST_S / DAY_S:g} d",
                        f"{length_s:g} s", "closes is after opens")  # fmt: skip
    try:
        _ = launch.ascent
    except CspoError as error:
        yield Fault("asset", at, "launch", error.expected or "an orbit that is reached from there",
                    error.got or error.subject, (error.hint or "")[:400])  # fmt: skip


def _instant(at: datetime | None) -> Epoch | None:
    if at is None:
        return None
    return Epoch.from_utc(at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
