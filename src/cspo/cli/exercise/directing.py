"""The white cell's way to a play that runs, for who owns its folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cspo.cli.exercise.places import place_of
from cspo.cli.node_api import NodeApi
from cspo.errors import SourceError, UsageError

if TYPE_CHECKING:
    from cspo.exercise.play.folder import PlayFolder
    from cspo.exercise.white_cell.seats import Seat
    from cspo.node.http.credentials import Doorkeeper
    from cspo.node.http.people import Person

__all__ = ["PlayArgument", "as_director", "at_the_door", "play_of", "url_of"]

PlayArgument = Annotated[
    str,
    typer.Argument(
        metavar="PLAY", help="A play's folder, or the name of the scenario that is played."
    ),
]
_TOKEN_S: Final = 300.0
_TRIES: Final = 4
_AGAIN_S: Final = 1.1


def play_of(named: str) -> PlayFolder:
    """The play that a command names.

    Raises
    ------
    SourceError
        Where there is none.
    """
    from cspo.exercise.play.folder import PlayFolder

    path = Path(named)
    return PlayFolder.open(path if PlayFolder.is_one(path) else place_of("", named))


def url_of(folder: PlayFolder) -> str:
    """Where a play is served.

    Raises
    ------
    SourceError
        Where nobody serves it.
    """
    running = folder.nodes.running()
    if running is None:
        raise SourceError(
            "reach play", str(folder.path), expected="one that is served", got="nobody serves it",
            hint="cspo exercise run --serve",
        )  # fmt: skip
    return running.url


@contextmanager
def at_the_door(folder: PlayFolder, seat: Seat) -> Iterator[tuple[Doorkeeper, Person]]:
    """The door of a nation's node, and who takes a seat there."""
    from cspo.exercise.white_cell.seats import seat_in
    from cspo.node.clock import SystemClock
    from cspo.node.http.credentials import Doorkeeper
    from cspo.node.http.people import read_people

    home = folder.nodes.home(seat.nation)
    seat_in(home, seat)
    people = read_people(home.path / "people.toml", home.nation)
    person = people.get(seat.person)
    if person is None:
        raise UsageError("join an exercise", seat.person, expected="a person of the node")
    doors = Doorkeeper(home, (), lambda: people, SystemClock())
    try:
        yield doors, person
    finally:
        doors.close()


def _wait_at_the_door(node: NodeApi) -> None:
    """A node looks once a second at most for tokens that a command has made."""
    from time import sleep

    for left in reversed(range(_TRIES)):
        try:
            node.get("exercise")
        except SourceError:
            if not left:
                raise
            sleep(_AGAIN_S)
        else:
            return


@contextmanager
def as_director(folder: PlayFolder) -> Iterator[NodeApi]:
    """The play's node that the white cell sits at, asked with a token that ends with the block."""
    from cspo.exercise.scenario import load
    from cspo.exercise.white_cell.seats import WHITE_CELL, seat_of
    from cspo.node.http.credentials import Limits

    url = url_of(folder)
    scenario = load(folder.scenario_bytes(), str(folder.scenario_file))
    seat = seat_of(scenario, WHITE_CELL)
    with at_the_door(folder, seat) as (doors, person):
        session = doors.new_session(person)
        caller = doors.caller_of(session.row)
        if caller is None:
            raise UsageError("direct an exercise", seat.person, expected="a person of the node")
        minted = doors.new_token(
            caller, person, title="cspo exercise", scopes=["self", "read", "direct"],
            lasts_s=_TOKEN_S, limits=Limits(),
        )  # fmt: skip
        doors.end(session.row.id)
        try:
            node = NodeApi(f"{url}/{seat.nation}", minted.secret)
            _wait_at_the_door(node)
            yield node
        finally:
            doors.end(minted.row.id)
