"""Messages: bytes from outside to columns and structs, and back. Codecs, nothing else.

Units, frames and signs stay those of the message here, and every field names
them; `cspo.bridge` converts. A reader takes whatever bytes it is given. What is
wrong with them it tells fault by fault (line, keyword, expected, got) and hands
over the rest: one bad line of a catalogue costs one object. Only where nothing
can be read does it raise `cspo.errors.MalformedMessage`, and it raises nothing
else; ten thousand damaged files a format hold it to that in every test run.

Element sets come in columns, a hundred thousand at a time: `formats.read_gp`
recognizes TLE, 3LE, OMM in CSV, JSON, XML and KVN, and two tables that others
publish, by content; `write_gp` writes all but those two. Each reader has a way
for the many that look as they should and one for the few that do not, and tests
hold the two to the same answers. Ephemerides (`oem`) and conjunctions (`cdm`)
are structs of their own; `validate` judges any.
"""

from __future__ import annotations

from cspo.messages.faults import Fault
from cspo.messages.formats import read_gp, write_gp
from cspo.messages.gp import GpColumns
from cspo.messages.sniff import sniff

__all__ = ["Fault", "GpColumns", "read_gp", "sniff", "write_gp"]
