"""Coarse forms: what is listed and nothing else, rounded the same each time, honest about it.

The authority for honesty is statistics: the error of a coarse state against the
truth, weighed with the covariance that the form states, has the mean of a
chi-square with as many degrees of freedom as the state has components.
"""

from __future__ import annotations

import json
import math
from typing import Any

import msgspec
import numpy as np
import pytest
from canaries import canary, numbers
from nations import key_of
from release_desks import EXAMPLES, T, conjunction, norway, orbit, sealed

from cspo.errors import UsageError
from cspo.frames import rtn_from_inertial
from cspo.markings import make_label
from cspo.operations.derive import body_of
from cspo.operations.kinds import REGISTRY
from cspo.operations.release.coarse_orbits import (
    ELEMENTS,
    bound_in_any_frame,
    element_variance_rtn,
    grow_triangle,
)
from cspo.operations.release.coarsen import coarsened, rounded_time, rounded_value
from cspo.operations.release.policy import ProfileTable
from cspo.operations.release.profile_fields import cannot_leave_out, times_stay
from cspo.operations.release.profiles import make_form
from cspo.records.bodies.conjunction import Encountered
from cspo.records.bodies.covariance import Covariance, CovarianceColumns, CovarianceFrame
from cspo.records.bodies.observation import Measurements, Sigmas
from cspo.records.bodies.orbit import MeanElements, OrbitBody, States
from cspo.records.bodies.words import OrbitFrame
from cspo.time import Epoch

POLICY = norway()
COARSE = POLICY.profile("coarse-orbit")
OPERATOR = POLICY.profile("operator-conjunction")
ORBIT, CONJUNCTION = REGISTRY.kind("orbit"), REGISTRY.kind("conjunction")


def profile(**fields: Any) -> ProfileTable:
    return ProfileTable(**{"id": "p", "text": "t", "kinds": ("orbit",), **fields})


def form_of(record, chosen=COARSE, persons=(), objects=()):
    return make_form(
        record, chosen, POLICY, objects, t=T, persons=persons, granted_by=(),
        signer=key_of("NOR"), registry=REGISTRY,
    )  # fmt: skip


# --------------------------------------------------------------------------- what stays


def test_what_is_not_listed_is_left_out_and_the_sensor_hidden() -> None:
    body = msgspec.structs.replace(
        orbit(), name=(canary(1),), source=canary(2), source_mark=(canary(3),)
    )
    record = sealed(body, make_label("S", ["NOR", "USA"], caveats=["LIMDIS"]), sensor=canary(4))
    form = form_of(record)
    assert numbers(record.envelope) == {1, 2, 3, 4}, "the control: they were there"
    assert numbers(form.record.envelope) == set()
    got = body_of(form.record, REGISTRY)
    assert (got.name, got.cospar, got.source_mark) == ((), (), ())
    assert got.source.startswith("coarse form coarse-orbit of NOR")
    assert form.record.payload.provenance.sensor == ""
    assert record.id.encode() not in form.record.envelope
    assert [opening.id for opening in form.openings] == [record.id]


def test_the_form_has_a_mark_of_its_own() -> None:
    record = sealed(orbit(), make_label("S", ["NOR", "USA"], caveats=["LIMDIS"], reason=["1.4c"]))
    label = form_of(record).record.payload.label
    nations = {"AUS", "CAN", "DEU", "FRA", "GBR", "ITA", "JPN", "NOR", "NZL", "USA"}
    assert (label.classification, set(label.releasable_to)) == ("U", nations)
    assert (label.caveats, label.reason) == ((), ("1.4c",))
    assert record.payload.label.classification == "S", "the product keeps its own"


def test_form_for_operators_holds_no_state_no_covariance_no_source() -> None:
    def rich(name: str, n: int) -> Encountered:
        triangle = (1.0, 0.0, 1.0, 0.0, 0.0, 1.0)
        return Encountered(
            object=name, name=canary(n), owner=canary(n + 1), r_km=(7000.125, 0.25, 0.5),
            v_km_s=(0.0, 7.5, 0.0), hard_body_source=canary(n + 2), orbit_source=canary(n + 3),
            covariance=Covariance(frame=CovarianceFrame.RTN, lower_km2=triangle),
        )  # fmt: skip

    body = conjunction(
        frame=OrbitFrame.GCRF, object1=rich("norad:990001", 1), object2=rich("norad:990100", 11),
        source=canary(21), source_message=canary(22), pc=1e-4, pc_method="foster1992",
    )  # fmt: skip
    record = sealed(body, make_label("C", ["NOR", "USA"]))
    form = form_of(record, OPERATOR, persons=("a.larsen", "k.hagen"))
    assert len(numbers(record.envelope)) == 10
    assert numbers(form.record.envelope) == set()
    got = json.loads(bytes(form.record.payload.body))
    assert set(got) == {"event", "tca_utc", "miss_distance_km", "object1", "object2", "pc",
                        "pc_method"}  # fmt: skip
    assert (set(got["object1"]), set(got["object2"])) == ({"object"}, {"object"})
    assert b"7000.125" not in form.record.envelope


def test_a_field_that_may_not_be_left_out_must_be_kept() -> None:
    short = profile(keep=("object", "states"))
    assert cannot_leave_out(ORBIT, short.keep) == ("epoch_utc",)
    with pytest.raises(UsageError, match="epoch_utc"):
        coarsened(orbit(), ORBIT, short, nation="NOR")


def test_a_part_that_the_profile_does_not_foresee_stops_the_record() -> None:
    """A profile for states, and a record of elements: as a whole or not at all."""
    states_only = profile(keep=("object", "epoch_utc", "states"), round={"states.r_km": 5.0})
    assert cannot_leave_out(ORBIT, states_only.keep) == ()
    with pytest.raises(UsageError, match="elements") as caught:
        coarsened(_elements_body(_random_elements(1)), ORBIT, states_only, nation="NOR")
    assert "add" in caught.value.hint


# --------------------------------------------------------------------------- rounding


def test_one_input_has_one_output_however_often_it_is_asked() -> None:
    record = sealed(orbit())
    bodies = {bytes(form_of(record).record.payload.body) for _ in range(50)}
    assert len(bodies) == 1
    shifted = {
        coarsened(orbit(r_km=(7001.0 + dx, 12.0, -3.0)), ORBIT, COARSE, nation="NOR").states.r_km
        for dx in np.linspace(-0.9, 0.9, 50).tolist()
    }
    assert shifted == {((7000.0, 10.0, -5.0),)}, "everything within a step is one value"


@pytest.mark.parametrize(
    ("value", "step", "expected"),
    [
        (7.4, 5.0, 5.0), (7.5, 5.0, 10.0), (-7.4, 5.0, -5.0), (-7.5, 5.0, -5.0), (0.0, 5.0, 0.0),
        ([1.0, None, [2.6]], 5.0, [0.0, None, [5.0]]), (None, 1.0, None),
    ],
)  # fmt: skip
def test_rounding_goes_to_the_nearest_multiple(value: Any, step: float, expected: Any) -> None:
    assert rounded_value(value, step) == expected


def test_rounding_stays_within_what_a_field_allows() -> None:
    assert rounded_value(3.1, 0.4, math.pi) == pytest.approx(2.8)  # 3.2 were no inclination
    assert rounded_value(0.99, 0.5, 1.0) == 1.0
    assert rounded_value(0.0101, 0.005, up=True) == pytest.approx(0.015)


@pytest.mark.parametrize(
    ("text", "step_s", "expected"),
    [
        ("2026-03-01T12:00:29.9Z", 60, "2026-03-01T12:00:00Z"),
        ("2026-03-01T12:00:30.0Z", 60, "2026-03-01T12:01:00Z"),
        ("2026-03-01T23:59:59.6Z", 1, "2026-03-02T00:00:00Z"),
        ("2016-12-31T23:59:60.5Z", 3600, "2016-12-31T23:59:60Z"),  # a multiple within its day
    ],
)
def test_times_are_rounded_within_their_day(text: str, step_s: int, expected: str) -> None:
    assert rounded_time(Epoch.from_utc(text), step_s).utc_iso(0) == expected


def test_the_name_of_an_event_is_rounded_with_its_time() -> None:
    timed = msgspec.structs.replace(OPERATOR, round_times="1 min")
    body = conjunction(tca=T + 3621.25)
    got = coarsened(body, CONJUNCTION, timed, nation="NOR")
    assert got.tca_utc == "2026-03-01T01:00:00.000Z"
    assert got.event == "event:norad:990001~norad:990100@2026-03-01T01:00:00.000Z"
    assert got.about() == got.event


def test_a_step_too_large_for_its_field_stops_the_record() -> None:
    wide = profile(
        keep=("object", "epoch_utc", "elements"), round={"elements.mean_motion_rad_s": 1.0}
    )
    with pytest.raises(UsageError, match="too large"):
        coarsened(_elements_body(_random_elements(3)), ORBIT, wide, nation="NOR")


# --------------------------------------------------------------------------- honesty


def _triangle_to_matrix(triangle: Any) -> np.ndarray:
    size = 3 if len(triangle) == 6 else 6
    matrix = np.zeros((size, size))
    matrix[np.tril_indices(size)] = triangle
    return matrix + np.tril(matrix, -1).T


def _columns(r: np.ndarray, v: np.ndarray, covariance: np.ndarray) -> OrbitBody:
    triangle = tuple(covariance[np.tril_indices(6)].tolist())
    return OrbitBody(
        object=tuple(f"norad:{n + 1}" for n in range(len(r))),
        epoch_utc=("2026-03-01T00:00:00Z",) * len(r),
        states=States(
            frame=OrbitFrame.GCRF, r_km=tuple(map(tuple, r.tolist())),
            v_km_s=tuple(map(tuple, v.tolist())),
        ),
        covariance=CovarianceColumns(
            frame=CovarianceFrame.GCRF, lower_km2=(triangle,) * len(r)
        ),
    )  # fmt: skip


@pytest.mark.parametrize("sigma_km", [0.01, 1.0, 5.0])
def test_the_coarse_state_is_as_wrong_as_its_covariance_says(sigma_km: float) -> None:
    """Mean of chi-square over 1,000 states of 6 components: 6, standard error 0.11.

    (A uniform error has less of a tail than a normal one: the mean is the same.)
    """
    rng = np.random.default_rng(7)
    truth_r, truth_v = rng.uniform(-8000, 8000, (1000, 3)), rng.uniform(-7, 7, (1000, 3))
    mixing = rng.normal(size=(6, 6)) * np.repeat([sigma_km, sigma_km * 1e-3], 3)[:, None]
    covariance = mixing @ mixing.T
    noise = rng.normal(size=(1000, 6)) @ mixing.T
    body = _columns(truth_r + noise[:, :3], truth_v + noise[:, 3:], covariance)
    form = coarsened(body, ORBIT, COARSE, nation="NOR")
    error = np.hstack([form.states.r_km, form.states.v_km_s]) - np.hstack([truth_r, truth_v])
    stated = _triangle_to_matrix(form.covariance.lower_km2[0])
    chi2 = np.einsum("ni,ij,nj->n", error, np.linalg.inv(stated), error)
    assert abs(chi2.mean() - 6.0) < 0.4
    assert form.covariance.origin == "inflated"
    # What it would have been had the covariance stayed as it was.
    naive = np.einsum("ni,ij,nj->n", error, np.linalg.inv(covariance), error)
    assert naive.mean() > 1.2 * chi2.mean() or sigma_km == 5.0


def _random_elements(n: int, seed: int = 11) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    return dict(
        zip(
            ELEMENTS,
            (
                rng.uniform(1.0e-3, 1.13e-3, n), rng.uniform(0.001, 0.02, n),
                rng.uniform(0.3, 2.5, n), *(rng.uniform(0.1, 6.1, n) for _ in range(3)),
            ),
            strict=True,
        )
    )  # fmt: skip


def _elements_body(
    elements: dict[str, np.ndarray], frame: CovarianceFrame = CovarianceFrame.RTN
) -> OrbitBody:
    n = len(elements["eccentricity"])
    little = [1e-8] * 3 + [1e-14] * 3
    tiny = tuple(np.diag(little)[np.tril_indices(6)].tolist())
    return OrbitBody(
        object=tuple(f"norad:{k + 1}" for k in range(n)),
        epoch_utc=("2026-03-01T00:00:00Z",) * n,
        elements=MeanElements(**{name: tuple(x.tolist()) for name, x in elements.items()}),
        covariance=CovarianceColumns(frame=frame, lower_km2=(tiny,) * n),
    )


STEPS = {
    "mean_motion_rad_s": 2e-8, "eccentricity": 2e-4, "inclination_rad": 3e-4, "raan_rad": 4e-4,
    "argp_rad": 5e-4, "mean_anomaly_rad": 6e-4,
}  # fmt: skip


def _states(elements: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """Two-body states by way of the true anomaly: another road than the code's own."""
    n, e, i, raan, argp, m = (np.asarray(elements[name], dtype=float) for name in ELEMENTS)
    a = (398_600.8 / n**2) ** (1 / 3)
    big_e = m.copy()
    for _ in range(200):
        big_e = m + e * np.sin(big_e)
    nu = 2 * np.arctan2(np.sqrt(1 + e) * np.sin(big_e / 2), np.sqrt(1 - e) * np.cos(big_e / 2))
    p = a * (1 - e**2)
    r = p / (1 + e * np.cos(nu))
    u = argp + nu
    toward = np.stack(
        [np.cos(raan) * np.cos(u) - np.sin(raan) * np.sin(u) * np.cos(i),
         np.sin(raan) * np.cos(u) + np.cos(raan) * np.sin(u) * np.cos(i), np.sin(u) * np.sin(i)],
        axis=1,
    )  # fmt: skip
    along = np.stack(
        [-np.cos(raan) * np.sin(u) - np.sin(raan) * np.cos(u) * np.cos(i),
         -np.sin(raan) * np.sin(u) + np.cos(raan) * np.cos(u) * np.cos(i), np.cos(u) * np.sin(i)],
        axis=1,
    )  # fmt: skip
    rate = np.sqrt(398_600.8 / p)
    v = toward * (rate * e * np.sin(nu))[:, None] + along * (rate * (1 + e * np.cos(nu)))[:, None]
    return toward * r[:, None], v


@pytest.mark.parametrize("frame", [CovarianceFrame.RTN, CovarianceFrame.GCRF])
def test_coarse_elements_are_as_wrong_as_their_covariance_says(frame: CovarianceFrame) -> None:
    """In R, T, N the mean of chi-square is 6; along other axes the bound is at least honest."""
    elements = _random_elements(900)
    rounding = {f"elements.{name}": step for name, step in STEPS.items()}
    chosen = profile(keep=("object", "epoch_utc", "elements", "covariance"), round=rounding)
    form = coarsened(_elements_body(elements, frame), ORBIT, chosen, nation="NOR")
    r_true, v_true = _states(elements)
    coarse = {name: getattr(form.elements, name) for name in ELEMENTS}
    r, v = _states(coarse)
    rtn = rtn_from_inertial(r_true, v_true)
    if frame is CovarianceFrame.RTN:
        error = np.hstack([np.einsum("nij,nj->ni", rtn, d) for d in (r - r_true, v - v_true)])
    else:
        error = np.hstack([r - r_true, v - v_true])
    assert np.linalg.norm(error[:, :3], axis=1).mean() > 1.0, "it is coarse"
    stated = np.array([_triangle_to_matrix(each) for each in form.covariance.lower_km2])
    chi2 = np.einsum("ni,nij,nj->n", error, np.linalg.inv(stated), error)
    if frame is CovarianceFrame.RTN:
        assert abs(chi2.mean() - 6.0) < 0.5
    else:
        assert 0.05 < chi2.mean() < 6.0


def test_variance_of_elements_is_that_of_their_partials() -> None:
    """One element at a time, by a finite difference over the other road: to 1 %."""
    elements = _random_elements(20, seed=3)
    r0, v0 = _states(elements)
    rtn = rtn_from_inertial(r0, v0)
    for name in ELEMENTS:
        step = STEPS[name] * 1e-2
        r1, _ = _states({**elements, name: elements[name] + step})
        expected = np.einsum("nij,nj->ni", rtn, r1 - r0) / math.sqrt(12.0)
        got = element_variance_rtn(elements, {name: step})
        size = np.sqrt(np.trace(got[:, :3, :3], axis1=1, axis2=2))
        assert size == pytest.approx(np.linalg.norm(expected, axis=1), rel=0.01)


def test_the_bound_is_one_along_any_axes() -> None:
    rng = np.random.default_rng(5)
    for _ in range(50):
        root = rng.normal(size=(6, 6))
        variance = root @ root.T
        turned, _ = np.linalg.qr(rng.normal(size=(3, 3)))
        both = np.kron(np.eye(2), turned)
        slack = bound_in_any_frame(variance) - both @ variance @ both.T
        assert np.linalg.eigvalsh(slack)[0] > -1e-9


def test_a_covariance_of_position_alone_grows_too() -> None:
    body = orbit()
    small = CovarianceColumns(
        frame=CovarianceFrame.RTN, lower_km2=((1.0, 0.5, 1.0, 0.0, 0.0, 1.0),)
    )
    body = msgspec.structs.replace(body, covariance=small)
    form = coarsened(body, ORBIT, COARSE, nation="NOR")
    grown = 1.0 + 25.0 / 12.0
    assert form.covariance.lower_km2[0] == pytest.approx((grown, 0.5, grown, 0.0, 0.0, grown))
    assert grow_triangle((1.0,) * 6, np.zeros((6, 6))) == (1.0,) * 6


def test_without_a_covariance_the_source_says_that_it_is_coarse() -> None:
    body = msgspec.structs.replace(orbit(), covariance=None)
    form = coarsened(body, ORBIT, COARSE, nation="NOR")
    assert form.covariance is None
    assert form.source == (
        "coarse form coarse-orbit of NOR: states.r_km to 5, states.v_km_s to 0.005"
    )


def test_sigmas_of_measurements_grow_with_their_rounding() -> None:
    body = EXAMPLES("observation")
    kind = REGISTRY.kind("observation")
    ranges = tuple(1000.0 + 0.37 * k for k in range(20))
    measured = Measurements(t_s=tuple(map(float, range(20))), range_km=ranges)
    body = msgspec.structs.replace(body, measurements=measured, sigmas=Sigmas(range_km=0.02))
    rounding = {"measurements.range_km": 0.25}
    chosen = profile(kinds=("observation",), keep=("everything",), round=rounding)
    form = coarsened(body, kind, chosen, nation="NOR")
    assert form.sigmas.range_km == pytest.approx(math.sqrt(0.02**2 + 0.25**2 / 12.0))
    assert [x % 0.25 for x in form.measurements.range_km] == [0.0] * 20


def test_the_sigma_of_a_burn_grows_with_its_rounding() -> None:
    kind = REGISTRY.kind("maneuver-notice")
    body = msgspec.structs.replace(
        EXAMPLES("maneuver-notice"), delta_v_rtn_km_s=(0.00012, 0.00101, 0.0),
        delta_v_sigma_km_s=1e-5, start_utc="2026-03-01T12:00:31Z", stop_utc="2026-03-01T12:05:00Z",
    )  # fmt: skip
    chosen = profile(
        kinds=("maneuver-notice",), keep=("everything",), round={"delta_v_rtn_km_s": 5e-4},
        round_times="1 min",
    )  # fmt: skip
    form = coarsened(body, kind, chosen, nation="NOR")
    assert form.delta_v_rtn_km_s == (0.0, 0.001, 0.0)
    assert form.delta_v_sigma_km_s == pytest.approx(math.hypot(1e-5, 5e-4 / math.sqrt(12.0)))
    assert form.start_utc == "2026-03-01T12:01:00.000Z"


def test_times_stay_where_a_state_belongs_to_them() -> None:
    assert "no time" in times_stay(ORBIT, ("everything",))
    assert "object1.r_km" in times_stay(CONJUNCTION, ("everything",))
    assert times_stay(CONJUNCTION, OPERATOR.keep) == ""
    assert times_stay(REGISTRY.kind("warning"), ("everything",)) == ""


def test_columns_of_covariances_grow_row_by_row() -> None:
    body = EXAMPLES("ephemeris")
    kind = REGISTRY.kind("ephemeris")
    assert body.covariance is not None
    chosen = profile(kinds=("ephemeris",), keep=("everything",), round={"r_km": 2.0})
    form = coarsened(body, kind, chosen, nation="NOR")
    for before, after in zip(body.covariance.lower_km2, form.covariance.lower_km2, strict=True):
        assert after[0] == pytest.approx(before[0] + 4.0 / 12.0)
        assert after[5] == pytest.approx(before[5] + 4.0 / 12.0)
        assert after[1] == before[1]


def test_the_line_of_source_is_cut_rather_than_refused() -> None:
    body = msgspec.structs.replace(orbit(), source="x" * 190)
    kept = profile(
        keep=("object", "epoch_utc", "states", "covariance", "source"), round={"states.r_km": 5.0}
    )
    assert coarsened(body, ORBIT, kept, nation="NOR").source == (
        "coarse form p of NOR: states.r_km to 5"
    )
    short = msgspec.structs.replace(orbit(), source="radar")
    assert coarsened(short, ORBIT, kept, nation="NOR").source == (
        "radar; coarse form p of NOR: states.r_km to 5"
    )


def test_a_hard_body_is_rounded_up() -> None:
    body = conjunction(hard_body_radius_km=0.0123)
    chosen = profile(
        kinds=("conjunction",), keep=("everything",), round={"hard_body_radius_km": 0.005}
    )
    assert coarsened(body, CONJUNCTION, chosen, nation="NOR").hard_body_radius_km == 0.015


def test_what_many_forms_of_a_moving_object_give_away() -> None:
    """Rounding errors of different instants differ, so who collects N forms gains root N.

    That is why a profile can say `at_most_every`: this is what it limits. The
    error of the mean of 1 and of 100 forms, over orbits: 5 km / sqrt(12 N).
    """
    rng = np.random.default_rng(9)
    errors = np.array(
        [[rounded_value(x, 5.0) - x for x in rng.uniform(-7000, 7000, 100)] for _ in range(200)]
    )
    one, hundred = errors[:, 0].std(), errors.mean(axis=1).std()
    assert one == pytest.approx(5.0 / math.sqrt(12.0), rel=0.15)
    assert hundred == pytest.approx(one / 10.0, rel=0.2)
