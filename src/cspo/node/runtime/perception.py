"""From the store to the picture: each record once, in the order in which it came."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Final

from cspo.errors import CspoError
from cspo.markings import Mode
from cspo.markings.parties import sponsor_of
from cspo.node.store import SqliteStore, SqliteUnit, StoredRecord
from cspo.operations.catalog import Changes, Fact, Picture, SkyView
from cspo.operations.distrusted import distrusted
from cspo.operations.event_names import EventNames
from cspo.operations.kinds import REGISTRY
from cspo.operations.release.forms import SKY_KINDS, is_form_of_sky
from cspo.records import Record, read_record
from cspo.time import Epoch

__all__ = ["Perception"]

_log = logging.getLogger(__name__)

_PAGE: Final = 100
"""Records read from the store at once: a batch of orbits has 200 KB."""

Listener = Callable[[Record, Epoch], None]


class Perception:
    """A node's picture, kept up with its store by the thread that steps.

    Parameters
    ----------
    store : SqliteStore
        Of the node.
    mode : Mode
        Records of other modes are passed over.
    nation : str
        Ours.
    stated : mapping
        By object: whose it is as the nation itself states, over what records say.
    breathe : callable
        Called between records; it may raise to break off.

    Attributes
    ----------
    read_to : int
        Number of the last record that was read.
    objects : set of str
        What says something else than before; whoever has looked at it clears the set.
    listeners : list of callable
        Told of each record that is believed, with its time of ingest.
    """

    def __init__(
        self,
        store: SqliteStore,
        mode: Mode,
        nation: str,
        stated: Mapping[str, str],
        breathe: Callable[[], None],
    ) -> None:
        self._store = store
        self._mode = mode
        self._nation = nation
        self._stated = dict(stated)
        self._breathe = breathe
        self.listeners: list[Listener] = []
        self.sky: SkyView | None = None
        self.objects: set[str] = set()
        self.forget()

    def forget(self) -> None:
        """Begin anew with the first record; the sky stays as it is until `look`."""
        self.picture = Picture(REGISTRY, self._mode, nation=self._nation, stated=self._stated)
        self.read_to = 0
        self._differs = True

    def read(self) -> int:
        """Take what came into the store; how many records there were."""
        count = 0
        while True:
            with self._store.read() as unit:
                page = unit.records_after(self.read_to, _PAGE)
                doubtful = cache(partial(distrusted, unit))
                believed = [
                    row for row in page
                    if row.mode is self._mode
                    and (row.origin == self._nation
                         or row.id not in doubtful(sponsor_of(row.origin), row.mode))
                ]  # fmt: skip
                forms = {row.id for row in believed if self._is_form(unit, row)}
            for row in believed:
                self._breathe()
                self._take(row.id, row.envelope, row.t_ingest, is_form=row.id in forms)
                self.read_to = row.seq
            if page:
                self.read_to = page[-1].seq
            count += len(page)
            if len(page) < _PAGE:
                return count

    def look(self, t: Epoch) -> None:
        """See the sky as the picture has it at *t*."""
        if self.sky is None or self._differs:
            self.sky = self.picture.view(t)
            self._differs = False

    def facts(self, name: str) -> tuple[Fact, ...]:
        """What each source says of an object, in the picture as it is now."""
        return self.picture.facts(name)

    def event_names(self) -> EventNames:
        """What events are called, in the picture as it is now."""
        return self.picture.event_names

    def _is_form(self, unit: SqliteUnit, row: StoredRecord) -> bool:
        """Whether it is a coarser form of ours, made for others: our own orbit is the finer one."""
        if row.kind not in SKY_KINDS or row.version != 1 or not unit.lineage(row.id):
            return False
        return is_form_of_sky(unit, read_record(row.envelope), self._nation)

    def _take(
        self, record_id: str, envelope: bytes, t_ingest: Epoch, *, is_form: bool = False
    ) -> None:
        """One record; a body that can't be read is told of, and the next one is taken."""
        record = read_record(envelope)
        try:
            changes = Changes() if is_form else self.picture.apply(record, t_ingest)
        except CspoError as error:
            _log.error("record not read: %s", error, extra={"record": record_id})
            return
        except Exception:  # noqa: BLE001 - nobody's record keeps us from those after it
            _log.exception("record not read", extra={"record": record_id})
            return
        self.objects |= changes.objects
        self._differs |= bool(changes.objects)
        for listener in self.listeners:
            listener(record, t_ingest)
