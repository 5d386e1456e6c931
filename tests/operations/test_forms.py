"""Forms of our own records, made for others, are no news of ours."""

from __future__ import annotations

from nations import key_of
from release_desks import T, conjunction, norway, orbit, sealed

from cspo.bridge.records_catalog import orbit_bodies
from cspo.markings import Mode, make_label
from cspo.node.store import SqliteStore
from cspo.operations.catalog import load_picture
from cspo.operations.derive import derive
from cspo.operations.kinds import REGISTRY
from cspo.operations.release.forms import is_form, is_form_of_sky
from cspo.operations.release.profiles import make_form
from cspo.operations.release.sending import keep
from cspo.orbits import reference_population


def form_of(record, profile: str):
    return make_form(
        record, norway().profile(profile), norway(), (), t=T + 60.0,
        persons=("a.larsen", "k.hagen"), granted_by=(), signer=key_of("NOR", Mode.REAL),
        registry=REGISTRY,
    )  # fmt: skip


def test_a_form_is_told_from_what_it_was_made_of_and_from_a_later_version(
    store: SqliteStore,
) -> None:
    fine = sealed(orbit(), make_label("S", ["NOR", "USA"]))
    coarse = form_of(fine, "coarse-orbit")
    near = sealed(conjunction(), make_label("R", ["NOR"]))
    bare = form_of(near, "operator-conjunction")
    later = derive(
        [near], lambda bodies: bodies[0], origin="NOR", mode=Mode.REAL, t_valid=T, t=T + 1.0,
        signer=key_of("NOR", Mode.REAL), registry=REGISTRY, version=2, supersedes=near.id,
    )  # fmt: skip
    with store.write() as unit:
        for product in (fine, coarse, near, bare, later):
            keep(unit, product, t=T)
    with store.read() as unit:
        every = [fine, coarse.record, near, bare.record, later.record]
        assert [is_form(unit, each) for each in every] == [False, True, False, True, False]
        ours = [is_form_of_sky(unit, each, "NOR") for each in every]
        assert ours == [False, True, False, False, False]
        assert not is_form_of_sky(unit, coarse.record, "FRA")


def test_a_coarse_orbit_that_went_out_does_not_take_the_place_of_ours(
    store: SqliteStore,
) -> None:
    body = orbit_bodies(reference_population().take([0, 1, 2]), source="NOR catalogue").bodies[0]
    fine = sealed(body, make_label("S", ["NOR", "USA"]))
    coarse = form_of(fine, "coarse-orbit")
    with store.write() as unit:
        keep(unit, fine, t=T)
        keep(unit, coarse, t=T + 60.0)
    with store.read() as unit:
        picture = load_picture(unit, REGISTRY, Mode.REAL, nation="NOR")
    view = picture.view(T + 120.0)
    assert {item.partition("#")[0] for item in view.item_ids} == {fine.id}
    assert [each.source for each in picture.sides(view.identity[0])] == ["NOR catalogue"]
