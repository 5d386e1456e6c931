"""The node's talk with others: what is heard and due, and the outbox that carries it out."""

from __future__ import annotations

from collections.abc import Callable

from cspo.errors import UsageError
from cspo.markings import Mode
from cspo.node.home import Home
from cspo.node.outbox import Outbox, carrier_of, channel_of, policy_of
from cspo.node.runtime.config import NodeConfig
from cspo.node.runtime.timetable import Timetable
from cspo.node.store import SqliteStore
from cspo.operations.coordination import Coordination, Ticked
from cspo.operations.kinds import REGISTRY
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.store import OperationsUnit
from cspo.time import Clock

__all__ = ["CoordinationWork"]


class CoordinationWork:
    """Conversations, contacts and ladders of a node, and its ways out.

    Parameters
    ----------
    config : NodeConfig
        Its tables ``[coordination]``, ``[escalation]`` and ``[[channel]]``.
    home : Home
        The folder, where the secrets of channels lie.
    wake : callable
        Called by the outbox when a message was sent or given up.

    Attributes
    ----------
    mind : Coordination
        What handlers read.
    outbox : Outbox
        Its threads run between `start` and `stop`; without channels there are none.

    Raises
    ------
    MalformedMessage, SourceError
        Where a channel lacks something, or a secret can't be read.
    """

    def __init__(
        self,
        config: NodeConfig,
        mode: Mode,
        home: Home,
        store: SqliteStore,
        clock: Clock,
        wake: Callable[[], None],
    ) -> None:
        self._every_s = config.coordination.tick_every_s
        self._store = store
        self._times = Timetable()
        ways = {}
        for table in config.channel:
            if table.name in ways:
                raise UsageError("open channel", table.name, expected="each name once")
            carrier = carrier_of(table, home.path)
            ways[table.name] = (channel_of(table, home.nation), carrier, table.give_up_after_s)
        self.outbox = Outbox(store, clock, ways, on_change=wake)
        self.mind = Coordination(
            REGISTRY, mode, home.nation, channels=self.outbox.channels,
            policy=policy_of(config.escalation),
        )  # fmt: skip

    def work(self, desk: Callable[[OperationsUnit], ReleaseDesk], clock: Clock) -> Ticked:
        """Take in what was heard, and look at deadlines when it is time to."""
        t = clock.now()
        ticking = self._times.due("tick", t, every_s=self._every_s, pause_s=0.5)
        ticked = self.mind.work(self._store, desk, t, ticking=ticking)
        self.outbox.wake()
        return ticked

    def start(self) -> None:
        """Send from now on."""
        self.outbox.start()

    def stop(self) -> None:
        """Send no more; what was not sent stays in the store."""
        self.outbox.stop()
