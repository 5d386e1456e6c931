"""The book of plans: what is heard twice counts once, and what it forgets makes no second flag."""

from __future__ import annotations

from itertools import pairwise

import pytest
from nations import key_of

from cspo.markings import Mode, make_label
from cspo.operations.derive import issue
from cspo.operations.kinds import REGISTRY
from cspo.operations.plan import book as books
from cspo.operations.plan.book import PlanBook
from cspo.operations.plan.flags import HOUR_S, raised
from cspo.operations.recent import Recent
from cspo.records.bodies.coordination import OpinionBody, Stance
from cspo.records.bodies.planning import Assumption, PlanBody, PlanStatus
from cspo.records.bodies.standing import PlanFindingBody, PlanStanding, PlanSubject
from cspo.time import Epoch

T0 = Epoch.from_utc("2026-11-26T00:00:00Z")
ASKED = 'crew_ready("night")'


def said(body, t_s: float = 0.0, origin: str = "GBR"):
    t = T0 + t_s
    return issue(body, make_label("U", ["GBR", "NOR"]), origin=origin, mode=Mode.REAL, t_valid=t,
                 t=t, signer=key_of(origin, Mode.REAL), registry=REGISTRY)  # fmt: skip


def plan(number: int = 1):
    return said(PlanBody(
        name="p", number=number, status=PlanStatus.ACTIVE, objective="x",
        assumptions=(Assumption(text="they are there", expression=ASKED),),
    ))  # fmt: skip


def finding(edition: str, flag: int, standing: PlanStanding, t_s: float):
    at = (T0 + t_s).utc_iso(3)
    return said(PlanFindingBody(
        subject=PlanSubject.PLAN, name="p", number=1, plan=edition, assumption=1, expression=ASKED,
        flag=flag, standing=standing, since_utc=at, seen_utc=at,
    ), t_s)  # fmt: skip


def test_what_is_heard_again_after_it_was_forgotten_counts_once():
    book = PlanBook("GBR", Mode.REAL, REGISTRY)
    book._seen = Recent(most=1)  # as after 20,000 others
    edition = plan()
    records = [
        edition, finding(edition.id, 1, PlanStanding.FAILS, 60.0),
        said(OpinionBody(record=edition.id, stance=Stance.CONCUR, reason="x"), 120.0),
    ]  # fmt: skip
    for record in (*records, *records, *records):
        book.apply(record, T0)
    known = book.plan("GBR", "p")
    assert (len(known.editions), len(known.found[ASKED]), len(known.opinions)) == (1, 1, 1)


@pytest.mark.parametrize("most", [3, 500])
def test_no_second_flag_in_the_hour_however_little_is_kept(monkeypatch, most):
    """It fails and holds by turns for days; of what was told only the last few are kept."""
    monkeypatch.setattr(books, "_MOST_FOUND", most)
    book = PlanBook("GBR", Mode.REAL, REGISTRY)
    book._seen = Recent(most=1)
    edition = plan()
    book.apply(edition, T0)
    told: list[float] = []
    for step in range(300):
        t_s = 600.0 * step
        standing = PlanStanding.FAILS if step % 2 == 0 else PlanStanding.HOLDS
        found = book.plan("GBR", "p").found.get(ASKED, ())
        flag = raised(found, standing, T0 + t_s)
        if flag is None:
            continue
        told += [t_s] if flag.version == 1 else []
        record = finding(edition.id, flag.flag, standing, t_s)
        book.apply(record, T0 + t_s)
        book.apply(record, T0 + t_s)
    assert len(told) > 40
    assert min(b - a for a, b in pairwise(told)) >= HOUR_S
    assert len(book.plan("GBR", "p").found[ASKED]) <= most
    assert len(book.digest_lines()) <= most + 1, "nor is more remembered by any name"
