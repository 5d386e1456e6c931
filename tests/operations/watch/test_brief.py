"""The brief: one page of 72 columns, most urgent first, its numbers adding up to what is open."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cspo.markings import make_label
from cspo.operations.language import LANGUAGES, PAGE_COLUMNS, PAGE_LINES, columns, speech
from cspo.operations.watch import Brief, HandoverState, brief_page
from cspo.operations.watch.entries import Said
from cspo.records.bodies.watch import HandoverBody, HandoverStep
from tests.operations.watch.watch_words import HOUR_S, Scribe, T, book_of

NAMES = {"norad:24946": "IRIDIUM 33", "norad:22675": "COSMOS 2251"}
AT = T + 2 * HOUR_S


def brief(*records, names=NAMES, t=AT, mode="REAL", **standing):
    items = book_of(*records).open_items(t)
    state = HandoverState(watch="watch", **standing)
    return Brief(nation="NOR", mode=mode, watch="watch", t=t, standing=state, items=items,
                 names=names)  # fmt: skip


def page(of: Brief, language: str = "en") -> str:
    return brief_page(of, speech(language))


def check_page(text: str, language: str) -> None:
    lines = text.splitlines()
    assert len(lines) <= PAGE_LINES
    wide = 2 if language == "ja" else 1
    assert [line for line in lines if columns(line, wide) > PAGE_COLUMNS] == []


def full(scribe: Scribe) -> list:
    proposal = scribe.proposal()
    return [
        scribe.warning(miss_distance_km=0.584, rule="R3"), proposal,
        scribe.entry(opens="Call FRA back"), scribe.contact(),
        scribe.commitment(),
    ]  # fmt: skip


def test_a_page_says_what_until_when_and_who_says_so():
    records = full(Scribe())
    text = page(brief(*records, office="duty officer, day", since=T))
    warning, entry = records[0].id[:8], records[2].id[:8]
    assert text == (
        "Brief of the watch, Norway                                         watch\n"
        "As of 1 March 2026, 02:00 UTC\n"
        "On watch: duty officer, day, since 1 March 2026, 00:00 UTC\n"
        "Open: 5 (warnings 1, proposals 1, commitments 1, log 1, contacts 1)\n"
        + "-" * 72 + "\n"
        " 1  in 10\u00a0h                                until 1 March 2026, 12:00 UTC\n"
        "    USA manoeuvres: IRIDIUM 33 (norad:24946). Promised.\n"
        " 2  in 11\u00a0h                                until 1 March 2026, 13:00 UTC\n"
        "    Warning 1 of NOR: COSMOS 2251 (norad:22675), IRIDIUM 33\n"
        "    (norad:24946), at 1 March 2026, 17:00 UTC. Miss distance 584\u00a0m.\n"
        f"    Rule\u00a0R3. Not acknowledged. [{warning}]\n"
        " 3  in 11\u00a0h                                until 1 March 2026, 13:00 UTC\n"
        "    Proposal 1 of NOR for COSMOS 2251 (norad:22675), IRIDIUM 33\n"
        "    (norad:24946): USA manoeuvres. Nobody has answered: the other side\n"
        "    manoeuvres.\n"
        " 4  can wait\n"
        f"    Call FRA back (log, watch) [{entry}]\n"
        " 5  can wait\n"
        "    Call USA, orbit safety desk, +1 202 555 0147: never reached.\n"
        "\n"
        "From the signed records of NOR, USA, and this node's reviews and alarms.\n"
    )  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_page_for_it(language):
    text = page(brief(*full(Scribe())), language)
    check_page(text, language)
    assert "UTC" in text
    for name in NAMES.values():
        assert name in text
    spoken = speech(language)
    for words in ("brief.nobody", "progress.new", "progress.promised"):
        flat = re.sub(r"\s+", "", text)
        assert re.sub(r"\s+", "", spoken.say(words, default="")) in flat


def test_nothing_open_is_said():
    text = page(brief())
    assert "Nothing is open." in text
    assert "On watch: nobody has accepted it yet" in text


def test_exercises_say_so():
    assert "EXERCISE EXERCISE EXERCISE" in page(brief(mode="EXERCISE"))
    assert "演習" in page(brief(mode="EXERCISE"), "ja")
    assert "EXERC" not in page(brief())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [0, 1, 15, 40, 700])
def test_one_page_whatever_is_open_and_its_numbers_add_up(language, count):
    scribe = Scribe()
    records = [scribe.entry(opens=f"item {n} {'x' * (n % 90)}") for n in range(count)]
    records += [
        scribe.warning(event=f"event:norad:{n}~norad:9{n}@2026-03-01T16:00:00.000Z")
        for n in range(1, count // 4)
    ]
    made = brief(*records)
    text = page(made, language)
    check_page(text, language)
    shown = len(re.findall(r"^ ?\d+  \S", text, re.MULTILINE))
    rest = len(made.items) - shown
    told = speech(language).number(rest)
    assert (f"\n{told} more" in text or "not on this page" in text) or rest == 0 or language != "en"
    assert shown > 0 or not made.items
    assert (told in text) or rest == 0


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Zl",
       "Zp"]), min_size=1, max_size=150), max_size=40), st.sampled_from(LANGUAGES))  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_whatever_people_write_it_stays_one_page(texts, language):
    scribe = Scribe()
    records = []
    for text in texts:
        try:
            records.append(scribe.entry(opens=text))
        except ValueError:  # a body refuses it
            continue
    check_page(page(brief(*records), language), language)


def test_where_the_watch_stands_is_said():
    def answered(step: HandoverStep, note: str = "") -> Said:
        body = HandoverBody(
            watch="watch", step=step, offer=None if step is HandoverStep.OFFERED else "ab" * 32,
            at_utc=T.utc_iso(6), outgoing="night", incoming="day", note=note,
        )  # fmt: skip
        return Said("cd" * 32, "NOR", T.utc_iso(6), 1, make_label("U", ["NOR"]), body)

    offered = page(brief(office="night", since=T, offered=answered(HandoverStep.OFFERED)))
    assert "On watch: night, since 1 March 2026, 00:00 UTC" in offered
    assert "Offered to day at 1 March 2026, 00:00 UTC; not accepted yet" in offered
    back = answered(HandoverStep.RETURNED, "and the\nradar? " + "x" * 400)
    returned = page(brief(office="night", since=T, returned=back))
    assert "Returned by day at 1 March 2026, 00:00 UTC: and the radar?" in returned
    for language in LANGUAGES:
        check_page(page(brief(office="night", since=T, returned=back), language), language)
