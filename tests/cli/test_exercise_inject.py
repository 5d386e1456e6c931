"""``cspo exercise inject`` drops nothing of what a director says: what can't be sent is refused."""

from __future__ import annotations

import pytest

from cspo.cli.app import run


@pytest.mark.parametrize(
    "words",
    [
        ["2", "--text", "Look at FJORD."], ["2", "--title", "Now"], ["2", "--to", "NOR"],
        ["--order", "pause", "--text", "Wait."], ["--order", "pause", "--title", "Wait"],
        ["--order", "pause", "--how", "skip"], ["--order", "pause", "--value", "4"],
        ["--to", "NOR", "--title", "Now", "--how", "skip"], ["2", "--value", "4"],
        ["--to", "NOR", "--title", "Now", "--value", "4"],
    ],
)  # fmt: skip
def test_words_that_would_be_dropped_are_refused(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["exercise", "inject", "no-such-play", *words]) == 2
    told = capsys.readouterr().err
    assert "expected" in told
    assert "no-such-play" not in told  # before it is asked which play
