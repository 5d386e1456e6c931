"""A new store, made whole or not at all; and what a file says that it is."""

from __future__ import annotations

import os
import secrets
from collections.abc import Collection
from pathlib import Path

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.pool import StaticPool

from cspo.errors import UsageError
from cspo.markings.mode import Mode
from cspo.node.store.connection import APPLICATION_ID, PAGE_BYTES, connect
from cspo.node.store.exchange_tables import MASTER_SECRET
from cspo.node.store.faults import explained
from cspo.node.store.files import beside, os_errors, sync_folder
from cspo.node.store.upgrade import upgrade

__all__ = ["create_store_file", "store_identity"]


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
    with beside("make store", path) as temporary:
        with explained("make store", str(path)):
            _fill(temporary, wanted, domain)
        with os_errors("make store", path):
            try:
                os.link(temporary, path)
            except FileExistsError:
                return
            sync_folder(path.parent)


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
