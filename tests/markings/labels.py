"""Labels for the tests: a small lattice whole, and random ones of everything that is known."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from cspo.markings import (
    CSPO_RULEBOOK,
    NATIONS,
    Label,
    Mode,
    Subject,
    join,
    make_label,
)

ORGANIZATIONS = ("AUS/skywatch", "GBR/acme-sat", "GBR/acme-sat-2")
LEVELS = tuple((policy, level) for policy, _, level in CSPO_RULEBOOK.ranks)
"""Every level that has an equivalent, with its policy."""


def subsets(values: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [chosen for n in range(len(values) + 1) for chosen in itertools.combinations(values, n)]


def small_lattice(controllers: tuple[str, ...] = ("AUS", "USA")) -> list[Label]:
    """Every label of three parties, three levels, ORCON by two, one caveat: 336; 144 by one."""
    control = [
        (orcon, by) for by in subsets(controllers) for orcon in ((False, True) if by else (False,))
    ]
    return [
        make_label(level, to, orcon=orcon, originators=by, caveats=caveats)
        for to in subsets(("AUS", "FRA", "GBR/acme-sat"))
        for level in ("U", "S", "TS")
        for orcon, by in control
        for caveats in ((), ("PROPIN",))
    ]


def levels_of_several_nations() -> list[Label]:
    """Every level with an equivalent of every policy, released to one party or two."""
    return [
        make_label(level, to, policy=policy)
        for policy, level in LEVELS
        for to in (("AUS",), ("AUS", "FRA"))
    ]


def join_table(labels: list[Label]) -> NDArray[np.int64]:
    """Number of the join of each pair. Fails where a join lies outside of *labels*."""
    number = {label: n for n, label in enumerate(labels)}
    return np.array([[number[join(a, b)] for b in labels] for a in labels])


def every_subject() -> list[Subject]:
    """Nodes and persons of every kind that a rule tells apart."""
    return [
        Subject(party, ceiling, caveats, modes, nationalities)
        for party in ("AUS", "FRA", "GBR", "GBR/acme-sat", "USA", "XYZ")
        for ceiling in ("U", "R", "S", "TS", "?")
        for caveats in (frozenset[str](), frozenset({"PROPIN"}))
        for modes in (frozenset[Mode](), frozenset({Mode.REAL}))
        for nationalities in (None, (), ("AUS",), ("FRA",), ("GBR",), ("AUS", "USA"), ("XYZ",))
    ]


def parties() -> st.SearchStrategy[str]:
    return st.sampled_from([*NATIONS, *ORGANIZATIONS])


def _sets(values: st.SearchStrategy[str], most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(values, max_size=most, unique=True)


_TITLES = st.text(
    st.characters(exclude_categories=["C", "Z"], include_characters=" "), min_size=1, max_size=12
).filter(str.isprintable)


@st.composite
def known_labels(
    draw: st.DrawFn, levels: tuple[tuple[str, str], ...] = LEVELS, *, marks_only: bool = False
) -> Label:
    """A label that the rulebook knows; *marks_only*: nothing in it that a mark does not say."""
    policy, level = draw(st.sampled_from(levels))
    originators = draw(_sets(parties(), 3))
    return make_label(
        level,
        draw(_sets(parties(), 13)),
        policy=policy,
        orcon=bool(originators) and draw(st.booleans()),
        originators=originators,
        caveats=draw(_sets(st.sampled_from(sorted(CSPO_RULEBOOK.by_id[policy].caveats)), 4)),
        derived_from=() if marks_only else draw(_sets(_TITLES, 2)),
        review="" if marks_only else draw(st.sampled_from(["", "2026-01-31", "2030-12-01"])),
        reason=() if marks_only else draw(_sets(_TITLES, 2)),
    )


def subjects() -> st.SearchStrategy[Subject]:
    return st.builds(
        Subject,
        parties(),
        st.sampled_from(["U", "R", "C", "S", "TS"]),
        st.frozensets(st.sampled_from(sorted(CSPO_RULEBOOK.by_id["CSPO"].caveats))),
        st.frozensets(st.sampled_from(Mode)),
        st.none() | st.lists(st.sampled_from(NATIONS), max_size=2).map(tuple),
    )
