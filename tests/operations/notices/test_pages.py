"""Pages: the words of the three languages as they were read line by line, and one A4 page each."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cspo.errors import UsageError
from cspo.markings import NATIONS, make_label
from cspo.operations.language import LANGUAGES, PAGE_COLUMNS, PAGE_LINES, columns, speech
from cspo.operations.notices.approach import Source, approach_page
from cspo.operations.notices.happening import happening_page
from cspo.operations.notices.page import TEXT_LINES, Head, print_page, set_page
from cspo.records.bodies.activity import Behavior
from cspo.records.bodies.conjunction import CallPoint
from cspo.records.bodies.examples import example
from cspo.records.bodies.warning import ChecklistItem
from tests.operations.notices.notice_words import TCA, T, approach, warning

PAGES = Path(__file__).parent / "pages"
HEAD = Head(serial="NOR-2026-0042", origin="NOR", mode="REAL", t=T, replaces="NOR-2026-0041")
SOURCES = [
    Source("NOR", approach(pc=1.2e-4, pc_method="foster1992")),
    Source("USA", approach(0.117, tca=TCA + -1.3, source="CDM 000371", pc=3.0e-5, pc_method="x")),
    Source("FRA", approach(11.2, source="GRAVES", tca=TCA + 30_000.0)),
]


def page_of(language: str, **fields):
    values = {"sources": SOURCES, "warning": warning(), "head": HEAD, "names": {}} | fields
    sources, warned, head = (values.pop(name) for name in ("sources", "warning", "head"))
    return approach_page(sources, warned, head, speech(language), **values)


def check(text: str, language: str) -> None:
    wide = 2 if language == "ja" else 1
    lines = text.splitlines()
    assert len(lines) <= PAGE_LINES
    assert [line for line in lines if columns(line, wide) > PAGE_COLUMNS] == []
    assert not any(line != line.rstrip(" ") for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_reads_as_it_was_reviewed(language):
    """The files were read by people who know the field's words in that language."""
    page = page_of(language, remarks="Iridium 33 is one of 66 in use." if language == "en" else "")
    printed = print_page(page.text, make_label("U", NATIONS))
    assert printed == (PAGES / f"approach.{language}.txt").read_text("utf-8")
    check(printed, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", Behavior)
def test_everything_that_objects_do_has_a_page(language, what):
    more = {"what": what, "delta_v_km_s": 0.0123, "least_range_km": 0.5}
    changed = msgspec.structs.replace(example("behavior-event"), **more)
    page = happening_page(changed, HEAD, speech(language), names={"norad:13552": "COSMOS 1408"})
    check(page.text, language)
    assert "COSMOS 1408 (norad:13552)" in page.text
    assert page.title in page.text.replace("\n", "")


def test_what_is_not_known_is_said_to_be_unknown():
    bare = approach(object1=type(SOURCES[0].body.object1)(object="norad:24946"),
                    object2=type(SOURCES[0].body.object2)(object="norad:22675"),
                    relative_speed_km_s=None, source="")  # fmt: skip
    text = page_of("en", sources=[Source("NOR", bare)], warning=None).text
    flat = " ".join(text.split())
    assert "norad:24946, type unknown, owner unknown, manoeuvrability unknown, age of" in flat
    assert "Probability of collision: not reported: the orbit data do not allow it" in flat
    assert "Relative speed" not in text
    assert "Act by" not in text
    named = page_of("en", sources=[Source("NOR", bare)], names={"norad:24946": "IRIDIUM 33"})
    assert "IRIDIUM 33 (norad:24946)" in named.text


def test_an_act_that_would_come_too_late_is_not_asked_for():
    text = page_of("en", warning=warning(act_by_utc=None, checklist=())).text
    assert "No action would help in time." in text
    assert "To be done" not in text


def test_another_day_is_written_out_and_many_sources_are_counted():
    later = Source("FRA", approach(1.0, tca=TCA + 86_400.0))
    text = page_of("en", sources=[*SOURCES, later, *([SOURCES[0]] * 9)], warning=None).text
    assert "2026-02-11 16:55:59.8" in text
    assert "  7 more sources" in text


@pytest.mark.parametrize("mode", ["EXERCISE", "SIMULATED", "TEST"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_real_says_so_on_top(mode, language):
    head = Head(serial="NOR-X-2026-0001", origin="NOR", mode=mode, t=T)
    assert page_of(language, head=head).text.splitlines()[1] == speech(language).say(f"mode.{mode}")


def test_the_fullest_page_fits():
    full = warning(
        checklist=tuple(
            ChecklistItem(text="x" * 60 + f" {n}", by_utc="2026-02-10T08:00:00Z") for n in range(12)
        ),
        call=tuple(CallPoint(party="USA", role=f"desk {n}", phone="+1") for n in range(9)),
    )
    for language in LANGUAGES:
        check(page_of(language, warning=full, sources=SOURCES[:1]).text, language)


def test_more_than_a_page_is_refused():
    with pytest.raises(UsageError, match=f"one page, of {TEXT_LINES} lines, got"):
        page_of("en", remarks="word " * 700)
    with pytest.raises(UsageError, match="one page"):
        set_page("title", ["line"] * 60, "foot", HEAD, speech("en"))


def test_the_mark_stands_above_and_below_and_no_part_of_it_is_cut():
    guests = [f"GBR/operator-number-{n}" for n in range(4)]
    label = make_label("S", [*NATIONS, *guests], orcon=True, originators=["NOR"])
    printed = print_page("text\n", label)
    head, foot = printed.split("text")
    assert " ".join(head.split()) == " ".join(foot.split())
    for party in (*NATIONS, *guests, "SECRET", "ORCON"):
        assert party in head
    check(printed, "en")


@given(
    st.floats(0.0, 5e4), st.floats(0.0, 16.0) | st.none(), st.floats(0.0, 1.0) | st.none(),
    st.floats(-1e6, 1e6), st.text("abc 接近、。é", max_size=120), st.sampled_from(LANGUAGES),
)  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_whatever_the_numbers_the_page_is_one(miss, speed, pc, age, words, language):
    side = type(SOURCES[0].body.object1)
    body = approach(miss, relative_speed_km_s=speed, pc=pc, pc_method="m" if pc is not None else "",
                    object1=side(object="norad:24946", name=words.strip(), orbit_age_s=age),
                    source=words.strip())  # fmt: skip
    page = page_of(language, sources=[Source("NOR", body)] * 3, remarks=words)
    check(page.text, language)
    again = page_of(language, sources=[Source("NOR", body)] * 3, remarks=words)
    assert again == page, "the same records give the same words"
