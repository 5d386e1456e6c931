"""Columns and lines: what a page of fixed pitch shows."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cspo.operations.language.layout import columns, justified, wrap

TEXTS = st.text(alphabet="ab é、。「」日本語テー（）：±e\u0301 x-", max_size=120)


@pytest.mark.parametrize(
    ("text", "width"),
    [("abc", 3), ("最接近時刻", 10), ("é", 1), ("e\u0301", 1), ("ｱｲｳ", 3), ("ＡＢ", 4), ("", 0)],
)
def test_columns_are_those_of_uax_11(text, width):
    assert columns(text) == width


def test_ambiguous_characters_are_wide_on_a_japanese_page():
    assert (columns("±1°"), columns("±1°", 2)) == (3, 5)


@given(TEXTS, st.integers(10, 40), st.sampled_from([1, 2]))
@settings(max_examples=200, deadline=None)
def test_no_line_is_wider_than_asked_and_nothing_is_lost(text, width, wide):
    lines = wrap(text, width, first="* ", rest="  ", ambiguous=wide)
    assert all(columns(line, wide) <= width for line in lines)
    kept = "".join(line[2:] for line in lines)
    assert kept.replace(" ", "") == text.replace(" ", "")


@given(st.text(alphabet="abcdefg ", max_size=200))
@settings(max_examples=100, deadline=None)
def test_latin_text_never_exceeds(text):
    assert all(columns(line) <= 12 for line in wrap(text, 12))


def test_a_line_neither_begins_nor_ends_with_what_may_not():
    text = "最接近時刻は「二月十日」、衝突確率は（約一万分の一）。" * 4
    for width in range(12, 41):
        lines = wrap(text, width)
        assert all(line[0] not in "、。」）" for line in lines)
        assert all(line[-1] not in "「（" for line in lines)


def test_no_break_space_keeps_number_and_unit_together():
    assert wrap("miss distance 584\u00a0m exactly", 17) == ["miss distance", "584\u00a0m exactly"]


def test_line_feeds_stay_and_long_words_are_cut():
    assert wrap("one\n\ntwo", 20, rest="  ") == ["one", "", "  two"]
    assert wrap("a" * 25, 10) == ["a" * 10, "a" * 10, "a" * 5]


def test_both_ends_of_a_line():
    assert justified("left", "right", 12) == "left   right"
    assert justified("連合通報", "ja", 12) == "連合通報  ja"
    assert justified("too long", "by far", 10) == "too long by far"
    assert justified("alone", "", 10) == "alone"
