"""Marks: how a record is protected, who may have it, and what a product of several carries.

A `Label` says in one nation's words, or the coalition's, how sensitive a record
is, and lists every party that may have it. `join` gives the mark of a product:
the highest level, the parties that all inputs have in common, everything else
gathered. `decide` answers whether somebody may have something, by the numbered
sentences of `RULES`. A `Rulebook` holds what is known (policies, nations, the
table by which levels of different nations compare); whatever it does not know
is denied. People read a label as a portion mark (`portion_mark`), other systems as
NATO's XML (`to_xml`).

Nothing here reads a clock, a disk or a network, and nothing knows of orbits,
keys or feeds, so that the room can be audited alone. The mode of a record is no
part of its label: modes are kept apart by keys and feeds and never mix.
"""

from __future__ import annotations

from cspo.markings.adatp4774 import from_xml, to_xml
from cspo.markings.label import Label, make_label
from cspo.markings.lattice import dominates, is_held, join
from cspo.markings.mode import Mode
from cspo.markings.parties import CSPO, NATIONS, Group, Membership, expand, is_party, sponsor_of
from cspo.markings.policy import CSPO_RULEBOOK, Equivalent, Rulebook, SecurityPolicy
from cspo.markings.portion import banner, parse_portion, portion_mark, tlp
from cspo.markings.rules import (
    RULES,
    Action,
    Decision,
    Rule,
    Subject,
    decide,
    decide_each,
    decide_widening,
)

__all__ = [
    "CSPO",
    "CSPO_RULEBOOK",
    "NATIONS",
    "RULES",
    "Action",
    "Decision",
    "Equivalent",
    "Group",
    "Label",
    "Membership",
    "Mode",
    "Rule",
    "Rulebook",
    "SecurityPolicy",
    "Subject",
    "banner",
    "decide",
    "decide_each",
    "decide_widening",
    "dominates",
    "expand",
    "from_xml",
    "is_held",
    "is_party",
    "join",
    "make_label",
    "parse_portion",
    "portion_mark",
    "sponsor_of",
    "tlp",
    "to_xml",
]
