"""The summary of a catalogue as people read it: labels, units, rounded days."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

__all__ = ["summary_lines"]

_COUNTS_SHOWN: Final = 16
_GROUPS_SHOWN: Final = 10


def summary_lines(holds: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Label and text of each line, from `cspo.orbits.summary.CatalogSummary.as_dict`."""
    age_d = holds["age_d"]
    lines = [
        ("SIMULATED", "made up by cspo" if holds["simulated"] else ""),
        ("Objects", _objects(holds)),
        ("Epochs", f"{_minute(holds['first_epoch_utc'])} to {_minute(holds['last_epoch_utc'])}"),
        (
            "Age",
            (
                f"median {age_d['p50']:.1f} d, 95 % below {age_d['p95']:.1f} d, "
                f"oldest {age_d['p100']:.1f} d at {_minute(holds['reference_utc'])}"
            ),
        ),
        ("Predicted", f"{holds['future_epochs']:,} epochs later than that"
         if holds["future_epochs"] else ""),
        ("Screening", f"starts {_minute(holds['start_utc'])} unless told otherwise"),
        ("Regimes", _counts(holds["regimes"])),
        ("Stale", _counts(holds["stale"])),
        ("Types", _counts(holds["object_types"])),
        ("Owners", _counts(holds["owners"])),
        ("Left out", _counts(holds["refused"])),
    ]  # fmt: skip
    groups = holds["shared"]
    lines += [
        ("Together", " + ".join(_named(*pair) for pair in zip(*_both(group), strict=True)))
        for group in groups[:_GROUPS_SHOWN]
    ]
    if len(groups) > _GROUPS_SHOWN:
        lines.append(("Together", f"and {len(groups) - _GROUPS_SHOWN:,} more groups"))
    return [(label, text) for label, text in lines if text]


def _objects(holds: Mapping[str, Any]) -> str:
    parts = [f"{holds['objects']:,}"]
    if holds["sets"] != holds["objects"]:
        parts.append(f"{holds['sets']:,} element sets")
    if holds["unnumbered"]:
        parts.append(f"{holds['unnumbered']:,} without a number")
    if holds["analysts"] and not holds["simulated"]:
        parts.append(f"{holds['analysts']:,} analyst objects")
    return ", ".join(parts)


def _counts(counts: Mapping[str, int]) -> str:
    shown = [f"{name} {count:,}" for name, count in list(counts.items())[:_COUNTS_SHOWN]]
    more = len(counts) - len(shown)
    return ", ".join(shown + ([f"{more:,} more"] if more else []))


def _both(group: Mapping[str, list[str]]) -> tuple[list[str], list[str]]:
    return group["names"], group["identities"]


def _named(name: str, identity: str) -> str:
    number = identity.removeprefix("norad:")
    return f"{name} ({number})" if name else number


def _minute(utc: str) -> str:
    """ISO 8601 without what is below the minute."""
    return f"{utc[:16]}Z"
