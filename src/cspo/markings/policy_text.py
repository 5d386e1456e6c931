"""The rules of release, as sentences."""

from __future__ import annotations

from typing import Final

import msgspec

__all__ = ["RULES", "Rule"]


class Rule(msgspec.Struct, frozen=True):
    """One sentence of the policy.

    Parameters
    ----------
    number : str
        As a `Decision` names it.
    text : str
        The sentence.
    """

    number: str
    text: str


RULES: Final = (
    Rule(
        "1",
        "The label names a security policy, and a version of it, that the rulebook knows; "
        "otherwise deny.",
    ),
    Rule(
        "2",
        "Its classification is a level of that policy to which the table of equivalence "
        "gives a level of the common policy; otherwise deny.",
    ),
    Rule(
        "3",
        "Its policy knows each of its caveats; otherwise deny.",
    ),
    Rule(
        "4",
        "Every party on its release list and among its originators is known; otherwise deny.",
    ),
    Rule(
        "5",
        "The mode and the action are known; otherwise deny.",
    ),
    Rule(
        "6",
        "Somebody asks; each is, or acts for, a known party, with a level of the common "
        "policy as ceiling; otherwise deny.",
    ),
    Rule(
        "7",
        "The release list names somebody; if it is empty the record is held: deny.",
    ),
    Rule(
        "8",
        "The subject's party is on the release list by its own name. A nation on the list "
        "does not stand for an organization under it, nor an organization for its sponsor. "
        "Otherwise deny.",
    ),
    Rule(
        "9",
        "A person has stated at least one nationality, and each is on the release list or "
        "is that of the sponsor of the party that they act for; otherwise deny.",
    ),
    Rule(
        "10",
        "The classification does not exceed the subject's ceiling; otherwise deny.",
    ),
    Rule(
        "11",
        "The subject holds each of the label's caveats; otherwise deny.",
    ),
    Rule(
        "12",
        "The subject works in the mode of the record; otherwise deny.",
    ),
    Rule(
        "13",
        "What passes rules 1 to 12 is permitted. Where several ask together (node, person, "
        "token) each must pass.",
    ),
    Rule(
        "14",
        "To change a label, the rulebook must know the old one and the new one as in rules "
        "1 to 4; otherwise deny.",
    ),
    Rule(
        "15",
        "A new label at least as restrictive as the old one is no widening: permit.",
    ),
    Rule(
        "16",
        "An ORCON label is widened only with the signed grant of each of its originators; "
        "otherwise deny.",
    ),
    Rule(
        "17",
        "A widening that passes rule 16 is permitted here. It still needs two persons.",
    ),
)
"""In the order in which they are tried: the first that decides, decides."""
