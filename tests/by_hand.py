"""Bundles for tests: written by parties of `ten_parties`, and forged by whoever has a key."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import zstandard
from nations import key_of
from ten_parties import Party

from cspo.federation import Feed
from cspo.federation.transports.bundle import Imported, import_bundle
from cspo.federation.transports.bundle_writing import _Blocks, export_bundle
from cspo.federation.transports.manifest import Manifest, read_manifest, seal_manifest
from cspo.markings import Mode
from cspo.records.signing import SigningKey

__all__ = ["AUDITED", "PACKS", "export", "forge", "opener_of", "stored", "take"]

AUDITED = frozenset({"audit", "alarm"})
"""Tables in which a refusal may leave a line."""

PACKS: dict[str, Callable[[Any], Any] | None] = {
    "": None,
    ".gz": lambda file: gzip.GzipFile(fileobj=file, mode="wb", mtime=0),
    ".zst": lambda file: zstandard.ZstdCompressor(level=1).stream_writer(file, closefd=False),
}
_OPEN = {".gz": gzip.open, ".zst": zstandard.open}


def export(party: Party, feed: Feed, path: Path, **more: Any) -> Manifest:
    """Write a bundle; compressed as its name says."""
    exchange = party.exchange
    pack = PACKS.get(path.suffix)
    return export_bundle(path, exchange.desk, exchange.answers, feed, pack=pack, **more)


def opener_of(path: Path) -> Callable[[], Any]:
    """Opens a bundle, undone of its compression."""
    return lambda: _OPEN.get(path.suffix, open)(path, "rb")


def take(party: Party, source: Path | bytes) -> Imported:
    """Take in a bundle."""
    opener = opener_of(source) if isinstance(source, Path) else bytes_opener(source)
    return import_bundle(opener, party.exchange.desk, party.exchange.answers)


def bytes_opener(data: bytes) -> Callable[[], Any]:
    """Opens bytes like a file."""
    import io  # noqa: PLC0415

    return lambda: io.BytesIO(data)


def forge(
    data: bytes, lines: Sequence[bytes], key: SigningKey | None = None, **changes: Any
) -> bytes:
    """A bundle of other lines, with a manifest that is signed for them."""
    manifest, _ = read_manifest(data.split(b"\n", 1)[0])
    papers, frames = _Blocks(), _Blocks()
    count = changes.get("papers", manifest.papers)
    for line in lines[:count]:
        papers.add(line)
    for line in lines[count:]:
        frames.add(line)
    blocks = (*papers.all(), *frames.all())
    values = {
        "blocks": blocks, "bytes": sum(block.bytes for block in blocks), "count": frames.lines,
        **changes,
    }  # fmt: skip
    manifest = msgspec.structs.replace(manifest, **values)
    first = seal_manifest(manifest, key or key_of(manifest.origin, manifest.mode))
    return b"\n".join([first, *lines, b""])


def stored(party: Party, without: frozenset[str] = AUDITED) -> dict[str, list[Any]]:
    """Every row of every table, but of those named."""
    with party.store._reader.connect() as connection:
        names = connection.exec_driver_sql(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).scalars()
        return {
            name: sorted(map(repr, connection.exec_driver_sql(f'SELECT * FROM "{name}"')))
            for name in sorted(names)
            if name not in without
        }


def records_of(party: Party, feed: Feed) -> list[tuple[int, str, str, bytes]]:
    """What a store holds of a feed to it."""
    with party.store.read() as unit:
        return [
            (row.seq, row.id, row.hash, row.envelope) for row in unit.in_entries(feed, 0, 10**6)
        ]


def sent_by(party: Party, feed: Feed) -> list[tuple[int, str, str, bytes]]:
    """What a store holds of a feed of its own."""
    with party.store.read() as unit:
        return [
            (row.seq, row.id, row.hash, row.envelope) for row in unit.out_entries(feed, 0, 10**6)
        ]


def checkpoints_in(party: Party, origin: str, mode: Mode = Mode.REAL) -> list[bytes]:
    """The checkpoints of a nation that a store holds."""
    with party.store.read() as unit:
        return [row.envelope for row in unit.checkpoints(origin, mode, 0, 10**6)]
