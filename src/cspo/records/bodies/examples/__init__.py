"""An example of every kind, one JSON file each: for tests, vectors and people who write a reader.

What they say is public. The rest is made up and easy to tell: records of other
examples are named by the hash of a word, telephone numbers are those that regulators keep
for fiction.

=================== ============================================================
kind                what is real in it
=================== ============================================================
catalog-object      Envisat as ESA describes it; a fragment of Fengyun-1C; an
                    object of the Vimpel catalogue, whose owner is unknown
same-object         Envisat
orbit               ISS and Vanguard 1 by published two-line sets (2008; AIAA
                    2006-6753)
ephemeris           Starlink-1008, three points of its operator's file of 2024-07-03
observation         Envisat by EISCAT UHF at Tromsø, 2016-09-06, the first echoes
conjunction         Iridium 33 and Cosmos 2251, 2009-02-10, from the last two-line sets
maneuver-notice     Sentinel-3A, 2018-08-01, as the IDS lists its burns
behavior-event,     Cosmos 1408, 2021-11-15, as US Space Command and EU SST
notice, statement,  published it; pieces catalogued by 2022-01-18
assessment, plan
warning             Starlink-1095 and the Chinese station, 2021-07-01, as
                    A/AC.105/1262 tells it
=================== ============================================================
"""

from __future__ import annotations

import random
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from cspo.errors import UsageError
from cspo.records.bodies import KINDS, MAX_BATCH, OrbitBody
from cspo.records.bodies.covariance import CovarianceColumns, CovarianceFrame, CovarianceOrigin
from cspo.records.bodies.orbit import MeanElements
from cspo.records.kinds import Registry

__all__ = ["example", "example_bytes", "reference_orbits"]

_REGISTRY: Final = Registry(KINDS)


def example_bytes(kind: str) -> bytes:
    """The example of a kind as it stands in a record: compact JSON.

    Raises
    ------
    UsageError
        Where there is no such kind.
    """
    return _REGISTRY.encode(example(kind))


@cache
def example(kind: str) -> msgspec.Struct:
    """The example of a kind as a body.

    Raises
    ------
    UsageError
        Where there is no such kind.
    """
    if not _REGISTRY.known(kind):
        raise UsageError("show example", kind, expected="a kind of record")
    return _REGISTRY.decode(kind, (files(__package__) / f"{kind}.json").read_bytes())


def reference_orbits(rows: int = MAX_BATCH, *, covariance: bool = True) -> OrbitBody:
    """A batch of made-up orbits with all digits, the same each time: the largest that there is.

    Parameters
    ----------
    rows : int
        1 to 1,000.
    covariance : bool
        Whether each has one of position and velocity.
    """
    draw = random.Random(rows)  # noqa: S311 - numbers to measure with, no secret
    uniform = draw.uniform

    def column(low: float, high: float) -> tuple[float, ...]:
        return tuple(uniform(low, high) for _ in range(rows))

    return OrbitBody(
        object=tuple(f"norad:{990_000_000 + k}" for k in range(1, rows + 1)),
        cospar=tuple(f"2026-{k % 900 + 100}{chr(65 + k % 26)}" for k in range(rows)),
        name=tuple(f"SIM OBJECT {k:04d}" for k in range(1, rows + 1)),
        epoch_utc=tuple(
            f"2026-07-10T{k % 24:02d}:{k % 60:02d}:07.{123456 + 7 * k:06d}Z" for k in range(rows)
        ),
        elements=MeanElements(
            mean_motion_rad_s=column(6e-5, 1.2e-3),
            eccentricity=column(0.0, 0.02),
            inclination_rad=column(0.0, 2.0),
            raan_rad=column(0.0, 6.28),
            argp_rad=column(0.0, 6.28),
            mean_anomaly_rad=column(0.0, 6.28),
            bstar_per_er=column(-1e-3, 1e-3),
            mean_motion_rate_rad_s2=column(-1e-12, 1e-12),
            mean_motion_curvature_rad_s3=column(-1e-18, 1e-18),
            set_number=(999,) * rows,
            revolution=tuple(10_000 + k for k in range(rows)),
        ),
        covariance=_covariances(draw, rows) if covariance else None,
        source="reference batch",
        source_mark=("U",) * rows,
    )


def _covariances(draw: random.Random, rows: int) -> CovarianceColumns:
    """Diagonal blocks of the usual size with small correlations."""
    sigma = (0.1, 0.5, 0.1, 5e-4, 1e-4, 1e-4)
    return CovarianceColumns(
        frame=CovarianceFrame.RTN,
        lower_km2=tuple(
            tuple(
                sigma[i] * sigma[j] * (draw.uniform(0.5, 2.0) if i == j else draw.gauss(0.0, 0.05))
                for i in range(6)
                for j in range(i + 1)
            )
            for _ in range(rows)
        ),
        origin=CovarianceOrigin.DETERMINED,
    )
