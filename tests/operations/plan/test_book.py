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
from cspo.records.bodies.trust import Instruction, WithdrawalBody
from cspo.time import Epoch

T0 = Epoch.from_utc("2026-11-26T00:00:00Z")
ASKED = 'crew_ready("night")'


def said(body, t_s: float = 0.0, origin: str = "GBR"):
    t = T0 + t_s
    return issue(body, make_label("U", ["GBR", "NOR", "USA"]), origin=origin, mode=Mode.REAL,
                 t_valid=t, t=t, signer=key_of(origin, Mode.REAL), registry=REGISTRY)  # fmt: skip


def plan(number: int = 1):
    return said(PlanBody(
        name="p", number=number, status=PlanStatus.ACTIVE, objective="x",
        assumptions=(Assumption(text="they are there", expression=ASKED),),
    ))  # fmt: skip


def finding(edition: str, flag: int, standing: PlanStanding, t_s: float, **more):
    at = (T0 + t_s).utc_iso(3)
    fields = {"name": "p", "expression": ASKED, **more}
    origin = fields.pop("origin", "GBR")
    return said(PlanFindingBody(
        subject=PlanSubject.PLAN, number=1, plan=edition, assumption=1,
        flag=flag, standing=standing, since_utc=at, seen_utc=at, **fields,
    ), t_s, origin)  # fmt: skip


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


def test_a_partner_that_makes_up_names_pushes_out_its_own_alone(monkeypatch):
    for name, most in (("_MOST_NAMES", 3), ("_MOST_EDITIONS", 2), ("_MOST_EXPRESSIONS", 2)):
        monkeypatch.setattr(books, name, most)
    book = PlanBook("GBR", Mode.REAL, REGISTRY)

    def enter(name: str, origin: str, number: int = 1) -> str:
        body = PlanBody(name=name, number=number, status=PlanStatus.ACTIVE, objective="x")
        record = said(body, 60.0 * number, origin)
        book.apply(record, T0)
        return record.id

    enter("theirs", "USA")
    for n in range(5):
        enter(f"ours{n}", "GBR")
    kept = enter("kept", "NOR")
    for n in range(10):
        first = enter(f"n{n}", "NOR")
        book.apply(finding(kept, n + 1, PlanStanding.FAILS, n, name="kept", origin="NOR",
                           expression=f'crew_ready("{n}")'), T0)  # fmt: skip
    for number in range(2, 6):
        enter("n9", "NOR", number)
    names = [plan.name for plan in book.every()]
    assert names == [*(f"ours{n}" for n in range(5)), "kept", "n8", "n9", "theirs"]
    assert [each.body.number for each in book.plan("NOR", "n9").editions] == [4, 5]
    assert list(book.plan("NOR", "kept").found) == ['crew_ready("8")', 'crew_ready("9")']
    assert len(book.digest_lines()) == 5 + 1 + 3 + 3, "nor is more remembered by any name"
    for record_id in (first, kept):
        taken = WithdrawalBody(record=record_id, reason="x", instruction=Instruction.DELETE)
        book.apply(said(taken, 600.0, "NOR"), T0)
    assert book.plan("NOR", "kept").current(T0) is None
