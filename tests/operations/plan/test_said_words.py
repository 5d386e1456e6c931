"""The newest words of each party: bounded, each party by itself, the one before where one goes."""

from __future__ import annotations

from types import SimpleNamespace

from cspo.markings import make_label
from cspo.operations.plan import said_words
from cspo.operations.plan.said_words import WordTable
from cspo.operations.plan.sayings import Word
from cspo.time import Epoch

T0 = Epoch.from_utc("2026-11-01T00:00:00Z")


def word(name: str, origin: str, minute: float) -> Word:
    return Word(name, origin, T0 + 60.0 * minute, SimpleNamespace(), make_label("U", ["NOR"]))


def test_the_last_by_its_time_counts_whenever_it_came():
    table = WordTable()
    for minute in (2, 5, 3):
        table.put(("crew", "day"), word(f"r{minute}", "NOR", minute))
    assert table.last("NOR", ("crew", "day")).record_id == "r5"
    assert table.last("FRA", ("crew", "day")) is None


def test_what_its_nation_takes_back_leaves_the_one_before():
    table = WordTable()
    for minute in (1, 2):
        table.put(("crew", "day"), word(f"r{minute}", "NOR/met", minute))
    assert table.take_back("r2", "FRA") == [], "none of FRA's to take back"
    assert table.take_back("r2", "NOR") == [("crew", "day")]
    assert table.last("NOR/met", ("crew", "day")).record_id == "r1"
    table.take_back("r1", "NOR")
    assert list(table) == []


def test_who_makes_up_names_pushes_out_its_own_alone(monkeypatch):
    monkeypatch.setattr(said_words, "_MOST", 3)
    table = WordTable()
    table.put(("crew", "day"), word("ours", "NOR", 0))
    for n in range(10):
        table.put(("crew", f"{n}"), word(f"r{n}", "FRA", n))
        table.put(("crew", "kept"), word(f"kept{n}", "FRA", n))
    told = [(party, thing[1], said.record_id) for party, thing, said in table]
    assert told == [("FRA", "8", "r8"), ("FRA", "9", "r9"), ("FRA", "kept", "kept9"),
                    ("NOR", "day", "ours")]  # fmt: skip
