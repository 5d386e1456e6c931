"""Answers kept on disk, so that a service is not asked twice for the same thing.

An entry is a small JSON file that names its body by hash. Both are written to
a temporary file and renamed, body first: a reader sees the old entry or the
new one, never half of each.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cspo.sources.sink import write_bytes
from cspo.time import Epoch

__all__ = ["Cache", "Entry", "key_of"]

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A kept answer.

    Parameters
    ----------
    body : bytes
        As it came, gzip included.
    retrieved : Epoch
        When it came.
    checked : Epoch
        When the server last said that it is current.
    etag, last_modified : str
        What the server said about it, empty where it said nothing.
    """

    body: bytes
    retrieved: Epoch
    checked: Epoch
    etag: str = ""
    last_modified: str = ""


def key_of(name: str, url: str) -> str:
    """File name for an address: readable, and different for different addresses."""
    readable = "".join(c if c.isalnum() else "-" for c in name)[:60].strip("-")
    return f"{readable}-{hashlib.sha256(url.encode()).hexdigest()[:12]}"


class Cache:
    """Entries in a folder.

    Parameters
    ----------
    folder : Path
        Made where it is missing.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def locked(self, key: str) -> Iterator[None]:
        """Keep every other process and thread from asking for the same thing meanwhile.

        Where the folder cannot be written, nothing is locked.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(
                self.folder / f"{key}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
            )
        except OSError as error:
            _LOG.warning("%s: no lock: %s", self.folder, error.strerror or error)
            yield
            return
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def read(self, key: str) -> Entry | None:
        """The entry, or None where there is none or it is damaged."""
        try:
            head = json.loads((self.folder / f"{key}.json").read_bytes())
            body = (self.folder / str(head["body"])).read_bytes()
            if hashlib.sha256(body).hexdigest() != head["sha256"]:
                _LOG.warning("%s: damaged in the cache, left out", key)
                return None
            return Entry(
                body=body, retrieved=Epoch(int(head["retrieved_tai_ns"])),
                checked=Epoch(int(head["checked_tai_ns"])),
                etag=str(head["etag"]), last_modified=str(head["last_modified"]),
            )  # fmt: skip
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def write(self, key: str, entry: Entry) -> None:
        """Keep an entry in place of an older one.

        Raises
        ------
        ResourceLimit
            Where the disk is full; the older entry stays.
        SourceError
            Where the folder may not be written.
        """
        digest = hashlib.sha256(entry.body).hexdigest()
        name = f"{key}.{digest[:16]}.body"
        head = {
            "body": name, "sha256": digest, "retrieved_tai_ns": entry.retrieved.tai_ns,
            "checked_tai_ns": entry.checked.tai_ns, "retrieved_utc": entry.retrieved.utc_iso(),
            "etag": entry.etag, "last_modified": entry.last_modified,
        }  # fmt: skip
        write_bytes(self.folder / name, entry.body)
        write_bytes(self.folder / f"{key}.json", json.dumps(head, indent=1).encode())
        for old in self.folder.glob(f"{key}.*.body"):
            if old.name != name:
                old.unlink(missing_ok=True)
