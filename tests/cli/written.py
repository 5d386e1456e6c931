"""Messages written out by hand, with what a test wants wrong in them."""

from __future__ import annotations

from math import cos, sin, sqrt

_ROWS = ("R", "T", "N", "RDOT", "TDOT", "NDOT")
_SIGMA = (40.0, 120.0, 30.0, 0.12, 0.04, 0.03)  # m, m/s


def cdm_text(*, hbr: str = "COMMENT HBR = 15.0 [m]", **changes: str) -> bytes:
    """A CDM: two satellites 180 m apart, crossing at 10.6 km/s; *changes* replace its values.

    ``CR_R_1="NaN"`` changes the first object's value, ``X_2`` the second's; None
    leaves the line out.
    """
    lines = [
        "CCSDS_CDM_VERS = 1.0", "CREATION_DATE = 2026-07-01T00:00:00", "ORIGINATOR = TEST",
        "MESSAGE_ID = TEST_1", "TCA = 2026-07-02T12:00:00.000", "MISS_DISTANCE = 180.278 [m]",
    ]  # fmt: skip
    if hbr:
        lines.append(hbr)
    states = (
        ("7000.0", "0.0", "0.0", "0.0", "7.5", "0.0"),
        ("7000.1", "0.15", "0.0", "0.0", "0.0", "7.5"),
    )
    for number, state in enumerate(states, 1):
        lines += [
            f"OBJECT = OBJECT{number}", f"OBJECT_DESIGNATOR = {10000 + number}",
            "CATALOG_NAME = SATCAT", f"OBJECT_NAME = SAT {number}",
            f"INTERNATIONAL_DESIGNATOR = 2020-00{number}A", "EPHEMERIS_NAME = NONE",
            "COVARIANCE_METHOD = CALCULATED", "MANEUVERABLE = YES", "REF_FRAME = EME2000",
        ]  # fmt: skip
        names = ("X", "Y", "Z", "X_DOT", "Y_DOT", "Z_DOT")
        values = dict(zip(names, state, strict=True))
        for i, row in enumerate(_ROWS):
            for j, column in enumerate(_ROWS[: i + 1]):
                coupled = {(3, 1): -0.9, (4, 0): -0.9}.get((i, j), 0.0)
                values[f"C{row}_{column}"] = (
                    f"{(1.0 if i == j else coupled) * _SIGMA[i] * _SIGMA[j]:.9e}"
                )
        for name, value in values.items():
            lines.append(f"{name} = {changes.get(f'{name}_{number}', value)}")
    text = "\n".join(lines) + "\n"
    for name, value in changes.items():
        text = "\n".join(
            f"{name} = {value}" if line.partition(" = ")[0] == name else line
            for line in text.split("\n")
        )
    return text.encode()


def oem_text(*, lines: int = 40, extra: str = "", **changes: str) -> bytes:
    """An OEM of a circular orbit at 7,000 km, a point a minute."""
    metadata = {
        "OBJECT_NAME": "ORBITER", "OBJECT_ID": "2030-001A", "CENTER_NAME": "EARTH",
        "REF_FRAME": "EME2000", "TIME_SYSTEM": "UTC", "START_TIME": "2024-11-01T00:00:00",
        "STOP_TIME": f"2024-11-01T00:{lines - 1:02d}:00", **changes,
    }  # fmt: skip
    rate = sqrt(398600.4418 / 7000.0**3)
    points = []
    for k in range(lines):
        c, s = cos(rate * 60.0 * k), sin(rate * 60.0 * k)
        r, v = 7000.0, 7000.0 * rate
        points.append(
            f"2024-11-01T00:{k:02d}:00 {r * c:.6f} {r * s:.6f} 0.0 {-v * s:.9f} {v * c:.9f} 0.0"
        )
    head = "CCSDS_OEM_VERS = 2.0\nCREATION_DATE = 2024-10-31T00:00:00\nORIGINATOR = TEST\n"
    body = "\n".join(f"{name} = {value}" for name, value in metadata.items())
    return f"{head}{extra}META_START\n{body}\nMETA_STOP\n{chr(10).join(points)}\n".encode()
