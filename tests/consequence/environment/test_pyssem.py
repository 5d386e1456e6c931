"""A century in 24 shells by other people's code: pySSEM 0.1.dev465 (ARCLab, MIT).

`validation/environment_pyssem.py` made the file. pySSEM differs from ours in three ways that are
taken over here: the speed of impact is that of a circle in the middle of each shell, n² pairs of
one species are counted, and its numbers of pieces are drawn and leave out those over 1 m.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.testing import assert_allclose

from cspo.consequence.environment import PAIRS, Scenario, build, run
from cspo.consequence.fragmentation.laws import collision_pieces

EDGES_KM = np.linspace(200.0, 1_400.0, 25)
ROWS = {"S": 0, "N_200kg": 1, "N": 3}


def told():
    path = Path(__file__).parent / "data" / "pyssem_24_shells.json"
    return json.loads(path.read_text())


def test_a_century_is_pyssem_s():
    theirs = told()
    case = Scenario(edges_km=EDGES_KM, spread="none")
    model = build(case, generator=np.random.default_rng(1))
    by_lower_edge = build(
        replace(case, as_published=True), generator=np.random.default_rng(1)
    ).descent_per_year
    p = model.pairs
    middle_km = 6_378.1 + 0.5 * (EDGES_KM[1:] + EDGES_KM[:-1])
    meet = p.meet * np.sqrt(398_600.4418 / middle_km) / 10.0
    pieces = p.pieces.copy()
    for name, count in theirs["pieces"].items():
        pair = tuple(sorted(ROWS[each] for each in name.split()))
        pieces[PAIRS.index(pair)] = count * p.happen[PAIRS.index(pair)]
    for g, (a, b) in enumerate(PAIRS):
        meet[g] *= 2.0 if a == b else 1.0
    theirs_rules = replace(
        model, descent_per_year=by_lower_edge, pairs=replace(p, meet=meet, pieces=pieces)
    )
    population = np.array(theirs["population"])
    start = np.zeros((4, 24))
    rows = [ROWS[name] for name in theirs["species"]]
    start[rows] = population[0]
    ours = run(theirs_rules, start, theirs["years"], relative=1e-7, absolute=1e-7).population
    assert_allclose(ours[:, rows], population, rtol=5e-6, atol=1e-5)


def test_pieces_are_pyssem_s_but_for_what_is_over_a_metre():
    """0.1 M^0.75 (L^-1.71 - 1): pySSEM leaves out pieces over 1 m, or over the larger object."""
    theirs = told()["pieces"]
    for name, mass_kg in (("S N", 200.5), ("S N_200kg", 400.0), ("N N_200kg", 200.5)):
        ours = float(collision_pieces(mass_kg, 0.1) - collision_pieces(mass_kg, 1.0))
        assert_allclose(theirs[name], ours, rtol=0.005)
    assert_allclose(
        theirs["N N"], float(collision_pieces(1.0, 0.1) - collision_pieces(1.0, 0.25)), rtol=0.02
    )
