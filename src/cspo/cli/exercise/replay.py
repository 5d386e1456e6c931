"""``cspo exercise replay``: play a recording again, and see whether it gives the same records."""

from __future__ import annotations

import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cspo.cli.console import Json, note, print_json, progress, say
from cspo.cli.exercise.directing import PlayArgument, play_of

if TYPE_CHECKING:
    from cspo.exercise.play import Software

__all__ = ["replay"]


def replay(
    play: PlayArgument,
    to: Annotated[
        str,
        typer.Option(
            metavar="DIR",
            show_default=False,
            help="A new folder for the nodes of the replay; else one that is removed afterwards.",
        ),
    ] = "",
    keep_on: Annotated[
        bool, typer.Option("--keep-on", help="Go on after the first difference.")
    ] = False,
    json: Json = False,
) -> None:
    """Play a recording again from the same founding: the same record ids, or where not.

    The play's folder is only read. Says before whether other code than ours has played. Exit
    code 1: something came out otherwise.

    Example: cspo exercise replay late-manoeuvre-short
    """
    from cspo.exercise.play import our_software, played_by, same_code, whole_rounds
    from cspo.exercise.play import replay as play_again

    source = play_of(play)
    span_s = max(_duration_s(source.scenario_bytes()), 1.0)
    starts = source.nodes.began
    played = played_by(whole_rounds(source.recording()))
    ours, same = our_software(), same_code(played)
    if not same:
        note(_before(played, ours, same))
    with tempfile.TemporaryDirectory(prefix="cspo-replay-") as scratch:
        target = Path(to) if to else Path(scratch) / "nodes"
        with progress(f"Replaying {source.name}", quiet=json) as done:
            found = play_again(
                source, target, stop_at_first=not keep_on,
                on_round=lambda t: done((t - starts) / span_s),
            )  # fmt: skip
    if json:
        print_json([{
            "event": "replayed", "same": found.same, "rounds": found.rounds,
            "records": found.records, "where": found.where, "same_code": same,
            "played_by": [asdict(each) for each in played], "replayed_by": asdict(ours),
        }])  # fmt: skip
    else:
        records = ", ".join(f"{nation} {count}" for nation, count in found.records.items())
        say(f"{found.rounds} rounds replayed; records: {records}")
        say("the same record ids" if found.same else f"not the same: {found.where}")
        if not found.same:
            say(_WHY[same])
    if not found.same:
        raise typer.Exit(1)


_WHY = {
    True: "the code that played is the code that replayed: the difference is not of the code",
    False: "other code than ours has played: the difference may be of the code alone",
    None: "by which code it was played is not recorded: the difference may be of the code alone",
}


def _before(played: tuple[Software, ...], ours: Software, same: bool | None) -> str:
    if same is None:
        return f"the recording does not say by which code it was played; ours is {ours}"
    others = "; ".join(str(each) for each in played if each != ours)
    return f"played by other code: {others}; ours is {ours}; record ids may differ for that alone"


def _duration_s(data: bytes) -> float:
    from cspo.exercise.scenario import load

    return load(data).duration_s
