"""Verdicts explain themselves: in words, with margins by hand, down to the records."""

from __future__ import annotations

from typing import Any

import pytest

from cspo.errors import OutOfRange
from cspo.policy import (
    INSTANT,
    TEXT,
    TIME_S,
    TRUTH,
    Reading,
    Standing,
    Verdict,
    evaluate,
    parse,
)
from cspo.policy.unit import LENGTH_KM
from cspo.time import Epoch
from tests.policy.language_cases import PICTURE, Answers, says, unknown

SINCE = Epoch.from_utc("2026-11-26T06:00:00Z")
PC = says(9e-5, low=8e-5, high=9.5e-5, since=SINCE, evidence=("a" * 64, "b" * 64))
LAG = says(431.0, TIME_S, evidence=("c" * 64,))
CREW = says(True, TRUTH, evidence=("d" * 64,))


def verdict(text: str, near: float = 0.2, **answers: Reading) -> Verdict:
    named = {name.replace("service_", "service."): reading for name, reading in answers.items()}
    return evaluate(parse(text, PICTURE), Answers(named), near=near)


def judged(text: str, value: float, low: float | None = None, high: float | None = None) -> Verdict:
    return verdict(text, miss=says(value, LENGTH_KM, low=low, high=high))


@pytest.mark.parametrize(
    ("text", "value", "margin"),
    [
        ("miss() < 10 km", 4.0, 0.6),
        ("miss() < 10 km", 10.0, 0.0),
        ("miss() <= 10 km", 10.0, 0.0),
        ("miss() < 10 km", 25.0, -1.5),
        ("miss() > 10 km", 25.0, 1.5),
        ("miss() > 10 km", 9.0, -0.1),
        ("miss() >= 10 km", 10.0, 0.0),
        ("10 km > miss()", 4.0, 0.6),
        ("10 km <= miss()", 9.0, -0.1),
        ("not miss() < 10 km", 4.0, -0.6),
        ("not miss() < 10 km", 25.0, 1.5),
        ("miss() > 1 km and miss() < 10 km", 4.0, 0.6),  # 3.0 and 0.6
        ("miss() > 1 km and miss() < 10 km", 0.5, -0.5),  # one fails
        ("miss() > 8 km and miss() > 10 km", 5.0, -0.5),  # both fail: -0.375 and -0.5
        ("miss() > 8 km or miss() > 10 km", 5.0, -0.375),
        ("miss() < 8 km or miss() < 10 km", 5.0, 0.5),  # both hold: 0.375 and 0.5
        ("miss() - 10 km < 0 km", 4.0, 1.0),  # a limit of 0 has no share of its own
        ("miss() == 4 km", 4.0, None),
        ("known(miss())", 4.0, None),
        ("true and miss() < 10 km", 4.0, 0.6),
        ("true or miss() < 10 km", 4.0, None),
        ("false or miss() < 10 km", 4.0, 0.6),
    ],
)
def test_margins_by_hand(text: str, value: float, margin: float | None) -> None:
    found = judged(text, value).margin
    assert found == (margin if margin is None else pytest.approx(margin, rel=1e-12))


@pytest.mark.parametrize(
    ("text", "low", "high", "holds", "margin"),
    [
        ("miss() < 10 km", 1.0, 9.0, True, 0.1),
        ("miss() < 10 km", 1.0, 10.0, None, None),
        ("miss() <= 10 km", 1.0, 10.0, True, 0.0),
        ("miss() < 10 km", 10.0, 11.0, False, 0.0),
        ("miss() <= 10 km", 10.0, 11.0, None, None),
        ("miss() > 10 km", 9.0, 10.0, False, 0.0),
        ("miss() >= 10 km", 9.0, 10.0, None, None),
        ("miss() == 10 km", 10.0, 11.0, None, None),
        ("miss() != 10 km", 9.0, 10.0, None, None),
        ("miss() < 10 km", 12.0, 99.0, False, -0.2),
        ("miss() > 10 km", 12.0, 99.0, True, 0.2),
        ("miss() == 10 km", 9.0, 11.0, None, None),
        ("miss() == 10 km", 11.0, 12.0, False, None),
        ("miss() != 10 km", 11.0, 12.0, True, None),
        ("2 * miss() + 1 km < 10 km", 1.0, 4.0, True, 0.1),
        ("miss() * miss() < 10 km2", 1.0, 3.0, True, 0.1),
        ("-miss() > -10 km", 1.0, 9.0, True, 0.1),
        ("6 km2 / miss() < 10 km", 1.0, 3.0, True, 0.4),
    ],
)
def test_a_band_decides_only_as_a_whole(text, low, high, holds, margin) -> None:
    found = judged(text, (low + high) / 2.0, low, high)
    assert found.holds is holds
    assert found.margin == (margin if margin is None else pytest.approx(margin, rel=1e-12))


@pytest.mark.parametrize(
    ("value", "standing"),
    [
        (7.9, Standing.HOLDS),
        (8.0, Standing.NEARLY),
        (9.9, Standing.NEARLY),
        (10.0, Standing.FAILS),
        (10.1, Standing.FAILS),
    ],
)
def test_within_a_fifth_of_the_limit_it_nearly_holds(value: float, standing: Standing) -> None:
    assert judged("miss() < 10 km", value).standing is standing


def test_how_near_is_near_can_be_said() -> None:
    reading = says(9.0, LENGTH_KM)
    for near, expected in ((0.05, False), (0.2, True), (0.0, False), (1.0, True)):
        assert verdict("miss() < 10 km", near, miss=reading).near is expected
    assert verdict("miss() <= 9 km", 0.0, miss=reading).near is True


def test_unknown_is_neither_near_nor_far() -> None:
    found = verdict("miss() < 10 km", miss=unknown(LENGTH_KM))
    assert (found.standing, found.near, found.margin) == (Standing.UNKNOWN, False, None)


WORDS = [
    ('max_pc("SKYNET 5D", 7) < 1e-4', {"max_pc": PC},
     ('Holds, but nearly not: max_pc(asset="SKYNET 5D", days=7) is 9e-5 (8e-5 to 9.5e-5), '
      "below 1e-4 by 5 %, since 2026-11-26T06:00:00Z.")),
    ('max_pc("X") < 1e-5', {"max_pc": PC},
     ('Fails: max_pc(asset="X") is 9e-5 (8e-5 to 9.5e-5), not below 1e-5 by 700 %, '
      "since 2026-11-26T06:00:00Z.")),
    ('max_pc("X") < 9e-5', {"max_pc": PC},
     'Unknown: max_pc(asset="X") is 9e-5 (8e-5 to 9.5e-5), on both sides of 9e-5.'),
    ('feed_lag("NOR") < 10 min', {"feed_lag": LAG},
     'Holds: feed_lag(nation="NOR") is 7.18 min, below 10 min by 28 %.'),
    ('feed_lag("NOR") < 10 min', {"feed_lag": unknown(TIME_S, "no word since 05:12", low=7200.0)},
     ('Fails: feed_lag(nation="NOR") is unknown (at least 120 min), not below 10 min by 1100 %, '
      "no word since 05:12.")),
    ('feed_lag("NOR") < 3 h', {"feed_lag": unknown(TIME_S, "no word since 05:12", low=7200.0)},
     'Unknown: feed_lag(nation="NOR") is unknown (at least 2 h), no word since 05:12.'),
    ('sensors_up("GEO") >= 3', {"sensors_up": says(3)},
     'Holds, but nearly not: sensors_up(regime="GEO") is 3, at least 3, the limit itself.'),
    ('crew_ready("day") and service("gps").state == "up"',
     {"crew_ready": CREW, "service.state": says("degraded", TEXT)},
     'Fails: service(name="gps").state is "degraded", not equal to "up".'),
    ('not crew_ready("day")', {"crew_ready": CREW}, 'Fails: crew_ready(crew="day") is true.'),
    ("now() < 2026-12-01", {"now": says(SINCE, INSTANT)},
     "Holds: now() is 2026-11-26T06:00:00Z, before 2026-12-01T00:00:00Z."),
    ("known(miss())", {}, "Fails: miss() is unknown, read the picture: miss (nobody says)."),
    ("miss() < 500 m", {"miss": says(0.25, LENGTH_KM)},
     "Holds: miss() is 250 m, below 500 m by 50 %."),
    ("5 km2 / (miss() - 1 km) < 3 km", {"miss": says(1.0, LENGTH_KM, low=0.0, high=2.0)},
     "Unknown: 5 km2 / (miss() - 1 km) has no value: a divisor may be 0, or it is too large."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "answers", "words"), WORDS)
def test_the_words(text: str, answers: dict[str, Reading], words: str) -> None:
    assert evaluate(parse(text, PICTURE), Answers(answers)).text == words


@pytest.mark.parametrize("value", [9.9999e-5, 1.00001e-4, 9.99999999e-5])
def test_a_value_never_reads_as_the_limit_that_it_is_not(value: float) -> None:
    said = verdict('max_pc("X") < 1e-4', max_pc=says(value)).text
    assert 'max_pc(asset="X") is 1e-4' not in said


def test_evidence_is_of_what_decides() -> None:
    answers = {"max_pc": PC, "feed_lag": LAG, "crew_ready": CREW}
    text = 'max_pc("X") < 1e-4 and feed_lag("NOR") < 5 min and crew_ready("a")'
    failed = verdict(text, **answers)
    assert failed.holds is False
    assert failed.evidence == LAG.evidence
    assert failed.margin == pytest.approx(-(431.0 - 300.0) / 300.0)
    held = verdict(text.replace("5 min", "10 min"), **answers)
    assert held.evidence == (*PC.evidence, *LAG.evidence, *CREW.evidence)
    either = verdict(text.replace("and", "or"), **answers)
    assert either.evidence == (*PC.evidence, *CREW.evidence)


def test_all_readings_are_there_each_asked_once() -> None:
    world = Answers({"max_pc": PC, "feed_lag": LAG})
    text = 'max_pc("X") < 1e-4 or max_pc("X") < 1e-3 or feed_lag("NOR") < 1 min'
    found = evaluate(parse(text, PICTURE), world)
    assert [(str(each.call), each.reading) for each in found.readings] == [
        ('max_pc(asset="X")', PC), ('feed_lag(nation="NOR")', LAG),
    ]  # fmt: skip
    assert world.asked == [("max_pc", {"asset": "X"}), ("feed_lag", {"nation": "NOR"})]


def test_the_tree_goes_down_to_the_readings() -> None:
    text = 'max_pc("X") < 1e-4 and not (feed_lag("NOR") > 10 min or crew_ready("a"))'
    tree = verdict(text, max_pc=PC, feed_lag=LAG, crew_ready=CREW).tree
    pc, opposite = tree.parts
    assert (tree.holds, pc.holds, opposite.holds) == (False, True, False)
    assert (pc.decides, opposite.decides) == (False, True)
    assert tree.why == "1 of 2 fails"
    (either,) = opposite.parts
    lag, crew = either.parts
    assert (lag.decides, crew.decides) == (False, True)
    assert lag.parts[0].text == 'feed_lag(nation="NOR")'
    assert lag.parts[0].why == 'feed_lag(nation="NOR") is 7.18 min'
    assert lag.parts[0].evidence == LAG.evidence
    assert crew.why == 'crew_ready(crew="a") is true'


def test_a_world_that_cannot_say_makes_it_unknown_with_the_reason() -> None:
    class Broken:
        def read(self, name: str, arguments: Any) -> Reading:
            raise OutOfRange("look up the shell", "GEO", expected="a screening", got="none yet")

    found = evaluate(parse('sensors_up("GEO") >= 3', PICTURE), Broken())
    assert found.standing is Standing.UNKNOWN
    assert "look up the shell: GEO, expected a screening, got none yet" in found.text


def test_what_a_partner_says_stays_one_line_and_short() -> None:
    wild = "late\n\u202eretal\x1b[2J" + "x" * 10_000
    for answers in ({"feed_lag": unknown(TIME_S, wild)}, {"service.state": says(wild, TEXT)}):
        text = 'feed_lag("NOR") < 1 h and service("a").state == "up"'
        found = evaluate(parse(text, PICTURE), Answers(answers))
        assert found.text.isprintable()
        assert len(found.text) < 1_000
        for each in found.tree.parts:
            assert each.why.isprintable()


@pytest.mark.parametrize("value", [-0.1, 1.5])
def test_what_a_function_cannot_give_is_not_believed(value: float) -> None:
    found = verdict('max_pc("X") < 0.5', max_pc=says(value))
    assert found.holds is None
    assert f"{value:g} was read, which it can't be" in found.text


def test_a_band_is_cut_to_what_a_function_can_give() -> None:
    found = verdict('max_pc("X") < 0.5', max_pc=says(0.9, low=0.6, high=1.3))
    assert found.holds is False
    assert "(0.6 to 1)" in found.text
    below = verdict("miss() > 1 km", miss=says(0.5, LENGTH_KM, low=-3.0, high=0.8))
    assert "(0 to 800 m)" in below.text or "(0 to 0.8 km)" in below.text
