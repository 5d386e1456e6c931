"""A label in words: what each part of it says, for people who don't read marks every day.

The sentences say what the rules make of a label and nothing of the record under it. They are the
same for everybody who may see the label.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from cspo.errors import UsageError
from cspo.markings.label import Label
from cspo.markings.mode import Mode
from cspo.markings.parties import sponsor_of
from cspo.markings.policy import CSPO_RULEBOOK, Rulebook

__all__ = ["NATION_NAMES", "Sentence", "in_words", "mode_in_words"]

NATION_NAMES: Final[Mapping[str, str]] = {
    "AUS": "Australia", "CAN": "Canada", "DEU": "Germany", "FRA": "France",
    "GBR": "the United Kingdom", "ITA": "Italy", "JPN": "Japan", "NOR": "Norway",
    "NZL": "New Zealand", "USA": "the United States",
}  # fmt: skip
"""How the ten are called in a sentence."""

_CAVEATS: Final = {
    "LIMDIS": "limited distribution: only those with a need for it",
    "PERSONAL": "it holds personal data, such as names and telephone numbers",
    "PROPIN": "it holds information that belongs to a company",
    "SAFETY": "it was given for the safety of flight, and for nothing else",
}

_MODES: Final = {
    Mode.REAL: "It speaks of the real world.",
    Mode.EXERCISE: "It belongs to an exercise. It says nothing of the real world.",
    Mode.SIMULATED: "It was made by a simulation. It says nothing of the real world.",
    Mode.TEST: "It was made to test a system. It says nothing of the real world.",
}


class Sentence(msgspec.Struct, frozen=True):
    """One part of a label.

    Parameters
    ----------
    heading : str
        Which part, in a word or two.
    text : str
        What it says.
    """

    heading: str
    text: str


def mode_in_words(mode: Mode) -> str:
    """Which world a record of this mode speaks of."""
    return _MODES[mode]


def in_words(label: Label, rulebook: Rulebook = CSPO_RULEBOOK) -> tuple[Sentence, ...]:
    """What a label says, part by part, the gravest first.

    Raises
    ------
    UsageError
        Where the rulebook does not know the label: nothing true can be said of it.

    Examples
    --------
    >>> from cspo.markings import make_label
    >>> for each in in_words(make_label("S", ["AUS", "FRA"])):
    ...     print(f"{each.heading}: {each.text}")
    Level: SECRET, of the coalition's own policy.
    Who may have it: Australia (AUS) and France (FRA), and nobody else.
    Giving it further: No originator has to be asked. Two people must agree.
    """
    if unknown := rulebook.unknown_in(label):
        raise UsageError(
            "say a mark in words", unknown.field, expected="what the rulebook knows",
            got=unknown.value[:80],
        )  # fmt: skip
    return tuple(_sentences(label, rulebook))


def _sentences(label: Label, rulebook: Rulebook) -> Iterator[Sentence]:
    yield Sentence("Level", _level(label, rulebook))
    yield Sentence("Who may have it", _readers(label, rulebook))
    for caveat in label.caveats:
        said = _CAVEATS.get(caveat, "an access of that name")
        yield Sentence("Also needed", f"{caveat}: {said}. A reader must hold this access.")
    yield Sentence("Giving it further", _further(label))
    if label.originators and not label.orcon:
        yield Sentence("Whose information", f"{_listed(label.originators)}.")
    if label.derived_from:
        yield Sentence("The mark rests on", f"{', '.join(label.derived_from)}.")
    if label.reason:
        yield Sentence("Marked so because", f"{', '.join(label.reason)}.")
    if label.review:
        yield Sentence("To be looked at again", f"By {label.review}.")


def _level(label: Label, rulebook: Rulebook) -> str:
    policy = rulebook.by_id[label.policy]
    level = policy.spell(label.classification)
    if label.policy == rulebook.common:
        return f"{level}, of the coalition's own policy."
    rank = rulebook.rank(label)
    common = rulebook.by_id[rulebook.common]
    worth = "nothing" if rank is None else common.spell(common.levels[rank])
    return f"{level}, of the policy of {label.policy}. The coalition treats it as {worth}."


def _readers(label: Label, rulebook: Rulebook) -> str:
    if not label.releasable_to:
        return "Nobody: it is held, and its origin decides first who gets it."
    nations = [each for each in label.releasable_to if each in rulebook.parties]
    guests = [each for each in label.releasable_to if each not in rulebook.parties]
    if rulebook.parties.issubset(nations):
        who = f"all {len(nations)} nations"
        return f"{who[0].upper()}{who[1:]}, and {_listed(guests)}." if guests else f"A{who[1:]}."
    return f"{_listed((*nations, *guests))}, and nobody else."


def _further(label: Label) -> str:
    if label.orcon:
        return (
            f"Only with the signed consent of {_listed(label.originators)} (originator controlled)."
        )
    return "No originator has to be asked. Two people must agree."


def _listed(parties: tuple[str, ...] | list[str]) -> str:
    named = [_named(party) for party in parties]
    return " and ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)


def _named(party: str) -> str:
    """A party by its name, and for an organization its sponsor's."""
    nation = sponsor_of(party)
    name = NATION_NAMES.get(nation, nation)
    if party == nation:
        return f"{name} ({party})"
    return f"the organization {party.partition('/')[2]} under {name} ({party})"
