"""``cspo node``: one nation's node, made ready, served, looked at."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cspo.cli.console import Json, note, print_json, print_table, say
from cspo.cli.node_cdm import bring_in_cdms
from cspo.cli.node_folder import WORKING_KEYS, Data, folder_of, modes_of, now, open_home, passphrase
from cspo.cli.node_sign_in import sign_in
from cspo.cli.status import COLUMNS, cells, node_line, tell_details
from cspo.errors import SourceError, UsageError

if TYPE_CHECKING:
    from cspo.node.home import Home
    from cspo.node.runtime import Node

__all__ = ["node"]

_ENDS_WITHIN_S: Final = 8.0

node = typer.Typer(
    name="node", no_args_is_help=True, help="One nation's node: init, serve, status, cdm, sign-in.",
)  # fmt: skip
node.command("cdm")(bring_in_cdms)
node.command("sign-in")(sign_in)


@node.command()
def init(
    nation: Annotated[str, typer.Option(help="Whose node: a trigraph such as AUS.")],
    mode: Annotated[
        list[str] | None, typer.Option(help="What it is for: REAL, EXERCISE...; repeat; else REAL.")
    ] = None,
    data: Data = "",
    json: Json = False,
) -> None:
    """Make a node's folder, with its settings, a policy and a table of people to fill in.

    What is there already stays as it is. Keys are made next, with cspo keys create.

    Example: cspo node init --nation AUS --data /srv/cspo
    """
    from cspo.node.home import Home

    modes = modes_of(mode or ["REAL"])
    home = Home.create(folder_of(data), nation.upper(), modes=modes, now=now())
    with home.writing("cspo node init"):
        written = _fill(home)
    if json:
        print_json([{"folder": str(home.path), "nation": home.nation, "wrote": written}])
        return
    for name in written:
        say(f"wrote {home.path / name}")
    say(f"{home.path} is a node of {home.nation}. Next: cspo keys create --root --nation "
        f"{home.nation} --mode {modes[0]}, then fill in what was written here")  # fmt: skip


@node.command()
def serve(
    config: Annotated[
        str,
        typer.Option(metavar="FILE", help="The folder's node.toml, in place of --data."),
    ] = "",
    port: Annotated[int, typer.Option(help="Another port than that of node.toml.")] = -1,
    data: Data = "",
    json: Json = False,
) -> None:
    """Run the node until Ctrl-C or SIGTERM; what it does, node.toml says.

    Example: cspo node serve --config /srv/cspo/node.toml
    """
    from cspo.node.clock import SystemClock
    from cspo.node.http.app import create_app
    from cspo.node.http.serving import WebServer
    from cspo.node.runtime import Node, read_config
    from cspo.node.runtime.logs import configure_logs
    from cspo.node.serving import check_address, wait_for_signal
    from cspo.web import assets

    home = open_home(_folder_named(config, data))
    settings = read_config(home)
    check_address(settings.http)
    clock = SystemClock()
    configure_logs(clock, level=settings.log.level, form=settings.log.format)
    secret = passphrase(WORKING_KEYS)
    with Node(home, clock, lambda: secret, config=settings) as running:
        http = settings.http
        server = WebServer(
            create_app(running, assets=assets()),
            host=http.host, port=http.port if port < 0 else port,
            certificate=home.path / http.certificate if http.certificate else None,
            key=home.path / http.key if http.key else None,
        )  # fmt: skip
        server.start()
        running.start()
        _tell_up(running, server.url, json=json)
        heard = wait_for_signal(running.ended)
        note("stopping" if heard else "the node has ended")
        server.stop()
        clean = running.stop(_ENDS_WITHIN_S)
    if json:
        print_json([{"event": "stopped", "failed": running.failed, "clean": clean}])
    if running.failed and not heard:
        raise SourceError("run node", str(home.path), got=running.failed)


@node.command()
def status(data: Data = "", json: Json = False) -> None:
    """Show what the node holds, was given, gave, withheld and why, and its feeds' lag.

    Example: cspo node status --json
    """
    line = node_line(open_home(data))
    if json:
        print_json([line])
        return
    print_table("", COLUMNS, [cells(line)])
    tell_details(line)


def _folder_named(config: str, data: str) -> str:
    if not config:
        return data
    if data:
        raise UsageError("serve node", "--config", expected="it or --data", got="both")
    file = Path(config)
    if file.name != "node.toml":
        raise UsageError("serve node", config, expected="a file node.toml in the node's folder")
    return str(file.parent)


def _tell_up(running: Node, url: str, *, json: bool) -> None:
    if json:
        print_json([{"event": "up", "url": url, "nation": running.name, "mode": running.mode}])
    else:
        say(f"The node of {running.name} is up at {url}, mode {running.mode}. Ctrl-C ends it.")


def _fill(home: Home) -> list[str]:
    """Write what a node needs besides, where it is not there; the names of what was written."""
    from importlib.resources import files

    from cspo.node.private_files import explained, write_private
    from cspo.node.runtime.config_text import commented_config, people_to_fill_in

    sample = (files("cspo.operations.policies") / "sample.toml").read_text(encoding="utf-8")
    policy = sample.replace('nation = "NZL"', f'nation = "{home.nation}"', 1)
    written = []
    people = people_to_fill_in(home.nation)
    for name, text in (("policy.sample.toml", policy), ("people.toml", people)):
        if not (home.path / name).exists():
            write_private(home.path / name, text.encode())
            written.append(name)
    try:
        settings = home.node_file.read_text(encoding="utf-8")
    except OSError as error:
        raise explained("read", error, home.node_file) from error
    if "[http]" not in settings:
        write_private(home.node_file, f"{settings}\n{commented_config()}".encode())
        written.append(home.node_file.name)
    return written
