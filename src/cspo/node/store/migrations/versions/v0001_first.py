"""The first schema: records, feeds, decisions, audit, and triggers that keep them unchanged."""

from __future__ import annotations

from typing import Final

from alembic import context, op

__all__ = ["down_revision", "revision", "upgrade"]

revision: Final = "0001"
down_revision: Final = None
branch_labels: Final = None
depends_on: Final = None

# {modes} stands for the modes that this store may hold, fixed when it is made.
_TABLES: Final = """
CREATE TABLE store (
  one INTEGER PRIMARY KEY NOT NULL CHECK (one = 1),
  store_id BLOB NOT NULL, domain TEXT NOT NULL, modes TEXT NOT NULL
) STRICT;
CREATE TABLE store_event (
  n INTEGER PRIMARY KEY NOT NULL, event TEXT NOT NULL, fields TEXT NOT NULL,
  t_tai_ns INTEGER NOT NULL
) STRICT;
CREATE TABLE party (
  n INTEGER PRIMARY KEY NOT NULL, party TEXT NOT NULL UNIQUE, since_tai_ns INTEGER NOT NULL
) STRICT;
CREATE TABLE record (
  seq INTEGER PRIMARY KEY NOT NULL,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 32),
  origin TEXT NOT NULL CHECK (origin <> ''),
  kind TEXT NOT NULL CHECK (kind <> ''),
  mode TEXT NOT NULL CHECK (mode IN ({modes})),
  object TEXT NOT NULL,
  version INTEGER NOT NULL,
  supersedes BLOB CHECK (length(supersedes) = 32),
  t_valid_tai_us INTEGER NOT NULL,
  t_ingest_tai_ns INTEGER NOT NULL,
  class TEXT NOT NULL,
  rel_mask INTEGER NOT NULL,
  orcon INTEGER NOT NULL CHECK (orcon IN (0, 1)),
  envelope BLOB NOT NULL
) STRICT;
CREATE TABLE feed_out (
  origin TEXT NOT NULL, recipient TEXT NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ({modes})),
  seq INTEGER NOT NULL CHECK (seq > 0),
  id BLOB NOT NULL CHECK (length(id) = 32),
  prev BLOB NOT NULL CHECK (length(prev) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  openings BLOB NOT NULL,
  PRIMARY KEY (origin, recipient, mode, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE feed_in (
  origin TEXT NOT NULL, recipient TEXT NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ({modes})),
  seq INTEGER NOT NULL CHECK (seq > 0),
  id BLOB NOT NULL CHECK (length(id) = 32),
  prev BLOB NOT NULL CHECK (length(prev) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  openings BLOB NOT NULL,
  t_ingest_tai_ns INTEGER NOT NULL,
  PRIMARY KEY (origin, recipient, mode, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE deferred (
  n INTEGER PRIMARY KEY NOT NULL,
  origin TEXT NOT NULL, recipient TEXT NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ({modes})),
  id BLOB NOT NULL CHECK (length(id) = 32),
  openings BLOB NOT NULL, t_tai_ns INTEGER NOT NULL
) STRICT;
CREATE TABLE standing (
  n INTEGER PRIMARY KEY NOT NULL,
  origin TEXT NOT NULL, recipient TEXT NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ({modes})),
  generation INTEGER NOT NULL, state TEXT NOT NULL, seq INTEGER NOT NULL,
  t_tai_ns INTEGER NOT NULL
) STRICT;
CREATE TABLE feed_closing (
  origin TEXT NOT NULL, recipient TEXT NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ({modes})),
  seq INTEGER NOT NULL, reason TEXT NOT NULL, t_tai_ns INTEGER NOT NULL,
  PRIMARY KEY (origin, recipient, mode)
) STRICT, WITHOUT ROWID;
CREATE TABLE checkpoint (
  origin TEXT NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ({modes})),
  n INTEGER NOT NULL,
  prev BLOB NOT NULL CHECK (length(prev) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  t_tai_ns INTEGER NOT NULL,
  envelope BLOB NOT NULL,
  t_ingest_tai_ns INTEGER NOT NULL,
  PRIMARY KEY (origin, mode, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE checkpoint_head (
  origin TEXT NOT NULL, recipient TEXT NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ({modes})),
  n INTEGER NOT NULL, seq INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  salt BLOB NOT NULL CHECK (length(salt) = 32),
  PRIMARY KEY (origin, recipient, mode, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE receipt (
  n INTEGER PRIMARY KEY NOT NULL,
  origin TEXT NOT NULL, recipient TEXT NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ({modes})),
  seq INTEGER NOT NULL, hash BLOB NOT NULL CHECK (length(hash) = 32),
  envelope BLOB NOT NULL, t_tai_ns INTEGER NOT NULL
) STRICT;
CREATE TABLE quarantine (
  n INTEGER PRIMARY KEY NOT NULL,
  origin TEXT NOT NULL, recipient TEXT NOT NULL, mode TEXT NOT NULL, seq INTEGER NOT NULL,
  code TEXT NOT NULL, frame BLOB NOT NULL, t_tai_ns INTEGER NOT NULL
) STRICT;
CREATE TABLE alarm (
  n INTEGER PRIMARY KEY NOT NULL,
  key BLOB NOT NULL UNIQUE CHECK (length(key) = 32),
  alarm TEXT NOT NULL, origin TEXT NOT NULL, mode TEXT NOT NULL,
  evidence BLOB NOT NULL, text TEXT NOT NULL, t_tai_ns INTEGER NOT NULL
) STRICT;
CREATE TABLE audit (
  n INTEGER PRIMARY KEY NOT NULL,
  event TEXT NOT NULL, fields TEXT NOT NULL, t_tai_ns INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE TABLE directory (
  nation TEXT NOT NULL, version INTEGER NOT NULL, envelope BLOB NOT NULL,
  PRIMARY KEY (nation, version)
) STRICT, WITHOUT ROWID;
CREATE TABLE secret (
  name TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL CHECK (length(value) = 32)
) STRICT, WITHOUT ROWID;
CREATE TABLE lineage (
  record_id BLOB NOT NULL, position INTEGER NOT NULL,
  input_id BLOB NOT NULL CHECK (length(input_id) = 32), salt BLOB NOT NULL,
  PRIMARY KEY (record_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE release_decision (
  n INTEGER PRIMARY KEY NOT NULL,
  product_id BLOB NOT NULL, released_id BLOB,
  party TEXT NOT NULL, outcome TEXT NOT NULL, rule TEXT NOT NULL, reason TEXT NOT NULL,
  policy TEXT NOT NULL, kind TEXT NOT NULL, mode TEXT NOT NULL, object TEXT NOT NULL,
  review_id TEXT NOT NULL, persons TEXT NOT NULL,
  t_product_tai_ns INTEGER NOT NULL, t_tai_ns INTEGER NOT NULL
) STRICT;
CREATE TABLE review (
  review_id TEXT NOT NULL PRIMARY KEY,
  purpose TEXT NOT NULL, product_id BLOB NOT NULL, kind TEXT NOT NULL, mode TEXT NOT NULL,
  parties TEXT NOT NULL, rule TEXT NOT NULL, reason TEXT NOT NULL, profile TEXT NOT NULL,
  draft BLOB NOT NULL, drafter TEXT NOT NULL, approvals INTEGER NOT NULL,
  on_expiry TEXT NOT NULL, t_product_tai_ns INTEGER NOT NULL, t_opened_tai_ns INTEGER NOT NULL
) STRICT;
CREATE TABLE review_step (
  review_id TEXT NOT NULL REFERENCES review (review_id), n INTEGER NOT NULL,
  step TEXT NOT NULL, person TEXT NOT NULL, desk TEXT NOT NULL, reason TEXT NOT NULL,
  due_tai_ns INTEGER NOT NULL, t_tai_ns INTEGER NOT NULL,
  PRIMARY KEY (review_id, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE withdrawal (
  n INTEGER PRIMARY KEY NOT NULL,
  withdrawal_id BLOB NOT NULL UNIQUE, record_id BLOB NOT NULL,
  reason TEXT NOT NULL, person TEXT NOT NULL,
  due_tai_ns INTEGER NOT NULL, t_tai_ns INTEGER NOT NULL
) STRICT;
CREATE TABLE withdrawal_step (
  n INTEGER PRIMARY KEY NOT NULL,
  withdrawal_id BLOB NOT NULL REFERENCES withdrawal (withdrawal_id),
  party TEXT NOT NULL, answer TEXT NOT NULL, record_id BLOB, text TEXT NOT NULL,
  t_tai_ns INTEGER NOT NULL
) STRICT;
CREATE TABLE projection (
  name TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, cursor INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
"""

_INDICES: Final = """
CREATE INDEX ix_record_object ON record (object, kind, t_valid_tai_us) WHERE object <> '';
CREATE INDEX ix_record_kind ON record (kind);
CREATE INDEX ix_record_ingest ON record (t_ingest_tai_ns);
CREATE UNIQUE INDEX ix_feed_out_record ON feed_out (id, recipient, mode, origin);
CREATE INDEX ix_feed_in_record ON feed_in (id, recipient, mode, origin);
CREATE UNIQUE INDEX ix_deferred_record ON deferred (origin, recipient, mode, id);
CREATE INDEX ix_standing_feed ON standing (origin, recipient, mode);
CREATE INDEX ix_checkpoint_head_seq ON checkpoint_head (origin, recipient, mode, seq, n);
CREATE INDEX ix_receipt_feed ON receipt (origin, recipient, mode, seq);
CREATE INDEX ix_quarantine_feed ON quarantine (origin, recipient, mode, seq);
CREATE INDEX ix_alarm_origin ON alarm (origin);
CREATE INDEX ix_audit_event ON audit (event);
CREATE INDEX ix_lineage_input ON lineage (input_id);
CREATE INDEX ix_decision_product ON release_decision (product_id);
CREATE INDEX ix_decision_released ON release_decision (released_id);
CREATE INDEX ix_decision_t ON release_decision (t_tai_ns);
CREATE INDEX ix_review_product ON review (product_id);
CREATE INDEX ix_withdrawal_record ON withdrawal (record_id);
CREATE INDEX ix_withdrawal_step ON withdrawal_step (withdrawal_id);
"""

_APPEND_ONLY: Final = (
    "store", "store_event", "party", "record", "feed_out", "feed_in", "deferred", "standing",
    "feed_closing", "checkpoint", "checkpoint_head", "receipt", "quarantine",
    "alarm", "audit", "directory", "secret", "lineage",
    "release_decision", "review", "review_step", "withdrawal", "withdrawal_step",
)  # fmt: skip

_NO_CHANGE: Final = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END
"""

_CLOSED: Final = """
CREATE TRIGGER feed_out_closed BEFORE INSERT ON feed_out
WHEN EXISTS (SELECT 1 FROM feed_closing
  WHERE origin = NEW.origin AND recipient = NEW.recipient AND mode = NEW.mode AND seq < NEW.seq)
BEGIN SELECT RAISE(ABORT, 'closed: feed_out'); END
"""


def upgrade() -> None:
    """Make the tables, their indices and the triggers that refuse to change them."""
    modes = ", ".join(f"'{mode}'" for mode in context.config.attributes["modes"])
    run = op.get_bind().exec_driver_sql
    for statement in (_TABLES.format(modes=modes) + _INDICES).split(";"):
        if statement.strip():
            run(statement)
    for table in _APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            run(_NO_CHANGE.format(table=table, verb=verb))
    run(_CLOSED)
