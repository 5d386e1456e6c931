"""Risk put together: by nation, by service, by shell, in each nation's opinion, agreed or not.

- V1. Counted is the last word of each line whose time is not past. What people state stands before
  what a machine computes of the same subject and hazard.
- V2. A nation's and a shell's number is that at least one asset is lost, of all subjects and
  hazards of which a loss is assessed, each event once, distinct events taken as independent. A
  service's is that it falls short.
- V3. What is unknown widens the band to its own upper bound, and is left out of the value.
- V4. Two opinions are compared where they are of one subject and hazard. They agree where their
  bands meet, each a factor of two wide at least; a dissent makes it disputed whatever the numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from cspo.markings import Label
from cspo.markings.parties import sponsor_of
from cspo.operations.assess.agreement import Agreement, Matter, chance_in, disputes
from cspo.operations.assess.assessed import Assessed
from cspo.operations.assess.book import AssessBook
from cspo.operations.assess.chance import Chance, any_of_known
from cspo.operations.assess.once import losses
from cspo.records.bodies.assessment import AssessedBy, Gravity, Harm, Hazard
from cspo.records.bodies.planning import Subject
from cspo.records.bodies.words import Confidence
from cspo.time import Epoch

__all__ = ["By", "Row", "Side", "nations_of", "risk_by"]

By = Literal["nation", "service", "shell"]
_IN_TOGETHER: Final = frozenset({
    None, Hazard.CONJUNCTION, Hazard.DEBRIS, Hazard.LAUNCH_ACCESS, Hazard.FEED, Hazard.SENSOR,
    Hazard.CREW,
})  # fmt: skip
"""Hazards that a service's computed number is made of."""
_GRAVE: Final = (Gravity.UNKNOWN, Gravity.SLIGHT, Gravity.SERIOUS, Gravity.GRAVE)
_SURE: Final = (Confidence.UNKNOWN, Confidence.LOW, Confidence.MODERATE, Confidence.HIGH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one nation thinks of a row.

    Parameters
    ----------
    origin : str
    counted : tuple of Assessed
    chance : Chance
        By rules V2 and V3.
    text : str
        How it was put together.
    gravity : Gravity
        The gravest of them.
    confidence : Confidence
        The least sure of those that make the number.
    """

    origin: str
    counted: tuple[Assessed, ...]
    chance: Chance
    text: str
    gravity: Gravity
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one nation, service or shell bears.

    Parameters
    ----------
    name, title : str
    sides : tuple of Side
        The reader's own nation first.
    agreement : Agreement
    differ : str
        What they differ in; empty where they agree.
    expired : int
        Past their time: not counted.
    """

    name: str
    title: str
    sides: tuple[Side, ...]
    agreement: Agreement
    differ: str
    expired: int

    @property
    def chief(self) -> Side | None:
        """The reader's own nation's where it is among them; else the gravest; None: all past."""
        return self.sides[0] if self.sides else None


def risk_by(
    book: AssessBook,
    by: By,
    t: Epoch,
    *,
    may: Callable[[Label], bool],
    hazard: Hazard | None = None,
) -> tuple[Row, ...]:
    """Rows of the combined view, the gravest first.

    Parameters
    ----------
    may : callable
        Which marks the reader may see.
    hazard : Hazard or None
        Of this one; None: of all.
    """
    counted, expired = _counted(book, t, may, hazard)
    rows: dict[str, list[Assessed]] = {}
    for each in counted:
        for name in _names(each, by):
            rows.setdefault(name, []).append(each)
    past: dict[str, int] = {}
    for each in expired:
        for name in _names(each, by):
            past[name] = past.get(name, 0) + 1
    made = [
        _row(name, rows.get(name, []), past.get(name, 0), by, book.nation)
        for name in dict.fromkeys((*rows, *past))
    ]
    return tuple(sorted(made, key=_urgency))


def nations_of(assessed: Assessed) -> tuple[str, ...]:
    """Nations that it touches: the owner's and the users'."""
    body = assessed.body
    found = {sponsor_of(name) for name in (body.owner, *body.users) if name}
    return tuple(sorted(found))


# -- the parts ----------------------------------------------------------------
def _counted(
    book: AssessBook, t: Epoch, may: Callable[[Label], bool], hazard: Hazard | None
) -> tuple[list[Assessed], list[Assessed]]:
    """By rule V1: those that count, and those whose time is past."""
    last: dict[tuple[str, Matter], Assessed] = {}
    expired = []
    for each in book.current(may=may):
        if each.body.assessed_by is None or hazard not in (None, each.body.hazard):
            continue
        if each.is_over(t):
            expired.append(each)
            continue
        key = (each.origin, (each.subject, each.body.hazard))
        if key not in last or each.body.assessed_by is AssessedBy.STATED:
            last[key] = each
    return list(last.values()), expired


def _names(assessed: Assessed, by: By) -> tuple[str, ...]:
    body = assessed.body
    if by == "nation":
        return nations_of(assessed)
    if by == "shell":
        own = body.name if body.subject is Subject.SHELL else body.shell
        return (own,) if own else ()
    return (assessed.full_name,) if body.subject is Subject.SERVICE else body.services


def _row(name: str, counted: Sequence[Assessed], expired: int, by: By, nation: str) -> Row:
    origins = sorted(
        {each.origin for each in counted}, key=lambda origin: (origin != nation, origin)
    )
    sides = [
        _side(origin, [each for each in counted if each.origin == origin], by, name)
        for origin in origins
    ]
    if sides and sides[0].origin != nation:
        sides.sort(key=lambda side: (-_GRAVE.index(side.gravity), -side.chance.high, side.origin))
    agreement, differ = disputes(counted)
    title = next(
        (each.body.title for each in counted
         if by == "service" and each.full_name == name and each.body.title), ""
    )  # fmt: skip
    return Row(
        name=name, title=title or _title(name), sides=tuple(sides), agreement=agreement,
        differ=differ, expired=expired,
    )  # fmt: skip


def _side(origin: str, counted: Sequence[Assessed], by: By, name: str) -> Side:
    wanted = Harm.LOSS
    if by == "service":
        own = [
            each for each in counted
            if each.body.subject is Subject.SERVICE and each.full_name == name
            and each.body.likelihood is not None and each.body.likelihood.of is Harm.SHORTFALL
        ]  # fmt: skip
        if own:
            return _sided(origin, counted, *_shortfall(own), own)
    parts = [
        each for each in counted
        if each.body.likelihood is not None and each.body.likelihood.of is wanted
    ]  # fmt: skip
    if not parts:
        return _sided(origin, counted, Chance(), "no loss is assessed", ())
    found = losses(parts)
    text = f"1 - product of (1 - p) over {found.known} assessments of a loss"
    if found.shared:
        text += f"; {found.shared} times an event that two of them hold, counted once"
    if found.known < len(parts):
        text += f"; {len(parts) - found.known} unknown, in the band only"
    return _sided(origin, counted, found.chance, text, parts)


def _shortfall(own: Sequence[Assessed]) -> tuple[Chance, str]:
    """A service falls short by what the machine puts together, or by a hazard that it can't see.

    What people state of a hazard that is in the machine's number already is an opinion of a part
    of it: the greater counts.
    """
    one = own[0].body.likelihood
    if len(own) == 1 and one is not None:
        return chance_in(own[0]), one.derivation
    within = [chance_in(each) for each in own if each.body.hazard in _IN_TOGETHER]
    apart = [chance_in(each) for each in own if each.body.hazard not in _IN_TOGETHER]
    if within:
        values = [each.value for each in within if each.value is not None]
        low, high = max(each.low for each in within), max(each.high for each in within)
        value = max(values) if values else None
        apart.append(Chance(value=value, low=low if value is None else min(low, value), high=high))
    hazards = ", ".join("together" if (h := e.body.hazard) is None else h.value for e in own)
    return any_of_known(apart), f"1 - product of (1 - p) over what it may fall short by: {hazards}"


def _sided(
    origin: str, counted: Sequence[Assessed], chance: Chance, text: str, parts: Sequence[Assessed]
) -> Side:
    gravities = [each.body.gravity or Gravity.UNKNOWN for each in (parts or counted)]
    return Side(
        origin=origin, counted=tuple(counted), chance=chance, text=text,
        gravity=max(gravities, key=_GRAVE.index, default=Gravity.UNKNOWN),
        confidence=min(
            (each.body.confidence for each in parts), key=_SURE.index, default=Confidence.UNKNOWN
        ),
    )  # fmt: skip


def _urgency(row: Row) -> tuple[object, ...]:
    chief = row.chief
    if chief is None:
        return (1, 0, 0.0, row.name)
    value = chief.chance.value
    return (0, -_GRAVE.index(chief.gravity), -(chief.chance.high if value is None else value),
            row.name)  # fmt: skip


def _title(name: str) -> str:
    """A shell in words; all else by its name."""
    parts = name.split("-")
    if len(parts) == 3 and parts[0] == "leo" and parts[1].isdigit() and parts[2].isdigit():
        return f"{parts[1]} to {parts[2]} km"
    return name
