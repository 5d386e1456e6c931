"""The nation's root key as ``cspo keys`` uses it: a file away from the node's folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cspo.cli.console import note
from cspo.errors import CspoError, UsageError

if TYPE_CHECKING:
    from cspo.node.home import Home
    from cspo.records.signing import RootKey

__all__ = ["made_root", "opened_root", "pin_own", "root_file"]


def root_file(named: str, nation: str, folder: Path) -> Path:
    """Where the root key lies, or is to lie.

    Raises
    ------
    UsageError
        Where that is within the node's folder.
    """
    file = Path(named or f"{nation}-root.key")
    if file.resolve().is_relative_to(folder.resolve()):
        raise UsageError(
            "use root key", str(file), expected="a file outside the node's folder",
            hint="it belongs on a medium that is connected to nothing",
        )  # fmt: skip
    return file


def made_root(nation: str, file: Path, secret: str) -> RootKey:
    """Make a nation's root key, encrypted under *secret*.

    Raises
    ------
    UsageError
        Where a file is there: a root key is never overwritten.
    SourceError
        Where it can't be written.
    """
    from cspo.records.signing import RootKey, save_key

    key = RootKey(nation, RootKey.generate(nation).seed())
    file.parent.mkdir(parents=True, exist_ok=True)
    save_key(file, key, secret)
    note(f"wrote {file}: keep it offline, in two places; whoever has it and its passphrase "
         f"speaks for {nation}")  # fmt: skip
    return key


def opened_root(nation: str, file: Path, secret: str) -> RootKey:
    """Open a nation's root key.

    Raises
    ------
    UsageError
        Where it is another nation's.
    VerificationError, SourceError
        Where the passphrase is wrong, or the file is not one.
    """
    from cspo.records.signing import load_root

    key = load_root(file, secret)
    if key.nation != nation:
        raise UsageError(
            "use root key", str(file), expected=f"that of {nation}", got=f"that of {key.nation}"
        )
    return key


def pin_own(home: Home, key: RootKey) -> None:
    """Pin the nation's own root key with its first keys.

    Raises
    ------
    CspoError
        Where another is pinned.
    """
    pinned = home.anchors().get(home.nation)
    if pinned not in {None, key.public}:
        raise CspoError(
            "use root key", f"{home.nation}#", expected="the root key that this folder began with",
            got="another",
            hint=f"if that one is lost, take its line out of {home.anchors_file}, and tell "
            "partners the new fingerprint by voice",
        )  # fmt: skip
    if pinned is None:
        home.pin(home.nation, key.public)
