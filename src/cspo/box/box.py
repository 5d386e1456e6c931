"""The box at work: ten nodes, linked, stepped in turn."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from typing import Self

from cspo.box.clock import BoxClock
from cspo.box.folder import BoxFolder
from cspo.box.shared_search import SharedSearch
from cspo.federation.transports.in_process import InProcessLink
from cspo.node.runtime import Node, StepLoop

__all__ = ["Box"]

_log = logging.getLogger(__name__)


class Box:
    """All nodes of a box, opened.

    Parameters
    ----------
    folder : BoxFolder
        Where it lies.
    clock : BoxClock
        Its time; it goes on from the last instant that any of its stores knows.
    """

    def __init__(self, folder: BoxFolder, clock: BoxClock) -> None:
        self.folder = folder
        self.clock = clock
        self.nodes: dict[str, Node] = {}
        self.search = SharedSearch()
        self._opened = ExitStack()
        try:
            for nation in folder.nations:
                node = Node(
                    folder.home(nation), clock, folder.passphrase, what="cspo up",
                    speed=clock.speed, search=self.search,
                )  # fmt: skip
                self._opened.callback(node.close)
                self.nodes[nation] = node
        except BaseException:
            self._opened.close()
            raise
        self._link()
        self.loop = StepLoop(list(self.nodes.values()))
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
        """Each node's picture from its store, and its way home."""
        for node in self.nodes.values():
            node.begin()

    def start(self) -> None:
        """Step in a thread of its own from now on."""
        self.loop.start()

    def stop(self, timeout_s: float = 10.0) -> bool:
        """End within seconds; False where the stepping thread did not end by then."""
        for node in self.nodes.values():
            node.ask_to_stop()
        ended = self.loop.stop(timeout_s)
        if ended:
            self._opened.close()
        return ended

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()
