"""``cspo exercise run``: play a scenario on real nodes, by script or with people."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cspo.cli.console import Json, note, print_json, progress, say
from cspo.cli.exercise.places import PlayData, place_of
from cspo.cli.options import positive
from cspo.errors import SourceError, UsageError

if TYPE_CHECKING:
    from cspo.exercise.play import Play, PlayFolder

__all__ = ["run"]

_FASTEST: Final = "max"
_MOST_PORT: Final = 65_535
_ENDS_WITHIN_S: Final = 60.0
_INTERRUPTED: Final = 130


def run(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="A scenario's file, or one that ships.")
    ],
    speed: Annotated[
        str,
        typer.Option(
            metavar="N|max",
            show_default=False,
            help="Seconds of its world in one here; max: as fast as it goes. Else 1, or max where "
            "it is scripted.",
        ),
    ] = "",
    step: Annotated[
        bool, typer.Option("--step", help="Stand still, and go on step by step as ordered.")
    ] = False,
    scripted: Annotated[
        bool, typer.Option("--scripted", help="Let the scenario's script act in people's place.")
    ] = False,
    data: PlayData = "",
    serve: Annotated[
        bool | None,
        typer.Option(
            "--serve/--no-serve",
            show_default=False,
            help="Serve the pages of all nodes; else where it is not scripted, or stands still.",
        ),
    ] = None,
    port: Annotated[int, typer.Option(help="Port on the loopback; 0: any that is free.")] = 8480,
    open_: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
    json: Json = False,
) -> None:
    """Play an exercise on real nodes of its own; everything in them is EXERCISE.

    A play that was stopped, or killed, goes on from its last whole round; one that is over stays
    so, and is played again in another folder (--data).

    Example: cspo exercise run late-manoeuvre-short --scripted
    """
    pace = _pace(speed, scripted=scripted)
    if step and serve is False:
        raise UsageError("read --step", expected="a play that is served", got="--no-serve",
                         hint="who orders its steps does so at its page, or by inject")  # fmt: skip
    if not 0 <= port <= _MOST_PORT:
        raise UsageError("read --port", str(port), expected=f"0 to {_MOST_PORT}")
    from cspo.exercise.play import PlayFolder
    from cspo.exercise.scenario import load
    from cspo.exercise.scenario.shipped import scenario_bytes

    if scenario.lower().endswith((".csv", ".tsv")):
        raise UsageError("play", scenario, expected="a scenario in YAML", got="a table",
                         hint=f"cspo exercise validate {scenario} --to yaml > FILE")  # fmt: skip
    given = scenario_bytes(scenario)
    found = load(given, scenario)
    path = place_of(data, found.name)
    goes_on = PlayFolder.is_one(path)
    folder = _found(path, given, scenario, quiet=json)
    play = _play(folder, pace, paused=step, scripted=scripted, quiet=json)
    if goes_on:
        note(_stands(play))
    if serve or (serve is None and (step or not scripted)):
        _served(play, port, open_=open_, json=json)
    else:
        _alone(play, json=json)


def _pace(speed: str, *, scripted: bool) -> float | None:
    if not speed:
        return None if scripted else 1.0
    if speed.lower() == _FASTEST:
        return None
    from cspo.exercise.white_cell import FASTEST

    try:
        found = positive(float(speed), "--speed", "a speed")
    except ValueError as error:
        raise UsageError("read --speed", speed, expected=f"a number, or {_FASTEST}") from error
    if found > FASTEST:
        raise UsageError("read --speed", speed, expected=f"at most {FASTEST:g}, or {_FASTEST}")
    return found


def _found(path: Path, given: bytes, name: str, *, quiet: bool) -> PlayFolder:
    from cspo.exercise.play import found_play
    from cspo.node.clock import SystemClock

    with progress("Founding the nations' nodes", quiet=quiet) as done:
        try:
            folder = found_play(
                path, given, SystemClock(), name=name, beside=Path(name).parent, progress=done
            )
        except KeyboardInterrupt:
            note(f"{path}: founding was broken off; the same command goes on with it")
            raise
    return folder


def _stands(play: Play) -> str:
    """How a play that was begun before goes on, or that it does not."""
    why, path = play.rounds.history.over, play.folder.path
    if not why:
        return f"{path}: the play goes on from its last whole round"
    return (
        f"{path}: the play is over ({why}) and stays so; to play it again, name a new folder "
        "with --data, or remove this one"
    )


def _play(
    folder: PlayFolder, pace: float | None, *, paused: bool, scripted: bool, quiet: bool
) -> Play:
    from cspo.exercise.play import Play
    from cspo.node.clock import SystemClock
    from cspo.node.runtime.logs import configure_logs

    configure_logs(SystemClock(), level="warning", form="json" if quiet else "text")
    players = None
    if scripted:
        from cspo.exercise.players import ScriptedPlayers
        from cspo.exercise.scenario import load

        players = ScriptedPlayers(load(folder.scenario_bytes(), str(folder.scenario_file)))
    return Play(folder, SystemClock(), speed=pace, paused=paused, players=players)


def _alone(play: Play, *, json: bool) -> None:
    """To the end, without pages."""
    from cspo.node.serving import wait_for_signal

    with progress(play.scenario.title, quiet=json) as done:
        span_s = max(play.scenario.duration_s, 1.0)
        play.on_round = lambda now: done((now.t - now.rounds.starts) / span_s)
        try:
            play.open()
            play.start(until_over=True)
            heard = wait_for_signal(play.ended)
        finally:
            _stop(play)
    _tell_end(play, json=json)
    if heard:
        raise typer.Exit(_INTERRUPTED)
    _raise_failure(play)


def _served(play: Play, port: int, *, open_: bool, json: bool) -> None:
    """With pages, until Ctrl-C."""
    from cspo.box.people import relief_code, sign_in_codes, tokens_for
    from cspo.cli.up import open_page, running_bytes
    from cspo.node.http.app import create_app
    from cspo.node.http.serving import WebServer
    from cspo.node.private_files import write_private
    from cspo.node.serving import wait_for_signal
    from cspo.web import assets

    nodes = play.folder.nodes
    try:
        play.open()
        app = create_app(play.nodes, routes=_routes(play), assets=assets())
        server = WebServer(app, port=port)
        tokens_for(nodes, app.gates)
        codes, relief = sign_in_codes(app.gates), relief_code(app.gates)
        write_private(nodes.running_file, running_bytes(server.url))
        server.start()
        play.start()
        link = _tell_up(play, server.url, codes, relief, json=json)
        if open_:
            open_page(link, nodes.opening_file)
        heard = wait_for_signal(play.ended)
        note("stopping" if heard else f"the play can't go on: {play.failed}")
        server.stop()
    finally:
        nodes.running_file.unlink(missing_ok=True)
        nodes.opening_file.unlink(missing_ok=True)
        _stop(play)
    _tell_end(play, json=json)
    _raise_failure(play)


def _routes(play: Play) -> list[Any]:
    """What is served of the exercise itself; every seat at the table has its person by then."""
    from cspo.exercise.http.routes import exercise_routes
    from cspo.exercise.white_cell.seats import seat_in, seats

    nodes = play.folder.nodes
    for seat in seats(play.scenario):
        seat_in(nodes.home(seat.nation), seat)
    return list(exercise_routes(play))


def _stop(play: Play) -> None:
    """End it whole; where a round lasts too long, or Ctrl-C comes again, end the process at once.

    Python would close the stores on its way out, and what a broken round wrote would go into them.
    """
    try:
        if play.stop(_ENDS_WITHIN_S):
            return
    except KeyboardInterrupt:
        pass
    note("a round is still being made: it is dropped, and the play goes on from the one before")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(_INTERRUPTED)


def _raise_failure(play: Play) -> None:
    if play.failed:
        raise SourceError("play", str(play.folder.path), got=play.failed)


def _tell_up(play: Play, url: str, codes: dict[str, str], relief: str, *, json: bool) -> str:
    nations = list(play.folder.nations)
    link = f"{url}/#box={codes[nations[0]]}"
    second = f"{url}/#box={relief}"
    pages = {party: f"{url}/{party[:3]}/#code={code}" for party, code in codes.items()}
    if json:
        print_json([{
            "event": "up", "url": url, "pid": os.getpid(), "folder": str(play.folder.path),
            "nations": nations, "mode": "EXERCISE", "exercise": play.folder.name, "link": link,
            "relief": second, "sign_in": pages,
        }])  # fmt: skip
        return link
    say(
        f"EXERCISE EXERCISE EXERCISE: {play.folder.title}, at {url}. "
        "Ctrl-C stops it; the same command goes on."
    )
    say("Open this, once, as the officer of the watch of every nation:")
    say(f"  {link}")
    say("or, in another browser, as the second officer:")
    say(f"  {second}")
    return link


def _tell_end(play: Play, *, json: bool) -> None:
    from cspo.exercise.play import LineKind

    last = None
    for line in play.folder.recording():
        if line.line is LineKind.SETTLED:
            last = line
    records = {} if last is None else {
        nation: each["records"] for nation, each in last.what["nations"].items()
    }  # fmt: skip
    told = {
        "event": "stopped", "state": str(play.state), "rounds": play.round,
        "t_utc": play.t.utc_iso(0), "records": records, "folder": str(play.folder.path),
        "failed": play.failed,
    }  # fmt: skip
    if json:
        print_json([told])
        return
    say(f"{play.state}: {play.round} rounds, to {told['t_utc']} of the exercise")
    say("records: " + ", ".join(f"{nation} {count}" for nation, count in records.items()))
    say(f"recorded in {play.folder.path}")
