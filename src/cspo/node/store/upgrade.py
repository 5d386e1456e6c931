"""Bringing a store's tables up to date."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Final

from sqlalchemy.engine import Connection

from cspo.errors import UsageError

__all__ = ["SCHEMA_VERSION", "schema_version", "upgrade"]

SCHEMA_VERSION: Final = "0002"
"""The newest migration: what this cspo writes."""

_ONE_AT_A_TIME: Final = threading.Lock()
"""Alembic keeps its context in a module: two threads would migrate each other's stores."""

_MIGRATIONS: Final = "cspo.node.store:migrations"


def schema_version(connection: Connection) -> str:
    """The migration that a store has; empty where it has no tables yet."""
    found = connection.exec_driver_sql(
        "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'"
    ).scalar()
    if not found:
        return ""
    version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return str(version or "")


def upgrade(connection: Connection, modes: Sequence[str], subject: str) -> None:
    """Run the migrations that a store lacks, inside the caller's transaction.

    Parameters
    ----------
    connection : Connection
        Inside a transaction that may write: all steps are committed, or none.
    modes : sequence of str
        The modes that the store may hold.
    subject : str
        The store's file, for errors.

    Raises
    ------
    UsageError
        Where a newer cspo made the store.
    """
    from alembic import command  # noqa: PLC0415 - a fifth of a second, and seldom needed
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config(attributes={"connection": connection, "modes": list(modes)})
    config.set_main_option("script_location", _MIGRATIONS)
    version = schema_version(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if version and version not in known:
        raise UsageError(
            "open store", subject, expected=f"schema {SCHEMA_VERSION} or older",
            got=f"schema {version}", hint="a newer cspo wrote it: use that one",
        )  # fmt: skip
    if version != SCHEMA_VERSION:
        with _ONE_AT_A_TIME:
            command.upgrade(config, "head")
