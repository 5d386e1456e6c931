"""A file of services: which satellites make them, where they are used and by whom.

TOML, read like the policies: every fault with its line, its field and what to do.
docs/reference/services-file.md names every word.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from importlib import resources
from itertools import product
from pathlib import Path
from typing import Any, Final, cast

import numpy as np

from cspo.consequence.band import Band
from cspo.consequence.services import (
    Cost,
    Measure,
    Places,
    Service,
    ServiceKind,
    ServiceModel,
    Substitute,
    Use,
)
from cspo.consequence.services.model import SERVICE_ID
from cspo.errors import MalformedMessage, UsageError
from cspo.markings.parties import is_party
from cspo.operations.consequence.services_tables import TABLES, Hours, ServiceTable, UseTable
from cspo.operations.toml_tables import Fault, TableForm
from cspo.records.bodies.identities import is_object
from cspo.units import DEG_RAD, HOUR_S, MINUTE_S

__all__ = ["load_services", "read_services", "sample_services", "services_faults"]

_FORM: Final = TableForm("read services", TABLES)
_SAMPLE: Final = "services.toml"
_MOST: Final = {"service": 200, "place": 2_000, "substitute": 2_000, "use": 2_000}
_MOST_USES: Final = 20_000
_MOST_TEXT: Final = 200
_MOST_SATELLITES: Final = 20_000
_MOST_PATTERNS: Final = 50


def load_services(path: Path) -> ServiceModel:
    """Read a file of services.

    Raises
    ------
    MalformedMessage
        The first fault, with the number of others; `services_faults` gives all.
    SourceError
        Where it can't be read.
    """
    return cast("ServiceModel", _FORM.load(path, _made))


def read_services(data: bytes, name: str) -> ServiceModel:
    """Read it from bytes; *name* is what errors call it.

    Raises
    ------
    MalformedMessage
        The first fault, with the number of others.
    """
    return cast("ServiceModel", _FORM.parse(data, name, _made))


def services_faults(data: bytes, name: str) -> tuple[ServiceModel | None, list[MalformedMessage]]:
    """What the file holds, as far as it can be read, and all that is wrong with it, by line."""
    return _FORM.faults(data, name, _made)


def sample_services() -> ServiceModel:
    """The example that comes with the installation: the ten nations, from public facts.

    Examples
    --------
    >>> sample_services().service("gps").pdop_at_most
    6.0
    """
    file = resources.files("cspo.operations.consequence") / "data" / _SAMPLE
    return read_services(file.read_bytes(), _SAMPLE)


def _made(values: dict[str, Any], _: bytes) -> tuple[ServiceModel | None, list[Fault]]:
    faults = list(_faults(values))
    if faults:
        return None, faults
    substitutes: dict[str, list[Substitute]] = {}
    for row in values["substitute"]:
        substitutes.setdefault(row.of, []).append(
            Substitute(
                service_id=row.service, share=_band(row.share), after_hours=_band(row.after_hours)
            )
        )
    services = []
    for at, row in enumerate(values["service"]):
        try:
            services.append(_service(row, tuple(substitutes.get(row.id, ()))))
        except UsageError as error:
            faults.append(_fault_of("service", at, error))
    if faults:
        return None, faults
    places = values["place"]
    try:
        return ServiceModel(
            services=tuple(services),
            places=Places(
                latitude_rad=np.array([row.latitude_deg * DEG_RAD for row in places]),
                longitude_rad=np.array([row.longitude_deg * DEG_RAD for row in places]),
                weight=np.array([row.weight for row in places]),
                name=[row.name for row in places],
                nation=[row.nation for row in places],
            ),
            uses=tuple(_uses(values["use"])),
            as_of=values["services"].as_of.isoformat(), source=values["services"].source,
        ), []  # fmt: skip
    except UsageError as error:
        return None, [_fault_of("services", 0, error)]


def _service(row: ServiceTable, substitutes: tuple[Substitute, ...]) -> Service:
    return Service(
        service_id=row.id, name=row.name, kind=ServiceKind(row.kind), measure=Measure(row.measure),
        satellites=row.satellites, name_patterns=row.names, parts=row.parts,
        period_s=_period_s(row.period_minutes),
        pdop_at_most=row.pdop_at_most, mask_rad=row.mask_deg * DEG_RAD,
        elevation_rad=row.elevation_deg * DEG_RAD, off_nadir_rad=row.off_nadir_deg * DEG_RAD,
        sun_elevation_rad=row.sun_elevation_deg * DEG_RAD, in_view=row.in_view,
        revisit_s=row.revisit_hours * HOUR_S,
        restoration_hours=None if row.restoration_hours is None else _band(row.restoration_hours),
        substitutes=substitutes, source=row.source,
    )  # fmt: skip


def _period_s(minutes: tuple[float, float] | None) -> tuple[float, float]:
    if minutes is None:
        return (0.0, math.inf)
    return (minutes[0] * MINUTE_S, minutes[1] * MINUTE_S)


def _uses(rows: tuple[UseTable, ...]) -> Iterator[Use]:
    for row in rows:
        cost = None
        if row.cost_per_hour is not None:
            cost = Cost(per_hour=_band(row.cost_per_hour), currency=row.currency)
        for service, nation, sector in product(row.services, row.nations, row.sectors):
            yield Use(
                service_id=service, nation=nation, sector=sector,
                holdover_hours=_band(row.holdover_hours), cost=cost, source=row.source,
            )  # fmt: skip


def _band(three: Hours) -> Band:
    return Band(low=three[0], expected=three[1], high=three[2])


def _fault_of(table: str, at: int, error: UsageError) -> Fault:
    return Fault(table, at, "", error.expected, error.got or error.subject, error.subject)


def _faults(values: dict[str, Any]) -> Iterator[Fault]:
    """What no single field shows: names that mean nothing, numbers out of order."""
    for table, most in _MOST.items():
        if len(values[table]) > most:
            yield Fault(table, most, "", f"at most {most} tables", str(len(values[table])), "")
    ids = [row.id for row in values["service"]]
    nations = {row.nation for row in values["place"]}
    for at, row in enumerate(values["service"]):
        yield from _of_service(at, row, ids)
    for at, row in enumerate(values["substitute"]):
        yield from _known("substitute", at, "of", (row.of,), ids)
        yield from _known("substitute", at, "service", (row.service,), ids)
        yield from _ordered("substitute", at, "share", row.share, 1.0)
        yield from _ordered("substitute", at, "after_hours", row.after_hours)
    for at, row in enumerate(values["place"]):
        if not is_party(row.nation) or "/" in row.nation:
            yield Fault("place", at, "nation", "a nation's trigraph", row.nation[:40],
                        'write "GBR"')  # fmt: skip
        yield from _short("place", at, "name", row.name)
    yield from _of_uses(values["use"], ids, nations)


def _of_service(at: int, row: ServiceTable, ids: list[str]) -> Iterator[Fault]:
    if ids.index(row.id) != at:
        yield Fault("service", at, "id", "each once", row.id[:60], "choose another")
    if not SERVICE_ID.fullmatch(row.id) or len(row.id) > _MOST_TEXT:
        yield Fault("service", at, "id", "small letters, digits and hyphens", row.id[:60],
                    'write "gps"')  # fmt: skip
    yield from _short("service", at, "name", row.name)
    for field, most in (("satellites", _MOST_SATELLITES), ("names", _MOST_PATTERNS)):
        if len(getattr(row, field)) > most:
            yield Fault(
                "service", at, field, f"at most {most:,}", str(len(getattr(row, field))), ""
            )
    if any(len(pattern) > _MOST_TEXT for pattern in row.names):
        yield Fault("service", at, "names", f"at most {_MOST_TEXT} characters each", "more", "")
    for name in row.satellites:
        if not is_object(name):
            yield Fault("service", at, "satellites", "an object as scheme:value", name[:60],
                        'write "norad:24876"')  # fmt: skip
    yield from _known("service", at, "parts", row.parts, ids)
    if row.restoration_hours is not None:
        yield from _ordered("service", at, "restoration_hours", row.restoration_hours)


def _of_uses(rows: tuple[UseTable, ...], ids: list[str], nations: set[str]) -> Iterator[Fault]:
    count = 0
    for at, row in enumerate(rows):
        yield from _known("use", at, "services", row.services, ids)
        yield from _known("use", at, "nations", row.nations, sorted(nations))
        for sector in row.sectors:
            yield from _short("use", at, "sectors", sector)
        yield from _ordered("use", at, "holdover_hours", row.holdover_hours)
        if row.cost_per_hour is not None:
            yield from _ordered("use", at, "cost_per_hour", row.cost_per_hour)
            if len(row.currency) != 3 or not row.currency.isascii() or not row.currency.isupper():
                yield Fault("use", at, "currency", "a currency of three letters",
                            row.currency[:20] or "none", 'write "GBP"')  # fmt: skip
        count += len(row.services) * len(row.nations) * len(row.sectors)
        if count > _MOST_USES:
            yield Fault("use", at, "", f"at most {_MOST_USES:,} uses in all", f"{count:,}", "")
            return


def _known(
    table: str, at: int, field: str, names: tuple[str, ...], known: list[str]
) -> Iterator[Fault]:
    for name in names:
        if name not in known:
            what = "a nation that has a place" if field == "nations" else "a service of the file"
            yield Fault(table, at, field, what, name[:60], f"one of {', '.join(known[:8])}")


def _short(table: str, at: int, field: str, text: str) -> Iterator[Fault]:
    if not 1 <= len(text) <= _MOST_TEXT:
        yield Fault(table, at, field, f"1 to {_MOST_TEXT} characters", text[:60] or "none", "")


def _ordered(table: str, at: int, field: str, three: Hours, most: float = 1e15) -> Iterator[Fault]:
    if not 0.0 <= three[0] <= three[1] <= three[2] <= most:
        wanted = f"low, expected and high, in order, from 0 to {most:g}"
        got = ", ".join(f"{value:g}" for value in three)
        yield Fault(table, at, field, wanted, got, "write [0.0, 0.5, 1.0]")
