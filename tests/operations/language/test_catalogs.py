"""The catalogues: complete, alike in their places, and saying what the code asks for."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from importlib.resources import files
from pathlib import Path

import pytest

import cspo.operations
from cspo.errors import MalformedMessage, UsageError
from cspo.markings import NATIONS, Mode
from cspo.operations.language.speech import LANGUAGES, places_of, read_catalog, speech
from cspo.operations.watch.items import ItemKind, Progressed
from cspo.records.bodies.activity import Behavior
from cspo.records.bodies.conjunction import Advice
from cspo.records.bodies.coordination import Deed, Default
from cspo.records.bodies.objects import Maneuverability, ObjectType
from cspo.records.bodies.warning import Asks, Severity
from cspo.records.bodies.words import Confidence
from cspo.time import Epoch

CATALOGS = {name: speech(name) for name in LANGUAGES}
OPERATIONS = Path(cspo.operations.__file__).parent
SPOKEN = {
    path: path.read_text("utf-8")
    for folder in ("language", "watch", "notices")
    for path in (OPERATIONS / folder).glob("*.py")
}
WORDS = {
    "nation": NATIONS, "mode": Mode, "type": ObjectType, "maneuverable": Maneuverability,
    "confidence": Confidence, "behavior": Behavior, "default": Default, "deed": Deed,
    "kind": ItemKind, "progress": Progressed, "severity": Severity, "asks": Asks,
}  # fmt: skip
"""Sections that have a text for each word of a closed vocabulary, and no other."""


def toml_of(language: str) -> dict:
    return tomllib.loads(
        (files("cspo.operations.language") / "catalogs" / f"{language}.toml").read_text("utf-8")
    )


def test_there_is_a_file_a_language_and_no_other():
    folder = files("cspo.operations.language") / "catalogs"
    assert sorted(each.name for each in folder.iterdir()) == [f"{name}.toml" for name in LANGUAGES]
    assert {name: each.code for name, each in CATALOGS.items()} == {n: n for n in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_catalogue_has_the_names_and_places_of_the_english_one(language):
    english, other = CATALOGS["en"].texts, CATALOGS[language].texts
    assert set(other) == set(english)
    assert [name for name in english if places_of(english[name]) != places_of(other[name])] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_stand_in_the_same_order(language):
    assert [*CATALOGS[language].texts] == [*CATALOGS["en"].texts]


def test_every_name_that_the_code_says_is_there_and_no_other():
    whole = "\n".join(SPOKEN.values())
    said = set(re.findall(r'"([a-z]+\.[a-z_]+)"', whole))
    said |= {f"{section}.{word}" for section, words in WORDS.items() for word in words}
    names = set(CATALOGS["en"].texts)
    sections = {name.partition(".")[0] for name in names}
    assert {name for name in said if name.partition(".")[0] in sections} == names


@pytest.mark.parametrize("section", WORDS)
def test_a_vocabulary_is_spoken_whole(section):
    found = {name for name in CATALOGS["en"].texts if name.startswith(f"{section}.")}
    assert found == {f"{section}.{word}" for word in WORDS[section]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_is_in_its_language_and_of_one_line(language):
    for name, text in CATALOGS[language].texts.items():
        check_text(language, name, text)


def check_text(language, name, text):
    assert text == unicodedata.normalize("NFC", text)
    assert "\n" not in text
    if name.startswith("mode.REAL"):
        assert text == ""
    if language == "ja" and not re.search(r"^unit\.|^mode\.REAL|^notice\.holds_no_more", name):
        words = re.sub(r"\{\w+\}", "", text)
        assert any(unicodedata.east_asian_width(char) in "WF" for char in words), text
        assert not re.search(r"[(),.:;]", words), "full-width marks in Japanese text"
    if language == "fr":
        assert not re.search(r"[^\N{NO-BREAK SPACE}][;:?!]", text), "a no-break space goes before"
        assert "'" not in text, "the apostrophe of French typography"
    if language != "ja":
        assert not any(unicodedata.east_asian_width(char) in "WF" for char in text)


def test_numbers_are_written_as_cldr_has_them():
    """CLDR 46, numbers/symbols: the French group sign there is U+202F, which terminals lack."""
    assert CATALOGS["en"].number(1234567.5, 1) == "1,234,567.5"
    assert CATALOGS["fr"].number(1234567.5, 1) == "1\u00a0234\u00a0567,5"
    assert CATALOGS["ja"].number(1234567.5, 1) == "1,234,567.5"


def test_days_are_written_as_cldr_has_them():
    """CLDR 46, dateFormats/long: «d MMMM y», «d MMMM y» with 1er, «y年M月d日»."""
    for month in range(1, 13):
        t = Epoch.from_utc(f"2009-{month:02d}-10")
        assert CATALOGS["ja"].day(t) == f"2009年{month}月10日"
    first = Epoch.from_utc("2024-02-01")
    assert [CATALOGS[name].day(first) for name in LANGUAGES] == [
        "1 February 2024", "1er février 2024", "2024年2月1日",
    ]  # fmt: skip
    english = [CATALOGS["en"].day(Epoch.from_utc(f"2024-{k:02d}-02")) for k in range(1, 13)]
    assert english[0] == "2 January 2024"
    assert english[11] == "2 December 2024"
    assert CATALOGS["fr"].day(Epoch.from_utc("2024-08-31")) == "31 août 2024"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_instant_says_utc(language):
    t = Epoch.from_utc("2016-12-31T23:59:60.999Z")
    said = CATALOGS[language].instant(t, decimals=2)
    assert said.endswith(" UTC")
    assert "23:59:60" in said, "a leap second stays one"
    assert CATALOGS[language].instant(t).endswith("23:59 UTC")


def test_a_probability_is_also_told_as_one_in_so_many():
    english = CATALOGS["en"]
    assert english.probability(1.0e-4) == "1.0E-04 (1 in 10,000)"
    assert english.probability(4.7e-7) == "4.7E-07 (1 in 2,100,000)"
    assert english.probability(0.25) == "2.5E-01"
    assert english.probability(1.0e-10) == "1.0E-10"
    assert english.probability(5e-324) == "4.9E-324"
    assert english.probability(0.0) == "0.0E+00"
    assert CATALOGS["fr"].probability(1.0e-4) == "1,0E-04 (1 sur 10\u00a0000)"
    assert CATALOGS["ja"].probability(1.0e-4) == "1.0E-04（10,000分の1）"


def test_spans_are_cut_and_never_rounded_up():
    english = CATALOGS["en"]
    said = [english.span(s).replace("\u00a0", " ") for s in (59, 60, 3_599, 3_600, 86_399, 86_400)]
    assert said == ["0 min", "1 min", "59 min", "1 h", "23 h 59 min", "1 d"]
    assert CATALOGS["ja"].span(187_200) == "2日4時間"


def test_what_is_not_there_is_not_said():
    with pytest.raises(UsageError, match="one of en fr ja"):
        speech("de")
    with pytest.raises(UsageError, match="a text of the en catalogue"):
        CATALOGS["en"].say("brief.nonsense")
    with pytest.raises(UsageError, match="a value for each place, got span"):
        CATALOGS["en"].say("brief.in")


@pytest.mark.parametrize("text", ["{", "{}", "{0}", "{a b}"])
def test_places_have_names(text):
    with pytest.raises(MalformedMessage):
        places_of(text)


def test_a_catalogue_that_is_none_is_refused():
    with pytest.raises(MalformedMessage):
        read_catalog(b"[language]\ncode = 1\n", "x.toml")
    eleven = toml_of("en")["language"]["months"][:11]
    data = (files("cspo.operations.language") / "catalogs" / "en.toml").read_bytes()
    cut = re.sub(rb"months = \[.*?\]", f"months = {eleven}".replace("'", '"').encode(), data,
                 count=1, flags=re.DOTALL)  # fmt: skip
    with pytest.raises(MalformedMessage, match="twelve months"):
        read_catalog(cut, "x.toml")


def test_advice_needs_no_words_of_its_own():
    """What the numbers call for is told by the checklist; a new advice must be thought about."""
    assert {each.value for each in Advice} == {"none", "watch", "better-data", "mitigate"}
