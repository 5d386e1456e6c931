"""Columns of the table that `cspo.consequence.clouds.planes.Planes` makes."""

from __future__ import annotations

(
    WX, WY, WZ, NX, NY, EX, EY, E, ARGP, P, CONSTANT, WAVE, LONGITUDE, RATE, NODE_RATE,
    LOW, HIGH, MARGIN_KM, MARGIN_RAD,
) = range(19)  # fmt: skip
