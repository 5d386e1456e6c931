"""``cspo backup`` and ``cspo restore``: a node's folder in one file, and the way back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cspo.cli.console import Json, note, print_json, printable, progress
from cspo.cli.node_folder import Data, folder_of, now, open_home
from cspo.errors import UsageError

__all__ = ["backup", "restore"]


def backup(
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="FILE", help="The backup; .gz, .zst pack it; or -."),
    ],
    data: Data = "",
    json: Json = False,
) -> None:
    """Write the node's folder into one file: store, keys (encrypted), directories, policy.

    A running node may go on; the root key is not in it.

    Example: cspo backup -o aus-2026-03-01.tar.zst
    """
    import tempfile

    from cspo.cli.packed_files import packed_by
    from cspo.node.backup_file import write_backup
    from cspo.node.private_files import private_file

    home = open_home(data)
    if output == "-":
        if json:
            raise UsageError("back up", "--json", expected="a file for -o", got="-")
        with progress("Backup") as done, tempfile.TemporaryDirectory() as scratch:
            write_backup(home, sys.stdout.buffer, t=now(), scratch=Path(scratch), progress=done)
        sys.stdout.buffer.flush()
        return
    target = Path(output)
    if target.exists() or target.is_symlink():
        raise UsageError("back up", output, expected="a new name", got="something that is there",
                         hint="a backup never replaces another")  # fmt: skip
    with progress("Backup", quiet=json) as done, private_file(target) as file:
        pack = packed_by(output)
        packed = file if pack is None else pack(file)
        index = write_backup(home, packed, t=now(), scratch=target.parent, progress=done)
        if packed is not file:
            packed.close()
    if json:
        print_json(
            [{"file": printable(output), "nation": index.nation, "t_utc": index.t,
              "records": index.records, "bytes": target.stat().st_size}]
        )  # fmt: skip
    else:
        note(f"wrote {output}: {index.nation}, {index.records:,} records; keep it as you keep "
             "the folder")  # fmt: skip


def restore(
    file: Annotated[str, typer.Argument(metavar="FILE", help="What cspo backup wrote, or -.")],
    force: Annotated[
        bool, typer.Option("--force", help="Set a folder that is there aside, under another name.")
    ] = False,
    reason: Annotated[str, typer.Option(help="Why, for the store's own history.")] = "",
    data: Data = "",
    json: Json = False,
) -> None:
    """Make the node's folder from a backup, checked first; its store knows that it was restored.

    Its feeds then wait until partners have shown what they hold: see cspo feed status.

    Example: cspo restore aus-2026-03-01.tar.zst --data /srv/aus
    """
    from cspo.cli.packed_files import as_openers
    from cspo.node.backup_file import restore_backup

    path = folder_of(data)
    with as_openers([file]) as openers:
        if len(openers) != 1:
            raise UsageError(
                "restore", file, expected="one file", got=f"a folder of {len(openers)}"
            )
        (name, opener), = openers.items()  # fmt: skip
        with opener() as source:
            index, aside = restore_backup(source, name, path, t=now(), reason=reason, force=force)
    if json:
        print_json(
            [{"file": printable(file), "folder": printable(str(path)), "nation": index.nation,
              "t_utc": index.t, "records": index.records,
              "set_aside": printable(str(aside)) if aside else ""}]
        )  # fmt: skip
        return
    if aside:
        note(f"the folder that was there is {aside} now")
    note(f"restored {path}: {index.nation} as of {index.t}, {index.records:,} records")
    note("what was sent since is not in it: its feeds wait until partners have shown what they "
         "hold (cspo feed status)")  # fmt: skip
