"""A large sky: what the review lists first, what it counts, and what it does once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from play_by_hand import HALTEN, OTHER, T0, HandPlay, conjunction, orbit, told_story

from cspo.exercise.review import concerned, review
from cspo.exercise.review.concerned import Concerns
from cspo.exercise.review.gather import gather
from cspo.exercise.review.make import review_of
from cspo.exercise.review.told import Interest
from cspo.exercise.review.values import By
from cspo.exercise.world import TruthEvent, TruthKind
from cspo.report.exercise import render_exercise

DAY = date(2026, 7, 20)


def approaches(count: int) -> list[TruthEvent]:
    """Of HALTEN 1 with others, that no record tells of, all before the burn of the story."""
    return [
        TruthEvent(
            t=T0 + 2.0 * n, what=TruthKind.APPROACH, name=f"approach-{2 * n}-0-{n}", number=4.0,
            unit="km", objects=(HALTEN, f"norad:{10_000 + n}"),
            text=f"HALTEN 1 and OTHER {n} passed at 4 km",
        )
        for n in range(count)
    ]  # fmt: skip


def test_burns_are_not_lost_behind_approaches_that_nobody_saw(tmp_path: Path) -> None:
    left = gather(told_story(tmp_path).end())
    drifts = [
        TruthEvent(t=T0 + 1.0 + n, what=TruthKind.DRIFT, name=f"drift-{n}", objects=(OTHER,))
        for n in range(230)
    ]  # fmt: skip
    many = replace(left, truth=(*approaches(450), *drifts, *left.truth))
    plain, found = (review_of(each, software="0", day=DAY) for each in (left, many))
    assert {"burn-1", "approach-1"} <= {each.name for each in plain.events}
    names = [each.name for each in found.events]
    assert "burn-1" in names
    assert sum(name.startswith("drift-") for name in names) == 199  # with the burn 200
    assert (found.events_more, found.unseen_more) == (32, 250)  # the seen approach is of them
    assert [each.utc for each in found.events if each.nations] == sorted(
        each.utc for each in found.events if each.nations
    )
    assert found.injects == plain.injects  # no measure has lost what it counts from
    assert {(each.owner, each.found) for each in found.improvements} == {
        (each.owner, each.found) for each in plain.improvements
    }
    page = render_exercise(msgspec.to_builtins(found)).decode()
    assert "32 more are not listed" in page
    assert "250 more are not listed" in page
    assert "not listed" not in render_exercise(msgspec.to_builtins(plain)).decode()


def test_steps_and_decisions_that_are_not_listed_are_counted(tmp_path: Path) -> None:
    left = gather(told_story(tmp_path).end())
    (one,) = [each for each in left.told.values() if each.kind == "proposal"]
    more = {f"{n:064x}": replace(one, id=f"{n:064x}") for n in range(1_100)}
    many = replace(
        left, told={**left.told, **more}, by={**left.by, **dict.fromkeys(more, By.PERSON)}
    )
    found = review_of(many, software="0", day=DAY)
    assert (len(found.steps), found.steps_more) == (1_000, 102)
    assert (len(found.decisions), found.decisions_more) == (300, 802)
    page = render_exercise(msgspec.to_builtins(found)).decode()
    assert "102 later ones are not listed" in page
    assert "802 later ones are not listed" in page


def test_each_matter_is_looked_for_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = gather(told_story(tmp_path).end())
    many = replace(left, truth=(*approaches(300), *left.truth))
    asked: list[Any] = []

    def counted(matter: Any, told: Any) -> Any:
        asked.append(matter)
        return real(matter, told)

    real = concerned.concerning
    monkeypatch.setattr(concerned, "concerning", counted)
    review_of(many, software="0", day=DAY)
    assert len(asked) == len(set(asked))
    # The burn and the approach that records tell of; three things that were expected, of which
    # two are about the same of one event.
    assert len(asked) < 10


def test_an_approach_whose_pair_no_record_names_concerns_none(tmp_path: Path) -> None:
    play = HandPlay(tmp_path)
    play.truth(12_000.0, TruthKind.APPROACH, "seen", objects=(HALTEN, OTHER), number=0.2)
    play.truth(12_000.0, TruthKind.APPROACH, "unseen", objects=(HALTEN, "norad:7"), number=0.2)
    play.put("NOR", orbit(HALTEN, 600.0), 900.0)
    told = play.put("NOR", conjunction(600.0, pc=1e-4, source="NOR"), 1_000.0)
    left = gather(play.end())
    concerns = Concerns(left)
    found = {each.name: set(concerns.of(each)) for each in left.truth}
    assert found == {"seen": {told.id}, "unseen": set()}
    assert review(play.folder, day=DAY).events_more == 0


def test_what_is_passed_over_concerns_nothing(tmp_path: Path) -> None:
    """Held against all records one by one, as the rules have it."""
    left = gather(told_story(tmp_path, secret=True).end())
    orbits = [each for each in left.told.values() if each.kind == "orbit"]
    far = {
        f"{n:064x}": replace(orbits[-1], id=f"{n:064x}", objects={f"norad:{n % 3 + 7}": None},
                             refs=frozenset({orbits[-1].id}) if n % 5 == 0 else frozenset())
        for n in range(50)
    }  # fmt: skip
    many = replace(left, told={**left.told, **far})
    concerns = Concerns(many)
    matters = [concerns.matter_of(each) for each in many.truth if each.objects]
    matters.append(replace(matters[0], by_data=False, anything=True))
    for matter in matters:
        assert concerns.about(matter) == concerned.concerning(matter, many.told.values())
    assert far.keys() & concerns.about(matters[0]).keys()  # what rests on a record that concerns it


def test_names_are_written_once_for_all_records() -> None:
    interest = Interest(objects=frozenset({HALTEN}), pieces={"X DEB": OTHER})
    assert interest.texts is interest.texts
    assert set(interest.texts) == {b'"norad:995000001"', b'"X DEB"'}
