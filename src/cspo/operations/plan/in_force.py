"""Thresholds and release rules as policy records: which version is in force, and what it says.

A policy of ours named ``warning`` or ``release`` takes the place of the node's file of that
name, from the day that it names until another does, or until it ends; then the file counts
again. A version that can't be read as a policy is not obeyed: what was obeyed goes on, and why
is told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from cspo.errors import CspoError, UsageError
from cspo.operations.plan.book import PlanBook
from cspo.operations.plan.plans import Edition
from cspo.operations.release.policy import ReleasePolicy
from cspo.operations.release.policy_file import read_policy
from cspo.operations.warn.policy_file import read_warn_policy
from cspo.records.bodies.planning import PolicyBody
from cspo.records.kinds import Registry
from cspo.time import Epoch

__all__ = ["RELEASE", "WARNING", "InForce", "Obeyed", "check_rules", "read_rules"]

WARNING: Final = "warning"
RELEASE: Final = "release"


@dataclass(frozen=True, slots=True)
class Obeyed:
    """What a node obeys.

    Parameters
    ----------
    record_id : str
        The version; empty: the node's own file.
    fault : str
        Why a newer version is not obeyed; empty where none is.
    """

    record_id: str = ""
    fault: str = ""


def check_rules(body: PolicyBody, nation: str, registry: Registry) -> None:
    """That a policy which the node would obey can be obeyed.

    Raises
    ------
    MalformedMessage
        Where it has a fault.
    UsageError
        Where it is another nation's.
    """
    if body.format != "toml" or body.name not in {WARNING, RELEASE}:
        return
    data, name = body.text.encode(), f"{body.name} policy"
    if body.name == WARNING:
        read_warn_policy(data, name)
    else:
        read_rules(data, name, nation, registry)


def read_rules(data: bytes, name: str, nation: str, registry: Registry) -> ReleasePolicy:
    """Release rules, if they are those of a nation; raises as `check_rules`."""
    policy = read_policy(data, name, kinds=registry)
    if policy.about.nation != nation:
        raise UsageError(
            "obey a policy",
            name,
            expected=f"that of {nation}",
            got=f"that of {policy.about.nation}",
        )
    return policy


class InForce:
    """Sees to it that a node obeys the version of a policy that is in force.

    Parameters
    ----------
    nation : str
    book : callable
        Gives the book of plans as it is now.
    name : str
        Of the policy.
    read : callable
        From the text of a version to the policy.
    obey : callable
        Takes a policy, or None for the node's own file.
    """

    def __init__(
        self, nation: str, book: Callable[[], PlanBook], name: str,
        read: Callable[[bytes, str], Any], obey: Callable[[Any | None], None],
    ) -> None:  # fmt: skip
        self._nation = nation
        self._book = book
        self._name = name
        self._read = read
        self._obey = obey
        self._looked = (0, -1, -1)
        self.now = Obeyed()

    def step(self, t: Epoch) -> bool:
        """Obey what is in force at *t*; whether that is another than before."""
        book = self._book()
        looked = (id(book), book.stamp, t.tai_ns // _DAY_NS)
        if looked == self._looked:
            return False
        self._looked = looked
        edition = self._edition(book, t)
        record_id = "" if edition is None else edition.record_id
        if record_id == self.now.record_id:
            return False
        try:
            policy = None
            if edition is not None and isinstance(edition.body, PolicyBody):
                policy = self._read(edition.body.text.encode(), f"{self._name} policy")
            self._obey(policy)
        except CspoError as error:
            self.now = Obeyed(self.now.record_id, str(error))
            return False
        self.now = Obeyed(record_id)
        return True

    def _edition(self, book: PlanBook, t: Epoch) -> Edition | None:
        """The version in force; None where the node's file counts."""
        plan = book.plan(self._nation, self._name)
        edition = None if plan is None else plan.current(t)
        if plan is None or edition is None or plan.retired(t):
            return None
        body = edition.body
        today = t.utc_iso(0)[:10]
        good = isinstance(body, PolicyBody) and body.format == "toml" and bool(body.text)
        return edition if good and body.in_force_from <= today else None  # type: ignore[union-attr]


_DAY_NS: Final = 86_400_000_000_000
