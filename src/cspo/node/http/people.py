"""The people of a node: who they are, what they may see and what they may do.

``people.toml`` in the node's folder lists them, one ``[[person]]`` each::

    format = 1

    [[person]]
    id = "a.larsen"
    party = "NOR"                  # or an organization under the nation: "NOR/acme-sat"
    nationalities = ["NOR"]        # every one
    clearance = "S"
    caveats = []
    roles = ["watch"]

Everything is to be said: what is missing denies. Where there is an ``[oidc]`` table, people
may also come from the nation's sign-in service, whose claims say the same.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from cspo.errors import MalformedMessage
from cspo.markings import CSPO_RULEBOOK, Mode, Rulebook, Subject, sponsor_of
from cspo.markings.parties import is_party
from cspo.node.http.rights import ROLES
from cspo.node.private_files import read_toml
from cspo.operations.release.policy_checks import is_person

__all__ = ["People", "Person", "fault_of", "read_people"]

FORMAT: Final = 1
_TRIGRAPH: Final = re.compile(r"[A-Z]{3}", re.ASCII)


class Person(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One person, as a nation vouches for them.

    Parameters
    ----------
    id : str
        Plain id, as decisions and the log name the person.
    party : str
        For whom the person acts: the nation, or an organization that it sponsors.
    nationalities : tuple of str
        Every one, as trigraphs.
    clearance : str
        The highest level of the common policy that the person may see.
    caveats : tuple of str
        Accesses that the person holds.
    roles : tuple of str
        What the person does here; see `cspo.node.http.rights.ROLES`.
    name : str
        As people say it; may be empty.
    """

    id: str
    party: str
    nationalities: tuple[str, ...]
    clearance: str
    caveats: tuple[str, ...]
    roles: tuple[str, ...]
    name: str = ""

    def subject(self, modes: Collection[Mode]) -> Subject:
        """The person as the rules of the markings see them."""
        return Subject(
            self.party, self.clearance, frozenset(self.caveats), frozenset(modes),
            self.nationalities,
        )  # fmt: skip


class _File(msgspec.Struct, forbid_unknown_fields=True):
    format: int
    person: tuple[Person, ...] = ()
    oidc: dict[str, Any] = {}


class People:
    """A node's people, by id.

    Parameters
    ----------
    persons : iterable of Person
        Checked before.
    oidc : mapping
        The table of the sign-in service, as the file has it; empty: there is none.
    """

    def __init__(self, persons: Iterable[Person], oidc: Mapping[str, Any] | None = None) -> None:
        self._by_id = {person.id: person for person in persons}
        self.oidc = dict(oidc or {})

    def get(self, person_id: str) -> Person | None:
        """A person of the table; None where there is no such."""
        return self._by_id.get(person_id)

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Any:
        return iter(self._by_id.values())


def read_people(path: Path, nation: str, rulebook: Rulebook = CSPO_RULEBOOK) -> People:
    """Read a node's ``people.toml``; nobody, where there is none.

    Raises
    ------
    MalformedMessage
        Where it has a fault; the keyword says where.
    SourceError
        Where it can't be read.
    """
    if not path.exists():
        return People(())
    try:
        found = msgspec.convert(read_toml(path), _File)
    except msgspec.ValidationError as error:
        raise MalformedMessage("read", str(path), expected=str(error)) from error
    if found.format != FORMAT:
        raise MalformedMessage("read", str(path), expected=f"{FORMAT}", keyword="format")
    seen: set[str] = set()
    for number, person in enumerate(found.person, 1):
        fault = fault_of(person, nation, rulebook)
        if fault is None and person.id in seen:
            fault = ("id", "an id of its own")
        if fault is not None:
            field, expected = fault
            raise MalformedMessage(
                "read", str(path), expected=expected, got=str(getattr(person, field))[:60],
                keyword=f"person {number} ({person.id[:40]}): {field}",
            )  # fmt: skip
        seen.add(person.id)
    return People(found.person, found.oidc)


def fault_of(
    person: Person, nation: str, rulebook: Rulebook = CSPO_RULEBOOK
) -> tuple[str, str] | None:
    """The first field that is wrong, and what was expected; None where all is right."""
    caveats = rulebook.by_id[rulebook.common].caveats
    checks = (
        ("id", is_person(person.id), "a plain id, as a.larsen"),
        ("party", is_party(person.party) and sponsor_of(person.party) == nation,
         f"{nation}, or an organization under it"),
        # One that is not of the ten is told, too: the rules of the markings then deny.
        ("nationalities", bool(person.nationalities) and all(
            map(_TRIGRAPH.fullmatch, person.nationalities)), "every one, as trigraphs"),
        ("clearance", person.clearance in rulebook.ceilings, "one of U R C S TS"),
        ("caveats", caveats.issuperset(person.caveats), f"some of {' '.join(sorted(caveats))}"),
        ("roles", bool(person.roles) and ROLES.keys() >= set(person.roles),
         f"some of {' '.join(ROLES)}"),
    )  # fmt: skip
    return next(((field, expected) for field, good, expected in checks if not good), None)
