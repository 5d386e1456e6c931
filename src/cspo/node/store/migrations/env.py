"""Alembic runs this file: it migrates over the connection that `cspo.node.store` hands in."""

from __future__ import annotations

from alembic import context

from cspo.node.store.schema import METADATA

__all__: list[str] = []

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
