"""A new store, made whole or not at all; and what a file says that it is."""

from __future__ import annotations

import os
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.pool import StaticPool

from cspo.errors import SourceError, UsageError
from cspo.markings.mode import Mode
from cspo.node.store.connection import APPLICATION_ID, PAGE_BYTES, connect
from cspo.node.store.exchange_tables import MASTER_SECRET
from cspo.node.store.faults import explained
from cspo.node.store.upgrade import upgrade

__all__ = ["create_store_file", "store_identity", "sync_folder"]


def create_store_file(path: Path, modes: Collection[Mode], domain: str) -> None:
    """Make a new store under its name, complete; where another process was faster, leave that.

    Raises
    ------
    UsageError
        Where the modes belong to different sides.
    SourceError, ResourceLimit
        Where the file can't be made.
    """
    wanted = sorted({Mode(mode) for mode in modes})
    if not wanted or (Mode.REAL in wanted and {Mode.EXERCISE, Mode.SIMULATED} & set(wanted)):
        raise UsageError(
            "make store", str(path), expected="modes of one side: REAL, or exercises",
            got=" ".join(wanted) or "none",
        )  # fmt: skip
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}.new")
    try:
        with _os_errors(path):
            os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600))
        with explained("make store", str(path)):
            _fill(temporary, wanted, domain)
        with _os_errors(path):
            try:
                os.link(temporary, path)
            except FileExistsError:
                return
            sync_folder(path.parent)
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(f"{temporary}{suffix}").unlink(missing_ok=True)


def _fill(file: Path, modes: list[Mode], domain: str) -> None:
    raw = connect(file)
    engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)
    try:
        raw.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        raw.execute("PRAGMA journal_mode = WAL")

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

        with engine.begin() as connection:
            upgrade(connection, modes, str(file))
            connection.exec_driver_sql(
                "INSERT INTO store (one, store_id, domain, modes) VALUES (1, ?, ?, ?)",
                (secrets.token_bytes(16), domain, " ".join(modes)),
            )
            connection.exec_driver_sql(
                "INSERT INTO secret (name, value) VALUES (?, ?)",
                (MASTER_SECRET, secrets.token_bytes(32)),
            )
    finally:
        engine.dispose()
        raw.close()  # folds the log into the file, so that one name holds all of it


def store_identity(connection: Connection, subject: str) -> tuple[str, str, frozenset[Mode]]:
    """Id, domain and modes of a store.

    Raises
    ------
    UsageError
        Where the file is no store of cspo.
    """
    mark = connection.exec_driver_sql("PRAGMA application_id").scalar()
    if mark != APPLICATION_ID:
        raise UsageError(
            "open store", subject, expected="a store of cspo", got="some other file",
            hint="give the path of a store, or of none to make one",
        )  # fmt: skip
    row = connection.exec_driver_sql("SELECT store_id, domain, modes FROM store").one()
    return bytes(row[0]).hex(), str(row[1]), frozenset(map(Mode, str(row[2]).split()))


def sync_folder(folder: Path) -> None:
    """Make a new name in a folder outlast a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _os_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SourceError(
            "make store", str(path), got=error.strerror or str(error),
            hint="check the path and its permissions",
        ) from error  # fmt: skip
