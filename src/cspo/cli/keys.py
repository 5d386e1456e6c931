"""``cspo keys``: a nation's keys, made, rotated, revoked, shown; and those of partners trusted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cspo.cli.console import Json, note, print_json, print_table, say
from cspo.cli.key_lines import COLUMNS, cells, fingerprint, key_lines, root_line
from cspo.cli.node_folder import (
    ROOT_KEY,
    WORKING_KEYS,
    Data,
    folder_of,
    modes_of,
    new_passphrase,
    now,
    open_home,
    passphrase,
    writing,
    writing_node,
)
from cspo.cli.options import at_least
from cspo.cli.root_key import made_root, opened_root, pin_own, root_file
from cspo.errors import UsageError, VerificationError

if TYPE_CHECKING:
    from cspo.node.directories import DirectoryList
    from cspo.node.home import Home
    from cspo.node.keyring import OwnKey
    from cspo.records import Directories
    from cspo.time import Epoch

__all__ = ["keys"]

_DAYS: Final = 365
_MOST_DAYS: Final = 3_660
_DAY_S: Final = 86_400

keys = typer.Typer(
    name="keys", no_args_is_help=True,
    help="The nation's keys: create, rotate, revoke, show; and trust those of partners.",
)  # fmt: skip

RootFile = Annotated[
    str,
    typer.Option(
        "--root-key", metavar="FILE", help="The root key, kept offline; else NATION-root.key here."
    ),
]
Days = Annotated[int, typer.Option("--days", help="How long the new keys are valid, days.")]


@keys.command()
def create(
    root: Annotated[
        bool, typer.Option("--root", help="Make the nation's root key first, in its own file.")
    ] = False,
    nation: Annotated[str, typer.Option(help="Whose keys: a trigraph such as AUS.")] = "",
    mode: Annotated[
        list[str] | None, typer.Option(help="Make a key for REAL, EXERCISE...; repeat.")
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option(help="Good for this kind of record; repeat; else for all.")
    ] = None,
    days: Days = _DAYS,
    root_key: RootFile = "",
    data: Data = "",
    json: Json = False,
) -> None:
    """Make signing keys, encrypted, and list them in a directory that the root key signs.

    Example: cspo keys create --root --nation AUS --mode REAL --root-key /media/usb/AUS.key
    """
    from cspo.node.home import Home
    from cspo.node.keyring import add_keys
    from cspo.records.key_directory import ANY_KIND

    modes = modes_of(mode or [])
    if not root and not modes:
        raise UsageError("create keys", expected="--root, --mode, or both", got="neither")
    length_s = _length_s(days)
    path = folder_of(data)
    nation = nation.upper() or Home.open(path).nation
    file = root_file(root_key, nation, path)
    root_secret = new_passphrase(ROOT_KEY) if root else passphrase(ROOT_KEY)
    secret = new_passphrase(WORKING_KEYS) if modes else ""
    key = made_root(nation, file, root_secret) if root else opened_root(nation, file, root_secret)
    lines, latest = [], None
    if modes:
        t = now()
        home = Home.create(path, nation, modes=modes, now=t)
        with home.writing("cspo keys create"):
            pin_own(home, key)
            directories = add_keys(
                home, key, file, modes, kinds=kind or [ANY_KIND], now=t, until=t + length_s,
                passphrase=secret,
            )  # fmt: skip
        latest = directories.latest(nation)
        lines = _newest(home, directories, t, count=len(modes))
        _tell_written(home, file)
    if root:
        lines.insert(0, root_line(nation, key.public, latest=latest, file=str(file)))
    _print(lines, json=json)


@keys.command()
def rotate(
    mode: Annotated[
        list[str] | None, typer.Option(help="Only the keys of this mode; repeat; else all.")
    ] = None,
    days: Days = _DAYS,
    root_key: RootFile = "",
    data: Data = "",
    json: Json = False,
) -> None:
    """Put new keys in the place of those in use; what the old ones signed stays valid.

    Example: cspo keys rotate --mode REAL --root-key /media/usb/AUS.key
    """
    from cspo.node.keyring import own_keys, replace_keys

    modes = modes_of(mode or [])
    length_s = _length_s(days)
    with writing(data, "keys rotate") as home:
        file = root_file(root_key, home.nation, home.path)
        t = now()
        old = [
            key
            for key in own_keys(home, _known(home))
            if key.signs(key.entry.modes[0], t, key.entry.kinds[0])
            and (not modes or key.entry.modes[0] in modes)
        ]
        if not old:
            raise UsageError(
                "rotate keys", str(home.path), expected="keys that are in use here", got="none",
                hint="cspo keys show lists them, cspo keys create makes some",
            )  # fmt: skip
        key = opened_root(home.nation, file, passphrase(ROOT_KEY))
        directories = replace_keys(
            home, key, file, old, now=t, until=t + length_s, passphrase=new_passphrase(WORKING_KEYS)
        )
        _tell_written(home, file)
        _print(_newest(home, directories, t, count=len(old)), json=json)


@keys.command()
def revoke(
    keyid: Annotated[str, typer.Argument(metavar="KEY", help="AUS#..., or how it begins.")],
    after_checkpoint: Annotated[
        int,
        typer.Option(help="The last checkpoint that still vouches for what it signed; 0: none."),
    ],
    reason: Annotated[str, typer.Option(help="Why, in a few words; partners read it.")] = "",
    root_key: RootFile = "",
    data: Data = "",
    json: Json = False,
) -> None:
    """Revoke a key: what no checkpoint up to the given one covers is believed no more.

    Example: cspo keys revoke AUS#3f2a91c0 --after-checkpoint 4170 --reason "laptop lost"
    """
    from cspo.node.keyring import own_keys, revoke_key

    at_least(after_checkpoint, 0, "--after-checkpoint")
    with writing(data, "keys revoke") as home:
        file = root_file(root_key, home.nation, home.path)
        chosen = _chosen(own_keys(home, _known(home)), keyid)
        key = opened_root(home.nation, file, passphrase(ROOT_KEY))
        t = now()
        directories = revoke_key(
            home, key, file, chosen.keyid, after_checkpoint=after_checkpoint, reason=reason, now=t
        )
        _tell_written(home, file)
        lines = [line for line in key_lines(home, directories, t)
                 if line["keyid"] == chosen.keyid]  # fmt: skip
        _print(lines, json=json)


@keys.command()
def show(
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write what partners need to trust us."
        ),
    ] = "",
    only_fingerprint: Annotated[
        bool, typer.Option("--fingerprint", help="Only that of our root key, to be told by voice.")
    ] = False,
    data: Data = "",
    json: Json = False,
) -> None:
    """Show our keys and those of the partners that we trust.

    Example: cspo keys show -o AUS.keys
    """
    from cspo.node.directories import DirectoryList
    from cspo.sources import write_bytes

    home = open_home(data)
    if only_fingerprint:
        said = fingerprint(_own_anchor(home))
        if json:
            print_json([{"nation": home.nation, "fingerprint": said}])
        else:
            say(said)
        return
    known = _known(home)
    if output:
        listed = DirectoryList(
            nation=home.nation, root=_own_anchor(home), envelopes=known.envelopes(home.nation)
        )
        write_bytes(output, listed.to_bytes())
    if output != "-":
        lines = []
        for nation in sorted(known.anchors, key=lambda each: (each != home.nation, each)):
            lines.append(root_line(nation, known.anchors[nation], latest=known.latest(nation)))
            lines += key_lines(home, known, now(), nation=nation)
        _print(lines, json=json)
    if output not in {"", "-"}:
        said = fingerprint(_own_anchor(home))
        note(f"wrote {output}; tell the partner by voice: {home.nation} {said}")


@keys.command()
def trust(
    files: Annotated[list[str], typer.Argument(help="What cspo keys show -o wrote for a partner.")],
    fingerprint: Annotated[
        str, typer.Option(help="Of the root key, as its owner told it by voice.")
    ] = "",
    data: Data = "",
    json: Json = False,
) -> None:
    """Trust a partner's root key, once its fingerprint was compared; later, its newer keys.

    Example: cspo keys trust FRA.keys --fingerprint "3f2a 91c0 5b7e 0d44 ..."
    """
    from cspo.cli.node_files import read_file
    from cspo.node.directories import read_directory_list
    from cspo.records import DirectoryFork

    if fingerprint and len(files) > 1:
        raise UsageError("trust keys", "--fingerprint", expected="one file", got=str(len(files)))
    with writing_node(data, "keys trust") as node:
        for name in files:
            given = read_directory_list(read_file(name), name)
            if node.home.anchors().get(given.nation) != given.root:
                _compare(node.home, given, name, fingerprint)
                node.home.pin(given.nation, given.root)
            try:
                node.believe(given)
            except DirectoryFork as fork:
                node.put_alarm(fork)
                raise
            latest = node.known.latest(given.nation)
            lines = [root_line(given.nation, given.root, latest=latest)]
            lines += key_lines(node.home, node.known, now(), nation=given.nation)
            _print(lines, json=json)


def _compare(home: Home, given: DirectoryList, name: str, told: str) -> None:
    """See that a root key is the one whose fingerprint was told by voice."""
    if given.nation in home.anchors():
        raise VerificationError(
            "trust keys", name, expected=f"the root key of {given.nation} that is pinned",
            got="another", hint=f"if {given.nation} says by voice that its root key has changed, "
            f"take its line out of {home.anchors_file} and trust the new one",
        )  # fmt: skip
    if not told:
        raise UsageError(
            "trust keys", name, expected="--fingerprint",
            hint=f"ask {given.nation} by voice: cspo keys show says it there",
        )  # fmt: skip
    digits = "".join(told.split()).lower().removeprefix(f"{given.nation.lower()}#")
    if digits != "".join(fingerprint(given.root).split()):
        raise VerificationError(
            "trust keys", name, expected="the root key with the fingerprint that was told",
            got="another", hint="do not use this file; ask where it comes from",
        )  # fmt: skip


def _length_s(days: int) -> int:
    at_least(days, 1, "--days")
    if days > _MOST_DAYS:
        raise UsageError("read --days", str(days), expected=f"{_MOST_DAYS} or less")
    return days * _DAY_S


def _own_anchor(home: Home) -> bytes:
    try:
        return home.anchors()[home.nation]
    except KeyError:
        raise UsageError("show keys", str(home.path), expected="keys", got="none",
                         hint="cspo keys create makes them") from None  # fmt: skip


def _known(home: Home) -> Directories:
    from cspo.node.directories import known_directories

    with home.store(read_only=True) as store, store.read() as unit:
        return known_directories(home, unit)


def _chosen(own: list[OwnKey], begin: str) -> OwnKey:
    wanted = begin.partition("#")[2] if "#" in begin else begin
    found = [key for key in own if wanted and key.entry.thumbprint.startswith(wanted.lower())]
    if len(found) != 1:
        raise UsageError(
            "find key", begin, expected="one of our keys, or enough of how it begins",
            got=f"{len(found)} such", hint="cspo keys show lists them",
        )  # fmt: skip
    return found[0]


def _newest(
    home: Home, directories: Directories, t: Epoch, *, count: int
) -> list[dict[str, object]]:
    return key_lines(home, directories, t)[-count:]


def _tell_written(home: Home, root_file: Path) -> None:
    from cspo.node.directories import list_file
    from cspo.node.keyring import signed_list

    note(f"wrote {list_file(home, home.nation)}: what partners need; hand them this file")
    note(f"wrote {signed_list(root_file)}: what the root key has signed; keep it beside the key")


def _print(lines: list[dict[str, object]], *, json: bool) -> None:
    if json:
        print_json(lines)
    else:
        print_table("", COLUMNS, [cells(line) for line in lines])
