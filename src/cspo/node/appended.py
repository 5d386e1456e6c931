"""What recorders of a play need of stores: who is told what is appended, and how it is put back.

`cspo.node.store` is for the node alone; this is what it gives to whoever records its nodes.
"""

from __future__ import annotations

from cspo.node.store.appended import Rows, Witness, put_rows

__all__ = ["Rows", "Witness", "put_rows"]
