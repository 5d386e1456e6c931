"""Readiness, obligations and conduct as a node could tell them, and all planted answers by path."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from cspo.node.http.routes.assumption_shapes import ExpressionView
from cspo.node.http.routes.plans_shapes import PlanMade
from cspo.node.http.routes.readiness_shapes import (
    ObligationLine,
    ObligationMade,
    QualificationView,
    ReadinessLine,
    ReadinessView,
    ScorecardView,
    ScoreLine,
)
from tests.web.planted_assumptions import DAY, HOUR, MARK, PLAN, record
from tests.web.planted_risk import PlantedRisk

__all__ = ["Planted"]


class Planted(PlantedRisk):
    """All that the view of plans asks for."""

    def readiness(self) -> ReadinessView:
        """Each kind in each state."""
        night = [
            QualificationView(
                name="conjunction analyst", expires_utc=self.utc(-3 * DAY), left_s=-3 * DAY
            ),
            QualificationView(
                name="watch officer", expires_utc=self.utc(12 * DAY), left_s=12 * DAY
            ),
        ]
        day = [
            QualificationView(
                name="watch officer", expires_utc=self.utc(200 * DAY), left_s=200 * DAY
            ),
            QualificationView(name="speaks French", expires_utc="", left_s=None),
        ]
        told: list[
            tuple[Any, str, str, str, Any, float, float | None, str, list[QualificationView]]
        ] = [
            (
                "feed",
                "FRA",
                "fra",
                "Feed of France",
                "down",
                6 * HOUR,
                6 * HOUR,
                "No word since 04:00.",
                [],
            ),
            (
                "feed",
                "USA",
                "usa",
                "Feed of the United States",
                "limited",
                40 * 60,
                534.0,
                "Late, but it comes.",
                [],
            ),
            ("feed", "GBR", "gbr", "Feed of the United Kingdom", "ready", 9 * DAY, 12.0, "", []),
            (
                "sensor",
                "AUS",
                "exmouth",
                "Space Surveillance Telescope",
                "ready",
                30 * DAY,
                None,
                "Optical, the belt.",
                [],
            ),
            (
                "sensor",
                "GBR",
                "fylingdales",
                "Fylingdales",
                "limited",
                2 * DAY,
                None,
                "One face of three is out.",
                [],
            ),
            (
                "sensor",
                "NZL",
                "awarua",
                "Awarua",
                "unknown",
                4 * DAY,
                None,
                "Nobody has reported.",
                [],
            ),
            (
                "crew",
                "AUS",
                "night",
                "Night watch",
                "limited",
                DAY,
                None,
                "One of two analysts.",
                night,
            ),
            ("crew", "AUS", "day", "Day watch", "ready", 5 * DAY, None, "", day),
        ]
        return ReadinessView(
            at_utc=self.utc(0),
            mark=MARK,
            lines=[
                ReadinessLine(
                    kind=kind,
                    name=name,
                    title=title,
                    nation=nation,
                    state=state,
                    since_utc=self.utc(-since),
                    heard_utc="" if state == "unknown" else self.utc(-(lag or HOUR)),
                    lag_s=lag,
                    text=text,
                    qualifications=qualified,
                    records=[record(f"status {name}")],
                    mark=MARK,
                )
                for kind, nation, name, title, state, since, lag, text, qualified in told
            ],
        )

    def obligations(self) -> list[ObligationLine]:
        """Late, open and done."""
        told: list[tuple[Any, str, str, str, float | None, Any, str]] = [
            (
                "review",
                "AUS",
                "",
                "Say what comes of: Optus 10 stays where it is",
                -1_500.0,
                "late",
                PLAN,
            ),
            ("report", "FRA", "AUS", "Report on the feed that was lost", -2 * HOUR, "late", ""),
            (
                "contact-check",
                "AUS",
                "USA",
                "Check the number of the US watch",
                9 * HOUR,
                "open",
                "",
            ),
            (
                "action",
                "GBR",
                "AUS",
                "Send the ephemeris of SKYNET 5D twice a day",
                2 * DAY,
                "open",
                "GBR/skynet-relay",
            ),
            ("release", "AUS", "FRA", "Release the report on COSMOS 1408", 3 * DAY, "open", ""),
            ("action", "AUS", "", "Exercise the change to OPTUS D2", None, "open", PLAN),
            ("report", "AUS", "", "Weekly notice of maneuvers", -DAY, "met", ""),
            (
                "contact-check",
                "AUS",
                "GBR",
                "Check the number of the UK watch",
                -4 * DAY,
                "met-late",
                "",
            ),
        ]
        return [
            ObligationLine(
                obligation=record(f"obligation {n}"),
                kind=kind,
                owes=owes,
                to=to,
                text=text,
                due_utc="" if left_s is None else self.utc(left_s),
                left_s=left_s,
                every_s=7 * DAY if kind in {"report", "contact-check"} else None,
                state=state,
                since_utc=self.utc(-9 * DAY),
                done_utc=self.utc(-HOUR) if state.startswith("met") else "",
                plan=plan,
                derived=kind == "review",
                records=[record(f"from {n}")],
                yours=owes == "AUS" and state in {"open", "late"},
                mark=MARK,
            )
            for n, (kind, owes, to, text, left_s, state, plan) in enumerate(told)
        ]

    def scorecard(self) -> ScorecardView:
        """Met, missed, not judged."""
        told: list[
            tuple[str, str, float | None, str, int | None, int | None, float | None, bool, str]
        ] = [
            (
                "notice",
                "Maneuvers told before they were flown",
                11 / 12,
                "1",
                11,
                12,
                0.9,
                True,
                "A notice 24 h before the burn at the latest, of those that were flown.",
            ),
            (
                "ephemeris",
                "Objects with an ephemeris shared",
                3 / 7,
                "1",
                3,
                7,
                0.8,
                True,
                "One that is younger than three days, of the objects that can maneuver.",
            ),
            (
                "answer",
                "Time to answer a warning, the middle one",
                2_460.0,
                "s",
                None,
                None,
                3_600.0,
                False,
                "From receipt to acknowledgement.",
            ),
            (
                "disposal",
                "Disposed of within 5 years",
                None,
                "1",
                0,
                0,
                0.9,
                True,
                "Of those whose work ended: none has.",
            ),
            (
                "crossings",
                "Objects left in crossed shells",
                2.0,
                "objects",
                None,
                None,
                None,
                False,
                "Without control, between 500 and 600 km.",
            ),
        ]
        return ScorecardView(
            nation="AUS",
            from_utc=self.utc(-90 * DAY),
            until_utc=self.utc(0),
            mark=MARK,
            lines=[
                ScoreLine(
                    name=name,
                    title=title,
                    value=value,
                    unit=unit,
                    done=done,
                    of=of,
                    target=target,
                    at_least=at_least,
                    text=text,
                    records=[record(f"score {name} {n}") for n in range(3)],
                    met=None if value is None or target is None else (value >= target) is at_least,
                )
                for name, title, value, unit, done, of, target, at_least, text in told
            ],
        )

    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> bytes | None:
        """What the node says at a path after ``api/v1/``; None: it is not of these."""
        found = self._asked(path, query) if method == "GET" else self._done(path, body)
        return None if found is None else msgspec.json.encode(found)

    def _asked(self, path: str, query: dict[str, str]) -> Any:
        pages = {
            "plans": self.register,
            "plans/vocabulary": self.vocabulary,
            "assessments": self.assessments,
            "obligations": self.obligations,
        }
        if path in pages:
            return {"items": pages[path](), "next": None}
        if path == "risk":
            return self.risk(query.get("by", "nation"))
        whole = {
            f"plans/{PLAN}": self.plan,
            f"plans/{PLAN}/difference": self.difference,
            "readiness": self.readiness,
            "scorecard": self.scorecard,
        }
        if path in whole:
            return whole[path]()
        return self.assessment() if path.startswith("assessments/") else None

    def _done(self, path: str, body: Any) -> Any:
        if path == "plans/check":
            at = str(body["expression"]).find("< 10")
            if re.search(r"< 10( |$)", body["expression"]):
                return ExpressionView(
                    standing="",
                    why="expected a time, such as 10 min, got a plain number: 10",
                    line=1,
                    column=at + 3,
                    hint="feed_lag is a time",
                    steps=[],
                    warnings=[],
                )
            return ExpressionView(
                standing="holds",
                why="Holds: it is below the limit by 28 %.",
                line=0,
                column=0,
                hint="",
                steps=[],
                warnings=[],
            )
        if path.startswith("plans/"):
            return PlanMade(record=record("made"), plan=PLAN, number=4, warnings=[])
        if path.startswith("obligations"):
            return ObligationMade(record=record("made"), obligation=record("obligation 2"))
        return None
