"""The kinds of records that this version of cspo reads and writes.

To `cspo.records` a body is bytes. This is where they become something: the
registry that operations hands to whoever opens a record.
"""

from __future__ import annotations

from typing import Final

from cspo.records.bodies import KINDS
from cspo.records.kinds import Registry

__all__ = ["REGISTRY"]

REGISTRY: Final = Registry(KINDS)
"""Every kind, by name; a kind that is not in it is denied."""
