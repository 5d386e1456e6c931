"""Catalogue: what the records say of the sky, source beside source.

A `Picture` takes records in the order in which they came and keeps what each source
says last of each object: orbit, facts, trajectory, and its reports of conjunctions
under the events that they are about. Nothing is merged and nothing averaged. Which
one orbit an object goes by is decided by numbered rules (`adoption`), which a nation
may overrule by a recorded decision (`adjudication`); where sources contradict each
other beyond what their ages explain, `contradictions` says so with both values.

A `SkyView` is the sky of one instant, immutable: what is screened, drawn and served.
All of it is built anew from the store to the same `digest`.
"""

from __future__ import annotations

from cspo.operations.catalog.adjudication import adjudicate
from cspo.operations.catalog.adoption import RULES, Rule
from cspo.operations.catalog.answers import Changes, ConjunctionReport, Fact
from cspo.operations.catalog.contradictions import Claim, Contradiction, find_contradictions
from cspo.operations.catalog.flights import Flight
from cspo.operations.catalog.loading import load_picture
from cspo.operations.catalog.picture import PICTURE_KINDS, Picture
from cspo.operations.catalog.sky import AdoptedEphemeris, Side, SkyView

__all__ = [
    "PICTURE_KINDS",
    "RULES",
    "AdoptedEphemeris",
    "Changes",
    "Claim",
    "ConjunctionReport",
    "Contradiction",
    "Fact",
    "Flight",
    "Picture",
    "Rule",
    "Side",
    "SkyView",
    "adjudicate",
    "find_contradictions",
    "load_picture",
]
