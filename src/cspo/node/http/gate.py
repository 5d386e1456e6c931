"""One node's front door: what HTTP keeps beside the node itself."""

from __future__ import annotations

import logging
import threading
import time
from typing import Final

from cspo.errors import CspoError
from cspo.node.http.credentials import Doorkeeper
from cspo.node.http.pages import Cursors
from cspo.node.http.people import People, read_people
from cspo.node.http.seen import RunningNode
from cspo.node.http.trail import Trail

__all__ = ["Gate"]

_LOG: Final = logging.getLogger(__name__)
_RELOAD_S: Final = 1.0


class Gate:
    """One node, its people, credentials, audit and cursors.

    Parameters
    ----------
    prefix : str
        ``"/AUS"`` in front of every path, or ``""``.
    node : RunningNode
        The node.
    """

    def __init__(self, prefix: str, node: RunningNode) -> None:
        self.prefix = prefix
        self.node = node
        self.trail = Trail(node.store, node.clock)
        self._people_file = node.home.path / "people.toml"
        self._people = read_people(self._people_file, node.home.nation)
        self._stamp = self._stamp_now()
        self._looked = time.monotonic()
        self._lock = threading.Lock()
        self.doors = Doorkeeper(node.home, node.store.modes, self.people, node.clock)
        with node.store.read() as unit:
            self.cursors = Cursors(unit.secret("http cursors"))

    @property
    def cookie(self) -> str:
        """Name of the session's cookie: nodes on one host have one each."""
        return f"cspo-{self.node.home.nation}"

    def people(self) -> People:
        """The table as the file has it, looked at once a second; a faulty one changes nothing."""
        now = time.monotonic()
        with self._lock:
            if now - self._looked >= _RELOAD_S:
                self._looked = now
                self._reload()
            return self._people

    def _reload(self) -> None:
        stamp = self._stamp_now()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._people = read_people(self._people_file, self.node.home.nation)
        except CspoError as error:
            _LOG.error("the table of people stays as it was: %s", error)

    def _stamp_now(self) -> tuple[int, int]:
        try:
            found = self._people_file.stat()
        except OSError:
            return 0, 0
        return found.st_mtime_ns, found.st_ino

    def close(self) -> None:
        """Write what waits, and close the files."""
        self.trail.flush()
        self.doors.close()
