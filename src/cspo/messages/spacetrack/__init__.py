"""Space-Track's interface: classes of rows, predicates in a path, rows in its formats.

`model` has the fields of each class with the types that ``modeldef`` tells its
clients; `query` reads the predicates of a path; `rows` writes rows of values as
JSON, CSV and XML, in which every value is text, as Space-Track has it. What the values
are, `cspo.bridge.spacetrack` knows.
"""

from __future__ import annotations

from cspo.messages.spacetrack.model import CLASSES, Field, fields_of, modeldef
from cspo.messages.spacetrack.query import Query, read_query
from cspo.messages.spacetrack.rows import write_rows

__all__ = ["CLASSES", "Field", "Query", "fields_of", "modeldef", "read_query", "write_rows"]
