"""Who calls: node, person and token together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cspo.markings import Action, Decision, Label, Mode, Subject, decide_each
from cspo.node.http.rights import Right, may_call
from cspo.operations.store import OperationsUnit
from cspo.records import Record
from cspo.time import Epoch

__all__ = ["Caller"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Somebody who has shown a good credential, for the time of one request.

    Parameters
    ----------
    person : str
        Plain id of the person, as the nation's table of people has it.
    roles : frozenset of str
        Of the person.
    party : str
        For whom the person acts: the nation, or an organization that it sponsors.
    subjects : tuple of Subject
        Node, person and, where there is one, token: each must be permitted.
    credential : str
        Which session or token, without its secret: ``"token 3f2a..."``.
    scopes : frozenset of str or None
        Of the token; None: a session, which has all rights of the person.
    request : str
        Number of the request, as the answer's ``X-Request-Id`` has it.
    """

    person: str
    roles: frozenset[str]
    party: str
    subjects: tuple[Subject, ...]
    credential: str
    scopes: frozenset[str] | None = None
    request: str = ""

    def may(self, label: Label, mode: Mode) -> Decision:
        """Whether what carries *label* may be shown to the caller."""
        return decide_each(label, mode, self.subjects, Action.QUERY)

    def sees(self, record: Record) -> bool:
        """Whether a record may be shown to the caller."""
        return self.may(record.payload.label, record.payload.mode).permitted

    def has(self, right: Right) -> bool:
        """Whether the caller may call what asks this right."""
        return may_call(right, self.roles, self.scopes).permitted

    def audit(
        self, unit: OperationsUnit, event: str, fields: Mapping[str, str], *, t: Epoch
    ) -> None:
        """Put into the audit what the caller did, in the unit of work that does it."""
        who = {"person": self.person, "party": self.party, "by": self.credential}
        unit.audit(event, {**fields, **who, "request": self.request}, t=t)
