"""Hazards other than approaches: storms against 69 years of Kp, silent feeds, closed sites."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from assessing import FILE, Nation
from release_desks import T

from cspo.node.store import SqliteStore
from cspo.operations.assess import Asset, AssetKind, read_assets
from cspo.operations.assess.hazards import STORMS, feed_draft, storm_draft
from cspo.records.bodies.planning import AssessmentBody, Finding, Subject
from cspo.records.bodies.words import Confidence, Unit
from cspo.units import DAY_S

LEAST_KP = {1: 47, 2: 57, 3: 67, 4: 77, 5: 90}
"""Ten times the least Kp of NOAA's classes: 5-, 6-, 7-, 8-, 9o, as the file has it."""


@pytest.fixture(scope="module")
def kp(data_dir: Path) -> np.ndarray:
    """The greatest Kp of each day, times ten."""
    days, inside = [], False
    file = data_dir / "space_weather_eop" / "sw19571001_celestrak_css.txt.gz"
    with gzip.open(file, "rt") as lines:
        for line in lines:
            if line.startswith("END OBSERVED"):
                break
            if inside:
                days.append(max(int(line[19 + 3 * k : 22 + 3 * k]) for k in range(8)))
            inside = inside or line.startswith("BEGIN OBSERVED")
    return np.array(days)


def sensitive(storm: int) -> Asset:
    asset = read_assets(FILE.encode(), "assets.toml").by_id["norsat-a"]
    return Asset(id=asset.id, name=asset.name, kind=AssetKind.SATELLITE, mark=asset.mark,
                 objects=asset.objects, storm=storm)  # fmt: skip


@pytest.mark.parametrize("storm", sorted(STORMS))
@pytest.mark.parametrize("days", [1, 7, 30])
def test_a_storm_is_as_likely_as_the_years_since_1957_had_it(
    kp: np.ndarray, storm: int, days: int
) -> None:
    stormy = kp >= LEAST_KP[storm]
    windows = np.convolve(stormy, np.ones(days), "valid") > 0
    draft = storm_draft(sensitive(storm), T, float(days))
    assert draft is not None
    assert draft.chance.value == pytest.approx(windows.mean(), rel=0.13)
    spans = [windows[at : at + 730].mean() for at in range(0, len(windows) - 730, 365)]
    inside = [draft.chance.low <= each <= draft.chance.high for each in spans]
    assert np.mean(inside) >= 0.9


def test_the_counted_shares_are_those_of_the_file(kp: np.ndarray) -> None:
    kp = kp[:25_162]
    for storm, (share, onset, *_) in STORMS.items():
        stormy = kp >= LEAST_KP[storm]
        assert share == pytest.approx(stormy.mean(), abs=2e-6)
        assert onset == pytest.approx(stormy[1:][~stormy[:-1]].mean(), abs=2e-6)


def test_a_partner_that_was_never_heard_of_is_unknown_and_not_silent() -> None:
    asset = read_assets(FILE.encode(), "assets.toml").by_id["from-fra"]
    draft = feed_draft(asset, None, T, 7.0)
    assert draft is not None
    assert draft.chance.value is None
    assert draft.confidence is Confidence.UNKNOWN


def test_a_launch_site_is_closed_for_the_share_that_the_newest_study_says(
    store: SqliteStore,
) -> None:
    site = '\n[[asset]]\nid = "andoya"\nname = "Andoya"\nkind = "launch-site"\n'
    nation = Nation(store, FILE + site)

    def study(closed_s: float) -> AssessmentBody:
        return AssessmentBody(
            subject=Subject.ASSET, name="andoya", question="When?", answer="Now and then.",
            confidence=Confidence.LOW, from_utc=T.utc_iso(0), until_utc=(T + DAY_S).utc_iso(0),
            findings=(Finding(name="closed-before", value=closed_s, unit=Unit.S),),
        )  # fmt: skip

    nation.say(study(100.0))
    record = nation.say(study(8_640.0), t=T + 1.0)
    nation.step(T + 1.0)
    body = nation.last("andoya", "launch-access")
    assert body.likelihood is not None
    assert body.likelihood.value == pytest.approx(0.1)
    assert body.rests_on == (record.id,)
