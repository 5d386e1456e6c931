"""Which changes are material: nothing else makes an update.

Compared is what a warning says with what the next one would say, on the reports
that may go along with it:

- M1. How grave it is, or what it asks for, has changed.
- M2. The probability has grown or fallen by `pc_factor`, or there is one now, or none.
- M3. The miss distance has grown or fallen by `miss_factor` and by `miss_at_least_km`.
- M4. Closest approach has moved by more than `tca_moved`, or there is a last useful
  moment now, or none.
- M5. Somebody else is warned.
- M6. The orbits rest on another ground.

What passed a threshold stays under its rule, or one that is no graver, until it falls
back beyond the deadband, so that a value at a threshold does not make one warning after
the other. A further source, other digits, a text or a telephone number are no change.
"""

from __future__ import annotations

from cspo.operations.release.policy import duration_s
from cspo.operations.warn.policy import MaterialTable
from cspo.records.bodies.warning import WarningBody
from cspo.time import Epoch

__all__ = ["farther_from_km", "material_changes"]


def material_changes(old: WarningBody, new: WarningBody, table: MaterialTable) -> tuple[str, ...]:
    """What is material in the change from *old* to *new*, in words with the rule's number.

    Parameters
    ----------
    old, new : WarningBody
        Of one event and origin, the former not cancelled.
    table : MaterialTable
    """
    found = []
    if (old.severity, old.asks) != (new.severity, new.asks):
        found.append(f"M1: from {_graded(old)} to {_graded(new)}")
    if _by_factor(old.pc, new.pc, table.pc_factor):
        found.append(f"M2: probability from {_told(old.pc)} to {_told(new.pc)}")
    if _missed(old, new, table):
        found.append(
            f"M3: miss distance from {_km(old.miss_distance_km)} to {_km(new.miss_distance_km)}"
        )
    moved_s = Epoch.from_utc(new.about_utc) - Epoch.from_utc(old.about_utc)
    if abs(moved_s) > duration_s(table.tca_moved):
        found.append(f"M4: closest approach moved by {moved_s:+.0f} s")
    elif (old.act_by_utc is None) != (new.act_by_utc is None):
        found.append("M4: " + ("nothing can be done" if new.act_by_utc is None else
                               "something can be done"))  # fmt: skip
    if set(old.to) != set(new.to):
        found.append(f"M5: to {', '.join(new.to)}, before to {', '.join(old.to)}")
    if old.grounds is not new.grounds:
        found.append(f"M6: orbits now {new.grounds}, before {old.grounds}")
    return tuple(found)


def farther_from_km(miss_distance_km: float, table: MaterialTable) -> float:
    """From which miss distance on an approach has become materially farther by M3, km."""
    least_km = miss_distance_km + table.miss_at_least_km
    return max(miss_distance_km * table.miss_factor, least_km)


def _graded(body: WarningBody) -> str:
    return f"{body.severity} ({body.asks})"


def _by_factor(old: float | None, new: float | None, factor: float) -> bool:
    if old is None or new is None:
        return (old is None) != (new is None)
    low, high = sorted((old, new))
    return high > 0.0 and (low == 0.0 or high / low >= factor)


def _missed(old: WarningBody, new: WarningBody, table: MaterialTable) -> bool:
    one, other = old.miss_distance_km, new.miss_distance_km
    if one is None or other is None:
        return (one is None) != (other is None)
    far = abs(other - one) >= table.miss_at_least_km
    return far and _by_factor(one, other, table.miss_factor)


def _told(pc: float | None) -> str:
    return "none" if pc is None else f"{pc:.1e}"


def _km(distance: float | None) -> str:
    return "unknown" if distance is None else f"{distance:.3f} km"
