"""What a release desk works with: its nation's policy, keys, kinds, and whose objects are whose."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from cspo.errors import UsageError
from cspo.markings.mode import Mode
from cspo.markings.parties import sponsor_of
from cspo.markings.policy import CSPO_RULEBOOK, Rulebook
from cspo.markings.rules import Subject
from cspo.operations.release.policy import ReleasePolicy
from cspo.operations.release.product_facts import Ownership, facts_of
from cspo.operations.release.rule_conditions import Owned
from cspo.records.kinds import Registry
from cspo.records.record import Record
from cspo.records.signing import Signer

__all__ = ["ReleaseDesk"]

_ENDANGERS: Final = ("conjunction", "warning")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseDesk:
    """One nation's.

    Parameters
    ----------
    policy : ReleasePolicy
        What it releases to whom.
    signer : callable
        The key of a mode.
    registry : Registry
        Kinds of records.
    ownership : callable
        Whose the objects are, as a mode's records tell.
    rulebook : Rulebook
        What marks mean.
    """

    policy: ReleasePolicy
    signer: Callable[[Mode], Signer]
    registry: Registry
    ownership: Callable[[Mode], Ownership]
    rulebook: Rulebook = CSPO_RULEBOOK

    @property
    def nation(self) -> str:
        """Whose desk it is."""
        return self.policy.about.nation

    def check_own(self, record: Record) -> None:
        """That a record is ours to release.

        Raises
        ------
        UsageError
            Where another nation is its origin.
        """
        if sponsor_of(record.payload.origin) != self.nation:
            raise UsageError(
                "release", record.id, expected=f"a record of {self.nation}",
                got=f"one of {record.payload.origin}",
                hint="what another nation says, that nation releases",
            )  # fmt: skip

    def objects_of(self, record: Record) -> tuple[Owned, ...]:
        """What a record is about, and whose it is.

        Raises
        ------
        MalformedMessage
            Where its body can't be read.
        """
        known = self.ownership(record.payload.mode)
        return facts_of(record, registry=self.registry, ownership=known).objects

    def parties_about(self, record: Record, objects: Iterable[Owned]) -> tuple[str, ...]:
        """Whom a decision about *record* is made for: all partners, and who else is on its mark.

        Of what may endanger an object also its owner and operator, agreement or
        none: the log must say of them, too, that they were not told, and why.
        """
        known = [party.id for party in self.policy.parties]
        found = {*record.payload.label.releasable_to}
        if record.payload.kind in _ENDANGERS:
            found.update(party for each in objects for party in (each.owner, each.operator))
        others = sorted(found - {"", *known, record.payload.origin})
        return (*known, *(party for party in others if party != self.nation))

    def subject(self, party: str) -> Subject:
        """A partner as the rules of the markings see it.

        Raises
        ------
        UsageError
            Where there is no agreement with it.
        """
        table = self.policy.party(party)
        if table is None:
            raise UsageError("release", party, expected="a party of the policy", got="another")
        return table.subject()
