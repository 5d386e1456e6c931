"""The answering side of a link: what a party tells to one that asks, and to whom it says no."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, NoReturn

from cspo.errors import CspoError, VerificationError
from cspo.federation.backfill import frames_for
from cspo.federation.checkpoint import HeadOpening, opening_to_bytes
from cspo.federation.context import Context
from cspo.federation.feed import Feed, Upto, everything
from cspo.federation.frame import frame_from_bytes, frame_of_row
from cspo.federation.link import HeadAnswer
from cspo.federation.receipt import Receipt, refused_in, verify_receipt
from cspo.federation.store import FeedRow, Store, Unit
from cspo.markings import Mode, Subject
from cspo.markings.parties import sponsor_of
from cspo.records.verdicts import refusal_of
from cspo.time import Clock

__all__ = ["ANSWER_LIMIT", "Answers"]

ANSWER_LIMIT: Final = 1_000
"""Items in one answer, at most."""

_REMEMBERED: Final = 10_000


class Answers:
    """One party's answers to all others.

    A transport establishes who asks and calls with that name; nothing in the
    question is believed about it.

    Parameters
    ----------
    store : Store
        Our store.
    context : callable
        Tells what we know at the moment: keys change while we answer.
    subjects : mapping
        Partners, and their guests, by party: what each may have. Nobody else gets anything.
    clock : Clock
        For the audit.
    on_ahead : callable
        Told of a feed of ours whose recipient speaks of entries that we don't
        have: our store may be an older copy of itself.
    on_asked_back : callable
        Told of a feed to us whose origin asks what we hold: it may have lost our receipt too.
    upto : callable
        How far feeds of ours go out now.
    """

    def __init__(
        self,
        store: Store,
        context: Callable[[], Context],
        subjects: Mapping[str, Subject],
        clock: Clock,
        on_ahead: Callable[[Feed], None] = lambda feed: None,  # noqa: ARG005
        on_asked_back: Callable[[Feed], None] = lambda feed: None,  # noqa: ARG005
        upto: Upto = everything,
    ) -> None:
        self._store = store
        self._context = context
        self._subjects = subjects
        self._clock = clock
        self._on_ahead = on_ahead
        self._on_asked_back = on_asked_back
        self._upto = upto
        self._audited: set[str] = set()

    def frames(self, asker: str, feed: Feed, after_seq: int, limit: int) -> list[bytes]:
        """Frames of our feed to the asking party, decided upon anew."""
        subject = self._own_feed("frames", asker, feed)
        with self._store.read() as unit:
            frames, denied = frames_for(
                unit, feed, subject, after_seq, limit, rulebook=self._context().rulebook,
                upto=self._upto(feed),
            )  # fmt: skip
            ahead = not frames and after_seq > unit.out_head(feed).seq
        if ahead:
            self._on_ahead(feed)
        for seq, rule in denied:
            fields = {"feed": str(feed), "seq": str(seq), "rule": rule}
            self._audit_once("answer-without-record", fields)
        return frames

    def heads(self, asker: str, feed: Feed, after_n: int, limit: int) -> list[HeadAnswer]:
        """Our checkpoints with the openings of the asking party's leaf."""
        self._own_feed("heads", asker, feed)
        with self._store.read() as unit:
            rows = unit.checkpoints(sponsor_of(feed.origin), feed.mode, after_n, _bounded(limit))
            return [HeadAnswer(row.envelope, _opening(unit, feed, row.n)) for row in rows]

    def take_receipt(self, asker: str, envelope: bytes) -> None:
        """Keep the asking party's receipt where it is for what we have sent.

        Raises
        ------
        VerificationError
            Where it is not the asker's, or not for an entry of ours.
        """
        try:
            receipt = verify_receipt(envelope, self._context().directories)
        except CspoError as error:
            self._deny("receipt", asker, str(refusal_of(error)))
        feed = receipt.feed
        self._own_feed("receipt", asker, feed)
        with self._store.write() as unit:
            entry = unit.out_entry(feed, receipt.seq)
            if entry is not None and entry.hash == receipt.hash:
                if self._says_more(unit, receipt):
                    unit.put_receipt(feed, receipt.seq, receipt.hash, envelope, self._clock.now())
                return
        self._on_ahead(feed)
        self._deny("receipt", asker, f"{feed}: entry {receipt.seq} is not ours")

    def _says_more(self, unit: Unit, receipt: Receipt) -> bool:
        """Whether a receipt is for more than the last one, or refuses other entries."""
        last = unit.last_receipt(receipt.feed)
        if last is None or receipt.seq > last.seq:
            return True
        return receipt.seq == last.seq and receipt.refused != refused_in(last.envelope)

    def checkpoints(
        self, asker: str, origin: str, mode: Mode, after_n: int, limit: int
    ) -> list[bytes]:
        """Checkpoints of any nation as we hold them: they are the same for everyone."""
        if asker not in self._subjects or not self._holds(mode):
            self._deny("checkpoints", asker, f"{origin} {mode}")
        with self._store.read() as unit:
            rows = unit.checkpoints(origin, mode, after_n, _bounded(limit))
            return [row.envelope for row in rows]

    def held(self, asker: str, feed: Feed, after_seq: int, limit: int) -> list[bytes]:
        """Frames of the asking party's own feed to us, as we hold them."""
        party = self._context().party
        ours = sponsor_of(feed.recipient) == party and sponsor_of(feed.origin) == asker
        if asker not in self._subjects or not ours or not self._holds(feed.mode):
            self._deny("held", asker, str(feed))
        self._on_asked_back(feed)
        with self._store.read() as unit:
            rows = unit.in_entries(feed, after_seq, _bounded(limit))
            return [frame_of_row(feed, _with_quarantined(unit, feed, row)) for row in rows]

    def directories(self, asker: str, nation: str, after_version: int) -> list[bytes]:
        """Key directories of a nation: they are public among partners."""
        if asker not in self._subjects:
            self._deny("directories", asker, nation)
        known = self._context().directories
        latest = known.latest(nation)
        if latest is None or latest.directory.version <= after_version:
            return []
        envelopes = known.envelopes(nation)
        newer = latest.directory.version - after_version
        return list(envelopes[-newer:]) if newer < len(envelopes) else list(envelopes)

    def _own_feed(self, question: str, asker: str, feed: Feed) -> Subject:
        """The recipient as a subject, where a feed is ours and the asker's own."""
        subject = self._subjects.get(feed.recipient)
        ours = sponsor_of(feed.origin) == self._context().party
        if subject is None or not ours or sponsor_of(feed.recipient) != asker:
            self._deny(question, asker, str(feed))
        if not self._holds(feed.mode):
            self._deny(question, asker, str(feed))
        return subject

    def _holds(self, mode: Mode) -> bool:
        """Whether our store is of the side of a mode: of the other there is nothing to be had."""
        return mode in self._context().subject.modes

    def _deny(self, question: str, asker: str, subject: str) -> NoReturn:
        """Say no, and put it into the audit: a denial is never silent here."""
        fields = {"question": question, "asker": asker, "about": subject}
        self._audit_once("answer-denied", fields)
        raise VerificationError(
            f"answer {question}", asker, expected="what is the asking party's own"
        )

    def _audit_once(self, event: str, fields: dict[str, str]) -> None:
        """One line for each answer of its sort: questions must not fill a disk."""
        key = "\0".join((event, *fields.values()))
        if key in self._audited:
            return
        if len(self._audited) >= _REMEMBERED:
            self._audited.clear()
        self._audited.add(key)
        with self._store.write() as unit:
            unit.audit(event, fields, t=self._clock.now())


def _bounded(limit: int) -> int:
    return max(0, min(limit, ANSWER_LIMIT))


def _opening(unit: Unit, feed: Feed, n: int) -> bytes:
    row = unit.head_at(feed, n)
    if row is None or row.n != n:
        return b""
    return opening_to_bytes(HeadOpening(n=n, seq=row.head.seq, hash=row.head.hash, salt=row.salt))


def _with_quarantined(unit: Unit, feed: Feed, row: FeedRow) -> FeedRow:
    """An entry with the envelope that came, also where it lies in quarantine."""
    if row.envelope:
        return row
    for found in unit.quarantined(feed, row.seq - 1, 1):
        if found.seq == row.seq:
            try:
                return replace(row, envelope=frame_from_bytes(found.frame).envelope)
            except CspoError:
                break
    return row
