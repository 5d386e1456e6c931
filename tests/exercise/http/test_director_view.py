"""What the white cell is shown of the truth."""

from __future__ import annotations

from types import SimpleNamespace

from cspo.exercise.http.director_view import _truths
from cspo.exercise.review.values import EventReview
from cspo.exercise.world import TruthEvent, TruthKind
from cspo.time import Epoch

T = Epoch.from_utc("2027-03-02T06:00:00Z")


def test_what_could_not_happen_stands_in_its_place_among_what_did() -> None:
    burn, broken, later = (
        TruthEvent(t=T + 600.0 * k, what=what, name=name, objects=("norad:995000001",), text=text)
        for k, (what, name, text) in enumerate((
            (TruthKind.BURN, "push", "A burned"),
            (TruthKind.NOT_DONE, "burst", "B did not break up: no pieces"),
            (TruthKind.DRIFT, "drift-1", "A drifts"),
        ))
    )  # fmt: skip
    reviewed = [
        EventReview(name=each.name, what=each.what.value, title="", utc=each.t.utc_iso(3),
                    text=each.text)
        for each in (burn, later)
    ]  # fmt: skip
    play = SimpleNamespace(truth=[burn, broken, later], t=T + 3_600.0)
    room = SimpleNamespace(play=play, events=lambda: reviewed)
    told = _truths(room, SimpleNamespace(truth=(burn, broken, later)))  # type: ignore[arg-type]
    assert [(each.truth, each.text) for each in told] == [
        (2, "A drifts"), (1, "B did not break up: no pieces"), (0, "A burned"),
    ]  # fmt: skip
