"""What is said of an object apart from its orbit, field by field from the first that says it."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import Any, Final, NamedTuple

import numpy as np

from cspo.markings.parties import is_party, sponsor_of
from cspo.operations.catalog.decisions import FACTS, Decisions
from cspo.operations.catalog.facts import FactSides
from cspo.operations.catalog.identities import Identities
from cspo.operations.catalog.rows import Numbered, Rows, Words

__all__ = ["SIZES", "TOLD", "Columns", "Owners", "Told"]

TOLD: Final = ("name", "designator", "owner", "object_type", "status")
SIZES: Final = ("rcs_m2", "hbr_km", "mass_kg")


class Owners(NamedTuple):
    """Who speaks as the owner of an object, and on whose word.

    Parameters
    ----------
    parties : frozenset of str
    believed : bool
        Whether the nation itself says so, or has decided for who does.
    """

    parties: frozenset[str]
    believed: bool


class Columns:
    """Columns of facts to read one value at a time: as lists where there is much to read."""

    def __init__(self, table: Rows, reads: int) -> None:
        many = 20 * reads > len(table)
        names = (*TOLD, *SIZES, "operator", "label")
        self._columns = {name: table[name].tolist() if many else table[name] for name in names}
        self.told = [(name, self._columns[name]) for name in TOLD]
        self.sizes = [(name, self._columns[name]) for name in SIZES]

    def __getitem__(self, name: str) -> Any:
        return self._columns[name]


class Told:
    """Asks the facts of a picture.

    Parameters
    ----------
    nation : str
        Whose picture it is.
    stated : mapping
        By object: whose it is as the nation itself states, over what records say.
    facts, words, voices, identities, decisions
        As `cspo.operations.catalog.holdings.Holdings` has them.
    """

    def __init__(
        self,
        nation: str,
        stated: Mapping[str, str],
        facts: FactSides,
        words: Words,
        voices: Numbered[tuple[str, str]],
        identities: Identities,
        decisions: Decisions,
    ) -> None:
        self._nation = nation
        self._stated = dict(stated)
        self._owners: dict[tuple[str, ...], frozenset[str]] = {}
        self._facts = facts
        self._words = words
        self._voices = voices
        self._identities = identities
        self._decisions = decisions

    def columns(self, reads: int) -> Columns:
        """The facts as they are now, for so many objects."""
        return Columns(self._facts.table, reads)

    def of(
        self, group: tuple[int, ...], columns: Columns
    ) -> tuple[dict[str, float], set[int], Owners]:
        """What is said of an object, the marks of what was used of it, and who speaks as owner."""
        told: dict[str, float] = dict.fromkeys(TOLD, 0)
        told.update(dict.fromkeys(SIZES, np.nan))
        labels: set[int] = set()
        operator, believed = 0, False
        for row in self.ranked(group):
            used = False
            for name, column in columns.told:
                if not told[name] and (word := column[row]):
                    told[name], used = int(word), True
                    if name == "owner":
                        operator = int(columns["operator"][row])
                        believed = self._is_believed(row, group)
            for name, column in columns.sizes:
                value = float(column[row])
                if isnan(told[name]) and not isnan(value):
                    told[name], used = value, True
            if used:
                labels.add(int(columns["label"][row]))
        return told, labels, self._owners_of(group, int(told["owner"]), operator, believed=believed)

    def _is_believed(self, row: int, group: tuple[int, ...]) -> bool:
        """Whether a statement is the nation's own, or one that it has decided for."""
        voice = int(self._facts.table["voice"][row])
        ours = self._nation in ("", self._voices[voice][0])
        return ours or self._decisions.of(group, voice, FACTS) > 0

    def _owners_of(
        self, group: tuple[int, ...], owner: int, operator: int, *, believed: bool
    ) -> Owners:
        """Parties whose word on an object is its owner's: those that are named, and their sponsors.

        An organization is named itself, or it is none of them: not by its sponsor's name.
        """
        named = tuple(filter(None, (self._stated.get(self._identities[n]) for n in group)))
        if named:
            believed = True
        elif owner:
            named = (self._words[owner], self._words[operator])
        else:
            named = (self._identities.name(group[0]).partition(":")[0],)
        found = self._owners.get(named)
        if found is None:
            parties = [each for each in named if is_party(each)]
            found = frozenset({*parties, *map(sponsor_of, parties)})
            self._owners[named] = found
        return Owners(found, believed)

    def ranked(self, group: tuple[int, ...]) -> list[int]:
        """Statements on an object, the one that counts first.

        First what the nation decided for, then its own, its owner's, and newer ones; what it
        rejected comes last.
        """
        rows = [row for number in group for row in self._facts.of(number)]
        if len(rows) < 2:
            return rows
        table = self._facts.table

        decided = self._decisions.concern(group)

        def rank(row: int) -> tuple[int, bool, bool, tuple[int, str]]:
            voice = int(table["voice"][row])
            stance = self._decisions.of(group, voice, FACTS) if decided else 0
            origin = self._voices[voice][0]
            owner = self._words[int(table["owner"][row])]
            is_own = is_party(owner) and origin in {owner, sponsor_of(owner)}
            return stance, origin == self._nation, is_own, self._facts.order(row)

        return sorted(rows, key=rank, reverse=True)
