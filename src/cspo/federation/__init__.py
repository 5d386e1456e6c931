"""Federation: feeds between sovereign stores that lose nothing and leak nothing.

Each nation's own store is the truth. What one gives another is a *feed*: for
each origin, recipient and mode a numbered chain of entries, each naming a
record (`feed`). There is no global sequence, which would tell everyone how much
goes to the others. The origin puts a record and its entries into its store in
one unit of work (`sender`); the recipient asks for what follows on its last
entry, takes the `frame` apart (`examine`), puts it under the chain
(`receiver`), commits, and signs a `receipt`. Nothing but a signed receipt is
delivery.

Bytes that don't fit the chain are the transport's fault and are asked for
again, from the origin's own store (`backfill`, `pull`). A bad record under a
good chain is the origin's: it goes into quarantine with one code, and the feed
goes on. Every nation signs a `checkpoint` of all its heads at once, the same
bytes for everyone; recipients get their own leaf opened, partners compare
(`gossip`, `watching`), and what does not fit raises one of the named `alarms`;
two checkpoints that exclude each other are a `fork_proof`, which anyone can
check. An origin whose store was restored from an older copy gets its own words
back from its partners before it says anything new (`restoration`,
`homecoming`).

`Exchange` runs all of it for one node. Where entries lie is the business of a
`store`, a Protocol; who carries questions and answers is that of a `PeerLink`
(`transports`). No order ever depends on a clock.
"""

from __future__ import annotations

from cspo.federation.alarms import Alarm, AlarmReport
from cspo.federation.answers import Answers
from cspo.federation.checkpoint import Checkpoint, HeadOpening, checkpoint_hash, leaf
from cspo.federation.context import Context
from cspo.federation.desk import Desk, Settings
from cspo.federation.feed import GENESIS, Feed, Head, entry_hash
from cspo.federation.fork_proof import ForkProof, fork_proof, verify_fork_proof
from cspo.federation.frame import Frame, FrameFault, frame_from_bytes, frame_to_bytes
from cspo.federation.link import HeadAnswer, PeerLink
from cspo.federation.receipt import Receipt, make_receipt, verify_receipt
from cspo.federation.receiver import Outcome, Verdict, receive
from cspo.federation.sender import Enqueued, Outgoing, enqueue, enqueue_all, make_checkpoint
from cspo.federation.store import Store, Unit
from cspo.federation.sync import Exchange, PassReport

__all__ = [
    "GENESIS", "Alarm", "AlarmReport", "Answers", "Checkpoint", "Context", "Desk", "Enqueued",
    "Exchange", "Feed", "ForkProof", "Frame", "FrameFault", "Head", "HeadAnswer", "HeadOpening",
    "Outcome", "Outgoing", "PassReport", "PeerLink", "Receipt", "Settings", "Store", "Unit",
    "Verdict", "checkpoint_hash", "enqueue", "enqueue_all", "entry_hash", "fork_proof",
    "frame_from_bytes", "frame_to_bytes", "leaf", "make_checkpoint", "make_receipt", "receive",
    "verify_fork_proof", "verify_receipt",
]  # fmt: skip
