"""The Unified Data Library's tables: names, how they are asked for, and what is put into them.

The UDL (unifieddatalibrary.com) speaks of elsets, state vectors, conjunctions,
on-orbit objects and notifications in JSON, with names and units of its own.
`fields` has the names, as its published SDK has them; `query` reads the operators
of its query strings; `items` reads what a client wants to create, field by field,
and tells what is wrong with it. What all that means in our units is `cspo.bridge.udl`'s.
"""

from __future__ import annotations

from cspo.messages.udl.fields import Field, fields_of
from cspo.messages.udl.items import read_items
from cspo.messages.udl.query import Query, read_query

__all__ = ["Field", "Query", "fields_of", "read_items", "read_query"]
