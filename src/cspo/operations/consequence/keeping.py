"""A study kept as records: the event, what follows from it, and who is crossed.

The event and the number of its pieces rest on the orbits of what broke up alone. Who is crossed
rests on the crossed objects' orbits besides, and there is one assessment for each mark among
these: an object that few may know of does not keep the others from those whom they concern.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cspo.errors import UsageError
from cspo.markings import Label, Mode, dominates, join
from cspo.operations.consequence.at_risk import concerned
from cspo.operations.consequence.findings import (
    event_body,
    outlook_assessment,
    risk_assessment,
)
from cspo.operations.consequence.results import BreakupResult, CrossedLine
from cspo.operations.derive import Product, derive
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.sending import keep
from cspo.operations.store import OperationsUnit
from cspo.records import Record, read_record
from cspo.records.bodies.body import Body
from cspo.time import Epoch

__all__ = ["KeptStudy", "keep_breakup", "named_in"]

RestsOn = Mapping[str, Sequence[str]]
"""By object, ids of the records that say its orbit and what is known of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptStudy:
    """What became of it.

    Parameters
    ----------
    event : Record
        Of kind ``behavior-event``.
    assessments : tuple of Record
        What follows first, then who is crossed, mark by mark.
    named : tuple of tuple of str
        Objects that each assessment names.
    """

    event: Record
    assessments: tuple[Record, ...]
    named: tuple[tuple[str, ...], ...]

    @property
    def records(self) -> tuple[Record, ...]:
        """All, the event first."""
        return (self.event, *self.assessments)

    @property
    def for_a_page(self) -> tuple[Record, ...]:
        """Those that a page may be made of without being for fewer than the event itself."""
        mark = self.event.payload.label
        return tuple(each for each in self.records if dominates(mark, each.payload.label))

    @property
    def on_a_page(self) -> frozenset[str]:
        """Objects that such a page names."""
        fit = {each.id for each in self.for_a_page}
        pairs = zip(self.assessments, self.named, strict=True)
        return frozenset(name for record, names in pairs if record.id in fit for name in names)


def named_in(result: BreakupResult) -> list[str]:
    """Objects that a result names: what broke up, and who is crossed."""
    parents = [each.object for each in (result.what, result.other) if each is not None]
    return [*parents, *(line.object for line in result.crossed)]


def keep_breakup(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    result: BreakupResult,
    rests_on: RestsOn,
    *,
    mode: Mode,
    person: str,
    t: Epoch,
) -> KeptStudy:
    """Put a study of a break-up into the store. Nothing of it goes to anybody.

    Parameters
    ----------
    rests_on : mapping
        Of every object that the result names.
    person : str
        Who keeps it; stands in the audit, never in a record.

    Raises
    ------
    UsageError
        Where an orbit's record is not in the store.
    """
    parents = [each.object for each in (result.what, result.other) if each is not None]
    inputs = _Inputs(unit, rests_on)
    base = inputs.of([name for name in parents if name in rests_on])

    def make(sources: Sequence[Record], body: Body) -> Record:
        product: Product = derive(
            sources, lambda _: body, origin=desk.nation, mode=mode, t=t, about=result.what.object,
            t_valid=Epoch.from_utc(result.at_utc), signer=desk.signer(mode),
            registry=desk.registry, rulebook=desk.rulebook,
        )  # fmt: skip
        keep(unit, product, t=t)
        return product.record

    event = make(base, event_body(result))
    made = [make(base, outlook_assessment(result))]
    named: list[tuple[str, ...]] = [()]
    for lines in inputs.by_mark(base, concerned(result.crossed), desk):
        sources = inputs.of([*parents, *(line.object for line in lines)])
        made.append(make(sources, risk_assessment(result, lines)))
        named.append(tuple(line.object for line in lines))
    unit.audit("study kept", {"event": event.id, "person": person}, t=t)
    return KeptStudy(event=event, assessments=tuple(made), named=tuple(named))


class _Inputs:
    """Records of orbits and facts, read once."""

    def __init__(self, unit: OperationsUnit, rests_on: RestsOn) -> None:
        self._unit = unit
        self._rests_on = rests_on
        self._read: dict[str, Record] = {}

    def of(self, objects: Sequence[str]) -> list[Record]:
        """Of some objects, each record once."""
        ids = dict.fromkeys(id_ for name in objects for id_ in self._rests_on.get(name, ()))
        return [self._record(id_) for id_ in ids]

    def by_mark(
        self, base: Sequence[Record], lines: Sequence[CrossedLine], desk: ReleaseDesk
    ) -> list[list[CrossedLine]]:
        """Lines whose product would carry the same mark together, in their order."""
        groups: dict[Label, list[CrossedLine]] = {}
        for line in lines:
            labels = [each.payload.label for each in (*base, *self.of([line.object]))]
            groups.setdefault(join(*labels, rulebook=desk.rulebook), []).append(line)
        return list(groups.values())

    def _record(self, record_id: str) -> Record:
        if record_id not in self._read:
            envelope = self._unit.envelope(record_id)
            if envelope is None:
                raise UsageError("keep a study", record_id, expected="a record in the store",
                                 got="none", hint="ask the study again")  # fmt: skip
            self._read[record_id] = read_record(envelope)
        return self._read[record_id]
