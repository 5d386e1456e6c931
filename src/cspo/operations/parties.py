"""Parties: whose an object is and who says so, what we own and depend on, whom to call.

The owner directory keeps what every source says side by side, each with its source
and date, and «unknown» is an answer. Whose word counts for release is another
matter: `cspo.operations.ownership` decides that, and `Parties.over` puts a nation's own
statements on top of it. Whom to call at a party, its own contacts say
(`cspo.operations.contacts.ContactBook`). An organization under a sponsor has no node: its
objects and its telephone numbers stand in its sponsor's file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from cspo.markings.label import Label
from cspo.markings.lattice import dominates
from cspo.markings.parties import is_party, sponsor_of
from cspo.markings.policy import Rulebook
from cspo.operations.catalog.answers import Fact
from cspo.operations.contacts import Contact, ContactBook
from cspo.operations.parties_file import PartiesFile
from cspo.operations.release.product_facts import Ownership
from cspo.operations.release.rule_conditions import Owned
from cspo.records.bodies.conjunction import CallPoint
from cspo.records.bodies.words import Confidence
from cspo.records.kinds import Registry
from cspo.records.record import Record

__all__ = ["UNKNOWN", "FactsOf", "OwnerClaim", "Parties", "Whom"]

UNKNOWN: Final = "unknown"

FactsOf = Callable[[str], Sequence[Fact]]
"""What records say of an object, the source that counts first in front: `Picture.facts`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerClaim:
    """What one source says of the owner of an object.

    Parameters
    ----------
    name : str
        A party, a nation's trigraph, an organization's name, or ``unknown``.
    source : str
        Who says so, in its own words.
    as_of : str
        Of what day that is, ``YYYY-MM-DD``; empty where it is not said.
    told_by : str
        The origin of the record that says it; empty for our own file.
    label : Label or None
        The mark of that record; None for our own file, which is the node's.
    """

    name: str
    source: str
    as_of: str
    confidence: Confidence
    told_by: str = ""
    label: Label | None = None

    @classmethod
    def nobody(cls) -> OwnerClaim:
        """Nobody says anything."""
        return cls(name=UNKNOWN, source="", as_of="", confidence=Confidence.UNKNOWN)

    @property
    def party(self) -> str:
        """The party that is meant; empty where it is none of the coalition's."""
        return self.name if is_party(self.name) else ""


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom to call, and the record that says so; empty for our own file."""

    point: CallPoint
    record_id: str = ""


class _Over:
    """A nation's own statements over what catalogues tell."""

    def __init__(self, own: dict[str, Owned], base: Ownership) -> None:
        self._own = own
        self._base = base

    def owned(self, object_id: str) -> Owned:
        return self._own.get(object_id) or self._base.owned(object_id)

    def other_names(self, object_id: str) -> frozenset[str]:
        return self._base.other_names(object_id)


class Parties:
    """The directory of a nation.

    Parameters
    ----------
    file : PartiesFile
        What the nation itself states.
    registry : Registry
    facts : callable
        What the records say of an object, as the picture has it.
    """

    def __init__(
        self,
        file: PartiesFile,
        registry: Registry,
        facts: FactsOf = lambda object_id: (),  # noqa: ARG005 - nothing is known of any
    ) -> None:
        self.file = file
        self.nation = file.about.nation
        self._registry = registry
        self._facts = facts
        self._own = _own_statements(file)
        self._contacts = self._coming = ContactBook(registry, None, self.nation)

    @property
    def depends(self) -> frozenset[str]:
        """Objects that the nation depends on, whoever owns them."""
        return frozenset(name for table in self.file.depends for name in table.objects)

    @property
    def stated(self) -> dict[str, str]:
        """By object: which party operates it, or owns it, by what the nation itself states."""
        return {name: owned.operator for name, owned in self._own.items()}

    def services_of(self, object_id: str) -> tuple[str, ...]:
        """For which services the nation depends on an object."""
        return tuple(each.service for each in self.file.depends if object_id in each.objects)

    def forget(self) -> None:
        """Contacts come again from the store; those known so far hold until `settle`."""
        self._coming = ContactBook(self._registry, None, self.nation)

    def settle(self) -> None:
        """From now on go by what has come since `forget`."""
        self._contacts = self._coming

    def apply(self, record: Record) -> None:
        """Take one more record, of what contacts say (`cspo.operations.contacts.ContactBook`).

        Raises
        ------
        MalformedMessage
            Where its body can't be read.
        """
        self._coming.apply(record)

    def claims(
        self,
        object_id: str,
        may: Callable[[Label], bool] = lambda label: True,  # noqa: ARG005
    ) -> tuple[OwnerClaim, ...]:
        """What all sources say of its owner, our own first; one that says «unknown» where none.

        Parameters
        ----------
        may : callable
            Which marks the reader may see.
        """
        found = [
            OwnerClaim(
                name=table.name, source=table.source, confidence=table.confidence,
                as_of="" if table.as_of is None else table.as_of.isoformat(),
            )
            for table in self.file.owners
            if table.object == object_id
        ]  # fmt: skip
        found += [
            OwnerClaim(
                name=table.id, source=self.file.about.source, confidence=Confidence.HIGH,
                as_of=self.file.about.as_of.isoformat(),
            )
            for table in self.file.organizations
            if object_id in table.objects
        ]  # fmt: skip
        for fact in self._facts(object_id):
            if may(fact.label):
                found += [
                    OwnerClaim(
                        name=owner.name, source=owner.source, as_of=owner.as_of,
                        confidence=owner.confidence, told_by=fact.origin, label=fact.label,
                    )
                    for owner in fact.facts.owners
                ]  # fmt: skip
        return tuple(dict.fromkeys(found)) or (OwnerClaim.nobody(),)

    def over(self, base: Ownership) -> Ownership:
        """What catalogues tell of owners, with our own statements on top."""
        return _Over(self._own, base)

    def owned_by(self, party: str, objects: Iterable[str], ownership: Ownership) -> tuple[str, ...]:
        """Those of *objects* that a party owns or operates, with what its organizations operate."""
        found = set(self._own) | set(objects)
        mine = []
        for name in found:
            owned = ownership.owned(name)
            if party in {owned.owner, owned.operator, sponsor_of(owned.operator)}:
                mine.append(name)
        return tuple(sorted(mine))

    def whom_to_call(self, party: str, mark: Label, rulebook: Rulebook) -> tuple[Whom, ...]:
        """Whom to call at a party, in order, as far as whoever reads under *mark* may know.

        Of contacts that partners have told only those go along whose marks keep
        nobody from them who may read *mark*.
        """
        own = [
            Whom(CallPoint(party=party, role=each.role, phone=each.phone, email=each.email))
            for each in self.file.calls
            if each.party == party
        ]
        told = self._contacts.of(party, lambda record_id: self._may(mark, record_id, rulebook))
        return (*own, *map(_whom, told))

    def _may(self, mark: Label, record_id: str, rulebook: Rulebook) -> bool:
        label = self._contacts.label(record_id)
        return label is not None and dominates(mark, label, rulebook)


def _whom(contact: Contact) -> Whom:
    body = contact.body
    point = CallPoint(party=body.party, role=body.role, phone=body.phone, email=body.email)
    return Whom(point, contact.record_id)


def _own_statements(file: PartiesFile) -> dict[str, Owned]:
    """Owners as the nation itself states them."""
    found = {
        table.object: Owned(table.object, sponsor_of(table.name), table.name)
        for table in file.owners
        if is_party(table.name)
    }
    for table in file.organizations:
        found |= {name: Owned(name, sponsor_of(table.id), table.id) for name in table.objects}
    return found
