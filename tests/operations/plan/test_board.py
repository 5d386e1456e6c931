"""The readiness board by hand: since when it is so, and what a silent party's word is worth."""

from __future__ import annotations

import pytest
from nations import key_of

from cspo.markings import Mode, make_label
from cspo.operations.derive import issue
from cspo.operations.kinds import REGISTRY
from cspo.operations.plan import FeedHeard, SaidBook
from cspo.operations.plan.board import board
from cspo.records.bodies.readiness import (
    Qualification,
    Readiness,
    ReadinessBody,
    ReadySubject,
)
from cspo.time import Epoch

NOON = Epoch.from_utc("2026-11-10T12:00:00Z")
HOUR_S = 3_600.0


def at(hours: float) -> Epoch:
    """So long after noon."""
    return NOON + hours * HOUR_S


def utc(hours: float) -> str:
    return at(hours).utc_iso(0)


def line(feeds=(), *, t=NOON, origin="NOR", said=-2.0, ours=True, **fields):
    """The line of one report, as GBR's board has it."""
    usual = {
        "subject": ReadySubject.SENSOR, "name": "radar", "state": Readiness.READY,
        "from_utc": utc(-2.0),
    }  # fmt: skip
    body = ReadinessBody(**{**usual, **fields})
    book = SaidBook(REGISTRY, Mode.REAL)
    record = issue(body, make_label("U", ["GBR", "NOR"]), origin=origin, mode=Mode.REAL,
                   t_valid=at(said), t=at(said), signer=key_of(origin, Mode.REAL),
                   registry=REGISTRY)  # fmt: skip
    book.hear(record, at(said))
    heard = {each.nation: each for each in feeds}
    lines = board(book, heard, t, lambda _: True, nation="GBR", ours=ours)
    (found,) = (each for each in lines if each.subject is not ReadySubject.FEED)
    return found


def silent(hours: float, nation: str = "NOR") -> FeedHeard:
    return FeedHeard(nation=nation, heard=at(hours), silent=True)


@pytest.mark.parametrize(("fields", "state", "since"), [
    ({}, Readiness.READY, -2.0),
    ({"until_utc": utc(-0.5)}, Readiness.UNKNOWN, -0.5),
    ({"until_utc": utc(1.0)}, Readiness.READY, -2.0),
    ({"from_utc": utc(3.0)}, Readiness.UNKNOWN, -2.0),
    ({"from_utc": utc(-720.0), "qualifications": ("2026-11-08", "2026-11-06", "2026-12-01", "")},
     Readiness.LIMITED, -84.0),
    ({"qualifications": ("2026-11-06",)}, Readiness.LIMITED, -2.0),
    ({"state": Readiness.DOWN, "qualifications": ("2026-11-06",)}, Readiness.DOWN, -2.0),
])  # fmt: skip
def test_since_is_since_the_state_that_is_shown(fields, state, since):
    """The report ran out at 11:30; the first qualification holds to the end of 6 November."""
    expiries = fields.get("qualifications", ())
    held = tuple(Qualification(name=f"q{n}", expires=each) for n, each in enumerate(expiries))
    found = line(**{**fields, "qualifications": held})
    assert (found.state, found.since) == (state, at(since))


def test_what_a_silent_nation_said_is_unknown_since_it_was_last_heard_of():
    found = line([silent(-1.0)])
    assert (found.state, found.since) == (Readiness.UNKNOWN, at(-1.0))
    assert found.text == f"no word since {utc(-1.0)} from NOR; by its last word it is ready"
    assert line([FeedHeard(nation="NOR", heard=at(-1.0))]).state is Readiness.READY
    assert line([silent(-1.0, "USA")]).state is Readiness.READY


def test_a_report_that_had_run_out_before_its_nation_fell_silent_is_unknown_since_then():
    found = line([silent(-1.0)], until_utc=utc(-1.5))
    assert (found.state, found.since) == (Readiness.UNKNOWN, at(-1.5))


def test_our_own_word_stands_though_a_partner_has_a_feed_of_that_name():
    assert line([silent(-1.0, "GBR")], origin="GBR").state is Readiness.READY


def test_nobody_else_is_told_since_when_a_partner_is_silent():
    """Neither by the line, nor by a feed's."""
    found = line([silent(-1.0)], ours=False)
    assert (found.state, found.since) == (Readiness.UNKNOWN, None)
    assert found.text == "its owner was not heard of lately"
    assert utc(-1.0) not in str(found)
