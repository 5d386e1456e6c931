"""What studies over HTTP read: the part of the sky that the asker sees, and what is known of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cspo.consequence.clouds import Cloud
from cspo.consequence.services import ServiceModel
from cspo.markings import Label
from cspo.markings.parties import is_party
from cspo.node.http.callers import Caller
from cspo.node.http.seen import RunningNode
from cspo.node.http.sight import SeenSky, may_of
from cspo.operations.catalog import Picture
from cspo.operations.consequence.results import CallLine
from cspo.operations.consequence.services_file import load_services, sample_services
from cspo.operations.consequence.sky import CREWED, Known, StudySky, known_from_catalog
from cspo.records.bodies.objects import Maneuverability, ManeuverClass, ObjectFacts

__all__ = ["Answered", "Asking", "services_of"]

_SERVICES: Final = "services.toml"
"""In the node's folder: what rests on which satellites; else the sample from public facts."""

_ABLE: Final = {Maneuverability.YES: True, Maneuverability.NO: False}


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """What a study came to.

    Parameters
    ----------
    result : struct
        As it is served.
    cloud : Cloud or None
        Of a break-up, its pieces, some 20,000 for all: what a launch meets.
    rests_on : mapping
        By object, records that its records will rest on.
    """

    result: Any
    cloud: Cloud | None = None
    rests_on: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def services_of(node: RunningNode) -> ServiceModel:
    """The node's own services, else the sample.

    Raises
    ------
    MalformedMessage
        Where the node's file has faults.
    """
    own = node.home.path / _SERVICES
    return load_services(own) if own.is_file() else sample_services()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asking:
    """What one asker sees of the sky at one moment.

    Parameters
    ----------
    node : RunningNode
    sky : SeenSky
    may : callable
        Which marks the asker may see.
    calls : mapping
        By party, whom to call, as far as the asker may know.
    """

    node: RunningNode
    sky: SeenSky
    may: Callable[[Label], bool]
    calls: Mapping[str, tuple[CallLine, ...]]

    @classmethod
    def of(cls, node: RunningNode, caller: Caller, sky: SeenSky) -> Asking:
        """As it is now."""
        may = may_of(node, caller)
        return cls(node=node, sky=sky, may=may, calls=_calls(node, may))

    @property
    def study_sky(self) -> StudySky:
        """The sky for a study."""
        catalog = self.sky.catalog
        made = StudySky.of_catalog(catalog, known=self._known, calls=self.calls)
        return StudySky(
            catalog=catalog, identity=self.sky.identity, known=self._known, calls=self.calls,
            radius_m=made.radius_m, size_known=made.size_known,
        )  # fmt: skip

    def rests_on(self, named: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """By object, records of its orbit and of what is known of it."""
        return {name: self._records(name) for name in named}

    def _records(self, identity: str) -> tuple[str, ...]:
        view = self.sky.view
        row = view.row_of.get(identity)
        found: list[str] = []
        if row is not None and identity not in self.sky.others:
            found.append(view.item_ids[row].partition("#")[0])
        elif self._picture is not None:
            sides = self._picture.sides(identity)
            found += [s.item_id.partition("#")[0] for s in sides if self.may(s.label)][:1]
        if (told := self._facts(identity)) is not None:
            found.append(told[1])
        return tuple(dict.fromkeys(found))

    @property
    def _picture(self) -> Picture | None:
        return self.node.picture

    def _facts(self, identity: str) -> tuple[ObjectFacts, str] | None:
        """What the source that counts says of an object, of those that the asker may see."""
        if self._picture is None:
            return None
        for fact in self._picture.facts(identity):
            if self.may(fact.label):
                return fact.facts, fact.record_id
        return None

    def _known(self, row: int) -> Known:
        base = known_from_catalog(self.sky.catalog, row)
        told = self._facts(self.sky.identity[row])
        if told is None:
            return base
        facts = told[0]
        crewed = facts.maneuver_class is ManeuverClass.CREWED
        return Known(
            name=base.name or next(iter(facts.names), ""), owner=base.owner, type=base.type,
            party=base.party or _party(facts),
            crewed=crewed or int(self.sky.catalog.norad_id[row]) in CREWED,
            maneuverable=_ABLE.get(facts.maneuverability, base.maneuverable),
            mass_kg=facts.mass_kg, mass_from=facts.mass_source,
        )  # fmt: skip


def _party(facts: ObjectFacts) -> str:
    return next((owner.name for owner in facts.owners if is_party(owner.name)), "")


def _calls(node: RunningNode, may: Callable[[Label], bool]) -> dict[str, tuple[CallLine, ...]]:
    """Contacts by party, in their order."""
    if node.coordination is None:
        return {}
    book = node.coordination.contacts

    def seen(record_id: str) -> bool:
        label = book.label(record_id)
        return label is not None and may(label)

    found: dict[str, list[CallLine]] = {}
    for each in book.every(seen):
        body = each.body
        line = CallLine(party=body.party, role=body.role, phone=body.phone, email=body.email)
        found.setdefault(body.party, []).append(line)
    return {party: tuple(lines[:3]) for party, lines in found.items()}
