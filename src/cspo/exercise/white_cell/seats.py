"""Seats at the table: a person in a node's table of people for each cell that somebody takes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from cspo.errors import UsageError
from cspo.exercise.scenario import Scenario
from cspo.node.home import Home
from cspo.node.http.people import read_people
from cspo.node.http.rights import ROLES
from cspo.node.private_files import write_private

__all__ = ["WHITE_CELL", "Seat", "seat_in", "seat_of", "seats"]

WHITE_CELL: Final = "white-cell"
"""The seat of who directs, where the scenario names no cell of that role."""
_NOT_PLAIN: Final = re.compile(r"[^a-z0-9._-]+")
_ONE: Final = """
[[person]]
id = "{id}"
name = "{name}"
party = "{nation}"
nationalities = ["{nation}"]
clearance = "{clearance}"
caveats = []
roles = [{roles}]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A cell of a nation, and the roles of who sits there.

    Parameters
    ----------
    nation, cell : str
    person : str
        The plain id by which it signs in; no other seat of the nation has it.
    roles : tuple of str
        Of `cspo.node.http.rights.ROLES`.
    directs : bool
        Whether it is the white cell.
    """

    nation: str
    cell: str
    person: str
    roles: tuple[str, ...]
    directs: bool = False


def seats(scenario: Scenario) -> tuple[Seat, ...]:
    """All seats of a scenario: its cells, and one of the white cell where it names none.

    A nation without cells has one, ``watch``. Of cells whose names differ in what no plain id
    holds, in capitals say, the second has ``-2`` behind its id, and so on, in their order.
    """
    found = []
    for participant in sorted(scenario.participants, key=lambda each: each.nation):
        for cell in participant.cells:
            role = cell.role if cell.role in ROLES else "watch"
            directs = role == "director"
            roles = ("watch", "release") if role == "watch" else (role,)
            found.append(
                Seat(
                    nation=participant.nation,
                    cell=cell.name,
                    person=plain_id(cell.name),
                    roles=roles,
                    directs=directs,
                )
            )
        if not any(cell.role != "director" for cell in participant.cells):
            found.append(
                Seat(
                    nation=participant.nation,
                    cell="watch",
                    person="watch",
                    roles=("watch", "release"),
                )
            )
    if not any(each.directs for each in found):
        nation = scenario.nations[0]
        found.append(
            Seat(
                nation=nation,
                cell=WHITE_CELL,
                person=WHITE_CELL,
                roles=("director",),
                directs=True,
            )
        )
    return _apart(found)


def _apart(found: list[Seat]) -> tuple[Seat, ...]:
    """Seats of which no two of a nation have one person's id."""
    taken = {(each.nation, each.cell) for each in found}  # a cell keeps the id that is its name
    apart: list[Seat] = []
    used: set[tuple[str, str]] = set()
    for seat in found:
        person, n = seat.person, 1
        while (seat.nation, person) in used or (
            person != seat.cell and (seat.nation, person) in taken
        ):
            n += 1
            person = f"{seat.person}-{n}"
        used.add((seat.nation, person))
        apart.append(replace(seat, person=person))
    return tuple(apart)


def plain_id(cell: str) -> str:
    """A plain id made of the name of a cell."""
    return _NOT_PLAIN.sub("-", cell.lower()).strip("-._") or "cell"


def seat_of(scenario: Scenario, nation: str, cell: str = "") -> Seat:
    """A seat by its nation and cell; the first of the nation that plays where no cell is named.

    Parameters
    ----------
    nation : str
        ``white-cell`` alone names who directs.

    Raises
    ------
    UsageError
        Where there is no such seat.
    """
    every = seats(scenario)
    if nation.lower() == WHITE_CELL:
        return next(each for each in every if each.directs)
    for each in every:
        if each.nation == nation.upper() and (each.cell == cell or (not cell and not each.directs)):
            return each
    known = ", ".join(f"{each.nation} {each.cell}" for each in every)
    raise UsageError(
        "join an exercise", f"{nation} {cell}".strip(), expected=f"one of {known}", got="another"
    )


def seat_in(home: Home, seat: Seat) -> None:
    """Put who sits there into the node's table of people, unless it is there already.

    Raises
    ------
    UsageError
        Where somebody else of that id is there.
    """
    file = home.path / "people.toml"
    known = read_people(file, home.nation).get(seat.person)
    if known is not None:
        if not set(seat.roles) <= set(known.roles):
            raise UsageError(
                "join an exercise", seat.person, expected=f"roles {' '.join(seat.roles)}",
                got=f"a person with {' '.join(known.roles)}", hint="name the cell otherwise",
            )  # fmt: skip
        return
    text = file.read_text("utf-8") if file.exists() else "format = 1\n"
    more = _ONE.format(
        id=seat.person, name=f"{seat.cell}, {seat.nation} (EXERCISE)", nation=seat.nation,
        clearance=home.ceiling, roles=", ".join(f'"{role}"' for role in seat.roles),
    )  # fmt: skip
    write_private(file, (text + more).encode())
