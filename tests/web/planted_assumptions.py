"""Assumptions as a node could tell them: one of each way that an assumption can stand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from cspo.node.http.routes.assumption_shapes import (
    AssumptionView,
    ReadingView,
    StandingPoint,
    StepLine,
)

__all__ = ["DAY", "HOUR", "MARK", "PLAN", "PlantedAssumptions", "record"]

MARK: Final = "U//REL TO AUS, FRA, GBR, USA"
PLAN: Final = "AUS/optus-watch"
DAY: Final = 86_400.0
HOUR: Final = 3_600.0


def record(name: str) -> str:
    """An identity of a record, always the same for a name."""
    return sha256(name.encode()).hexdigest()


class PlantedAssumptions:
    """What a node tells at *now*.

    Parameters
    ----------
    now : datetime
        UTC.
    """

    def __init__(self, now: datetime) -> None:
        self.now = now.astimezone(UTC)

    def utc(self, s: float) -> str:
        """So long from now, s; negative: ago."""
        return (self.now + timedelta(seconds=s)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def assumptions(self) -> list[AssumptionView]:
        """One that fails, one nearly, one unknown, two that hold; the last only people check."""
        pc = 'max_pc(asset="OPTUS 10", days=7)'
        return [
            self._assumption(
                1,
                "Nothing comes close to OPTUS 10",
                f"{pc} < 1e-4",
                "fails",
                2 * HOUR + 720,
                -1.1,
                f"Fails: {pc} is 2.1e-4 (1.2e-4 to 4.8e-4), not below 1e-4 by 110 %.",
                [
                    ReadingView(
                        call=pc,
                        value=2.1e-4,
                        low=1.2e-4,
                        high=4.8e-4,
                        unit="1",
                        since_utc=self.utc(-7_920),
                        text="with norad:44506, by the report of the USA",
                        evidence=[record("conjunction 44506"), record("elements 40146")],
                    )
                ],
                ["holds", "nearly", "fails"],
                told=["FRA", "GBR", "USA"],
            ),
            self._assumption(
                2,
                "The feed of France is fresh",
                'feed_lag("FRA") < 30 min',
                "unknown",
                6 * HOUR,
                None,
                'Unknown: feed_lag(nation="FRA") is unknown, FRA was never heard of.',
                [
                    ReadingView(
                        call='feed_lag(nation="FRA")',
                        value=None,
                        low=None,
                        high=None,
                        unit="s",
                        since_utc="",
                        text="FRA was never heard of",
                        evidence=[],
                    )
                ],
                ["holds", "unknown"],
                told=[],
            ),
            self._assumption(
                3,
                "Enough sensors see the belt, and one of them is ours",
                'sensors_up(regime="GEO") >= 3 and crew_ready("night")',
                "nearly",
                3 * DAY,
                0.0,
                'Holds, but nearly not: sensors_up(regime="GEO") is 3, at least 3 by 0 %.',
                [
                    ReadingView(
                        call='sensors_up(regime="GEO")',
                        value=3.0,
                        low=None,
                        high=None,
                        unit="1",
                        since_utc=self.utc(-3 * DAY),
                        text="",
                        evidence=[record(f"status of sensor {n}") for n in range(3)],
                    ),
                    ReadingView(
                        call='crew_ready(crew="night")',
                        value=True,
                        low=None,
                        high=None,
                        unit="truth",
                        since_utc=self.utc(-9 * DAY),
                        text="",
                        evidence=[record("readiness night")],
                    ),
                ],
                ["holds", "nearly"],
                told=[],
            ),
            self._assumption(
                4,
                "The contact of its operator was checked this week",
                'contact_age("AUS/optus") < 7 d',
                "holds",
                4 * DAY,
                0.43,
                'Holds: contact_age(party="AUS/optus") is 4 d, below 7 d by 43 %.',
                [
                    ReadingView(
                        call='contact_age(party="AUS/optus")',
                        value=4 * DAY,
                        low=None,
                        high=None,
                        unit="s",
                        since_utc=self.utc(-4 * DAY),
                        text="",
                        evidence=[record("contact optus")],
                    )
                ],
                ["fails", "holds"],
                told=[],
            ),
            AssumptionView(
                number=5,
                text="The treaty on the use of the slot is in force",
                expression="",
                standing="holds",
                since_utc=self.utc(-30 * DAY),
                checked_utc=self.utc(-20 * DAY),
                why="",
                margin=None,
                steps=[],
                readings=[],
                evidence=[],
                history=[],
                flagged_utc="",
                told=[],
            ),
        ]

    def _assumption(
        self,
        number: int,
        text: str,
        expression: str,
        standing: Any,
        since_s: float,
        margin: float | None,
        why: str,
        readings: list[ReadingView],
        past: list[Any],
        told: list[str],
    ) -> AssumptionView:
        starts = [-9 * DAY * (len(past) - n) / len(past) for n in range(len(past) - 1)] + [-since_s]
        evidence = [each for reading in readings for each in reading.evidence]
        holds = None if standing == "unknown" else standing != "fails"
        parts = [
            StepLine(
                depth=1,
                text=each.call,
                holds=holds,
                decides=n == 0,
                why=each.text or "is read",
                evidence=each.evidence,
            )
            for n, each in enumerate(readings)
        ]
        return AssumptionView(
            number=number,
            text=text,
            expression=expression,
            standing=standing,
            since_utc=self.utc(-since_s),
            checked_utc=self.utc(-4.0),
            why=why,
            margin=margin,
            steps=[
                StepLine(
                    depth=0, text=expression, holds=holds, decides=True, why=why, evidence=evidence
                ),
                *parts,
            ],
            readings=readings,
            evidence=evidence,
            history=[
                StandingPoint(
                    at_utc=self.utc(at),
                    standing=each,
                    margin=None,
                    why=why,
                    record=record(f"finding {number} {at}"),
                )
                for at, each in zip(starts, past, strict=True)
            ],
            flagged_utc=self.utc(-since_s + 2.0) if standing in {"fails", "unknown"} else "",
            told=told,
        )
