"""What all CCSDS navigation data messages share.

A message is a list of keywords, whether it travels as lines (KVN, ``KEYWORD =
value [unit]``) or as XML. `keywords` says how a keyword is described: its
unit, its kind, whether it must be there. `text` turns bytes into characters
whatever their encoding; `kvn` and `xml` turn characters into items, each
with its line; `values` turns the text of an item into a value or a fault;
`report` collects the faults and says what a reader hands back. A message keeps
its epochs as text: whose time system it is only the bridge asks.

The tables of the messages themselves stand beside their readers, in
`cspo.messages.oem` and `cspo.messages.cdm`.

Sources: CCSDS 502.0-B-3 (ODM), 508.0-B-1 (CDM), 505.0-B-2 (NDM/XML).
"""

from __future__ import annotations

from cspo.messages.ccsds.keywords import Block, Keyword, Kind
from cspo.messages.ccsds.report import Findings, Parsed
from cspo.messages.ccsds.text import Characters, decode

__all__ = ["Block", "Characters", "Findings", "Keyword", "Kind", "Parsed", "decode"]
