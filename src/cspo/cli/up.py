"""``cspo up``: the box, ten nations' nodes in one process, until Ctrl-C."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cspo.cli.catalogs import REFERENCE, load
from cspo.cli.console import Json, note, print_json, progress, say
from cspo.cli.options import positive
from cspo.errors import SourceError, UsageError

if TYPE_CHECKING:
    from cspo.box import Box, BoxFolder
    from cspo.box.replay import History
    from cspo.orbits import Catalog
    from cspo.time import Epoch

__all__ = ["BoxData", "box_folder", "open_page", "running_bytes", "up"]

BoxData = Annotated[
    str,
    typer.Option(
        metavar="DIR", help="The box's folder; else CSPO_BOX, else ~/.local/share/cspo-box.",
        show_default=False,
    ),
]  # fmt: skip

_ENDS_WITHIN_S: Final = 8.0
_MOST_PORT: Final = 65_535
_LEADS_ON: Final = """\
<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url={url}">
<title>cspo</title>
<p><a href="{url}">Open the box</a></p>
"""


def box_folder(data: str) -> Path:
    """The box's folder: what was named, else ``CSPO_BOX``, else the user's data folder."""
    named = data or os.environ.get("CSPO_BOX", "")
    if named:
        return Path(named)
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "cspo-box"


def up(
    catalog: Annotated[
        str,
        typer.Option(
            metavar="FILE|URL",
            help="The sky to begin with, or reference; else the newest whole one of CSPO_DATA.",
        ),
    ] = "",
    replay: Annotated[
        str,
        typer.Option(
            metavar="HISTORY", help="Element sets that come in at their time: a file, or 2013-10."
        ),
    ] = "",
    speed: Annotated[float, typer.Option(help="Seconds in the box in one second here.")] = 1.0,
    nations: Annotated[str, typer.Option(help="Trigraphs with commas between, or all.")] = "all",
    data: BoxData = "",
    port: Annotated[int, typer.Option(help="Port on the loopback; 0: any that is free.")] = 8470,
    open_: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
    json: Json = False,
) -> None:
    """Run ten nations' nodes in one process; everything in them is SIMULATED. Ctrl-C ends it.

    Example: cspo up --replay 2013-10 --speed 600
    """
    positive(speed, "--speed", "a speed")
    if not 0 <= port <= _MOST_PORT:
        raise UsageError("read --port", str(port), expected=f"0 to {_MOST_PORT}")
    if replay and catalog:
        raise UsageError("start box", "--catalog", expected="one sky to begin with",
                         got="--replay besides, which brings its own")  # fmt: skip
    began = monotonic()
    path = box_folder(data)
    sky = _Sky(catalog, replay)
    folder = _found(path, sky, _chosen(nations), quiet=json)
    _run(folder, sky, speed, port, open_=open_, json=json, began=began)


class _Sky:
    """What a box begins with, read when it is wanted and once."""

    def __init__(self, catalog: str, replay: str) -> None:
        self._named = catalog
        self._replay = replay
        self._read: tuple[Catalog, str] | None = None
        self.history: History | None = _history(replay) if replay else None

    @property
    def named(self) -> str:
        """What the user named, for what the box was not founded with."""
        return self._named or self._replay

    def catalog(self) -> Catalog:
        """The catalogue."""
        return self._catalog()[0]

    def title(self) -> str:
        """What people call it."""
        return f"replay of {self._replay}" if self.history is not None else self._catalog()[1]

    def began(self) -> Epoch:
        """First instant of the box's world."""
        from cspo.orbits.summary import screening_start

        if self.history is not None:
            return self.history.begins
        return screening_start(self.catalog().epoch_tai_ns)

    def _catalog(self) -> tuple[Catalog, str]:
        if self._read is None:
            loaded = load([self._named]) if self._named else load([_whole_sky()])
            self._read = loaded.catalog, loaded.title
        return self._read


def _whole_sky() -> str:
    """The newest whole catalogue of ``CSPO_DATA``; without one the reference population."""
    from cspo.sources import CatalogScope, catalog_files

    folder = os.environ.get("CSPO_DATA")
    for file in catalog_files(Path(folder)) if folder else ():
        if file.scope is CatalogScope.WHOLE:
            note(f"Taking the newest whole catalogue in CSPO_DATA: {file}.")
            return str(file.path)
    note("No whole catalogue in CSPO_DATA: taking the reference population, which cspo made.")
    return REFERENCE


def _history(name: str) -> History:
    from cspo.box.replay import History, find_history
    from cspo.box.split import default_split
    from cspo.bridge import read_catalog

    read = read_catalog([str(path) for path in find_history(name)], latest_only=False)
    if not len(read.catalog):
        raise SourceError("read history", name, expected="element sets", got="none")
    return History.of(read.catalog, default_split())


def _chosen(text: str) -> tuple[str, ...]:
    from cspo.markings import NATIONS

    if text.lower() == "all":
        return NATIONS
    return tuple(sorted({part.strip().upper() for part in text.split(",") if part.strip()}))


def _found(path: Path, sky: _Sky, nations: tuple[str, ...], *, quiet: bool) -> BoxFolder:
    """Found the box, or open it; what was named is not asked for where it is there already."""
    from cspo.box import BoxFolder, found_box
    from cspo.markings import Mode

    if BoxFolder.is_one(path):
        box = BoxFolder.open(path)
        found_box(path, began=box.began, catalog=box.catalog, nations=nations)  # checks them
        box.of_mode(Mode.SIMULATED)
        if sky.named:
            note(f"{path}: its world began with {box.catalog} and goes on from where it stopped")
        return box
    with progress("Founding ten nations", quiet=quiet) as done:
        return found_box(
            path, began=sky.began(), catalog=sky.title(), nations=nations, progress=done
        )


def _run(
    folder: BoxFolder, sky: _Sky, speed: float, port: int, *, open_: bool, json: bool, began: float
) -> None:
    from cspo.box import Box, BoxClock
    from cspo.box.people import relief_code, sign_in_codes, tokens_for
    from cspo.box.sites import give_sites, public_sites
    from cspo.node.clock import SystemClock
    from cspo.node.http.app import create_app
    from cspo.node.http.serving import WebServer
    from cspo.node.private_files import write_private
    from cspo.node.runtime.logs import configure_logs
    from cspo.node.serving import wait_for_signal
    from cspo.web import assets

    configure_logs(SystemClock(), level="info" if json else "warning",
                   form="json" if json else "text")  # fmt: skip
    give_sites(folder, public_sites())
    catalog = None if sky.history is not None else sky.catalog
    box = Box(folder, BoxClock(folder.began, speed=speed), sky=catalog, history=sky.history)
    stopped = False
    try:
        app = create_app(box.nodes, assets=assets())
        server = WebServer(app, port=port)
        tokens_for(folder, app.gates)
        codes, relief = sign_in_codes(app.gates), relief_code(app.gates)
        write_private(folder.running_file, running_bytes(server.url))
        server.start()
        box.start()
        link = _tell_up(box, server.url, codes, relief, json=json)
        teller = _Teller(box, began, json=json)
        threading.Thread(target=teller.run, name="cspo-teller", daemon=True).start()
        if open_:
            open_page(link, folder.opening_file)
        heard = wait_for_signal(box.loop.ended)
        note("stopping" if heard else f"the box has ended: {box.loop.failed}")
        server.stop()
        stopped = box.stop(_ENDS_WITHIN_S)
    finally:
        folder.running_file.unlink(missing_ok=True)
        folder.opening_file.unlink(missing_ok=True)
        if not stopped:
            stopped = box.stop(0.0)
    if json:
        print_json([{"event": "stopped", "failed": box.loop.failed, "clean": stopped}])
    if not stopped:
        os._exit(0)  # something is still computing: the stores lose nothing by it
    if box.loop.failed and not heard:
        raise SourceError("run box", str(folder.path), got=box.loop.failed)


def running_bytes(url: str) -> bytes:
    """Who runs a box and where it listens, as its file has it."""
    import msgspec

    from cspo.box.folder import Running

    return msgspec.json.encode(Running(pid=os.getpid(), url=url))


def _tell_up(box: Box, url: str, codes: dict[str, str], relief: str, *, json: bool) -> str:
    """Where it is, and how to get in; the address that opens all of it."""
    from cspo.web import assets

    pages = {party: f"{url}/{party[:3]}/#code={code}" for party, code in codes.items()}
    link = f"{url}/#box={codes[box.folder.nations[0]]}"
    second = f"{url}/#box={relief}"
    if json:
        print_json([{
            "event": "up", "url": url, "pid": os.getpid(), "folder": str(box.folder.path),
            "nations": list(box.nodes), "mode": "SIMULATED", "link": link, "relief": second,
            "sign_in": pages,
        }])  # fmt: skip
        return link
    say(f"cspo is up at {url}, SIMULATED; the sky is {box.folder.catalog}. Ctrl-C ends it.")
    say("Open this, once, as the officer of the watch of every nation:")
    say(f"  {link}")
    say("or, in another browser, as the second officer, who takes the watch over:")
    say(f"  {second}")
    operators = {party: page for party, page in pages.items() if "/" in party}
    if operators:
        say("or as a commercial operator:")
    for page in operators.values():
        say(f"  {page}")
    say(f"Programs find tokens in {box.folder.path / 'tokens.json'}")
    if assets() is None:
        note("the page was not built, so only programs will find something there: make page")
    return link


class _Teller:
    """Says when each nation's first screening is done, and when a replay has come to its end."""

    def __init__(self, box: Box, began: float, *, json: bool) -> None:
        self._box, self._began, self._json = box, began, json

    def run(self) -> None:
        """Until all was said, or the box ends."""
        waiting = dict(self._box.nodes)
        while waiting and not self._box.loop.ended.wait(0.25):
            for nation in [each for each, node in waiting.items() if node.screening is not None]:
                self._screened(nation)
                del waiting[nation]
        replay = self._box.replay
        while replay is not None and not self._box.loop.ended.wait(1.0):
            if self._box.clock.now() > replay.history.ends:
                self._say({"event": "history over"}, "the history is over; the clock goes on")
                return

    def _screened(self, nation: str) -> None:
        view = self._box.nodes[nation].screening
        if view is None:
            return
        after_s = monotonic() - self._began
        self._say(
            {"event": "screened", "nation": nation, "objects": len(view.sky),
             "conjunctions": len(view), "window_h": view.duration_s / 3_600.0,
             "after_s": round(after_s, 2)},
            f"{nation}: {len(view.sky):,} objects, {len(view):,} close approaches in the next "
            f"{view.duration_s / 3_600.0:g} h, {after_s:.0f} s after the start",
        )  # fmt: skip

    def _say(self, line: dict[str, Any], text: str) -> None:
        if self._json:
            print_json([line])
        else:
            say(text)


def open_page(url: str, file: Path, opener: Callable[[str], bool] | None = None) -> None:
    """Open a browser at an address that holds a code, by way of a file.

    What a command is called with everybody on the machine can read, as long as it runs; so the
    browser is given the name of a file that only its owner reads, and the file leads on.
    """
    import webbrowser
    from html import escape

    from cspo.node.private_files import write_private

    write_private(file, _LEADS_ON.format(url=escape(url)).encode())
    if not (opener or webbrowser.open)(file.resolve().as_uri()):
        note("no browser to open; the address above does it by hand")
