"""What a party holds bytes from outside against: who it is, whom it believes, what it knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cspo.markings import CSPO_RULEBOOK, Rulebook, Subject
from cspo.records.directory import Directories
from cspo.records.kinds import Registry

__all__ = ["Context"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One party's knowledge at one moment.

    Parameters
    ----------
    subject : Subject
        The party itself: its node's name, ceiling, caveats and modes.
    directories : Directories
        Whose keys are believed.
    registry : Registry
        The kinds that are known, and how their bodies are read.
    rulebook : Rulebook
        Which labels are understood.
    guests : mapping
        The organizations on our node, by party.
    """

    subject: Subject
    directories: Directories
    registry: Registry
    rulebook: Rulebook = CSPO_RULEBOOK
    guests: Mapping[str, Subject] = field(default_factory=dict)

    @property
    def party(self) -> str:
        """Who we are."""
        return self.subject.party

    def subject_of(self, party: str) -> Subject | None:
        """Ourselves, or a guest of ours; None for anyone else."""
        return self.subject if party == self.subject.party else self.guests.get(party)

    def has_revoked(self, nation: str) -> bool:
        """Whether a nation has revoked any key."""
        latest = self.directories.latest(nation)
        return latest is not None and any(key.revoked for key in latest.directory.keys)

    def with_directories(self, directories: Directories) -> Context:
        """The same with newer key directories."""
        return replace(self, directories=directories)
