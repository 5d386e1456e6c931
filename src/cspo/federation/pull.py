"""One recipient's pull of one feed: ask, examine, settle, acknowledge, and ask again.

Every round either goes further or asks the origin's own store instead of the
live path; when neither helps, it stops and says at what. So a pull always ends,
whatever the other side sends.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cspo.errors import WrongSide
from cspo.federation.desk import Desk
from cspo.federation.examine import Examined, examine
from cspo.federation.feed import Feed, Head
from cspo.federation.link import PeerLink
from cspo.federation.receiver import Outcome, Verdict, coverage_in, settle, sign_receipt
from cspo.records.verdicts import Refusal

__all__ = ["Pulled", "pull_frames"]


@dataclass(slots=True)
class Pulled:
    """What came of a pull.

    Parameters
    ----------
    accepted, quarantined : int
        Entries by what became of their records.
    backfills : int
        How often the origin's own store had to be asked.
    stopped : Verdict or None
        At what it stopped; None where the origin had nothing more.
    receipt : bytes
        For all that is in the store now; empty where nothing came.
    """

    accepted: int = 0
    quarantined: int = 0
    backfills: int = 0
    stopped: Verdict | None = None
    receipt: bytes = b""
    records: list[str] = field(default_factory=list)


def pull_frames(
    desk: Desk, link: PeerLink, feed: Feed, head: Head | None = None, *, signed_for: int = 0
) -> Pulled:
    """Pull a feed until its origin has nothing more that can be taken.

    Parameters
    ----------
    desk : Desk
        Ours.
    link : PeerLink
        To the origin.
    feed : Feed
        To us, or to a guest of ours.
    head : Head or None
        The last entry that we hold; looked up where it is not given.
    signed_for : int
        The entry up to which the origin has signed that there is something: where
        the live path has nothing, its own store is asked.

    Raises
    ------
    WrongSide
        Where it is of a mode for which we have no key.
    SourceError, VerificationError
        From the link.
    ResourceLimit, SourceError
        From the store; nothing was acknowledged that is not in it.
    """
    if feed.mode not in desk.signers:
        desk.audit("pull-refused", feed=str(feed), code=str(Refusal.WRONG_MODE))
        raise WrongSide(
            "pull feed", str(feed), expected=" or ".join(sorted(desk.signers)), got=str(feed.mode)
        )
    pulled = Pulled()
    final = False
    if head is None:
        with desk.store.read() as unit:
            head = unit.in_head(feed)
    while True:
        ask = link.backfill if final else link.fetch
        frames = ask(feed, head.seq, desk.settings.batch)
        pulled.backfills += final
        if not frames and not final and signed_for > head.seq:
            final = True
            continue
        if not frames:
            pulled.stopped = None
            return pulled
        verdicts, head = _take(desk, feed, frames, pulled, final=final)
        advanced = any(verdict.outcome.advances for verdict in verdicts)
        pulled.stopped = _first_bad(verdicts)
        if final and not advanced:
            return pulled
        final = pulled.stopped is not None or not advanced


def _take(
    desk: Desk, feed: Feed, frames: list[bytes], pulled: Pulled, *, final: bool
) -> tuple[list[Verdict], Head]:
    """Examine without holding the store, then settle in one unit of work."""
    context, signer, now = desk.context, desk.signers[feed.mode], desk.clock.now()
    with desk.store.read() as unit:
        covering = coverage_in(unit, feed, context)
        examined = [examine(data, feed, context, covering=covering, final=final) for data in frames]
    receipt = None
    with desk.store.write() as unit:
        verdicts = settle(unit, feed, sorted(examined, key=_number), t=now, final=final)
        if any(verdict.outcome.advances for verdict in verdicts):
            receipt = sign_receipt(unit, feed, signer, t=now)
        head = unit.in_head(feed)
    pulled.receipt = receipt or pulled.receipt
    for verdict in verdicts:
        if verdict.outcome is Outcome.ACCEPTED:
            pulled.accepted += 1
            pulled.records.append(verdict.record_id)
        pulled.quarantined += verdict.outcome is Outcome.QUARANTINED
    return verdicts, head


def _number(frame: Examined) -> int:
    """Frames that overtook each other are put back in order."""
    return 0 if frame.header is None else frame.header.seq


def _first_bad(verdicts: list[Verdict]) -> Verdict | None:
    """The first that could not be placed, where it lies beyond what could."""
    reached = max((each.seq for each in verdicts if each.outcome.advances), default=0)
    for verdict in verdicts:
        good = verdict.outcome.advances or verdict.outcome is Outcome.DUPLICATE
        if not good and (verdict.seq == 0 or verdict.seq > reached):
            return verdict
    return None
