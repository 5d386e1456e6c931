"""Risk as a node could tell it: agreed, disputed, told by one alone, and by nobody."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from cspo.node.http.routes.risk_shapes import (
    AlternativeView,
    AssessmentLine,
    AssessmentView,
    EvidenceLine,
    FindingView,
    HistoryPoint,
    LikelihoodView,
    OpinionView,
    ProtectionView,
    RiskRow,
    RiskView,
)
from tests.web.planted_assumptions import DAY, HOUR, MARK, PLAN, record
from tests.web.planted_plans import PlantedPlans

__all__ = ["ASSESSMENT", "PlantedRisk"]

ASSESSMENT: Final = record("assessment AUS optus-10")


class PlantedRisk(PlantedPlans):
    """Plans, and the risk that they answer."""

    def likelihood(
        self, value: float | None, spread: float = 3.0, text: str = ""
    ) -> LikelihoodView:
        """A probability over a week, a factor to both sides."""
        if value is None:
            return LikelihoodView(
                low=None,
                value=None,
                high=None,
                unit="1",
                days=7.0,
                text=text or "no encounter with a covariance",
            )
        return LikelihoodView(
            low=value / spread,
            value=value,
            high=min(1.0, value * spread),
            unit="1",
            days=7.0,
            text=text,
        )

    def opinion(self, origin: str, value: float | None, gravity: Any, **given: Any) -> OpinionView:
        """What a nation thinks."""
        text = given.pop("derivation", "1 - (1 - 2.1e-4)(1 - 4e-6), of 2 encounters")
        return OpinionView(
            **{
                "origin": origin,
                "records": [record(f"opinion {origin} {value}")],
                "likelihood": self.likelihood(value, given.pop("spread", 3.0), text),
                "gravity": gravity,
                "confidence": "moderate",
                "text": "Two encounters, one of them close.",
                "made_utc": self.utc(-HOUR),
                "until_utc": self.utc(7 * DAY),
                "standing": "latest",
                "mark": MARK,
                **given,
            }
        )

    def risk(self, by: Any = "nation") -> RiskView:
        """By nation, service or shell."""
        names = {
            "nation": [
                ("AUS", "Australia"),
                ("FRA", "France"),
                ("GBR", "United Kingdom"),
                ("USA", "United States"),
                ("NZL", "New Zealand"),
            ],
            "service": [
                ("broadcast", "Broadcast over Australia"),
                ("gnss-timing", "Time by satellites"),
                ("land-imaging", "Pictures of the land"),
                ("relay", "Relay of the forces"),
                ("weather", "Weather pictures"),
            ],
            "shell": [
                ("leo-500-550", "500 to 550 km"),
                ("leo-550-600", "550 to 600 km"),
                ("leo-750-800", "750 to 800 km"),
                ("geo", "Around the belt"),
                ("meo", "12-hour orbits"),
            ],
        }[by]
        kinds: list[tuple[list[OpinionView], Any, Any, str]] = [
            (
                [
                    self.opinion("AUS", 2.1e-4, "grave"),
                    self.opinion("USA", 8e-6, "grave", confidence="high"),
                    self.opinion("GBR", 1.2e-4, "serious"),
                ],
                "grave",
                "disputed",
                "The USA has an ephemeris of its own that puts it 11 km further away.",
            ),
            (
                [self.opinion("AUS", 4e-5, "serious"), self.opinion("FRA", 5.5e-5, "serious")],
                "serious",
                "agreed",
                "",
            ),
            (
                [
                    self.opinion("AUS", 3e-5, "serious", spread=10.0),
                    self.opinion(
                        "GBR", None, "serious", derivation="no covariance of the second object"
                    ),
                    self.opinion("USA", 2e-6, "slight", standing="expired"),
                ],
                "serious",
                "agreed",
                "",
            ),
            ([self.opinion("USA", 1.4e-3, "slight")], "slight", "alone", ""),
            ([], "unknown", "unknown", ""),
        ]
        rows = [
            RiskRow(
                name=name,
                title=title,
                likelihood=opinions[0].likelihood if opinions else self.likelihood(None),
                gravity=gravity,
                confidence="moderate" if opinions else "unknown",
                agreement=agreement,
                disagree_text=differ,
                opinions=opinions,
                hazards={"conjunction": 3 * len(opinions), "space-weather": 1} if opinions else {},
                assessments=3 * len(opinions) + 1 if opinions else 0,
                expired=1 if name in {"GBR", "relay"} else 0,
                newest_utc=self.utc(-HOUR) if opinions else "",
                mark=MARK,
            )
            for (name, title), (opinions, gravity, agreement, differ) in zip(
                names, kinds, strict=True
            )
        ]
        return RiskView(
            by=by,
            at_utc=self.utc(-3.0),
            days=7.0,
            rows=rows,
            mark=MARK,
            text="Chances of single assets are put together as 1 - (1 - p1)(1 - p2)..., as if they "
            "were independent; what is past its time is left out.",
        )

    def assessments(self) -> list[AssessmentLine]:
        """The gravest first."""
        told: list[tuple[str, str, Any, float | None, Any, Any]] = [
            ("norad:40146", "OPTUS 10", "conjunction", 2.1e-4, "grave", "disputed"),
            ("norad:41744", "NBN CO 1A", "conjunction", 3e-6, "serious", "agreed"),
            ("norad:40146", "OPTUS 10", "space-weather", 0.02, "serious", "alone"),
            ("norad:40940", "SKY MUSTER II", "interference", None, "slight", "alone"),
        ]
        return [
            AssessmentLine(
                record=ASSESSMENT if n == 0 else record(f"assessment {n}"),
                origin="AUS",
                subject="asset",
                name=name,
                title=title,
                hazard=hazard,
                nations=["AUS"],
                services=["broadcast"],
                likelihood=self.likelihood(value),
                gravity=gravity,
                confidence="moderate",
                standing="expired" if n == 3 else "latest",
                agreement=agreement,
                made_utc=self.utc(-HOUR * (n + 1)),
                from_utc=self.utc(-HOUR),
                until_utc=self.utc(-HOUR if n == 3 else 7 * DAY),
                evidence=4 - n,
                mark=MARK,
            )
            for n, (name, title, hazard, value, gravity, agreement) in enumerate(told)
        ]

    def assessment(self) -> AssessmentView:
        """One, whole."""
        opinions = self.risk().rows[0].opinions
        past = [
            ("AUS", -9, 2e-6),
            ("USA", -8, 3e-6),
            ("AUS", -6, 9e-6),
            ("AUS", -4, 3e-5),
            ("USA", -3, 6e-6),
            ("GBR", -2, 6e-5),
            ("AUS", -1.2, 8e-5),
            ("GBR", -0.5, 1.2e-4),
            ("USA", -0.2, 8e-6),
            ("AUS", -0.1, 2.1e-4),
        ]
        return AssessmentView(
            **msgspec.structs.asdict(self.assessments()[0])
            | {
                "likelihood": self.likelihood(
                    2.1e-4, text="1 - (1 - 2.1e-4)(1 - 4e-6), of 2 encounters in 7 days"
                ),
                "confidence": "moderate",
            },
            question="How likely is it that OPTUS 10 is hit within seven days, and what then?",
            answer="Two objects come close. One of them, norad:44506, passes at 0.9 km on "
            "Saturday. The report of the USA puts it farther away.",
            findings=[
                FindingView(
                    name="least miss distance",
                    value=0.91,
                    low=0.4,
                    high=2.2,
                    unit="km",
                    text="of 2",
                ),
                FindingView(
                    name="encounters",
                    value=2.0,
                    low=None,
                    high=None,
                    unit="objects",
                    text="within 10 km",
                ),
            ],
            alternatives=[
                AlternativeView(
                    text="It is the element sets that are old.", why="Both are younger than a day."
                )
            ],
            method="cspo assess 1, Pc by Alfano 2005",
            owner="AUS/optus",
            users=["AUS", "NZL"],
            criticality="important",
            protections=[
                ProtectionView(
                    option="move",
                    text="0.05 m/s along the track",
                    needs_s=12 * HOUR,
                    party="AUS/optus",
                ),
                ProtectionView(
                    option="switch-service", text="to OPTUS D2", needs_s=2 * HOUR, party="AUS/optus"
                ),
                ProtectionView(option="notify", text="those who use it", needs_s=None, party="AUS"),
            ],
            evidence_lines=[
                EvidenceLine(
                    record=record("conjunction 44506"),
                    kind="conjunction",
                    origin="AUS",
                    made_utc=self.utc(-HOUR),
                    text="Pc 2.1e-4 with norad:44506, miss 0.91 km",
                    standing="latest",
                    by="",
                    mark=MARK,
                ),
                EvidenceLine(
                    record=record("elements 40146"),
                    kind="element-set",
                    origin="USA",
                    made_utc=self.utc(-20 * HOUR),
                    text="elements of norad:40146",
                    standing="superseded",
                    by=record("elements 40146 new"),
                    mark=MARK,
                ),
                EvidenceLine(
                    record=record("cdm"),
                    kind="conjunction",
                    origin="GBR",
                    made_utc=self.utc(-DAY),
                    text="Pc 1.2e-4",
                    standing="withdrawn",
                    by="",
                    mark=MARK,
                ),
                EvidenceLine(
                    record=record("hidden"),
                    kind="",
                    origin="",
                    made_utc="",
                    text="",
                    standing="hidden",
                    by="",
                    mark="",
                ),
            ],
            opinions=opinions,
            history=[
                HistoryPoint(
                    record=record(f"history {n}"),
                    origin=origin,
                    made_utc=self.utc(days * DAY),
                    likelihood=self.likelihood(value),
                    gravity="grave",
                    confidence="moderate",
                    text="a new element set",
                )
                for n, (origin, days, value) in enumerate(past)
            ],
            superseded_by="",
            left_behind=[],
            plans=[PLAN],
        )
