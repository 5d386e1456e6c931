"""How it stands with each partner: given, received, signed for, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cspo.cli.console import note, printable
from cspo.errors import CspoError
from cspo.federation.feed import RESTART_STEP, Feed
from cspo.federation.gossip import LAST
from cspo.federation.receipt import verify_receipt
from cspo.federation.sender import may_append
from cspo.markings.parties import sponsor_of
from cspo.node.desks import read_home_policy
from cspo.node.directories import known_directories
from cspo.node.private_files import write_private

if TYPE_CHECKING:
    from cspo.federation.store import AlarmRow, Unit
    from cspo.markings import Mode
    from cspo.node.home import Home
    from cspo.operations.release.policy import PartyTable
    from cspo.records import Directories

__all__ = ["COLUMNS", "alarm_lines", "cells", "feed_lines", "write_evidence"]

COLUMNS: Final = [
    ("partner", "left"), ("mode", "left"), ("given", "right"), ("signed for", "right"),
    ("not yet", "right"), ("waiting", "right"), ("received", "right"), ("missing", "right"),
    ("quarantined", "right"), ("last heard (UTC)", "left"), ("alarms", "right"),
]  # fmt: skip
_PAGE: Final = 1_000


def feed_lines(home: Home) -> list[dict[str, Any]]:
    """One line for each partner and mode, as JSON has it."""
    with home.store(read_only=True) as store, store.read() as unit:
        known = known_directories(home, unit)
        feeds = {*unit.out_feeds(), *unit.in_feeds()}
        pairs = {(_partner(home, feed), feed.mode) for feed in feeds}
        pairs |= {
            (party.id, mode)
            for party in _parties(home)
            if sponsor_of(party.id) != home.nation
            for mode in party.modes
            if mode in store.modes
        }
        return [_line(home, unit, known, partner, mode) for partner, mode in sorted(pairs)]


def _parties(home: Home) -> tuple[PartyTable, ...]:
    """Those of the policy; a policy with a fault is no reason to show nothing."""
    if not home.policy.exists():
        return ()
    try:
        return read_home_policy(home).parties
    except CspoError as error:
        note(f"{error}")
        return ()


def _partner(home: Home, feed: Feed) -> str:
    return feed.recipient if sponsor_of(feed.origin) == home.nation else feed.origin


def _line(home: Home, unit: Unit, known: Directories, partner: str, mode: Mode) -> dict[str, Any]:
    out, back = Feed(home.nation, partner, mode), Feed(partner, home.nation, mode)
    head, receipt = unit.out_head(out), unit.last_receipt(out)
    held, opened = unit.in_head(back), unit.head_at(back, LAST)
    heard = unit.last_checkpoint(sponsor_of(partner), mode)
    signed = 0 if receipt is None else receipt.seq
    refused: tuple[int, ...] = ()
    if receipt is not None:
        with suppress(CspoError):
            refused = verify_receipt(receipt.envelope, known).refused
    ours = unit.last_receipt(back)
    return {
        "partner": partner, "mode": mode, "given": head.seq, "signed_for": signed,
        "not_signed_for": _entries(head.seq - signed),
        "signed_utc": None if receipt is None else receipt.t.utc_iso(6), "refused": refused,
        "waiting": len(unit.deferred_out(out, _PAGE)), "goes_on": may_append(unit, out),
        "received": held.seq, "missing": _entries(opened.head.seq - held.seq) if opened else 0,
        "quarantined": _quarantined(unit, back),
        "our_receipt": 0 if ours is None else ours.seq,
        "their_checkpoint": None if heard is None else heard.n,
        "heard_utc": None if heard is None else heard.t.utc_iso(6),
        "alarms": [_alarm(row) for row in unit.alarms(sponsor_of(partner))
                   if row.report.mode is mode],
    }  # fmt: skip


def _entries(numbers: int) -> int:
    """How many entries so many numbers stand for: a declared restart leaves a gap of them."""
    return numbers - numbers // RESTART_STEP * (RESTART_STEP - 1) if numbers > 0 else 0


def _quarantined(unit: Unit, feed: Feed) -> int:
    count, after = 0, 0
    while page := unit.quarantined(feed, after, _PAGE):
        count += len(page)
        after = page[-1].seq
    return count


def _alarm(row: AlarmRow) -> dict[str, str]:
    return {"alarm": str(row.report.alarm), "text": row.report.text, "t_utc": row.t.utc_iso(6)}


def cells(line: dict[str, Any]) -> list[str]:
    """A line as the cells of the table for people."""
    waits = f"{line['waiting']}" if line["goes_on"] else f"{line['waiting']} (since a restore)"
    heard = f"{line['heard_utc'][:19]}Z" if line["heard_utc"] else "never"
    return [
        line["partner"], str(line["mode"]), f"{line['given']:,}", f"{line['signed_for']:,}",
        f"{line['not_signed_for']:,}", waits, f"{line['received']:,}", f"{line['missing']:,}",
        f"{line['quarantined']:,}", heard, str(len(line["alarms"])),
    ]  # fmt: skip


def alarm_lines(lines: list[dict[str, Any]]) -> Iterator[str]:
    """The alarms, for people."""
    for line in lines:
        for alarm in line["alarms"]:
            yield (f"ALARM {alarm['alarm']} {line['partner']} {line['mode']} at "
                   f"{alarm['t_utc'][:19]}Z: {alarm['text']}")  # fmt: skip


def write_evidence(home: Home, folder: Path) -> list[str]:
    """Write what proves each alarm, one file each; a fork's is what anybody can verify."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with home.store(read_only=True) as store, store.read() as unit:
        rows = unit.alarms()
    for row in rows:
        for number, data in enumerate(row.report.evidence, 1):
            name = f"{row.report.alarm}-{row.report.origin}-{row.report.key[:12]}-{number}.json"
            write_private(folder / printable(name).replace("/", "_"), data + b"\n")
            written.append(str(folder / name))
    return written
