"""The file of dose rates: what it makes, every fault at its line, no word of a cause."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cspo.errors import MalformedMessage
from cspo.operations.consequence.belts_file import TABLES, belts_faults, read_belts

PAGE = Path(__file__).resolve().parents[3] / "docs/reference/belts-file.md"
TEXT = PAGE.read_text("utf-8").split("```toml\n", 1)[1].split("```", 1)[0]


def test_the_example_of_the_page_is_read() -> None:
    file = read_belts(TEXT.encode(), "belts.toml")
    assert file.as_of.utc_iso(0) == "2026-03-01T00:00:00Z"
    assert file.enhancement.zones == ((1.1, 1.7, 0.0, float("inf")),)
    assert file.enhancement.rates_krad_day(2.0)[0].tolist() == pytest.approx(
        [(0.5 * 0.1) ** 0.5, (1.5 * 0.3) ** 0.5, (4.5 * 0.9) ** 0.5]
    )
    assert [budget.object_id for budget in file.budgets] == ["norad:39634", "norad:62261"]
    rows = file.lives()
    assert len(rows) == 36
    life = {(a, i, each.shielding_mm): each.life_days.expected for a, i, each in rows}
    assert life[1200.0, 0.0, 1.0] < life[1200.0, 0.0, 4.0]  # a shield helps
    assert life[20200.0, 53.0, 1.0] == float("inf")  # outside of the zone
    assert file.budgets[0].natural_krad_day.expected == pytest.approx(1.0 / 365.25)


@pytest.mark.parametrize(
    ("good", "bad", "line", "word"),
    [
        ("2026-03-01T00:00:00Z", "yesterday", 2, "as_of"),
        ("[0.5, 1.5, 4.5]", "[1.5, 0.5, 4.5]", 5, "rate"),
        ("l_shell = [1.1, 1.7]", "l_shell = [1.7, 1.1]", 6, "l_shell"),
        ("shielding_mm = 1.0", "shielding_mm = 0.0", 7, "shielding_mm"),
        ("[100.0, 220.0, 400.0]", "[0.0, 220.0, 400.0]", 9, "decay_days"),
        ('"norad:62261"', '"norad:39634"', 18, "objects"),
        ('"norad:62261"', '"62261"', 18, "objects"),
        ("[5.0, 10.0, 20.0]", "[0.0, 10.0, 20.0]", 20, "remaining_krad"),
        ("800.0, 1200.0", "80.0, 1200.0", 24, "altitude_km"),
        ("53.0", "nan", 25, "inclination_deg"),
        ("shielding_mm = 1.0", "shielding_mm = 1.0\nyield_kt = 1.0", 8, "yield_kt"),
    ],
)
def test_a_fault_is_told_with_its_line(good: str, bad: str, line: int, word: str) -> None:
    assert good in TEXT
    file, faults = belts_faults(TEXT.replace(good, bad, 1).encode(), "belts.toml")
    assert file is None
    assert faults[0].line == line
    assert word in faults[0].keyword


def test_orbits_are_bounded_over_all_tables() -> None:
    """300 tables of 36 rows would be hours of work in a file of 40 kB."""
    orbit = TEXT[TEXT.index("[[orbit]]") :]
    file, faults = belts_faults((TEXT + 300 * f"\n{orbit}").encode(), "belts.toml")
    assert file is None
    assert [fault.expected for fault in faults] == ["at most 2,000 rows in all"]
    empty = TEXT.replace("inclination_deg = [0.0, 53.0, 98.0]", "inclination_deg = []")
    assert belts_faults(empty.encode(), "belts.toml")[1][0].got == "none"


def test_zones_that_overlap_are_refused() -> None:
    with pytest.raises(MalformedMessage, match="overlap"):
        read_belts(TEXT.replace("l_shell = [1.1, 1.7]", "l_shell = [1.5, 2.0]", 1).encode(), "b")


@settings(max_examples=60)
@given(st.data())
def test_damaged_bytes_raise_nothing_else(data: st.DataObject) -> None:
    text = bytearray(TEXT.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text) - 1))
        text[at : at + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=8))
    found, faults = belts_faults(bytes(text), "belts.toml")
    assert found is not None or faults


def test_every_field_stands_on_its_page_and_no_cause_among_them() -> None:
    text = PAGE.read_text("utf-8")
    for table, (kind, _) in TABLES.items():
        section = text.split(f"\n## {table}\n", 1)[1].split("\n## ", 1)[0]
        fields = [each.name for each in msgspec.structs.fields(kind)]
        assert [name for name in fields if f"`{name}`" not in section] == [], table
    every = {each.name for kind, _ in TABLES.values() for each in msgspec.structs.fields(kind)}
    assert every == {
        "as_of", "source", "shielding_mm", "rate_krad_day", "decay_days", "l_shell", "altitude_km",
        "objects", "remaining_krad", "natural_krad_year", "inclination_deg",
    }  # fmt: skip
