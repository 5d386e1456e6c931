"""A partner that says no to what we could do without hides nothing by it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ten_parties import Coalition, notice

from cspo.errors import SourceError, VerificationError
from cspo.markings import Mode


@pytest.mark.parametrize(
    ("question", "error"),
    [
        ("receipt", VerificationError),
        ("receipt", SourceError),
        ("held", VerificationError),
        ("directories", VerificationError),
    ],
)
def test_a_tail_is_not_withheld_in_silence(
    coalition: Callable[..., Coalition], question: str, error: type[Exception]
) -> None:
    """Also where it turns receipts away: what it signed for is looked at."""
    two = coalition(("AUS", "GBR"))
    aus, gbr = two["AUS"], two["GBR"]
    peer = gbr.exchange.peers["AUS"]

    def refuses(*_: Any) -> Any:
        raise error("answer", "GBR")

    setattr(peer.link, question, refuses)
    aus.enqueue(notice("AUS", ("GBR",), "given"))
    gbr.exchange.watch()
    aus.enqueue(notice("AUS", ("GBR",), "withheld"))
    peer.link.fetch = peer.link.backfill = lambda *_: []
    for _ in range(2):
        two.advance(30)
        aus.exchange.checkpoint(Mode.REAL)
        peer.backoff.succeeded()
        report = gbr.exchange.watch()
    assert gbr.alarms() == [("WITHHELD_TAIL", "AUS")]
    assert question == "receipt" or "AUS" in report.errors


def test_who_tells_us_nothing_while_others_hear_it_is_silent(
    coalition: Callable[..., Coalition],
) -> None:
    """Else a partner could keep everything from one, and never be found out."""
    three = coalition(("AUS", "FRA", "GBR"))
    gbr = three["GBR"]
    peer = gbr.exchange.peers["AUS"]

    def refuses(*_: Any) -> Any:
        raise VerificationError("answer", "GBR")

    peer.link.heads = refuses
    for _ in range(20):
        three.advance(30)
        for party in three.parties.values():
            party.exchange.checkpoint(Mode.REAL)
            peer.backoff.succeeded()
            party.exchange.watch()
    assert gbr.alarms() == [("SILENT", "AUS")], "once, and nothing about FRA"
    assert three["FRA"].alarms() == []
