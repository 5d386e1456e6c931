"""The root public keys that were pinned by hand: a file of one line a nation."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from cspo.errors import MalformedMessage
from cspo.markings import NATIONS
from cspo.node.private_files import read_toml, write_private

__all__ = ["read_anchors", "write_anchors"]

_KEY_BYTES: Final = 32

_HEAD: Final = """\
# Root public keys (Ed25519, hexadecimal). Whoever can change a line here can sign for that nation:
# compare each with its owner by voice before it stands here. `cspo keys trust` asks for that.
"""


def read_anchors(file: Path) -> dict[str, bytes]:
    """Root public keys by nation, as ``anchors.toml`` has them: 32 bytes each.

    Raises
    ------
    SourceError
        Where the file can't be read.
    MalformedMessage
        Where a line is no nation, or no key of 64 hexadecimal digits.
    """
    anchors = {}
    for nation, text in read_toml(file).items():
        try:
            key = bytes.fromhex(text) if isinstance(text, str) else b""
        except ValueError:
            key = b""
        if nation not in NATIONS or len(key) != _KEY_BYTES:
            raise MalformedMessage(
                "read anchors", str(file), expected='lines such as AUS = "64 hexadecimal digits"',
                got=f"{nation} = {text!r}"[:100], keyword=nation[:20],
            )  # fmt: skip
        anchors[nation] = key
    return anchors


def write_anchors(file: Path, anchors: Mapping[str, bytes]) -> None:
    """Write the file, whole or not at all.

    Raises
    ------
    SourceError, ResourceLimit
        Where it can't be written; an older file stays.
    """
    lines = [f'{nation} = "{key.hex()}"\n' for nation, key in sorted(anchors.items())]
    write_private(file, (_HEAD + "".join(lines)).encode())
