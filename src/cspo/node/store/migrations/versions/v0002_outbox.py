"""What leaves by webhook or mail: messages and their steps, append-only."""

from __future__ import annotations

from typing import Final

from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision: Final = "0002"
down_revision: Final = "0001"
branch_labels: Final = None
depends_on: Final = None

_STATEMENTS: Final = (
    """
CREATE TABLE outbox (
  n INTEGER PRIMARY KEY NOT NULL,
  message_id TEXT NOT NULL UNIQUE CHECK (message_id <> ''),
  channel TEXT NOT NULL, address TEXT NOT NULL,
  about BLOB NOT NULL CHECK (length(about) = 32),
  party TEXT NOT NULL, role TEXT NOT NULL,
  rung INTEGER NOT NULL CHECK (rung >= 0),
  body BLOB NOT NULL,
  t_tai_ns INTEGER NOT NULL
) STRICT
""",
    """
CREATE TABLE outbox_step (
  message_id TEXT NOT NULL REFERENCES outbox (message_id),
  n INTEGER NOT NULL CHECK (n >= 0),
  outcome TEXT NOT NULL, detail TEXT NOT NULL,
  due_tai_ns INTEGER NOT NULL, t_tai_ns INTEGER NOT NULL,
  PRIMARY KEY (message_id, n)
) STRICT, WITHOUT ROWID
""",
    "CREATE INDEX ix_outbox_about ON outbox (about)",
)

_NO_CHANGE: Final = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END
"""


def upgrade() -> None:
    """Make both tables, and the triggers that refuse to change them."""
    run = op.get_bind().exec_driver_sql
    for statement in _STATEMENTS:
        run(statement)
    for table in ("outbox", "outbox_step"):
        for verb in ("UPDATE", "DELETE"):
            run(_NO_CHANGE.format(table=table, verb=verb))
