"""How a play is founded: a scenario, ten nodes with keys of EXERCISE, and a copy of all that.

Keys are random, as everywhere: nobody who knows a scenario and its seed can sign for a nation of
its exercise. A replay signs with the same keys since it begins with a copy of the founded nodes.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import cspo
from cspo.box.founding import found_box
from cspo.box.sites import give_sites, public_sites
from cspo.errors import CspoError, UsageError
from cspo.exercise.play.assets import assets_text
from cspo.exercise.play.folder import PlayFolder, bytes_of
from cspo.exercise.play.recording import LineKind, Recorder
from cspo.exercise.play.software import our_software
from cspo.exercise.scenario import Scenario, load, scenario_faults
from cspo.exercise.scenario.faults import Fault
from cspo.exercise.scenario.load import first_of
from cspo.exercise.world import World
from cspo.exercise.world.naming import name_faults
from cspo.exercise.world.population import NO_FILE
from cspo.markings import Mode
from cspo.node.private_files import explained, write_private
from cspo.operations.assess.assets_file import FILE as ASSETS
from cspo.time import Clock, Epoch

__all__ = ["WHAT", "catalog_faults", "found_play"]

WHAT: Final = "cspo exercise run"
"""Who writes to the nodes of a play, for whoever else would."""

_MOST_BYTES: Final = 64_000_000
"""Of a catalogue: 27,000 objects have 4 million in lines of 69, 20 million as OMM in XML."""
_HALF: Final = re.compile(r"\.[^/]+\.([a-z0-9_]{8}|[0-9a-f]{16}\.part(-wal|-shm|-journal)?)")
"""Names of files that have not got theirs yet: of `cspo.node.private_files`, and of stores."""
_LEAST_WATCH_S: Final = 300.0
_APART_S: Final = 60.0
_MANY: Final = 5_000
_SELDOM: Final = 4.0
"""With more objects than that, partners' checkpoints are compared so much more seldom."""
_LONGEST_PAUSE_S: Final = 60.0
_SETTINGS: Final = """
[work]
mode = "EXERCISE"

# In seconds of the exercise's world: a partner is asked in each pass of a round.
[exchange]
pull_every_s = 0.0001
watch_every_s = {watch_s}
checkpoint_every_s = {watch_s}
silence_s = {silence_s}
longest_pause_s = {pause_s}
"""


def found_play(
    path: Path, data: bytes, wall: Clock, *, name: str = "scenario", beside: Path | None = None,
    progress: Callable[[float], None] = lambda fraction: None,  # noqa: ARG005
) -> PlayFolder:  # fmt: skip
    """Make a play of a scenario, or open it where it is made of the same one.

    Founding may be killed at any instant and begun again: ``play.toml`` comes last.

    Parameters
    ----------
    path : Path
        The folder; new, empty, or one in which founding was broken off.
    data : bytes
        The scenario's file.
    wall : Clock
        The machine's.
    name : str
        What errors call the scenario.
    beside : Path or None
        The folder in which the scenario lies, for the catalogue that it may name.
    progress : callable
        Told the fraction that is done.

    Raises
    ------
    MalformedScenario
        Where the scenario has a fault, or names an object that is not in its world.
    UsageError
        Where the folder holds something else, or a play of another scenario, or the scenario
        names a catalogue that is not there or makes no world.
    SourceError, ResourceLimit
        Where it can't be written, or another process is at it.
    """
    scenario = load(data, name)
    if PlayFolder.is_one(path):
        return _opened(path, scenario, hashlib.sha256(data).hexdigest(), beside)
    _prepare(path)
    with PlayFolder.held(path):
        if PlayFolder.is_one(path):
            return _opened(path, scenario, hashlib.sha256(data).hexdigest(), beside)
        _sweep(path)
        return _founded(path, data, scenario, wall, name, beside, progress)


def _opened(path: Path, scenario: Scenario, digest: str, beside: Path | None) -> PlayFolder:
    folder = PlayFolder.open(path)
    got = f"another: {scenario.name}"
    if folder.scenario_sha256 == digest:
        given = None if beside is None else beside / folder.catalog
        if not folder.catalog or given is None or not given.is_file():
            return folder
        data = bytes_of("read catalogue", given)
        if hashlib.sha256(data).hexdigest() == folder.catalog_sha256:
            return folder
        got = f"it with another {folder.catalog}"
    raise UsageError(
        "open play", str(path), expected=f"the scenario that it plays: {folder.name}", got=got,
        hint="another play goes into another folder",
    )  # fmt: skip


def _founded(
    path: Path, data: bytes, scenario: Scenario, wall: Clock, name: str, beside: Path | None,
    progress: Callable[[float], None],
) -> PlayFolder:  # fmt: skip
    catalog, catalog_sha256 = _kept_catalog(path, scenario, beside)
    _check_world(data, scenario, name, path / "beside")
    write_private(path / "scenario.yaml", data)
    box = found_box(
        path / "nodes", began=Epoch.from_utc(scenario.starts_utc), catalog=scenario.name,
        nations=scenario.nations, mode=Mode.EXERCISE, what=WHAT,
        settings=lambda nation: _settings(scenario, nation),
        progress=progress,
    )  # fmt: skip
    give_sites(box, public_sites())
    for nation in scenario.nations:
        if text := assets_text(scenario, nation):
            write_private(box.home(nation).path / ASSETS, text)
    folder = PlayFolder(
        path=path, name=scenario.name, number=scenario.number, title=scenario.title,
        nations=scenario.nations, software=cspo.__version__,
        scenario_sha256=hashlib.sha256(data).hexdigest(), founded=wall.now(), catalog=catalog,
        catalog_sha256=catalog_sha256,
    )  # fmt: skip
    _copy(box.path, folder.founding)
    _first_line(folder, scenario, wall)
    folder.write()
    return folder


def _kept_catalog(path: Path, scenario: Scenario, beside: Path | None) -> tuple[str, str]:
    """A copy of the scenario's own catalogue: its name and SHA-256; empty where it names none."""
    name = scenario.world.catalog
    if name in NO_FILE:
        return "", ""
    data, kept = _catalog_bytes(name, beside), path / "beside" / name
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_private(kept, data)
    return name, hashlib.sha256(data).hexdigest()


def _check_world(data: bytes, scenario: Scenario, name: str, beside: Path) -> None:
    """What makes no world is told before anybody has keys, a wrong name with its line."""
    if not scenario.world.has_catalog:
        return
    _, wrong = scenario_faults(data, name, lambda found: name_faults(found, beside))
    if wrong:
        raise first_of(wrong)
    World(scenario, beside)


def _catalog_bytes(name: str, beside: Path | None) -> bytes:
    """The file of element sets that a scenario names."""
    given = None if beside is None else beside / name
    if given is None or not given.is_file():
        raise UsageError(
            "found play", name, expected="a file of element sets beside the scenario",
            got="none" if given is None else f"no file {given}",
        )  # fmt: skip
    size = given.stat().st_size
    if size > _MOST_BYTES:
        raise UsageError("found play", str(given), expected=f"up to {_MOST_BYTES:,} bytes",
                         got=f"{size:,}")  # fmt: skip
    return bytes_of("read catalogue", given)


def catalog_faults(scenario: Scenario, beside: Path | None) -> Iterator[Fault]:
    """What is wrong with the catalogue of a scenario, and with names in it, as founding finds it.

    Parameters
    ----------
    scenario : Scenario
    beside : Path or None
        The folder in which it lies.
    """
    if not scenario.world.has_catalog:
        return
    wrong: tuple[Fault, ...] = ()
    try:
        if scenario.world.catalog not in NO_FILE:
            _catalog_bytes(scenario.world.catalog, beside)
        wrong = tuple(name_faults(scenario, beside))
        if not wrong:
            World(scenario, beside)
    except CspoError as error:
        got = " ".join(filter(None, (error.got, f"({error.subject})" if error.subject else "")))
        expected = error.expected or "a file of element sets that can be read"
        yield Fault(("world", "catalog"), expected, got or str(error), error.hint)
    yield from wrong


def _settings(scenario: Scenario, nation: str) -> str:
    """Nations compare keys and checkpoints at other intervals each, so not all in one round."""
    whole = scenario.world.catalog != "none" and scenario.world.take.most > _MANY
    often = _SELDOM if whole else 1.0
    watch_s = max(often * _LEAST_WATCH_S, 2.0 * scenario.tick_s)
    apart_s = often * _APART_S
    most_s = watch_s + apart_s * len(scenario.nations)
    watch_s += apart_s * scenario.nations.index(nation)
    pause_s = max(_LONGEST_PAUSE_S, scenario.tick_s)
    return _SETTINGS.format(watch_s=watch_s, silence_s=3.0 * most_s, pause_s=pause_s)


def _prepare(path: Path) -> None:
    ours = {"beside", "founding", "lock", "nodes", "recording.jsonl", "scenario.yaml"}
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        taken = [
            child.name for child in path.iterdir()
            if child.name not in ours and not _HALF.fullmatch(child.name)
        ]  # fmt: skip
        path.chmod(0o700)
    except OSError as error:
        raise explained("found play", error, path) from error
    if taken:
        raise UsageError(
            "found play", str(path), expected="a new or empty folder",
            got=f"one with {taken[0]} in it", hint="give another folder with --data",
        )  # fmt: skip


def _sweep(path: Path) -> None:
    """Take away files that a founding was writing when it was killed; others would refuse them."""
    try:
        for file in path.rglob(".*"):
            if _HALF.fullmatch(file.name) and file.is_file() and not file.is_symlink():
                file.unlink()
    except OSError as error:
        raise explained("found play", error, path) from error


def _copy(nodes: Path, founding: Path) -> None:
    try:
        if founding.exists():
            shutil.rmtree(founding)
        shutil.copytree(nodes, founding)
        founding.chmod(0o700)
    except OSError as error:
        raise explained("found play", error, founding) from error


def _first_line(folder: PlayFolder, scenario: Scenario, wall: Clock) -> None:
    folder.recording_file.unlink(missing_ok=True)
    starts = Epoch.from_utc(scenario.starts_utc)
    recorder = Recorder(folder.recording_file, wall)
    recorder.put(
        LineKind.FOUNDED, starts, scenario=folder.name, number=folder.number,
        sha256=folder.scenario_sha256, nations=list(folder.nations), software=folder.software,
        code=our_software().code, begins_utc=starts.utc_iso(3),
        ends_utc=(starts + scenario.duration_s).utc_iso(3), tick_s=scenario.tick_s,
    )  # fmt: skip
    recorder.close()
