"""Alembic runs this file: it migrates over the connection that `cspo.node.store` hands in."""

from __future__ import annotations

from alembic import context

from cspo.node.store.schema import METADATA

__all__: list[str] = []

if hasattr(context, "config"):  # run by Alembic, and not merely imported
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=METADATA,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
