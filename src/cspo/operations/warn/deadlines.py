"""Until when something can usefully be done about an approach, and how that is reckoned.

- D1. Where neither object can manoeuvre, nothing can be done, and there is no such moment.
- D2. The last useful burn lies `burn_before_orbits` of the manoeuvring object's orbit
  before closest approach: half an orbit after a burn along the track two orbits are
  farthest apart in height, by 4 Δv/n (Clohessy and Wiltshire, 1960, eq. 16 with the
  radial displacement at nt = π).
- D3. The last useful decision lies `preparation` before that burn. Of two objects that
  can manoeuvre the later decision counts: that one is still of use.
- D4. Better data, and a watch for it, is of use until `tracking` before the decision.
  Whoever is warned only after that has until the decision, with the data that there are.
"""

from __future__ import annotations

from dataclasses import dataclass

from cspo.operations.release.policy import duration_s
from cspo.operations.warn.policy import DeadlineTable
from cspo.operations.warn.reports import Report
from cspo.records.bodies.warning import Asks
from cspo.time import Epoch
from cspo.units import NS_PER_S

__all__ = ["Deadline", "deadline_of"]


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last useful moment.

    Parameters
    ----------
    act_by : Epoch or None
        To the second; None where nothing can be done.
    why : str
        How it was reckoned.
    """

    act_by: Epoch | None
    why: str


def deadline_of(
    report: Report, asks: Asks, table: DeadlineTable, t: Epoch | None = None
) -> Deadline:
    """The last useful moment to do what a warning asks for.

    Parameters
    ----------
    report : Report
    asks : Asks
        What is asked for.
    table : DeadlineTable
    t : Epoch or None
        Now: whether it is too late for better data; None: as if it were not.

    Returns
    -------
    Deadline
        Cut to the second.
    """
    able = [side for side in report.sides if side.may_maneuver]
    if not able:
        return Deadline(None, "Neither object can manoeuvre: nothing can be done to prevent it.")
    side = min(able, key=lambda each: (each.period_s, each.object))
    burn_s = table.burn_before_orbits * side.period_s
    preparation_s = duration_s(table.preparation)
    decision = _to_second(report.tca - (burn_s + preparation_s))
    text = (
        f"Closest approach at {report.tca.utc_iso(0)}, less {table.burn_before_orbits:g} orbits of "
        f"{side.object} ({_told(burn_s)}; a burn then parts the orbits most), less "
        f"{table.preparation} to decide, plan, screen and send it: {decision.utc_iso(0)}."
    )
    if asks is Asks.ACTION:
        return Deadline(decision, text)
    asked = _to_second(decision - float(duration_s(table.tracking)))
    if t is None or asked > t:
        more = f" A new orbit takes {table.tracking}: to be asked for by {asked.utc_iso(0)}."
        return Deadline(asked, text + more)
    return Deadline(decision, f"{text} Too late for a new orbit, which takes {table.tracking}.")


def _to_second(epoch: Epoch) -> Epoch:
    """The whole second of UTC before it."""
    return epoch if epoch.tai_ns % NS_PER_S == 0 else Epoch(epoch.tai_ns // NS_PER_S * NS_PER_S)


def _told(seconds: float) -> str:
    minutes = round(seconds / 60.0)
    return f"{minutes // 60} h {minutes % 60:02d} min" if minutes >= 60 else f"{minutes} min"
