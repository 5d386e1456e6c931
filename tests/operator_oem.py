"""An operator's ephemeris message, as short as one can be."""

from __future__ import annotations

from http_node import T

__all__ = ["oem"]


def oem(minutes: int = 6, object_id: str = "1997-051C") -> bytes:
    """A short ephemeris that goes straight on; only its form matters here."""
    lines = [
        "CCSDS_OEM_VERS = 2.0", f"CREATION_DATE = {T.utc_iso(3)[:-1]}", "ORIGINATOR = NORDSAT", "",
        "META_START", "OBJECT_NAME = NORDSAT 1", f"OBJECT_ID = {object_id}", "CENTER_NAME = EARTH",
        "REF_FRAME = EME2000", "TIME_SYSTEM = UTC", f"START_TIME = {T.utc_iso(3)[:-1]}",
        f"STOP_TIME = {(T + 60.0 * minutes).utc_iso(3)[:-1]}", "META_STOP",
    ]  # fmt: skip
    for k in range(minutes + 1):
        t = (T + 60.0 * k).utc_iso(3)[:-1]
        lines.append(f"{t} 7000.0 {450.0 * k:.3f} 0.0 0.0 7.5 0.0")
    return "\n".join([*lines, ""]).encode()
