"""Alembic's environment for the store: scripts that bring an older store up to date.

One file a step, in ``versions/``; each is written once and never changed, so
it repeats the tables that it makes instead of importing them from the schema.
"""
