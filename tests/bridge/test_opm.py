"""The OPM of a burn, as Orekit reads it and flies it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cspo.avoidance import Burn, fly
from cspo.bridge.opm import opm_from_burn
from cspo.errors import UsageError
from cspo.frames import rtn_from_inertial
from cspo.messages import opm
from cspo.messages.sniff import sniff
from cspo.messages.validate import validate
from cspo.time import Epoch
from tests.avoidance.cases import TCA, circular
from tests.avoidance.test_flight import Orekit

NOW = Epoch.from_utc("2024-10-30T00:00:00Z")
BURN = Burn(epoch=TCA - 9_000.0, dv_rtn_km_s=[1e-6, 2e-5, -3e-6])


def written(**more: Any) -> bytes:
    return opm.write(
        opm_from_burn(
            circular(miss_km=0.05).state1, BURN, object_id="norad:25544", object_name="A",
            creation=NOW, originator="CSPO", **more,
        )
    )  # fmt: skip


def read_by(orekit: Any, path: Path) -> Any:
    import jpype  # noqa: PLC0415 - only where the oracle is

    source = jpype.JClass("org.orekit.data.DataSource")
    builder = orekit.files.ccsds.ndm.ParserBuilder()
    builder = builder.withConventions(orekit.utils.IERSConventions.IERS_2010)
    builder = builder.withMu(3.986004418e14).withSimpleEOP(True)
    return builder.buildOpmParser().parseMessage(source(str(path)))


@pytest.mark.parametrize("more", [{}, {"mass_kg": 800.0, "specific_impulse_s": 220.0}])
def test_orekit_reads_state_and_maneuver(orekit: Any, tmp_path: Path, more: dict[str, Any]) -> None:
    path = tmp_path / "maneuver.opm"
    path.write_bytes(written(**more))
    message = read_by(orekit, path)
    data = message.getData()
    maneuver = data.getManeuvers().get(0)
    dv = maneuver.getDV()
    assert [dv.getX(), dv.getY(), dv.getZ()] == pytest.approx([1e-3, 2e-2, -3e-3], rel=1e-12)
    assert str(maneuver.getReferenceFrame().getName()) in {"RTN", "RSW", "QSW"}
    assert float(maneuver.getDuration()) == 0.0
    start = message.getDate()
    assert float(maneuver.getEpochIgnition().durationFrom(start)) == pytest.approx(60.0, abs=1e-6)
    if more:
        lost_kg = 800.0 * (1.0 - np.exp(-BURN.size_km_s * 1e3 / (9.80665 * 220.0)))
        assert float(maneuver.getDeltaMass()) == pytest.approx(-lost_kg, rel=1e-9)
    else:
        assert float(maneuver.getDeltaMass()) == 0.0


def test_orekit_flies_it_to_where_the_encounter_is(orekit: Any, tmp_path: Path) -> None:
    """From what stands in the message alone; ten minutes, for its forces are others than ours."""
    encounter = circular(miss_km=0.05)
    burn = Burn(epoch=TCA - 600.0, dv_rtn_km_s=[5e-3, 2e-2, -1e-2])
    path = tmp_path / "maneuver.opm"
    path.write_bytes(
        opm.write(
            opm_from_burn(
                encounter.state1, burn, object_id="norad:25544", object_name="A", creation=NOW,
                originator="CSPO",
            )
        )
    )  # fmt: skip
    message = read_by(orekit, path)
    maneuver = message.getData().getManeuvers().get(0)
    given = message.getData().getStateVectorBlock()
    r_km, v_km_s = (
        np.array([vector.getX(), vector.getY(), vector.getZ()]) / 1e3
        for vector in (
            given.toTimeStampedPVCoordinates().getPosition(),
            given.toTimeStampedPVCoordinates().getVelocity(),
        )
    )
    oracle, ignition = Orekit(orekit), maneuver.getEpochIgnition()
    state = oracle.propagate(r_km, v_km_s, message.getDate(), ignition)
    dv = maneuver.getDV()
    dv_km_s = np.array([dv.getX(), dv.getY(), dv.getZ()]) / 1e3
    burnt_km_s = state[3:] + dv_km_s @ rtn_from_inertial(state[:3], state[3:])
    flight = fly(encounter, burn)
    utc = orekit.time.TimeScalesFactory.getUTC()
    then = orekit.time.AbsoluteDate(flight.tca.utc_iso(9).removesuffix("Z"), utc)
    found_km = oracle.propagate(state[:3], burnt_km_s, ignition, then)[:3]
    assert flight.miss_distance_km > 5.0
    assert found_km == pytest.approx(flight.r1_km, abs=0.03)


def test_it_is_an_opm() -> None:
    assert sniff(written()) == "opm-kvn"
    assert validate(written()).message == "OPM"
    assert b"SIMULATED" in written(simulated=True).splitlines()[1]
    assert b"SIMULATED" not in written()


@pytest.mark.parametrize("more", [{"mass_kg": 0.0}, {"mass_kg": 1.0, "specific_impulse_s": np.nan}])
def test_masses_without_meaning_are_refused(more: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        written(**more)
