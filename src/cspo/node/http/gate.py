"""One node's front door: what HTTP keeps beside the node itself."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable
from typing import Final

import httpx

from cspo.errors import CspoError
from cspo.node.http.callers import Caller
from cspo.node.http.credentials import Doorkeeper
from cspo.node.http.flows import Flows
from cspo.node.http.oidc import SignIns
from cspo.node.http.oidc_settings import read_settings
from cspo.node.http.pages import Cursors
from cspo.node.http.people import People, read_people
from cspo.node.http.reported_events import ReportedEvents
from cspo.node.http.seen import RunningNode
from cspo.node.http.shelves import Shelves
from cspo.node.http.sight import Skies
from cspo.node.http.studies import Studies
from cspo.node.http.study_room import StudyRoom
from cspo.node.http.tail import Tail
from cspo.node.http.trail import Trail
from cspo.time import Clock

__all__ = ["CALLBACK", "Gate"]

_LOG: Final = logging.getLogger(__name__)
_RELOAD_S: Final = 1.0
_BODIES: Final = 5

CALLBACK: Final = "/api/v1/session/callback"
"""Where the sign-in service sends a browser back."""


class Gate:
    """One node, its people, credentials, audit and cursors.

    Parameters
    ----------
    prefix : str
        ``"/AUS"`` in front of every path, or ``""``.
    node : RunningNode
        The node.
    clock : Clock
        Tells when credentials expire: the machine's time, also where the node
        lives in another.
    transport : httpx.BaseTransport or None
        How the sign-in service is reached; None: by the network.
    room : StudyRoom or None
        Where long studies are reckoned, of all nodes of a process; None: one of its own.
    """

    def __init__(
        self,
        prefix: str,
        node: RunningNode,
        clock: Clock,
        transport: httpx.BaseTransport | None = None,
        room: StudyRoom | None = None,
    ) -> None:
        self.prefix = prefix
        self.node = node
        self.clock = clock
        self.trail = Trail(node.store, node.clock)
        self.shelves = Shelves(node)
        self._people_file = node.home.path / "people.toml"
        self._people = read_people(self._people_file, node.home.nation)
        self._stamp = self._stamp_now()
        self._looked = time.monotonic()
        self._lock = threading.Lock()
        self._making = threading.RLock()
        self.doors = Doorkeeper(node.home, node.store.modes, self.people, clock)
        self.sign_ins = self._sign_ins(transport)
        with node.store.read() as unit:
            self.cursors = Cursors(unit.secret("http cursors"))
        self.skies = Skies()
        self.reported = ReportedEvents()
        self.studies = Studies()
        self.room = StudyRoom() if room is None else room
        self.tail = Tail(node.store)
        self.flows = Flows(node.mode)
        self.streams: Counter[str] = Counter()
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()

    def _sign_ins(self, transport: httpx.BaseTransport | None) -> SignIns | None:
        """Signing in at the nation's service; None where the file names none."""
        home = self.node.home
        settings = read_settings(self._people.oidc, self._people_file)
        if settings is None:
            return None
        callback = f"{settings.public_url.rstrip('/')}{self.prefix}{CALLBACK}"
        return SignIns(settings, home.path, home.nation, callback, self.clock, transport)

    @property
    def cookie(self) -> str:
        """Name of the session's cookie: nodes on one host have one each."""
        return f"cspo-{self.node.home.nation}"

    def kept(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """A body that was made before for this key, or is made now; the last few are kept."""
        found = self._kept.get(key)
        if found is None:
            with self._making:  # one makes it, the others wait for that
                found = self._kept.get(key)
                if found is None:
                    found = self._kept[key] = make()
                    while len(self._kept) > _BODIES:
                        self._kept.popitem(last=False)
        return found

    def people(self) -> People:
        """The table as the file has it, looked at once a second; a faulty one changes nothing."""
        now = time.monotonic()
        with self._lock:
            if now - self._looked >= _RELOAD_S:
                self._looked = now
                self._reload()
            return self._people

    def still(self, caller: Caller) -> bool:
        """Whether what the caller showed is still good, and its owner still the same."""
        row = self.doors.find(caller.credential.partition(" ")[2])
        now = None if row is None else self.doors.caller_of(row, caller.request)
        return now == caller and self.doors.is_live(caller.credential)

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
        """End the studies, write what waits, and close the files."""
        self.room.close()
        self.trail.flush()
        self.doors.close()
