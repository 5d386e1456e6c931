"""Who may have what: one pure function, its rules numbered like the text of a policy.

`decide` never raises, never asks and never remembers: the same question has
the same answer on every node, and the number of the rule says which sentence
of `RULES` gave it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import Final

import msgspec

from cspo.markings.label import Label
from cspo.markings.lattice import dominates
from cspo.markings.mode import Mode
from cspo.markings.parties import sponsor_of
from cspo.markings.policy import CSPO_RULEBOOK, Rulebook
from cspo.markings.policy_text import RULES, Rule

__all__ = [
    "RULES",
    "Action",
    "Decision",
    "Rule",
    "Subject",
    "decide",
    "decide_each",
    "decide_widening",
]


class Action(StrEnum):
    """At which door it is asked."""

    ENQUEUE = "enqueue"
    """A record is put into the feed of a recipient: may that party have it?"""
    INGEST = "ingest"
    """A record has come: may this node have it?"""
    QUERY = "query"
    """Somebody at this node asks to see it."""
    EXPORT = "export"
    """It is about to leave as a file, for whoever is meant to read that."""


class Decision(msgspec.Struct, frozen=True):
    """An answer, and the rule that gave it.

    Parameters
    ----------
    permitted : bool
        The answer.
    rule : str
        Number of the rule.
    reason : str
        The case in a few words. It holds nothing of the label, so it can be
        logged and told.
    """

    permitted: bool
    rule: str
    reason: str


class Subject(msgspec.Struct, frozen=True):
    """A node, a person or a token that would have something.

    Parameters
    ----------
    party : str
        The party that it acts for.
    ceiling : str
        The highest level of the common policy that it may have.
    caveats : frozenset of str
        Accesses that it holds.
    modes : frozenset of Mode
        Modes in which it works.
    nationalities : tuple of str or None
        Of a person, every one; empty where they stated none, which denies.
        None for what has no nationality: a node, a token.
    """

    party: str
    ceiling: str
    caveats: frozenset[str] = frozenset()
    modes: frozenset[Mode] = frozenset()
    nationalities: tuple[str, ...] | None = None


_MODES: Final = frozenset(Mode)
_ACTIONS: Final = frozenset(Action)


def _deny(rule: str, reason: str) -> Decision:
    return Decision(permitted=False, rule=rule, reason=reason)


def _permit(rule: str, reason: str) -> Decision:
    return Decision(permitted=True, rule=rule, reason=reason)


_POLICY = _deny("1", "unknown policy or version")
_LEVEL = _deny("2", "unknown classification, or one without an equivalent")
_CAVEAT = _deny("3", "unknown caveat")
_PARTY = _deny("4", "unknown party in the label")
_MODE = _deny("5", "unknown mode or action")
_SUBJECT = _deny("6", "unknown subject")
_HELD = _deny("7", "held: released to nobody")
_NOT_LISTED = _deny("8", "the party is not on the release list")
_NATIONALITY = _deny("9", "no nationality, or one that it is not released to")
_ABOVE = _deny("10", "classified above the ceiling")
_NO_ACCESS = _deny("11", "a caveat is not held")
_OTHER_MODE = _deny("12", "the subject does not work in that mode")
_PERMITTED = _permit("13", "released to the party")
_UNKNOWN_CHANGE = _deny("14", "old or new label unknown")
_NO_WIDENING = _permit("15", "no widening")
_NO_GRANT = _deny("16", "an originator has not granted it")
_WIDENING = _permit("17", "a widening that no originator controls or each has granted")


def decide(  # noqa: PLR0911 - a sentence of the policy each, in its order
    label: Label,
    mode: Mode,
    subject: Subject,
    action: Action,
    rulebook: Rulebook = CSPO_RULEBOOK,
) -> Decision:
    """Whether *subject* may have what carries *label*, by rules 1 to 13.

    Parameters
    ----------
    label : Label
        The mark of the record.
    mode : Mode
        Its mode.
    subject : Subject
        The one node, person or token.
    action : Action
        What is about to be done. The rules are the same at every door; a door
        that is not known stays shut.
    rulebook : Rulebook
        Policies, nations and the table of equivalence.

    Examples
    --------
    >>> from cspo.markings import make_label
    >>> node = Subject("FRA", "S", modes=frozenset({Mode.REAL}))
    >>> decide(make_label("U", ["AUS", "FRA"]), Mode.REAL, node, Action.ENQUEUE).permitted
    True
    >>> decide(make_label("U", []), Mode.REAL, node, Action.ENQUEUE)
    Decision(permitted=False, rule='7', reason='held: released to nobody')
    """
    rank = rulebook.ranks.get((label.policy, label.policy_version, label.classification))
    if rank is None:
        return _unknown_level(label, rulebook)
    if label.caveats and not rulebook.by_id[label.policy].caveats.issuperset(label.caveats):
        return _CAVEAT
    releasable_to, nations = label.releasable_to, rulebook.parties
    for parties in (releasable_to, label.originators):
        if not nations.issuperset(parties) and not all(map(rulebook.knows_party, parties)):
            return _PARTY
    if mode not in _MODES or action not in _ACTIONS:
        return _MODE
    ceiling = rulebook.ceilings.get(subject.ceiling)
    if ceiling is None or not rulebook.knows_party(subject.party):
        return _SUBJECT
    if not releasable_to:
        return _HELD
    if subject.party not in releasable_to:
        return _NOT_LISTED
    if subject.nationalities is not None and not _may_read(subject, label, rulebook):
        return _NATIONALITY
    if rank > ceiling:
        return _ABOVE
    if label.caveats and not subject.caveats.issuperset(label.caveats):
        return _NO_ACCESS
    return _PERMITTED if mode in subject.modes else _OTHER_MODE


def decide_each(
    label: Label,
    mode: Mode,
    subjects: Iterable[Subject],
    action: Action,
    rulebook: Rulebook = CSPO_RULEBOOK,
) -> Decision:
    """Whether all of *subjects* together may have it: the first denial is the answer.

    A person who signs in with a token at a node is three subjects. Nobody at
    all is denied.
    """
    decision = _SUBJECT
    for subject in subjects:
        decision = decide(label, mode, subject, action, rulebook)
        if not decision.permitted:
            return decision
    return decision


def decide_widening(
    old: Label,
    new: Label,
    *,
    granted_by: Collection[str],
    rulebook: Rulebook = CSPO_RULEBOOK,
) -> Decision:
    """Whether *new* may take the place of *old*, by rules 14 to 17.

    Parameters
    ----------
    old, new : Label
        The mark before and after.
    granted_by : collection of str
        Parties whose signed grant of this very change was verified.
    rulebook : Rulebook
        Policies, nations and the table of equivalence.
    """
    if rulebook.unknown_in(old) is not None or rulebook.unknown_in(new) is not None:
        return _UNKNOWN_CHANGE
    if dominates(new, old, rulebook):
        return _NO_WIDENING
    if old.orcon and not frozenset(granted_by).issuperset(old.originators):
        return _NO_GRANT
    return _WIDENING


def _unknown_level(label: Label, rulebook: Rulebook) -> Decision:
    policy = rulebook.by_id.get(label.policy)
    known = policy is not None and label.policy_version in policy.versions
    return _LEVEL if known else _POLICY


def _may_read(person: Subject, label: Label, rulebook: Rulebook) -> bool:
    """Whether each of a person's nationalities, of which there is one, may have it."""
    if not person.nationalities:
        return False
    for nation in person.nationalities:
        if nation not in rulebook.parties:
            return False
        if nation not in label.releasable_to and nation != sponsor_of(person.party):
            return False
    return True
