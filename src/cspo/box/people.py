"""The people of a box: a few at each node, so that every role has somebody; SIMULATED."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cspo.box.folder import BoxFolder
from cspo.box.policies import GUESTS
from cspo.node.home import Home
from cspo.node.http.credentials import Limits
from cspo.node.http.gate import Gate
from cspo.node.http.people import Person
from cspo.node.http.rights import Right, rights_of
from cspo.node.private_files import write_private

__all__ = [
    "OFFICER", "RELIEF", "people_text", "relief_code", "sign_in_codes", "tokens_for",
    "write_people",
]  # fmt: skip

OFFICER: Final = "officer"
"""Who the one-time code is for: keeps the watch and releases, as a small nation's night shift."""

RELIEF: Final = "second"
"""Who takes the watch over from the officer."""

_STAFF: Final = {
    OFFICER: ("The officer of the watch", ("watch", "release")),
    "release": ("The release officer", ("release",)),
    RELIEF: ("The second officer", ("watch",)),
    "viewer": ("An analyst", ("viewer",)),
    "admin": ("The administrator", ("admin",)),
}
_CODE_S: Final = 12 * 3_600.0
_TOKEN_S: Final = 30 * 86_400.0
_TITLE: Final = "the box's own"

_ONE: Final = """
[[person]]
id = "{id}"
name = "{name}"
party = "{party}"
nationalities = ["{nation}"]
clearance = "{clearance}"
caveats = []
roles = [{roles}]
"""


def people_text(nation: str) -> str:
    """The table of people of one nation's node, as TOML."""
    text = "# The people of this node in a box. All of them are SIMULATED.\nformat = 1\n"
    for name, (title, roles) in _STAFF.items():
        text += _person(nation, nation, name, title, roles, "S")
    for guest in GUESTS.get(nation, ()):
        name = guest.partition("/")[2]
        text += _person(nation, guest, name, f"The operator of {name}", ("operator",), "U")
    return text


def write_people(home: Home) -> None:
    """Write the table where the node has none."""
    file = home.path / "people.toml"
    if not file.exists():
        write_private(file, people_text(home.nation).encode())


def sign_in_codes(gates: Mapping[str, Gate]) -> dict[str, str]:
    """New one-time codes by party: one for the officers of all nations, one each for operators.

    The officers' is the same at every node, and opens each once, so that one address lets a
    person in everywhere: all of it is one person's machine, and SIMULATED.
    """
    found: dict[str, str] = {}
    shared = ""
    for gate in gates.values():
        nation = gate.node.home.nation
        shared = gate.doors.new_code(OFFICER, lasts_s=_CODE_S, same_as=shared).secret
        found[nation] = shared
    for gate in gates.values():
        for guest in GUESTS.get(gate.node.home.nation, ()):
            person = guest.partition("/")[2]
            if gate.people().get(person) is not None:
                found[guest] = gate.doors.new_code(person, lasts_s=_CODE_S).secret
    return found


def relief_code(gates: Mapping[str, Gate]) -> str:
    """A new one-time code for the second officer, who takes the watch over; good at every node.

    A watch is accepted by another person than who offers it.
    """
    shared = ""
    for gate in gates.values():
        if gate.people().get(RELIEF) is not None:
            shared = gate.doors.new_code(RELIEF, lasts_s=_CODE_S, same_as=shared).secret
    return shared


def tokens_for(folder: BoxFolder, gates: Mapping[str, Gate]) -> dict[str, str]:
    """A new token for programs, of the officer of each node, by nation; the older ones end.

    They are written to ``tokens.json``, which only the owner of the box may read.
    """
    found = {}
    for gate in gates.values():
        person = gate.people().get(OFFICER)
        if person is not None:
            found[gate.node.home.nation] = _token(gate, person)
    lines = [f'  "{nation}": "{token}"' for nation, token in sorted(found.items())]
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    write_private(folder.path / "tokens.json", text.encode())
    return found


def _token(gate: Gate, person: Person) -> str:
    doors = gate.doors
    for row in doors.credentials(kind="token", person=person.id):
        if row.title == _TITLE:
            doors.end(row.id)
    session = doors.new_session(person)
    caller = doors.caller_of(session.row)
    assert caller is not None  # noqa: S101 - the person is in the table
    scopes = rights_of(person.roles) - {Right.PUBLIC}
    minted = doors.new_token(
        caller, person, title=_TITLE, scopes=sorted(scopes), lasts_s=_TOKEN_S, limits=Limits()
    )
    doors.end(session.row.id)
    return minted.secret


def _person(
    nation: str, party: str, name: str, title: str, roles: tuple[str, ...], clearance: str
) -> str:
    return _ONE.format(
        id=name, name=title, party=party, nation=nation, clearance=clearance,
        roles=", ".join(f'"{role}"' for role in roles),
    )  # fmt: skip
