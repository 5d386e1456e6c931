"""A nation's own file of parties: what it depends on, its organizations, owners, telephones.

TOML, read like the policies: every fault with its line and what to do. A nation that
has written none has an empty one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import msgspec

from cspo.errors import MalformedMessage
from cspo.markings.parties import is_party, sponsor_of
from cspo.operations.release.policy_tables import Table
from cspo.operations.toml_tables import Fault, TableForm
from cspo.records.bodies.identities import is_object
from cspo.records.bodies.words import Confidence

__all__ = [
    "TABLES",
    "CallTable",
    "DependsTable",
    "OrganizationTable",
    "OwnerTable",
    "PartiesFile",
    "PartiesTable",
    "empty_parties",
    "load_parties",
    "parties_faults",
    "read_parties",
]


class PartiesTable(Table, frozen=True, kw_only=True):
    """``[parties]``: whose file it is, of what day, and who answers for it."""

    nation: str
    as_of: date
    source: str


class OrganizationTable(Table, frozen=True, kw_only=True):
    """``[[organization]]``: one under us, without a node; its desk is on ours."""

    id: str
    name: str
    objects: tuple[str, ...] = ()


class DependsTable(Table, frozen=True, kw_only=True):
    """``[[depends]]``: objects that a service of ours depends on, whoever owns them."""

    service: str
    objects: tuple[str, ...]
    why: str = ""


class OwnerTable(Table, frozen=True, kw_only=True):
    """``[[owner]]``: whose an object is, by our own knowledge."""

    object: str
    name: str
    source: str
    as_of: date | None = None
    confidence: Confidence = Confidence.UNKNOWN


class CallTable(Table, frozen=True, kw_only=True):
    """``[[call]]``: whom to call at a party; those listed first are called first."""

    party: str
    role: str
    phone: str = ""
    email: str = ""


class PartiesFile(msgspec.Struct, frozen=True, kw_only=True):
    """The whole file."""

    about: PartiesTable
    organizations: tuple[OrganizationTable, ...] = ()
    depends: tuple[DependsTable, ...] = ()
    owners: tuple[OwnerTable, ...] = ()
    calls: tuple[CallTable, ...] = ()


TABLES: Final[dict[str, tuple[type[msgspec.Struct], str]]] = {
    "parties": (PartiesTable, "one"),
    "organization": (OrganizationTable, "any"),
    "depends": (DependsTable, "any"),
    "owner": (OwnerTable, "any"),
    "call": (CallTable, "any"),
}
"""The tables of a file: its class, and how often it stands there."""

_FORM: Final = TableForm("read parties", TABLES)
_MOST_LINE: Final = 200


def empty_parties(nation: str) -> PartiesFile:
    """The file of a nation that has written none."""
    return PartiesFile(about=PartiesTable(nation=nation, as_of=date(1957, 10, 4), source=""))


def load_parties(path: Path) -> PartiesFile:
    """Read the file.

    Raises
    ------
    MalformedMessage
        The first fault, with the number of others; `parties_faults` gives all.
    SourceError
        Where it can't be read.
    """
    return _FORM.load(path, _made)


def read_parties(data: bytes, name: str) -> PartiesFile:
    """Read it from bytes; *name* is what errors call it.

    Raises
    ------
    MalformedMessage
        The first fault, with the number of others; `parties_faults` gives all.
    """
    return _FORM.parse(data, name, _made)


def parties_faults(data: bytes, name: str) -> tuple[PartiesFile | None, list[MalformedMessage]]:
    """The file, as far as its tables can be read, and all that is wrong with it, by line."""
    return _FORM.faults(data, name, _made)


def _made(values: dict[str, Any], _: bytes) -> tuple[PartiesFile, Iterator[Fault]]:
    file = PartiesFile(
        about=values["parties"], organizations=values["organization"],
        depends=values["depends"], owners=values["owner"], calls=values["call"],
    )  # fmt: skip
    return file, _faults(file)


def _faults(file: PartiesFile) -> Iterator[Fault]:
    nation = file.about.nation
    if not is_party(nation) or "/" in nation:
        yield Fault("parties", 0, "nation", "a nation's trigraph", nation[:40], 'write "GBR"')
    yield from _of_organizations(file, nation)
    for at, depends in enumerate(file.depends):
        for name in depends.objects:
            yield from _object("depends", at, "objects", name)
    for at, owner in enumerate(file.owners):
        yield from _object("owner", at, "object", owner.object)
        if not owner.name or len(owner.name) > _MOST_LINE:
            yield Fault("owner", at, "name", "a name", "none", 'write "unknown" where it is')
    for at, call in enumerate(file.calls):
        yield from _of_call(at, call)


def _of_organizations(file: PartiesFile, nation: str) -> Iterator[Fault]:
    taken: set[str] = set()
    for at, table in enumerate(file.organizations):
        if not is_party(table.id) or "/" not in table.id or sponsor_of(table.id) != nation:
            yield Fault("organization", at, "id", f"an organization under {nation}", table.id[:60],
                        f'write "{nation}/acme-sat"')  # fmt: skip
        for name in table.objects:
            yield from _object("organization", at, "objects", name)
            if name in taken:
                yield Fault("organization", at, "objects", "each object once", name,
                            "one operator has it")  # fmt: skip
            taken.add(name)


def _of_call(at: int, call: CallTable) -> Iterator[Fault]:
    if not is_party(call.party):
        yield Fault("call", at, "party", "a party", call.party[:60], 'write "GBR/acme-sat"')
    if not call.phone and not call.email:
        yield Fault("call", at, "phone", "a telephone number or an address", "neither",
                    "give one of them")  # fmt: skip
    for field in ("role", "phone", "email"):
        if len(getattr(call, field)) > _MOST_LINE or "\n" in getattr(call, field):
            yield Fault("call", at, field, f"one line of at most {_MOST_LINE} characters", "more",
                        "shorten it")  # fmt: skip


def _object(table: str, at: int, field: str, name: str) -> Iterator[Fault]:
    if not is_object(name):
        yield Fault(table, at, field, "an object as scheme:value", name[:60],
                    'write "norad:25544"')  # fmt: skip
