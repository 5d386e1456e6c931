"""A nation that assesses: its duty over a store of its own, and evidence of every sort."""

from __future__ import annotations

from typing import Any, Final

from release_desks import T, desk_of, norway, orbit, sealed
from warning_desks import OURS, THEIRS

from cspo.markings import Label, Mode, make_label
from cspo.operations.assess import AssessBook, AssessDuty, Assets, read_assets
from cspo.operations.assess.draft import Cover
from cspo.operations.assess.feeds import Heard
from cspo.operations.assess.making import is_form_of_assessment
from cspo.operations.assess.view import Row, risk_by
from cspo.operations.derive import body_of
from cspo.operations.kinds import REGISTRY
from cspo.operations.release.rule_conditions import Owned
from cspo.records import Record, read_record
from cspo.records.bodies.assessment import AssessedBy, Gravity, Harm, Hazard, Likelihood
from cspo.records.bodies.planning import AssessmentBody, Subject
from cspo.records.bodies.words import Confidence
from cspo.time import Epoch
from cspo.units import DAY_S

__all__ = [
    "FILE", "FRIENDS", "OTHER", "WIDE", "Nation", "all_of", "assessment", "book_of", "named",
    "row_of",
]  # fmt: skip

OTHER: Final = "norad:990002"
"""A second satellite of NOR."""
FRIENDS: Final = ("CAN", "FRA", "GBR", "NOR", "USA")
WIDE: Final = make_label("U", FRIENDS)

FILE: Final = """
[assets]
nation = "NOR"
as_of = 2026-03-01
source = "made up for a test"
mark = "U//REL TO CAN, FRA, NOR"

[[asset]]
id = "norsat-a"
name = "NORSAT A"
kind = "satellite"
objects = ["norad:990001"]
owner = "NOR"
users = ["NOR", "FRA"]
criticality = "vital"
options = [{ do = "move", needs_hours = 12.0 }, { do = "switch-service", to = "ships" }]

[[asset]]
id = "norsat-b"
name = "NORSAT B"
kind = "satellite"
objects = ["norad:990002"]
owner = "NOR"
users = ["NOR"]
criticality = "important"

[[asset]]
id = "from-fra"
name = "Feed of FRA"
kind = "feed"
of = "FRA"
silent_minutes = 10

[[asset]]
id = "vardo"
name = "Radar at Vardo"
kind = "sensor"
of = "vardo-3"
owner = "NOR"
criticality = "important"

[[service]]
id = "ships"
name = "Ships at sea"
rests_on = ["norsat-a", "norsat-b"]
needs = 1
users = ["NOR", "FRA"]
criticality = "vital"
"""


class Nation:
    """NOR's duty of assessments, read as a node reads it."""

    def __init__(self, store: Any, text: str = FILE, *, screened: bool = True) -> None:
        self.store = store
        self.desk = desk_of(norway(), Owned(OURS, "NOR", "NOR"), Owned(THEIRS, "FRA", "FRA"))
        self.orbit = sealed(orbit(OURS), WIDE, origin="NOR")
        self.put(self.orbit)
        self.screened = screened
        self.heard: dict[str, Epoch] = {}
        self.names: dict[str, tuple[str, ...]] = {}
        self.assets: Assets = read_assets(text.encode(), "assets.toml")
        self.duty = self.new_duty()
        self.read_to = 0

    def new_duty(self) -> AssessDuty:
        """One with an empty book."""
        return AssessDuty(
            "NOR", Mode.REAL, self.assets, REGISTRY, is_form=self.is_form,
            names_of=lambda name: self.names.get(name, (name,)),
        )  # fmt: skip

    def is_form(self, record: Record) -> bool:
        """As the store tells."""
        with self.store.read() as unit:
            return is_form_of_assessment(unit, record, REGISTRY)

    def put(self, *records: Record, t: Epoch = T) -> None:
        """Records arrive."""
        with self.store.write() as unit:
            for record in records:
                unit.put_record(record, t_ingest=t)

    def say(self, body: Any, label: Label | None = WIDE, **fields: Any) -> Record:
        """A record of somebody arrives."""
        record = sealed(body, label, **{"origin": "NOR", "t": T, **fields})
        self.put(record, t=fields.get("t", T))
        return record

    def read(self, duty: AssessDuty | None = None) -> None:
        """What came into the store is heard."""
        start = self.read_to if duty is None else 0
        with self.store.read() as unit:
            for row in unit.records_after(start, 100_000):
                (duty or self.duty).hear(read_record(row.envelope), row.t_ingest)
                if duty is None:
                    self.read_to = row.seq

    def step(self, t: Epoch = T) -> list[Record]:
        """Hear, and assess what is due."""
        self.read()
        made = self.duty.work(
            self.store, lambda _: self.desk, t, cover=self.cover,
            heard=lambda _, nation: Heard(t=self.heard.get(nation)),
        )  # fmt: skip
        self.read()
        return made

    def cover(self, name: str) -> Cover | None:
        """Both satellites have an orbit, and are screened for a day."""
        if name not in {OURS, OTHER}:
            return None
        until = T + DAY_S if self.screened else None
        return Cover(record=f"{self.orbit.id}#0", label=WIDE, screened_until=until,
                     shell="leo-800-850")  # fmt: skip

    def last(self, name: str, hazard: str | None = "conjunction") -> AssessmentBody:
        """The body of the last word on something."""
        (found,) = [
            each for each in self.duty.book.of(name)
            if each.body.hazard == hazard and each.origin == "NOR"
            and each.body.name == name
        ]  # fmt: skip
        return found.body


def named(records: list[Record]) -> list[tuple[str, str | None]]:
    """What records assess."""
    bodies = [body_of(record, REGISTRY) for record in records]
    return [(body.name, body.hazard) for body in bodies]


def all_of(label: object) -> bool:
    """A reader of everything."""
    return True


def assessment(
    name: str,
    value: float | None,
    *,
    objects: tuple[str, ...] = (OURS,),
    hazard: Hazard | None = Hazard.CONJUNCTION,
    of: Harm = Harm.LOSS,
    by: AssessedBy = AssessedBy.COMPUTED,
    t: Epoch = T,
    band: float = 1.0,
    **fields: object,
) -> AssessmentBody:
    """What NOR, or who seals it, says of the loss of something."""
    given = {
        "subject": Subject.ASSET, "owner": "NOR", "users": ("FRA",), "shell": "leo-800-850",
        "gravity": Gravity.SERIOUS, "services": ("NOR/ships",),
        "likelihood": Likelihood(
            of=of, value=value, derivation="planted",
            low=None if value is None else value / band,
            high=None if value is None else min(1.0, value * band),
        ),
    }  # fmt: skip
    return AssessmentBody(
        name=name, objects=objects, hazard=hazard, question="?", answer="A word.",
        confidence=Confidence.LOW, assessed_by=by, from_utc=t.utc_iso(0),
        until_utc=(t + DAY_S).utc_iso(0),
        **{**given, **fields},  # type: ignore[arg-type]
    )  # fmt: skip


def book_of(*records: Record) -> AssessBook:
    """The book of NOR with these records."""
    book = AssessBook("NOR", Mode.REAL, REGISTRY)
    for record in records:
        book.apply(record)
    return book


def row_of(book: AssessBook, by: Any, name: str, t: Epoch = T) -> Row:
    """One row of the combined view."""
    return next(row for row in risk_by(book, by, t, may=all_of) if row.name == name)
