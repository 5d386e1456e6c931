"""Words of the review: what was before is not after, nobody is named twice, counts are whole."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from play_by_hand import _SCENARIO, HALTEN, T0, HandPlay

from cspo.exercise.json_form import to_plain
from cspo.exercise.play.recording import LineKind
from cspo.exercise.review import review
from cspo.exercise.white_cell import Checked
from cspo.exercise.world import TruthKind
from cspo.report.exercise import _counts, _number, render_exercise
from cspo.time.spans import after_words, span_words
from tests.exercise.review.test_review import DAY, notice


def test_what_was_announced_before_is_said_to_be_before(tmp_path: Path) -> None:
    text = _SCENARIO.replace("metric: acted, since: burn-1, of: [USA]",
                             "metric: acted, since: burn-1, of: [NOR]")  # fmt: skip
    play = HandPlay(tmp_path, text)
    play.truth(1_200.0, TruthKind.BURN, "burn-1", objects=(HALTEN,), number=0.4, unit="m/s")
    play.put("NOR", notice(1_200.0), 600.0, to=("GBR",), came={"GBR": 660.0})
    play.inject(1, 600.0)
    found = review(play.end(), day=DAY)
    measures = {each.name: each for inject in found.injects for each in inject.measures}
    assert measures["usa-acted"].detail == "NOR 10 min before it"
    assert "GBR 9 min before it" in measures["knew-in-time"].detail
    (line,) = (each for each in found.improvements if each.found.startswith("All know"))
    assert "NOR had evidence 10 min before it; none reached FRA" in line.found


def test_a_condition_that_failed_names_its_nation_once(tmp_path: Path) -> None:
    text = _SCENARIO.replace(
        "      - {name: usa-acted,",
        "      - {name: quiet, text: It is quiet., metric: condition, of: [NOR], unit: truth,\n"
        "         condition: feed_lag(\"GBR\") < 1 h, at_s: 3000}\n      - {name: usa-acted,",
    )  # fmt: skip
    play = HandPlay(tmp_path, text)
    asked = Checked(inject=1, measure="quiet", nation="NOR", t=T0 + 3_000.0, holds=False,
                    text="feed_lag is 2 h")  # fmt: skip
    play.recorder.put(LineKind.VERDICT, asked.t, **to_plain(asked))
    found = review(play.end(), day=DAY)
    (line,) = (each for each in found.improvements if each.found.startswith("It is quiet"))
    assert line.found == "It is quiet: NOR (feed_lag is 2 h)."


def test_sizes_of_what_happened(tmp_path: Path) -> None:
    play = HandPlay(tmp_path)
    play.truth(1_200.0, TruthKind.BREAKUP, "bang", objects=(HALTEN,), number=1_234.0, unit="pieces",
               text="HALTEN 1 broke up (explosion): 1234 pieces")  # fmt: skip
    play.truth(1_300.0, TruthKind.LATE_BEGAN, "slow", nation="GBR", number=5_400.0, unit="s",
               text="it comes late")  # fmt: skip
    page = render_exercise(msgspec.to_builtins(review(play.end(), day=DAY))).decode()
    assert ", 1,234 pieces</span>" in page
    assert "e+03" not in page
    assert '<td>it comes late</td><td class="tight">1 h 30 min</td>' in page


@pytest.mark.parametrize(
    ("measure", "text"),
    [
        ({"metric": "knew", "limit": 8.0, "unit": "h", "sense": "at_most"}, "knew within 8 h"),
        ({"metric": "records", "limit": 1.0, "unit": "records", "sense": "at_least"},
         "at least 1 record"),
        ({"metric": "records", "limit": 0.0, "unit": "records", "sense": "at_most"},
         "at most 0 records"),
        ({"metric": "condition", "limit": 1.0, "unit": "truth", "sense": "at_most"}, "condition"),
    ],
)  # fmt: skip
def test_how_a_measure_counts(measure: dict[str, object], text: str) -> None:
    assert _counts(measure) == text


@pytest.mark.parametrize(
    ("number", "unit", "text"),
    [
        (None, "km", ""), (0.0100721, "km", "0.0101 km"), (61.0, "pieces", "61 pieces"),
        (20_000.0, "pieces", "20,000 pieces"), (21_600.0, "s", "6 h"), (0.15, "m/s", "0.15 m/s"),
    ],
)  # fmt: skip
def test_numbers_with_units(number: float | None, unit: str, text: str) -> None:
    assert _number(number, unit) == text


def test_spans() -> None:
    assert [after_words(each) for each in (0.2, -0.2, 60.0, -7_260.0)] == [
        "after 0 s", "after 0 s", "after 1 min", "2 h 1 min before it",
    ]  # fmt: skip
    assert span_words(86_400.0 + 300.0) == "1 d"
    assert span_words(-0.5) == "0 s"
