"""However much partners say, a book and its evidence keep so much of each, and the last words."""

from __future__ import annotations

import pytest
from assessing import FILE, WIDE, Nation, assessment, book_of
from msgspec import structs
from release_desks import EXAMPLES, T, sealed
from warning_desks import OURS

from cspo.node.store import SqliteStore
from cspo.operations.assess import evidence, lines
from cspo.operations.assess.assessed import left_behind
from cspo.operations.recent import TakenBack
from cspo.records import Record
from cspo.records.bodies.coordination import OpinionBody, Stance
from cspo.records.bodies.readiness import Readiness, ReadinessBody, ReadySubject
from cspo.records.bodies.trust import WithdrawalBody


def flood(count: int, origin: str = "FRA") -> list[Record]:
    return [
        sealed(assessment(f"made-up-{n}", 0.5, objects=()), WIDE, origin=origin, t=T + n)
        for n in range(count)
    ]


def opinion(of: Record, n: int, stance: Stance = Stance.DISSENT) -> Record:
    body = OpinionBody(record=of.id, stance=stance, reason=f"Reason {n}.")
    return sealed(body, WIDE, origin="FRA", t=T + n)


def withdrawal(of: Record, origin: str = "FRA") -> Record:
    body: WithdrawalBody = structs.replace(EXAMPLES("withdrawal"), record=of.id)
    return sealed(body, WIDE, origin=origin, t=T + 500.0)


def test_lines_that_one_nation_makes_push_out_its_own_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lines, "_MOST_LINES", 5)
    ours = sealed(assessment("norsat-a", 1e-5), WIDE)
    made = flood(30)
    book = book_of(ours, *made)
    assert {each.record_id for each in book.current()} == {ours.id, *(r.id for r in made[-5:])}
    assert len(book.every()) == 6
    assert book.digest() == book_of(ours, *made).digest()


def test_of_what_was_superseded_the_oldest_goes_first_and_the_last_word_never(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lines, "_MOST_PAST", 4)
    quiet = sealed(assessment("norsat-b", 1e-5, objects=()), WIDE)
    words = [sealed(assessment("norsat-a", 1e-5 * n), WIDE, t=T + n) for n in range(1, 12)]
    book = book_of(quiet, *words)
    assert {each.record_id for each in book.current()} == {quiet.id, words[-1].id}
    (last,) = book.of(OURS)
    assert [each.record_id for each in book.line(last)] == [each.id for each in words[-5:]]
    assert left_behind(book.line(last), last, T) == ()


def test_of_many_opinions_of_one_party_its_last_counts() -> None:
    ours = sealed(assessment("norsat-a", 1e-5), WIDE)
    said = [opinion(ours, n) for n in range(80)]
    for book in (book_of(ours, *said), book_of(*said, ours)):
        (found,) = book.current()
        assert [each.record_id for each in found.opinions] == [said[-1].id]
        assert len(book._about) == len(book._lines.get(ours.id).opinions) <= 50


@pytest.mark.parametrize("order", ["said first", "taken back first", "before what it is of"])
def test_an_opinion_that_is_taken_back_stays_out_however_often_it_comes(order: str) -> None:
    ours = sealed(assessment("norsat-a", 1e-5), WIDE)
    kept, gone = opinion(ours, 1, Stance.CONCUR), opinion(ours, 2)
    records = {
        "said first": (ours, kept, gone, withdrawal(gone), gone),
        "taken back first": (ours, withdrawal(gone), kept, gone),
        "before what it is of": (kept, gone, withdrawal(gone), ours, gone),
    }[order]
    (found,) = book_of(*records).current()
    assert [each.stance for each in found.opinions] == [Stance.CONCUR]
    others = book_of(ours, kept, gone, withdrawal(gone, origin="GBR"))
    (found,) = others.current()
    assert [each.stance for each in found.opinions] == [Stance.DISSENT], "by its own nation alone"


def test_what_one_nation_takes_back_pushes_out_its_own_alone() -> None:
    kept = TakenBack(most=3)
    kept.add("a", "NOR")
    for n in range(10):
        kept.add(f"{n}", "FRA")
    assert list(kept) == [("a", "NOR"), ("7", "FRA"), ("8", "FRA"), ("9", "FRA")]
    assert ("a", "NOR") in kept
    assert ("a", "FRA") not in kept


def test_reports_of_readiness_of_what_nobody_has_push_out_none_of_ours(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "_MOST_READY", 3)
    nation = Nation(store, FILE)

    def report(name: str, origin: str, state: Readiness, n: int) -> None:
        nation.say(
            ReadinessBody(subject=ReadySubject.SENSOR, name=name, state=state,
                          from_utc=T.utc_iso(0)),
            origin=origin, t=T + n,
        )  # fmt: skip

    report("vardo-3", "NOR", Readiness.DOWN, 0)
    for n in range(10):
        report(f"made-up-{n}", "FRA", Readiness.READY, n)
    nation.step(T + 20.0)
    assert nation.last("vardo", "sensor").likelihood.value == 1.0
    assert sum(map(len, nation.duty._evidence._ready.values())) == 4
