"""A nation's file of assets and services, TOML: every fault with its line and what to do.

docs/reference/assets-file.md names every word.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any, Final

from cspo.errors import CspoError, MalformedMessage
from cspo.markings import Label, parse_portion
from cspo.markings.parties import is_party
from cspo.operations.assess.assets import Asset, AssetKind, Assets, Option, Service, own_mark
from cspo.operations.assess.assets_tables import (
    TABLES,
    AssetsTable,
    AssetTable,
    OptionTable,
    ServiceTable,
)
from cspo.operations.assess.launch_table import launch_faults, planned_launch
from cspo.operations.toml_tables import Fault, TableForm
from cspo.records.bodies.assessment import ProtectiveOption
from cspo.records.bodies.identities import is_object
from cspo.units import HOUR_S, MINUTE_S

__all__ = ["FILE", "assets_faults", "load_assets", "read_assets", "sample_assets", "sample_bytes"]

FILE: Final = "assets.toml"
"""Its name in a node's folder."""

_FORM: Final = TableForm("read assets", TABLES)
_MOST: Final = {"asset": 500, "service": 200}
_MOST_OBJECTS: Final = 20_000
_MOST_LIST: Final = 100
_MOST_TEXT: Final = 200
_ID: Final = "small letters, digits and hyphens, at most 60"
_LAUNCHED: Final = {AssetKind.SATELLITE, AssetKind.CONSTELLATION}

Read = tuple[Assets | None, list[Fault]]


def load_assets(path: Path) -> Assets:
    """Read the file of a node.

    Raises
    ------
    MalformedMessage
        The first fault, with the number of others; `assets_faults` gives all.
    SourceError
        Where it can't be read.
    """
    return _FORM.load(path, _made)  # type: ignore[return-value]


def read_assets(data: bytes, name: str) -> Assets:
    """Read it from bytes; *name* is what errors call it.

    Raises
    ------
    MalformedMessage
        The first fault, with the number of others.
    """
    return _FORM.parse(data, name, _made)  # type: ignore[return-value]


def assets_faults(data: bytes, name: str) -> tuple[Assets | None, list[MalformedMessage]]:
    """The file, as far as it can be read, and all that is wrong with it, by line."""
    return _FORM.faults(data, name, _made)


def sample_bytes(nation: str) -> bytes:
    """The example of one of the ten nations, from public facts; empty where there is none."""
    file = resources.files("cspo.operations.assess") / "data" / f"{nation}.toml"
    return file.read_bytes() if file.is_file() else b""


def sample_assets(nation: str) -> Assets:
    """The same, read.

    Examples
    --------
    >>> sample_assets("GBR").named("SKYNET 5D").objects
    ('norad:39034',)
    """
    data = sample_bytes(nation)
    return read_assets(data, f"{nation}.toml") if data else Assets.none(nation)


def _made(values: dict[str, Any], _: bytes) -> Read:
    about: AssetsTable = values["assets"]
    faults = list(_faults(about, values["asset"], values["service"]))
    if faults:
        return None, faults
    base = _mark(about.mark, about.nation) or own_mark(about.nation)
    assets = tuple(_asset(row, about.nation, base) for row in values["asset"])
    units = {each.id: max(len(each.objects), 1) for each in assets}
    services = tuple(_service(row, about.nation, base, units) for row in values["service"])
    made = Assets(
        nation=about.nation, as_of=about.as_of, source=about.source, days=about.days,
        shared=about.share, assets=assets, services=services,
    )  # fmt: skip
    return made, faults


def _asset(row: AssetTable, nation: str, base: Label) -> Asset:
    objects, patterns = row.objects, row.names
    if row.satellites_of:
        model = _satellites_of(row.satellites_of)
        objects = tuple(dict.fromkeys((*objects, *model[0])))
        patterns = tuple(dict.fromkeys((*patterns, *model[1])))
    return Asset(
        id=row.id, name=row.name, kind=row.kind, mark=_mark(row.mark, nation) or base,
        objects=objects, patterns=patterns, owner=row.owner, users=row.users,
        criticality=row.criticality, options=tuple(map(_option, row.options)), of=row.of,
        silent_s=row.silent_minutes * MINUTE_S, storm=row.storm,
        launch=None if row.launch is None else planned_launch(row.launch, row.of or row.id),
    )  # fmt: skip


def _service(row: ServiceTable, nation: str, base: Label, units: dict[str, int]) -> Service:
    every = sum(units[name] for name in row.rests_on)
    return Service(
        id=row.id, name=row.name, rests_on=row.rests_on,
        needs=every if row.needs is None else row.needs, mark=_mark(row.mark, nation) or base,
        owner=row.owner, users=row.users, criticality=row.criticality,
        options=tuple(map(_option, row.options)),
    )  # fmt: skip


def _option(row: OptionTable) -> Option:
    needs_s = None if row.needs_hours is None else row.needs_hours * HOUR_S
    return Option(do=row.do, text=row.text, needs_s=needs_s, party=row.party, to=row.to)


def _satellites_of(service: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Satellites, and patterns of their names, of a service of the sample of services."""
    from cspo.operations.consequence.services_file import sample_services  # noqa: PLC0415 - arrays

    found = sample_services().service(service)
    return found.satellites, found.name_patterns


def _mark(text: str, nation: str) -> Label | None:
    return parse_portion(text, originators=[nation]) if text else None


# -- what is wrong ------------------------------------------------------------
def _faults(
    about: AssetsTable, assets: tuple[AssetTable, ...], services: tuple[ServiceTable, ...]
) -> Iterator[Fault]:
    if not is_party(about.nation) or "/" in about.nation:
        yield Fault("assets", 0, "nation", "a nation's trigraph", about.nation[:40], 'write "GBR"')
        return
    for table, rows in (("asset", assets), ("service", services)):
        if len(rows) > _MOST[table]:
            yield Fault(table, _MOST[table], "", f"at most {_MOST[table]}", f"{len(rows)}", "")
            return
    yield from _of_mark("assets", 0, about.mark, about.nation)
    ids = [*(row.id for row in assets), *(row.id for row in services)]
    total = 0
    for at, asset in enumerate(assets):
        yield from _of_head("asset", at, asset, about.nation, ids, at)
        yield from _of_asset(at, asset)
        total += len(asset.objects)
    if total > _MOST_OBJECTS:
        yield Fault("asset", 0, "objects", f"at most {_MOST_OBJECTS:,} in all", f"{total:,}", "")
    known = [row.id for row in assets]
    names = [row.id for row in services]
    for at, service in enumerate(services):
        yield from _of_head("service", at, service, about.nation, ids, len(assets) + at)
        yield from _of_service(at, service, known)
        yield from _of_switches("service", at, service.options, names)
    for at, asset in enumerate(assets):
        yield from _of_switches("asset", at, asset.options, names)


def _of_head(
    table: str, at: int, row: AssetTable | ServiceTable, nation: str, ids: list[str], place: int
) -> Iterator[Fault]:
    good = row.id.isascii() and row.id.replace("-", "").isalnum() and row.id == row.id.lower()
    if not good or len(row.id) > 60 or row.id.startswith("-"):
        yield Fault(table, at, "id", _ID, row.id[:70] or "nothing", 'write "skynet-5d"')
    elif ids.index(row.id) != place:
        yield Fault(table, at, "id", "each once, of assets and services", row.id, "choose another")
    if not 1 <= len(row.name) <= _MOST_TEXT or not row.name.isprintable():
        yield Fault(table, at, "name", f"a line of 1 to {_MOST_TEXT} characters", row.name[:40], "")
    for field, names in (("owner", (row.owner,) if row.owner else ()), ("users", row.users)):
        if len(names) > _MOST_LIST:
            yield Fault(table, at, field, f"at most {_MOST_LIST}", f"{len(names)}", "")
        for name in names[:_MOST_LIST]:
            if not is_party(name):
                yield Fault(table, at, field, "a party", name[:60], 'write "GBR"')
    yield from _of_mark(table, at, row.mark, nation)
    if len(row.options) > 20:
        yield Fault(table, at, "options", "at most 20", f"{len(row.options)}", "")
    for option in row.options:
        if len(option.text) > _MOST_TEXT or not (option.text + option.party).isprintable():
            yield Fault(table, at, "options", f"texts of one line of {_MOST_TEXT}", "another", "")
        if option.party and not is_party(option.party):
            yield Fault(table, at, "options", "a party", option.party[:60], 'write "GBR/acme"')


def _of_asset(at: int, row: AssetTable) -> Iterator[Fault]:
    for name in row.objects:
        if not is_object(name):
            yield Fault("asset", at, "objects", "an object as scheme:value", name[:60],
                        'write "norad:39034"')  # fmt: skip
    if len(set(row.objects)) != len(row.objects):
        yield Fault("asset", at, "objects", "each object once", "one twice", "take one out")
    if len(row.names) > _MOST_LIST or any(len(name) > 60 for name in row.names):
        yield Fault("asset", at, "names", f"at most {_MOST_LIST} patterns of 60 characters",
                    "more", "")  # fmt: skip
    if row.satellites_of:
        try:
            _satellites_of(row.satellites_of)
        except (CspoError, KeyError):
            yield Fault("asset", at, "satellites_of", "a service of the services that come along",
                        row.satellites_of[:60], 'write "gps"')  # fmt: skip
    flies = bool(row.objects or row.names or row.satellites_of)
    if flies != (row.kind in _LAUNCHED):
        yield Fault("asset", at, "objects", "objects of what flies, and of nothing else",
                    f"{len(row.objects)} of a {row.kind}", "")  # fmt: skip
    if row.kind is AssetKind.SATELLITE and len(row.objects) > 1:
        yield Fault("asset", at, "objects", "one object of a satellite", f"{len(row.objects)}",
                    'write kind = "constellation"')  # fmt: skip
    if row.kind is AssetKind.FEED and not is_party(row.of):
        yield Fault("asset", at, "of", "the partner whose feed it is", row.of[:60] or "nothing",
                    'write of = "NOR"')  # fmt: skip
    if row.launch is not None:
        yield from launch_faults(at, row)
    if len(row.of) > 60 or not row.of.isprintable():
        yield Fault("asset", at, "of", "a name of at most 60 characters", row.of[:40], "")


def _of_service(at: int, row: ServiceTable, known: list[str]) -> Iterator[Fault]:
    if not row.rests_on or len(set(row.rests_on)) != len(row.rests_on):
        yield Fault("service", at, "rests_on", "one or more assets, each once",
                    f"{len(row.rests_on)}", "")  # fmt: skip
    for name in row.rests_on:
        if name not in known:
            yield Fault("service", at, "rests_on", "an asset of the file", name[:60],
                        f"one of {', '.join(known[:8])}")  # fmt: skip


def _of_switches(
    table: str, at: int, options: tuple[OptionTable, ...], services: list[str]
) -> Iterator[Fault]:
    for option in options:
        if option.do is ProtectiveOption.SWITCH_SERVICE and not (option.to or option.text):
            yield Fault(table, at, "options", "to what one switches", "nothing", 'add to = "..."')
        if option.to and option.to not in services:
            yield Fault(table, at, "options", "a service of the file", option.to[:60],
                        "or say it in text")  # fmt: skip


def _of_mark(table: str, at: int, text: str, nation: str) -> Iterator[Fault]:
    try:
        label = _mark(text, nation)
    except CspoError as error:
        yield Fault(table, at, "mark", error.expected or "a mark", text[:80],
                    'write "U//REL TO AUS, GBR"')  # fmt: skip
        return
    if label is not None and nation not in label.releasable_to:
        yield Fault(table, at, "mark", f"a mark that lists {nation}", text[:80],
                    "you read your own file")  # fmt: skip
