"""A sky to look at: some thousand real objects, and meetings put into it so that something happens.

Of the real catalogue of 2024-11-01 every payload of the nations of the box, the belt, the
Space Station, and a part of all else; and objects led onto other orbits, each of which meets
one of the box's own some hours after it begins. `determined` makes a conjunction message of
such a meeting as an authority would send it, with covariances of its own, so that it may
ask for action. Everything is SIMULATED.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from cspo.bridge import read_catalog
from cspo.orbits import Catalog
from cspo.time import Epoch

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT))
from validation.crossing_twins import crossing_twin  # noqa: E402 - a script of the repository

__all__ = [
    "BEGAN",
    "MEETINGS",
    "Meeting",
    "determined",
    "sky",
    "those_who_meet",
    "with_probability",
]

BEGAN: Final = Epoch.from_utc("2024-10-31T21:00:00Z")
"""When the box's world begins: what `screening_start` says of this catalogue."""
FILE: Final = "catalog/celestrak_on_orbit_20241101.omm.csv.gz"
NAMES: Final = re.compile(
    r"ISS \(ZARYA\)|OPTUS|M2-|FEDSAT|AUSSAT|SPOT|PLEIADES|CSO-|SYRACUSE|SKYNET|UK-DMC|CARBONITE"
    r"|GOES|TDRS|LANDSAT|NOAA|IRIDIUM 1[0-9]{2}"
)
EVERY: Final = 13
"""One in so many of all else."""


@dataclass(frozen=True)
class Meeting:
    """Something is led to where something else will be.

    Parameters
    ----------
    mine, theirs : int
        Catalogue numbers of what is led, and of whom it meets.
    after_h : float
        How long after the box's world begins, h.
    angle_deg : float
        Between the two paths.
    determined : bool
        Whether somebody has determined both orbits and says so in a message.
    """

    mine: int
    theirs: int
    after_h: float
    angle_deg: float = 25.0
    determined: bool = False


MEETINGS: Final = (
    Meeting(mine=22285, theirs=47967, after_h=9.5, determined=True),  # M2-A, AUS: now or never
    Meeting(mine=25407, theirs=47973, after_h=20.0, determined=True),  # M2-B, AUS: this night
    Meeting(mine=27601, theirs=27598, after_h=15.0),  # FEDSAT, AUS: better data
    Meeting(mine=23705, theirs=38012, after_h=12.0, determined=True),  # PLEIADES 1A, FRA
    Meeting(mine=26070, theirs=39019, after_h=17.0),  # PLEIADES 1B, FRA
    Meeting(mine=28353, theirs=35683, after_h=13.0),  # UK-DMC 2, GBR
    Meeting(mine=44057, theirs=44714, after_h=11.0),  # a OneWeb and a Starlink satellite
    Meeting(mine=24903, theirs=49260, after_h=10.0, determined=True),  # IRIDIUM 26, LANDSAT 9: USA
)


def sky(data_dir: Path) -> Catalog:
    """The whole of it, one element set an object."""
    whole = read_catalog([str(data_dir / FILE)]).catalog
    row = {int(number): at for at, number in enumerate(whole.norad_id)}
    led = {meeting.mine: meeting for meeting in MEETINGS if meeting.mine in row}
    met = {meeting.theirs for meeting in MEETINGS}
    kept = np.array([
        at for at, (number, name) in enumerate(zip(whole.norad_id, whole.name, strict=True))
        if int(number) not in led
        and (int(number) in met or at % EVERY == 0 or NAMES.match(str(name)))
    ])  # fmt: skip
    parts = [whole.take(kept)]
    for number, meeting in led.items():
        mine, theirs = (whole.take(np.array([row[n]])) for n in (number, meeting.theirs))
        t = BEGAN + meeting.after_h * 3_600.0
        parts.append(_late(crossing_twin(mine, theirs, t, angle_deg=meeting.angle_deg)))
    return _joined(parts)


def those_who_meet(catalog: Catalog) -> Catalog:
    """Both objects of each meeting that somebody has determined the orbits of."""
    wanted = [n for each in MEETINGS if each.determined for n in (each.mine, each.theirs)]
    return catalog.take(np.flatnonzero(np.isin(catalog.norad_id, wanted)))


def determined(text: str, *, miss_m: float = 38.0) -> str:
    """A message that `cspo screen` wrote, as who has determined both orbits would have it.

    The second object is moved outwards by the miss distance; covariances are its own, of a good
    day of tracking. What is said of the probability is taken out: `with_probability` puts it in.
    """
    lines = [
        line for line in text.splitlines()
        if not line.startswith(("COMMENT C", "COMMENT g", "COMMENT E", "COLLISION_P",
                                "START_SCREEN", "STOP_SCREEN"))
    ]  # fmt: skip
    made = "\n".join(lines) + "\n"
    made = made.replace("= CSPO", "= SIM OPERATIONS", 1).replace("= DEFAULT", "= CALCULATED")
    made = re.sub(r"(CREATION_DATE +=) \S+", r"\1 2024-10-31T20:30:00.000", made)
    made = made.replace(
        "MANEUVERABLE                 = N/A", "MANEUVERABLE                 = YES", 1
    )
    made = re.sub(r"(MISS_DISTANCE +=) \S+", rf"\1 {miss_m}", made)
    made = re.sub(r"(RELATIVE_POSITION_R +=) \S+", rf"\1 {miss_m}", made)
    made = re.sub(r"(RELATIVE_POSITION_[TN] +=) \S+", r"\1 0.0", made)
    first, _, second = made.partition("= OBJECT2")
    r_km = np.array([_value(first, axis) for axis in "XYZ"])
    moved = r_km * (1.0 + miss_m * 1e-3 / float(np.linalg.norm(r_km)))
    for axis, value in zip("XYZ", moved, strict=True):
        second = re.sub(rf"^({axis} +=) \S+", rf"\1 {value:.9f}", second, flags=re.MULTILINE)
    made = f"{first}= OBJECT2{second}"
    for name, sigma in (("CR_R", 14.0), ("CT_T", 80.0), ("CN_N", 12.0)):
        made = re.sub(rf"^({name} +=) \S+", rf"\1 {sigma * sigma}", made, flags=re.MULTILINE)
    return re.sub(r"^(C[RTN]\w* +=) \S*e-\S+", r"\1 0.0", made, flags=re.MULTILINE)


def with_probability(text: str, pc: float) -> str:
    """The same message with a probability, by the method that `determined` left room for."""
    said = f"COLLISION_PROBABILITY        = {pc!r}\nCOLLISION_PROBABILITY_METHOD = FOSTER-1992\n"
    return re.sub(r"^(RELATIVE_VELOCITY_N.*\n)", rf"\1{said}", text, count=1, flags=re.MULTILINE)


def _value(text: str, keyword: str) -> float:
    return float(
        next(line for line in text.splitlines() if line.startswith(f"{keyword} ")).split()[2]
    )


def _late(twin: Catalog) -> Catalog:
    """Some hundred metres behind: what meets to the millimetre looks like a mistake."""
    columns = dict(twin.columns())
    columns["mean_anomaly_rad"] = columns["mean_anomaly_rad"] - 4e-5
    return Catalog(**columns, simulated=twin.simulated)


def _joined(parts: list[Catalog]) -> Catalog:
    columns = [dict(part.columns()) for part in parts]
    whole = {name: np.concatenate([each[name] for each in columns]) for name in columns[0]}
    return Catalog(**whole, simulated=False)
