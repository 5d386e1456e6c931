"""The laws of joining labels: over a whole small lattice, and at random over everything known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from cspo.errors import UsageError
from cspo.markings import (
    Action,
    Equivalent,
    Label,
    Mode,
    Rulebook,
    SecurityPolicy,
    Subject,
    decide,
    dominates,
    is_held,
    join,
    make_label,
)
from tests.markings.labels import (
    every_subject,
    join_table,
    known_labels,
    levels_of_several_nations,
    small_lattice,
    subjects,
)


@pytest.fixture(scope="module", params=[small_lattice, levels_of_several_nations])
def lattice(request: pytest.FixtureRequest) -> tuple[list[Label], NDArray[np.int64]]:
    labels = request.param()
    return labels, join_table(labels)


def _permitted(labels: list[Label], action: Action) -> NDArray[np.bool_]:
    return np.array(
        [
            [decide(label, Mode.REAL, subject, action).permitted for subject in every_subject()]
            for label in labels
        ]
    )


def test_the_small_lattice_is_whole() -> None:
    labels = small_lattice()
    assert len(set(labels)) == len(labels) == 2**3 * 3 * 7 * 2


def test_join_is_idempotent_and_commutative(
    lattice: tuple[list[Label], NDArray[np.int64]],
) -> None:
    labels, table = lattice
    assert np.array_equal(np.diagonal(table), np.arange(len(labels)))
    assert np.array_equal(table, table.T)


def test_join_is_associative(lattice: tuple[list[Label], NDArray[np.int64]]) -> None:
    """All 38 million triples of the small lattice, and all of the nations' levels."""
    labels, table = lattice
    for first in range(len(labels)):
        assert np.array_equal(table[table[first]], table[first][table])


def test_join_permits_exactly_whom_each_input_permits(
    lattice: tuple[list[Label], NDArray[np.int64]],
) -> None:
    """Never more, which would leak; never fewer, which would withhold."""
    labels, table = lattice
    permitted = _permitted(labels, Action.ENQUEUE)
    assert 0 < permitted.sum() < permitted.size
    for first in range(len(labels)):
        assert np.array_equal(permitted[table[first]], permitted[first] & permitted)


def test_every_door_gives_the_same_answer() -> None:
    labels = small_lattice(("USA",))
    first, *others = [_permitted(labels, action) for action in Action]
    assert all(np.array_equal(first, other) for other in others)


def test_a_join_is_the_least_label_above_its_inputs() -> None:
    labels = small_lattice(("USA",))
    table = join_table(labels)
    above = np.array([[dominates(a, b) for b in labels] for a in labels])
    numbers = np.arange(len(labels))
    assert above[numbers, numbers].all(), "reflexive"
    assert not (above & above.T & ~np.eye(len(labels), dtype=bool)).any(), "antisymmetric"
    assert np.array_equal(above @ above, above), "transitive"
    assert np.array_equal(above, table == numbers[:, None]), "above is what a join leaves alone"
    for first in range(len(labels)):
        assert np.array_equal(above[:, table[first]], above[:, [first]] & above)


def test_who_may_have_the_stricter_label_may_have_the_other() -> None:
    for labels in (small_lattice(("USA",)), levels_of_several_nations()):
        permitted = _permitted(labels, Action.QUERY)
        for a, label in enumerate(labels):
            for b, other in enumerate(labels):
                if dominates(label, other):
                    assert not (permitted[a] & ~permitted[b]).any()


def test_empty_release_list_denies_everybody_everything() -> None:
    held = [label for label in small_lattice() if is_held(label)]
    assert len(held) == 42
    for label in held:
        for subject in every_subject():
            for action in Action:
                for mode in Mode:
                    assert not decide(label, mode, subject, action).permitted


@given(known_labels(), known_labels(), known_labels())
def test_laws_hold_at_random(a: Label, b: Label, c: Label) -> None:
    assert join(a) == a
    assert join(a, a) == a
    assert join(a, b) == join(b, a)
    assert join(join(a, b), c) == join(a, join(b, c)) == join(c, b, a)


@given(st.lists(known_labels(), min_size=1, max_size=4), subjects(), st.sampled_from(Mode))
def test_join_never_widens_at_random(labels: list[Label], subject: Subject, mode: Mode) -> None:
    product = join(*labels)
    for action in Action:
        each = all(decide(label, mode, subject, action).permitted for label in labels)
        assert decide(product, mode, subject, action).permitted == each
    assert all(dominates(product, label) for label in labels)


def test_a_join_written_out() -> None:
    """By hand, field by field."""
    ours = Label(
        policy="CSPO", policy_version=1, classification="R",
        releasable_to=("AUS", "CAN", "GBR/acme-sat"), originators=("AUS",), caveats=("PROPIN",),
        derived_from=("Guide 7",), review="2027-05-01", reason=("sensor position",),
    )  # fmt: skip
    theirs = Label(
        policy="CSPO", policy_version=1, classification="C",
        releasable_to=("AUS", "GBR", "GBR/acme-sat"), orcon=True, originators=("USA",),
        caveats=("LIMDIS",), derived_from=("Guide 2",), review="2026-11-30", reason=("method",),
    )  # fmt: skip
    unreviewed = make_label("U", ["AUS", "GBR/acme-sat", "USA"])
    assert join(ours, theirs, unreviewed) == Label(
        policy="CSPO", policy_version=1, classification="C",
        releasable_to=("AUS", "GBR/acme-sat"), orcon=True, originators=("AUS", "USA"),
        caveats=("LIMDIS", "PROPIN"), derived_from=("Guide 2", "Guide 7"), review="2026-11-30",
        reason=("method", "sensor position"),
    )  # fmt: skip


def test_labels_of_one_nation_keep_their_words() -> None:
    geheim = make_label("GEHEIM", ["DEU", "FRA"], policy="DEU")
    open_to_few = make_label("VS-VERTRAULICH", ["DEU"], policy="DEU")
    assert join(geheim, open_to_few) == make_label("GEHEIM", ["DEU"], policy="DEU")


def test_labels_of_two_nations_meet_in_the_coalitions_words() -> None:
    german = make_label(
        "VS-VERTRAULICH", ["DEU", "FRA"], policy="DEU", orcon=True, originators=["DEU"],
        caveats=["PROPIN"], derived_from=["A"], review="2027-01-01", reason=["B"],
    )  # fmt: skip
    french = make_label("SECRET", ["DEU", "FRA", "NOR"], policy="FRA")
    assert join(german, french) == make_label(
        "S", ["DEU", "FRA"], orcon=True, originators=["DEU"], caveats=["PROPIN"],
        derived_from=["A"], review="2027-01-01", reason=["B"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("strange", "field"),
    [
        (make_label("U", ["AUS"], policy="ATL"), "policy"),
        (make_label("U", ["AUS"], policy_version=2), "policy_version"),
        (make_label("X", ["AUS"]), "classification"),
        (make_label("OFFICIAL", ["AUS"], policy="GBR"), "equivalent"),
        (make_label("U", ["AUS", "XYZ"]), "releasable_to"),
        (make_label("U", ["AUS"], originators=["XYZ"]), "originators"),
        (make_label("U", ["AUS"], caveats=["NOFORN"]), "caveats"),
    ],
)
def test_nothing_is_made_of_what_is_not_known(strange: Label, field: str) -> None:
    """Else a product could be permitted where its input is not."""
    known = make_label("U", ["AUS"])
    for labels in ((strange,), (strange, known), (known, strange), (strange, strange)):
        with pytest.raises(UsageError) as error:
            join(*labels)
        assert error.value.subject == field
        assert error.value.got
    for pair in ((strange, known), (known, strange), (strange, strange)):
        assert dominates(*pair) is False


def _two_policies() -> Rulebook:
    base = SecurityPolicy(
        id="CSPO", versions=(1, 2), levels=("LOW", "HIGH"), caveats=frozenset({"A"})
    )
    other = SecurityPolicy(
        id="OTHER", versions=(1, 3), levels=("ONE", "TWO"), caveats=frozenset({"A", "B"})
    )
    rows = tuple(
        Equivalent(policy="OTHER", level=a, common=b, source="a", dated="2026-01-01")
        for a, b in (("ONE", "LOW"), ("TWO", "HIGH"))
    )
    return Rulebook(policies=(base, other), equivalence=rows, parties=frozenset({"AUS", "FRA"}))


def test_versions_of_a_join() -> None:
    """The newest of one policy; between policies the newest of the common one."""
    rules = _two_policies()
    old = make_label("LOW", ["AUS"])
    new = make_label("HIGH", ["AUS"], policy_version=2)
    other = make_label("ONE", ["AUS"], policy="OTHER", policy_version=3)
    assert join(old, new, rulebook=rules).policy_version == 2
    assert join(other, other, rulebook=rules) == other
    assert join(old, other, rulebook=rules) == make_label("LOW", ["AUS"], policy_version=2)


def test_a_caveat_without_meaning_in_the_common_policy_is_not_dropped() -> None:
    rules = _two_policies()
    other = make_label("ONE", ["AUS"], policy="OTHER", caveats=["A", "B"])
    with pytest.raises(UsageError) as error:
        join(other, make_label("LOW", ["AUS"]), rulebook=rules)
    assert (error.value.subject, error.value.got) == ("caveats", "B")
    assert join(other, other, rulebook=rules) == other


@pytest.mark.parametrize(
    ("stricter", "less"),
    [
        (make_label("R", ["AUS", "FRA"]), make_label("U", ["AUS", "FRA"])),
        (make_label("U", ["AUS"]), make_label("U", ["AUS", "FRA"])),
        (make_label("U", []), make_label("U", ["AUS"])),
        (make_label("U", ["AUS"], caveats=["PROPIN"]), make_label("U", ["AUS"])),
        (make_label("U", ["AUS"], originators=["AUS"]), make_label("U", ["AUS"])),
        (
            make_label("U", ["AUS"], originators=["AUS"], orcon=True),
            make_label("U", ["AUS"], originators=["AUS"]),
        ),
        (make_label("SECRET", ["AUS"], policy="FRA"), make_label("C", ["AUS"])),
        (make_label("S", ["AUS"]), make_label("CONFIDENTIAL", ["AUS"], policy="USA")),
    ],
)
def test_dominates_by_hand(stricter: Label, less: Label) -> None:
    assert dominates(stricter, less)
    assert not dominates(less, stricter)


def test_equivalent_levels_dominate_each_other() -> None:
    ours, theirs = make_label("S", ["AUS"]), make_label("SECRET", ["AUS"], policy="GBR")
    assert dominates(ours, theirs)
    assert dominates(theirs, ours)
