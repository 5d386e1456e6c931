"""Operators of some nations who talk about an event: stores, feeds, desks and books, in process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from nations import key_of
from ten_parties import REGISTRY, Coalition

from cspo.markings import Mode, make_label
from cspo.operations.coordinate import ConversationBook
from cspo.operations.derive import issue
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.policy import ReleasePolicy
from cspo.operations.release.policy_file import read_policy
from cspo.operations.release.product_facts import KnownObjects
from cspo.operations.release.releasing import release
from cspo.operations.store import RecordQuery
from cspo.records import Record, read_record
from cspo.time import Epoch

__all__ = ["Operator", "operators", "policy_of", "records_in"]

_POLICY = """
[policy]
nation = "{nation}"
version = 1
title = "All to all"
authority = "the tests"
in_force = 2009-01-01
[review]
desk = "desk"
deadline = "4 h"
escalation = ["above"]
escalation_deadline = "2 h"
{parties}
[[rule]]
number = 1
text = "What is marked for them goes to them at once."
kinds = ["any"]
to = [{to}]
how = "at once"
modes = ["REAL", "EXERCISE", "SIMULATED", "TEST"]
"""
_PARTY = """
[[party]]
id = "{party}"
agreement = "of the tests"
ceiling = "S"
modes = ["REAL", "EXERCISE", "SIMULATED", "TEST"]
since = 2009-01-01
"""


@cache
def policy_of(nation: str, partners: tuple[str, ...]) -> ReleasePolicy:
    """A policy that gives partners all that is marked for them."""
    parties = "".join(_PARTY.format(party=party) for party in partners)
    to = ", ".join(f'"{party}"' for party in partners)
    text = _POLICY.format(nation=nation, parties=parties, to=to)
    return read_policy(text.encode(), "policy.toml", kinds=REGISTRY)


def desk_for(nation: str, partners: Sequence[str]) -> ReleaseDesk:
    """The desk of a nation with that policy and the tests' keys."""
    return ReleaseDesk(
        policy=policy_of(nation, tuple(partners)), signer=lambda mode: key_of(nation, mode),
        registry=REGISTRY, ownership=lambda mode: KnownObjects(),
    )  # fmt: skip


def records_in(store: Any, kinds: Sequence[str] = ()) -> list[Record]:
    """All records of a store, in the order of ingest."""
    with store.read() as unit:
        found = unit.records(RecordQuery(kinds=tuple(kinds), limit=100_000))
    return [read_record(past.envelope) for past in found]


class Operator:
    """One nation's node in a coalition, as far as coordination needs it."""

    def __init__(self, nation: str, coalition: Coalition, partners: Sequence[str]) -> None:
        self.nation = nation
        self.party = coalition[nation]
        self.desk = desk_for(nation, partners)
        self.book = ConversationBook(REGISTRY, Mode.REAL)

    @property
    def store(self) -> Any:
        return self.party.store

    @property
    def t(self) -> Epoch:
        return self.party.clock.now()

    def read(self) -> ConversationBook:
        """Take in what lies in the store."""
        self.book.apply(*records_in(self.store))
        return self.book

    def pull(self) -> ConversationBook:
        """Bring what partners have, and take it in."""
        self.party.exchange.pull()
        return self.read()

    def do(self, function: Callable[..., Any], *args: Any, **fields: Any) -> Any:
        """Run an operation in a unit of work of its own, now, and take in what it made."""
        with self.store.write() as unit:
            made = function(unit, self.desk, *args, t=self.t, **fields)
        self.read()
        return made

    def publish(self, body: Any, *to: str, t: Epoch | None = None) -> Record:
        """Issue and release a record of ours, marked for some."""
        t = self.t if t is None else t
        record = issue(
            body, make_label("U", [self.nation, *to]), origin=self.nation, mode=Mode.REAL,
            t_valid=t, t=t, signer=key_of(self.nation), registry=REGISTRY,
        )  # fmt: skip
        with self.store.write() as unit:
            release(unit, self.desk, record, t=t)
        self.read()
        return record


def operators(
    folder: Path, empty_store: Path, nations: Sequence[str] = ("GBR", "JPN")
) -> tuple[Coalition, list[Operator]]:
    """A coalition, and an operator for each nation."""
    coalition = Coalition(folder, empty_store, nations)
    found = [
        Operator(nation, coalition, [each for each in nations if each != nation])
        for nation in nations
    ]
    return coalition, found
