"""``cspo exercise join``: a seat at the table, also while the exercise goes on."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from cspo.cli.console import Json, print_json, say
from cspo.cli.exercise.directing import PlayArgument, at_the_door, play_of, url_of

__all__ = ["join"]

_CODE_S: Final = 12 * 3_600.0


def join(
    play: PlayArgument,
    nation: Annotated[
        str, typer.Argument(metavar="NATION", help="Such as NOR; or white-cell, who directs.")
    ],
    cell: Annotated[
        str, typer.Argument(metavar="[CELL]", help="Of the scenario; else the nation's first.")
    ] = "",
    json: Json = False,
) -> None:
    """Print an address that lets somebody take a seat, once, within twelve hours.

    The play goes on meanwhile: who joins late finds all that the nation has.

    Example: cspo exercise join late-manoeuvre-short NOR watch
    """
    from cspo.exercise.scenario import load
    from cspo.exercise.white_cell.seats import seat_of

    folder = play_of(play)
    scenario = load(folder.scenario_bytes(), str(folder.scenario_file))
    seat = seat_of(scenario, nation, cell)
    url = url_of(folder)
    with at_the_door(folder, seat) as (doors, person):
        minted = doors.new_code(person.id, lasts_s=_CODE_S)
    address = f"{url}/{seat.nation}/#code={minted.secret}"
    expires = minted.row.t_expires.utc_iso(0)
    if json:
        print_json([{
            "exercise": folder.name, "nation": seat.nation, "cell": seat.cell,
            "person": seat.person, "roles": list(seat.roles), "address": address,
            "expires_utc": expires,
        }])  # fmt: skip
        return
    title = scenario.title if seat.directs else scenario.shown_title  # it may be passed on as it is
    say(f"EXERCISE {title}: {seat.nation}, {seat.cell} ({', '.join(seat.roles)})")
    say(f"Open this, once, before {expires}:")
    say(f"  {address}")
