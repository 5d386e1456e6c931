"""Conjunctions as columns of plain values, for CDMs to be made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.frames import Frame
from cspo.time import Interval

__all__ = ["METHODS", "CdmEvents", "CdmObjects"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Texts = Sequence[str]

METHODS: Final = {
    "foster1992": "FOSTER-1992", "alfano2005": "ALFANO-2005", "elrod2019": "ELROD-2019",
    "hall2021_nc2d": "HALL-2021", "hall2021_nc3d": "HALL-2021", "montecarlo": "MONTE-CARLO",
    "max_pc": "ALFANO-MAX-PROBABILITY",
}  # fmt: skip
"""COLLISION_PROBABILITY_METHOD by our names. FOSTER-1992, ALFANO-2005 and
ALFANO-MAX-PROBABILITY stand in SANA's registry of the CDM; the others follow
its pattern (author, year) as other originators write them."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CdmObjects:
    """One side of *k* conjunctions: first or second object of each.

    Parameters
    ----------
    identity : (k,) str
        ``scheme:value``, as ``norad:25544``.
    name, designator, object_type : (k,) str
        Empty where unknown.
    r_km, v_km_s : (k, 3) float64
        At TCA, in the frame of the events.
    covariance_rtn_km2 : (k, 6, 6) float64
        In RTN of the object itself: km², km²/s, km²/s².
    statistical : bool
        Whether the covariances are those of a class of orbits and not of the objects.
    element_epoch_tai_ns : (k,) int64, optional
        Epochs of the element sets that the states come from.
    ephemeris_name : str
        Name of the ephemeris that the states come from, else ``NONE``.
    """

    identity: Texts
    name: Texts
    designator: Texts
    object_type: Texts
    r_km: Floats
    v_km_s: Floats
    covariance_rtn_km2: Floats
    statistical: bool = True
    element_epoch_tai_ns: Integers | None = None
    ephemeris_name: str = "NONE"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CdmEvents:
    """*k* conjunctions in columns.

    Parameters
    ----------
    tca_tai_ns : (k,) int64
    frame : Frame
        Of the states: any frame of the Earth, TEME as SGP4 gives them.
    object1, object2 : CdmObjects
    pc : (k,) float64
        NaN where none is reported.
    pc_method : (k,) str
        Keys of `METHODS`, or text that is passed on.
    hbr_km : (k,) float64
        Combined hard-body radius; NaN where none.
    screened : Interval, optional
        The span that was screened.
    simulated : bool
    """

    tca_tai_ns: Integers
    frame: Frame
    object1: CdmObjects
    object2: CdmObjects
    pc: Floats
    pc_method: Texts
    hbr_km: Floats
    screened: Interval | None = None
    simulated: bool = False

    def __len__(self) -> int:
        return len(self.tca_tai_ns)
