"""Decisions, reviews, withdrawals and lineage as operations put them down and ask for them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from chains_of_store import T0

from cspo.errors import UsageError
from cspo.markings import Mode
from cspo.operations.store import (
    Answer,
    DecisionQuery,
    DecisionRow,
    Outcome,
    ReviewRow,
    ReviewStep,
    Step,
    WithdrawalRow,
    WithdrawalStep,
)
from cspo.records.lineage import Opening

H1, H2, H3, H4 = ("11" * 32, "22" * 32, "33" * 32, "44" * 32)

DECISION = DecisionRow(
    product_id=H1, released_id=H2, party="FRA", outcome=Outcome.RELEASED, rule="12", reason="why",
    policy="AUS/3 sha256:00", kind="orbit", mode=Mode.REAL, object="norad:1", review_id="r1",
    persons=("ann", "bob"), t_product=T0, t=T0 + 1.5,
)  # fmt: skip
REVIEW = ReviewRow(
    review_id="r1", purpose="widening", product_id=H1, kind="orbit", mode=Mode.REAL,
    parties=("FRA", "GBR/acme-sat"), rule="4", reason="orcon", profile="coarse", draft=b"{}",
    drafter="ann", approvals=2, on_expiry="withhold", t_product=T0, t_opened=T0 + 1,
)  # fmt: skip
WITHDRAWAL = WithdrawalRow(
    withdrawal_id=H3, record_id=H1, reason="wrong sensor", person="ann", due=T0 + 60, t=T0
)


def step(review_id, n, kind, due):
    return ReviewStep(
        review_id=review_id, n=n, step=kind, person="", desk="duty", reason="", due=due, t=T0
    )


def test_log_of_decisions(store):
    other = replace(
        DECISION, party="USA", outcome=Outcome.WITHHELD, released_id="", persons=(), t=T0 + 9,
        review_id="", product_id=H4, rule="3", kind="notice", mode=Mode.TEST,
    )  # fmt: skip
    with store.write() as unit:
        unit.log_decisions([DECISION, other])
        unit.log_decisions([])
        unit.log_decisions([DECISION])
    with store.read() as unit:
        assert unit.decisions(DecisionQuery()) == [(1, DECISION), (2, other), (3, DECISION)]
        assert unit.decisions(DecisionQuery(after=1, limit=1)) == [(2, other)]
        for query in (
            {"product_id": H4}, {"party": "USA"}, {"outcome": Outcome.WITHHELD}, {"rule": "3"},
            {"kind": "notice"}, {"mode": Mode.TEST}, {"since": T0 + 9},
            {"party": "USA", "rule": "3"},
        ):  # fmt: skip
            assert unit.decisions(DecisionQuery(**query)) == [(2, other)], query
        for query in ({"released_id": H2}, {"review_id": "r1"}, {"until": T0 + 9}):
            assert [n for n, _ in unit.decisions(DecisionQuery(**query))] == [1, 3], query


def test_review_and_its_steps(store):
    steps = (step("r1", 0, Step.OPENED, T0 + 60), step("r1", 1, Step.APPROVED, T0 + 60))
    with store.write() as unit:
        unit.add_review(REVIEW)
        for each in steps:
            unit.add_review_step(each)
        with pytest.raises(UsageError, match="there already"):
            unit.add_review(REVIEW)
        with pytest.raises(UsageError, match="step 2"):
            unit.add_review_step(steps[1])
    with store.read() as unit:
        assert unit.review("r1") == (REVIEW, steps)
        assert unit.review("r2") is None
    with pytest.raises(UsageError, match="FOREIGN KEY"), store.write() as unit:
        unit.add_review_step(step("nobody's", 0, Step.OPENED, T0))


def test_queue_of_reviews(store):
    dues = {"a": 300, "b": 100, "c": 200, "d": 50}
    with store.write() as unit:
        for name, due in dues.items():
            product = H2 if name == "c" else H1
            unit.add_review(replace(REVIEW, review_id=name, product_id=product))
            unit.add_review_step(step(name, 0, Step.OPENED, T0 + due))
        unit.add_review_step(step("d", 1, Step.RELEASED, T0 + 50))
        unit.add_review_step(step("b", 1, Step.ESCALATED, T0 + 250))
        assert unit.reviews(open_only=True) == ["c", "b", "a"]
        assert unit.reviews(open_only=False) == ["d", "c", "b", "a"]
        assert unit.reviews(open_only=True, due_by=T0 + 250) == ["c", "b"]
        assert unit.reviews(open_only=True, due_by=T0 + 199) == []
        assert unit.reviews(open_only=False, product_id=H1) == ["d", "b", "a"]


def test_withdrawal_and_the_partners_answers(store):
    steps = (
        WithdrawalStep(
            withdrawal_id=H3, party="FRA", answer=Answer.SENT, record_id=H3, text="", t=T0
        ),
        WithdrawalStep(
            withdrawal_id=H3, party="FRA", answer=Answer.DELETED, record_id=H4, text="done",
            t=T0 + 9,
        ),
    )  # fmt: skip
    second = replace(WITHDRAWAL, withdrawal_id=H4, record_id=H2)
    with store.write() as unit:
        unit.add_withdrawal(WITHDRAWAL)
        unit.add_withdrawal(second)
        for each in steps:
            unit.add_withdrawal_step(each)
        with pytest.raises(UsageError, match="there already"):
            unit.add_withdrawal(WITHDRAWAL)
    with store.read() as unit:
        assert unit.withdrawal(H3) == (WITHDRAWAL, steps)
        assert unit.withdrawal(H4) == (second, ())
        assert unit.withdrawal(H1) is None
        assert unit.withdrawals() == [H3, H4]
        assert unit.withdrawals(record_id=H2) == [H4]
        both = frozenset({WITHDRAWAL.record_id, H2})
        assert unit.taken_back([]) == frozenset()
        assert unit.taken_back([H3, H2]) == {H2}, "what it asks for is not there to be read"
        assert unit.taken_back(sorted(both)) == both


def test_lineage(store):
    openings = (Opening(index=0, id=H2, salt=H3), Opening(index=3, id=H4, salt=H1))
    with store.write() as unit:
        unit.put_lineage(H1, openings[::-1])
        unit.put_lineage(H3, openings[:1])
        unit.put_lineage(H4, [])
    with store.read() as unit:
        assert unit.lineage(H1) == openings
        assert unit.lineage(H4) == ()
        assert unit.products_of(H2) == [H1, H3]
        assert unit.products_of(H4) == [H1]
        assert unit.products_of(H1) == []
