"""The box at work: ten nodes, linked, stepped in turn, in a world that moves on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack
from typing import Self

from cspo.box.clock import BoxClock
from cspo.box.contacts import introduce
from cspo.box.feeding import feed_catalog, hungry
from cspo.box.folder import BoxFolder
from cspo.box.replay import History, Replay
from cspo.box.shared_search import SharedSearch
from cspo.box.split import SplitTable, default_split
from cspo.federation.transports.in_process import InProcessLink
from cspo.node.runtime import Node, StepLoop
from cspo.orbits import Catalog
from cspo.time import Epoch

__all__ = ["Box", "last_instant"]

_log = logging.getLogger(__name__)


class Box:
    """All nodes of a box, opened.

    Parameters
    ----------
    folder : BoxFolder
        Where it lies.
    clock : BoxClock
        Its time; it goes on from the last instant that any of its stores knows.
    sky : callable or None
        Gives the catalogue that nations ingest their parts of, where they have not yet.
    history : History or None
        What comes in as time goes on.
    table : SplitTable or None
        Who keeps what; None: the one that comes with cspo.
    """

    def __init__(
        self,
        folder: BoxFolder,
        clock: BoxClock,
        *,
        sky: Callable[[], Catalog] | None = None,
        history: History | None = None,
        table: SplitTable | None = None,
    ) -> None:
        self.folder = folder
        self.clock = clock
        self.table = default_split() if table is None else table
        self.nodes: dict[str, Node] = {}
        self.search = SharedSearch()
        self._sky = sky
        self._opened = ExitStack()
        clock.go_on_from(last_instant(folder))
        try:
            for nation in folder.nations:
                node = Node(
                    folder.home(nation), clock, folder.passphrase, what="cspo up",
                    speed=clock.speed, search=self.search, once=self.search.once,
                )  # fmt: skip
                self._opened.callback(node.close)
                self.nodes[nation] = node
            self.replay = Replay(history, self.nodes, self.table) if history is not None else None
        except BaseException:
            self._opened.close()
            raise
        self._link()
        self.loop = StepLoop(list(self.nodes.values()), before=self._move_on)
        for node in self.nodes.values():
            node.woken_by(self.loop.wake)

    def _link(self) -> None:
        """Each asks each, by a call; nothing passes that the asked one's exchange does not give."""
        for asker in self.nodes.values():
            for asked in self.nodes.values():
                if asker is not asked:
                    link = InProcessLink(asked.exchange.answers, asker.name)
                    asker.connect(asked.name, link)

    def begin(self) -> None:
        """Each node's picture from its store, and its way home; then the box's time begins to run.

        A sky that nobody has ingested yet goes in now, so that the first step finds all of it, and
        whom to call, where a nation has not told yet.
        """
        t = self.clock.now()
        if self._sky is not None or self.replay is not None:
            introduce(self.nodes, t)
        if self._sky is not None and hungry(self.nodes):
            count = feed_catalog(self.nodes, self._sky(), self.table, t)
            _log.info("a sky came in", extra={"objects": count})
        self._sky = None  # not needed again, and large
        if self.replay is not None:
            self.replay.move_on(t, at_once=True)
        for node in self.nodes.values():
            node.begin()
        self.clock.go_on_from(t)

    def start(self) -> None:
        """Step in a thread of its own from now on; `begin` is the first that it does."""
        self.loop.start(first=self.begin)

    def stop(self, timeout_s: float = 10.0) -> bool:
        """End within seconds; False where the stepping thread did not end by then."""
        for node in self.nodes.values():
            node.ask_to_stop()
        ended = self.loop.stop(timeout_s)
        if ended:
            self._opened.close()
        return ended

    def _move_on(self) -> bool:
        """The world moves on: what is due of a history comes in."""
        return self.replay is not None and bool(self.replay.move_on(self.clock.now()))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()


def last_instant(folder: BoxFolder) -> Epoch:
    """The last instant of the box's world that any of its stores has put down.

    The world stands still while nobody runs it, so that its sky does not grow old.
    """
    last = folder.began
    for nation in folder.nations:
        home = folder.home(nation)
        with home.store(read_only=True) as store, store.read() as unit:
            known = [row.t_ingest for row in unit.records_after(unit.last_seq() - 1, 1)]
            for mode in store.modes:
                checkpoint = unit.last_checkpoint(nation, mode)
                known += [] if checkpoint is None else [checkpoint.t]
        last = max([last, *known])
    return last
