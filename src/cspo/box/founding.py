"""What ten nations do before they can share: keys, each other's root keys compared, policies.

Founding may be killed at any instant and begun again: a file is written whole
or not at all, a nation that is complete is passed over, and ``box.toml`` comes last.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from cspo.box.folder import BoxFolder
from cspo.box.people import write_people
from cspo.box.policies import policy_text
from cspo.errors import UsageError
from cspo.markings import NATIONS, Mode
from cspo.node.directories import DirectoryList, accept_directories, known_directories
from cspo.node.home import Home
from cspo.node.keyring import add_keys, own_keys
from cspo.node.private_files import explained, write_private
from cspo.operations.assess.assets_file import FILE as ASSETS
from cspo.operations.assess.assets_file import sample_bytes
from cspo.records.key_directory import ANY_KIND
from cspo.records.signing import RootKey, load_root, save_key
from cspo.time import Epoch

__all__ = ["KEYS_LAST_S", "MODES", "found_box"]

MODES: Final = (Mode.SIMULATED, Mode.EXERCISE)
"""What the nodes of a box may have keys for, one of them each: nothing in a box is REAL."""

KEYS_LAST_S: Final = 20 * 365.25 * 86_400.0
_LEAST, _CEILING = 'ceiling = "U"', 'ceiling = "S"'
_TOGETHER: Final = """
[exchange]
watch_every_s = 60.0    # ten nodes on one machine: keys and checkpoints are compared less often
"""
_BEFORE_S: Final = 86_400.0
"""Keys are good from a day before the box's world begins."""


def found_box(
    path: Path, *, began: Epoch, catalog: str, nations: Sequence[str] = NATIONS,
    mode: Mode = Mode.SIMULATED, what: str = "cspo up",
    settings: Callable[[str], str] = lambda nation: _TOGETHER,  # noqa: ARG005
    progress: Callable[[float], None] = lambda fraction: None,  # noqa: ARG005
) -> BoxFolder:  # fmt: skip
    """Make a box, or open it where it is made.

    Parameters
    ----------
    path : Path
        The folder; new, empty, or one in which founding was broken off.
    began : Epoch
        First instant of its world; of a box that is made it stays what it was.
    catalog : str
        What people call the sky that it begins with.
    nations : sequence of str
        Trigraphs of the ten; at least two.
    mode : Mode
        What the nodes have keys for: SIMULATED, or EXERCISE.
    what : str
        Who founds it, for whoever else would.
    settings : callable
        From a nation to the tables of its ``node.toml``.
    progress : callable
        Told the fraction that is done.

    Raises
    ------
    UsageError
        Where the folder holds something else, the nations are others than the box's, or the
        mode is one of the real world.
    CspoError
        Where it can't be written.
    """
    wanted = tuple(sorted(set(nations)))
    if BoxFolder.is_one(path):
        box = BoxFolder.open(path)
        if box.nations != wanted:
            raise UsageError(
                "open box", str(path), expected=f"its nations: {' '.join(box.nations)}",
                got=" ".join(wanted), hint="another box goes into another folder: --data",
            )  # fmt: skip
        return box
    if mode not in MODES:
        raise UsageError(
            "found box", str(path), expected=f"mode {' or '.join(MODES)}", got=str(mode),
            hint="nothing in a box is REAL: real nodes are founded by cspo node init",
        )  # fmt: skip
    _check(path, wanted)
    passphrase = _prepare(path)
    box = BoxFolder(path, wanted, began, catalog)
    for number, nation in enumerate(wanted):
        _found_nation(box, nation, passphrase, mode, settings(nation), what)
        progress((number + 1) / (2 * len(wanted)))
    lists = {nation: _directory_list(box, nation) for nation in wanted}
    for number, nation in enumerate(wanted):
        _trust_others(box.home(nation), lists, what)
        progress(0.5 + (number + 1) / (2 * len(wanted)))
    box.write()
    return box


def _check(path: Path, nations: tuple[str, ...]) -> None:
    unknown = [nation for nation in nations if nation not in NATIONS]
    if unknown or len(nations) < 2:
        raise UsageError(
            "found box", " ".join(unknown), expected=f"two or more of {' '.join(NATIONS)}",
            got=" ".join(nations),
        )  # fmt: skip
    ours = {"passphrase", "roots", *NATIONS}
    try:
        taken = path.exists() and [child.name for child in path.iterdir() if child.name not in ours]
    except OSError as error:
        raise explained("found box", error, path) from error
    if taken:
        raise UsageError(
            "found box", str(path), expected="a new or empty folder",
            got=f"one with {taken[0]} in it", hint="give another folder with --data",
        )  # fmt: skip


def _prepare(path: Path) -> str:
    """The folders, and the passphrase; that of a founding that was broken off is kept."""
    try:
        for folder in (path, path / "roots"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)
    except OSError as error:
        raise explained("found box", error, path) from error
    file = path / "passphrase"
    if not file.exists():
        write_private(file, f"{secrets.token_urlsafe(32)}\n".encode())
    return file.read_text(encoding="utf-8").strip()


def _found_nation(
    box: BoxFolder, nation: str, passphrase: str, mode: Mode, settings: str, what: str
) -> None:
    """A nation's folder, keys and policy."""
    home = Home.create(box.path / nation, nation, modes=(mode,), now=box.began)
    file = box.path / "roots" / f"{nation}-root.key"
    with home.writing(what):
        root = _root(nation, file, passphrase)
        if home.anchors().get(nation) != root.public:
            home.pin(nation, root.public)
        with home.store() as store, store.read() as unit:
            known = known_directories(home, unit)
        able = {key.entry.modes[0] for key in own_keys(home, known) if key.file is not None}
        if mode not in able:
            add_keys(
                home, root, file, [mode], kinds=[ANY_KIND], now=box.began - _BEFORE_S,
                until=box.began + KEYS_LAST_S, passphrase=passphrase,
            )  # fmt: skip
        _set_up(home, settings)
        if not home.policy.exists():
            write_private(home.policy, policy_text(nation, box.nations).encode())
        if mode is Mode.SIMULATED and not (assets := home.path / ASSETS).exists():
            write_private(assets, _assets(nation))
        write_people(home)


def _assets(nation: str) -> bytes:
    """The sample of its assets; in a box assessments go out as the policy says."""
    return sample_bytes(nation).replace(b"[assets]\n", b"[assets]\nshare = true\n", 1)


def _set_up(home: Home, settings: str) -> None:
    """What a node in a box does otherwise than one alone."""
    text = home.node_file.read_text(encoding="utf-8")
    if _CEILING not in text:
        text = text.replace(_LEAST, _CEILING, 1) + settings
        write_private(home.node_file, text.encode())


def _root(nation: str, file: Path, passphrase: str) -> RootKey:
    if file.exists():
        return load_root(file, passphrase)
    key = RootKey(nation, RootKey.generate(nation).seed())
    save_key(file, key, passphrase)
    return key


def _directory_list(box: BoxFolder, nation: str) -> DirectoryList:
    """What a nation hands its partners: its root key and its signed directories."""
    home = box.home(nation)
    root = home.anchors()[nation]
    with home.store(read_only=True) as store, store.read() as unit:
        known = known_directories(home, unit)
    return DirectoryList(nation=nation, root=root, envelopes=known.envelopes(nation))


def _trust_others(home: Home, lists: dict[str, DirectoryList], what: str) -> None:
    """Pin the others' root keys and take their directories; in a box nobody has to call."""
    with home.writing(what), home.store() as store:
        for nation, given in lists.items():
            if nation == home.nation:
                continue
            if home.anchors().get(nation) != given.root:
                home.pin(nation, given.root)
            accept_directories(home, given, store)
