"""Plans as a node could tell them: one of each way that a plan can stand.

They are made of the very shapes that the routes answer with, so that a page which shows them shows
what a node may say.
"""

from __future__ import annotations

from typing import Any

import msgspec

from cspo.node.http.routes.assumption_shapes import FunctionLine
from cspo.node.http.routes.plans_shapes import (
    ChangeLine,
    DifferenceView,
    EditionLine,
    PlanEvent,
    PlanLine,
    PlanLink,
    PlanStepView,
    PlanView,
)
from tests.web.planted_assumptions import DAY, HOUR, MARK, PLAN, PlantedAssumptions, record

__all__ = ["PlantedPlans"]


class PlantedPlans(PlantedAssumptions):
    """Plans, with what they assume."""

    def line(
        self,
        name: str,
        title: str,
        standing: Any,
        counts: dict[str, int],
        worst: str = "",
        **given: Any,
    ) -> PlanLine:
        """A plan of the register; AUS's, and nothing is due, unless *given* says otherwise."""
        origin = given.pop("origin", "AUS")
        since_s, left_s = given.pop("since_s", 6 * DAY), given.pop("left_s", None)
        return PlanLine(
            **{
                "plan": f"{origin}/{name}",
                "origin": origin,
                "name": name,
                "title": title,
                "kind": "plan",
                "record": record(f"plan {origin} {name}"),
                "number": 1,
                "state": "active",
                "standing": standing,
                "since_utc": self.utc(-since_s),
                "counts": counts,
                "worst": worst,
                "flagged_utc": self.utc(-since_s + 2.0) if worst else "",
                "due_utc": "" if left_s is None else self.utc(left_s),
                "due_what": "" if left_s is None else "answer" if worst else "review",
                "left_s": left_s,
                "owes": "" if left_s is None else origin,
                "reviewed_utc": self.utc(-20 * DAY),
                "rests_on": [],
                "carries": [],
                "dependent": "holds",
                "mark": MARK,
                **given,
            }
        )

    def register(self) -> list[PlanLine]:
        """The worst first."""
        return [
            self.line(
                "optus-watch",
                "Optus 10 stays where it is",
                "fails",
                {"fails": 1, "nearly": 1, "unknown": 1, "holds": 2},
                'Fails: max_pc(asset="OPTUS 10", days=7) is 2.1e-4 (1.2e-4 to 4.8e-4), '
                "not below 1e-4 by 110 %.",
                number=3,
                since_s=2 * HOUR + 720,
                left_s=-1_500.0,
                carries=["AUS/broadcast-cover"],
            ),
            self.line(
                "skynet-relay",
                "SKYNET relay by way of Perth",
                "fails",
                {"fails": 1, "holds": 4},
                'Fails: sensors_up(regime="GEO") is 2, not at least 3.',
                origin="GBR",
                since_s=31 * HOUR,
                left_s=5 * HOUR,
            ),
            self.line(
                "broadcast-cover",
                "Broadcast over the north-west",
                "unknown",
                {"unknown": 1, "holds": 2},
                'Unknown: feed_lag(nation="FRA") is unknown, FRA was never heard of.',
                since_s=6 * HOUR,
                left_s=18 * HOUR,
                rests_on=[PLAN],
                dependent="fails",
            ),
            self.line(
                "warning-limits",
                "From what probability the watch warns",
                "nearly",
                {"nearly": 1, "holds": 1},
                'Holds, but nearly not: feed_lag(nation="USA") is 8.9 min, below 10 min by 11 %.',
                kind="policy",
                number=7,
                since_s=40 * 60.0,
            ),
            self.line(
                "launch-woomera",
                "Launch from Woomera, first window",
                "nearly",
                {"nearly": 2, "holds": 3},
                'Holds, but nearly not: launch_closed(site="woomera", days=1) is 9.4 %, '
                "below 10 % by 6 %.",
                since_s=3 * DAY,
                left_s=2 * DAY,
            ),
            self.line(
                "imaging-season",
                "Pictures of the fire season",
                "holds",
                {"holds": 6},
                since_s=12 * DAY,
            ),
            self.line(
                "sharing-rules",
                "What is released to whom",
                "holds",
                {"holds": 3},
                kind="policy",
                number=12,
                since_s=44 * DAY,
            ),
            self.line(
                "syracuse-moves",
                "SYRACUSE 4A moves to its new place",
                "holds",
                {"holds": 4},
                origin="FRA",
                since_s=2 * DAY,
            ),
            self.line(
                "old-relay",
                "Relay by way of Darwin",
                "holds",
                {"holds": 2},
                state="cancelled",
                since_s=80 * DAY,
            ),
        ]

    def plan(self) -> PlanView:
        """A plan, whole."""
        line = self.register()[0]
        assumptions = self.assumptions()
        return PlanView(
            **msgspec.structs.asdict(line),
            objective="Keep OPTUS 10 in its slot through the season of eclipses without a maneuver "
            "that costs service, unless something comes closer than the coalition's limits allow.",
            in_force_from="",
            in_force_until="",
            assumptions=assumptions,
            steps=[
                PlanStepView(
                    number=1,
                    party="AUS",
                    text="Watch the belt around 156° E",
                    start_utc=self.utc(-9 * DAY),
                    stop_utc="",
                    after=[],
                ),
                PlanStepView(
                    number=2,
                    party="AUS/optus",
                    text="Hold the station within 0.05°",
                    start_utc=self.utc(-9 * DAY),
                    stop_utc=self.utc(30 * DAY),
                    after=[1],
                ),
                PlanStepView(
                    number=3,
                    party="USA",
                    text="Give its own ephemeris twice a day",
                    start_utc="",
                    stop_utc="",
                    after=[1],
                ),
            ],
            above=[
                PlanLink(
                    plan="AUS/warning-limits",
                    title="From what probability the watch warns",
                    standing="nearly",
                    since_utc=self.utc(-2_400),
                )
            ],
            below=[
                PlanLink(
                    plan="AUS/broadcast-cover",
                    title="Broadcast over the north-west",
                    standing="unknown",
                    since_utc=self.utc(-6 * HOUR),
                )
            ],
            editions=[
                EditionLine(
                    number=n,
                    record=record(f"plan AUS optus-watch {n}"),
                    made_utc=self.utc(-DAY * (1 + 9 * (3 - n))),
                    reason=reason,
                    standing="current" if n == 3 else "superseded",
                )
                for n, reason in (
                    (3, "The crew at night counts as well."),
                    (2, "The limit is that of the coalition."),
                    (1, ""),
                )
            ],
            events=[
                PlanEvent(
                    at_utc=self.utc(-1_500),
                    record="",
                    what="late",
                    by="AUS",
                    text="No answer within two hours.",
                    assumption=0,
                ),
                PlanEvent(
                    at_utc=self.utc(-7_918),
                    record=record("finding 1"),
                    what="flagged",
                    by="AUS",
                    text=assumptions[0].why,
                    assumption=1,
                ),
                PlanEvent(
                    at_utc=self.utc(-6 * HOUR),
                    record=record("finding 2"),
                    what="flagged",
                    by="AUS",
                    text=assumptions[1].why,
                    assumption=2,
                ),
                PlanEvent(
                    at_utc=self.utc(-DAY),
                    record=record("plan AUS optus-watch 3"),
                    what="amended",
                    by="AUS",
                    text="The crew at night counts as well.",
                    assumption=0,
                ),
                PlanEvent(
                    at_utc=self.utc(-4 * DAY),
                    record=record("finding 4"),
                    what="cleared",
                    by="AUS",
                    text=assumptions[3].why,
                    assumption=4,
                ),
                PlanEvent(
                    at_utc=self.utc(-20 * DAY),
                    record=record("review"),
                    what="reviewed",
                    by="AUS",
                    text="Nothing new.",
                    assumption=0,
                ),
            ],
            deeds=["review", "reaffirm", "amend", "retire"],
        )

    def difference(self) -> DifferenceView:
        """Of the second edition and the third."""
        return DifferenceView(
            before_number=2,
            after_number=3,
            mark=MARK,
            lines=[
                ChangeLine(
                    part="assumption 3",
                    change="changed",
                    before='Enough sensors see the belt\nsensors_up(regime="GEO") >= 3',
                    after="Enough sensors see the belt, and one of them is ours\n"
                    'sensors_up(regime="GEO") >= 3 and crew_ready("night")',
                ),
                ChangeLine(
                    part="step 3",
                    change="added",
                    before="",
                    after="USA: Give its own ephemeris twice a day",
                ),
            ],
        )

    def vocabulary(self) -> list[FunctionLine]:
        """A few functions."""
        return [
            FunctionLine(
                call="max_pc(asset, days)",
                unit="a plain number",
                text="The largest probability of collision of an asset.",
                example='max_pc(asset="OPTUS 10", days=7) < 1e-4',
            ),
            FunctionLine(
                call="feed_lag(nation)",
                unit="a time",
                text="How old the newest record of a feed is.",
                example='feed_lag("NOR") < 10 min',
            ),
        ]
