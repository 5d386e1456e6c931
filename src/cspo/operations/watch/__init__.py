"""The watch: what happened, what is open, and who has it now.

A log is written and never changed: an entry is set right by another that names it,
and is read in the other's words from then on (`entries`). What is open is not kept
in a list that somebody must tend. It follows from the records, each time anew
(`gathering`): a warning that is not cancelled, a proposal that nobody has answered,
a promise whose hour has not come, a number that nobody has called for a month, an
entry that leaves something to do. Reviews and alarms of the feeds come from the store's own
tables (`node_items`). So two nodes with the same records show the same, and nothing
can be forgotten by forgetting to write it down.

`WatchBook` reads along with the store. `writing` puts entries into the log, `handover`
passes the watch on: it is offered with all that is open and is another's only when
that other accepts. `brief` makes one page of it, most urgent first.
"""

from __future__ import annotations

from cspo.operations.watch.acknowledging import acknowledge_warning
from cspo.operations.watch.book import WatchBook
from cspo.operations.watch.brief import Brief, brief_page
from cspo.operations.watch.entries import LogLine
from cspo.operations.watch.handover import Taken, accept, give_back, offer
from cspo.operations.watch.items import Item, ItemKind, Progressed
from cspo.operations.watch.names import names_for
from cspo.operations.watch.standing import HandoverState, standing
from cspo.operations.watch.writing import Entry, write_entry

__all__ = [
    "Brief", "Entry", "HandoverState", "Item", "ItemKind", "LogLine", "Progressed", "Taken",
    "WatchBook", "accept", "acknowledge_warning", "brief_page", "give_back", "names_for", "offer",
    "standing", "write_entry",
]  # fmt: skip
