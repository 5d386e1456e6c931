"""``cspo exercise replay``: play a recording again, and see whether it gives the same records."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from cspo.cli.console import Json, note, print_json, progress, say

__all__ = ["replay"]


def replay(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="The play's folder.")],
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

    The play's folder is only read. Exit code 1: something came out otherwise.

    Example: cspo exercise replay ~/.local/share/cspo-exercises/late-manoeuvre-short
    """
    from cspo.exercise.play import PlayFolder
    from cspo.exercise.play import replay as play_again

    source = PlayFolder.open(Path(folder))
    span_s = max(_duration_s(source.scenario_bytes()), 1.0)
    starts = source.nodes.began
    with tempfile.TemporaryDirectory(prefix="cspo-replay-") as scratch:
        target = Path(to) if to else Path(scratch) / "nodes"
        with progress(f"Replaying {source.name}", quiet=json) as done:
            found = play_again(
                source, target, stop_at_first=not keep_on,
                on_round=lambda t: done((t - starts) / span_s),
            )  # fmt: skip
    if len(set(found.software)) > 1:
        note(f"played with cspo {found.software[0]}, replayed with {found.software[1]}")
    if json:
        print_json([{
            "event": "replayed", "same": found.same, "rounds": found.rounds,
            "records": found.records, "where": found.where,
        }])  # fmt: skip
    else:
        records = ", ".join(f"{nation} {count}" for nation, count in found.records.items())
        say(f"{found.rounds} rounds replayed; records: {records}")
        say("the same record ids" if found.same else f"not the same: {found.where}")
    if not found.same:
        raise typer.Exit(1)


def _duration_s(data: bytes) -> float:
    from cspo.exercise.scenario import load

    return load(data).duration_s
