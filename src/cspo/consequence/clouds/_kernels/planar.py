"""Pairs in nearly one plane: they meet where their angles along it are equal."""

from __future__ import annotations

import math
from typing import Any

from cspo.compiling import kernel
from cspo.consequence.clouds._kernels import columns as at

__all__ = ["AGAINST", "ALONG", "along_one_plane", "step_s"]

AGAINST, ALONG = 1, 2
"""How a pair meets: against each other within seconds; side by side, in steps of `step_s`."""

_TAU = 2.0 * math.pi
_STEP_S = 60.0


@kernel
def step_s(span_s: float) -> float:
    """Even parts of a span, a minute or less: at 0.1 km/s, 6 km."""
    return span_s / math.ceil(span_s / _STEP_S)


@kernel
def _ahead(orbit: Any, longitude: float) -> Any:
    """True less mean argument of latitude: the equation of the center, to the third order in e."""
    e, m = orbit[at.E], longitude - orbit[at.ARGP]
    return (
        (2.0 * e - 0.25 * e**3) * math.sin(m)
        + 1.25 * e * e * math.sin(2.0 * m)
        + 13.0 / 12.0 * e**3 * math.sin(3.0 * m)
    )


@kernel
def along_one_plane(
    asset: Any, a: int, piece: Any, p: int, base: Any, reach_km: float, along_km: float,
    floor_km: float, begin_s: float, end_s: float, age_s: float, out_asset: Any, out_piece: Any,
    out_t: Any, out_way: Any, found: int,
) -> int:  # fmt: skip
    """Times at which the two are close, of one pair; as `nodes.meetings` takes and gives them."""
    wx, wy, wz = asset[at.WX], asset[at.WY], asset[at.WZ]
    px, py, pz = piece[at.WX], piece[at.WY], piece[at.WZ]
    sense = 1.0 if wx * px + wy * py + wz * pz > 0.0 else -1.0
    # one direction that both count their angles from: the node of the piece, put into either plane
    nx, ny = piece[at.NX], piece[at.NY]
    ca = nx * asset[at.NX] + ny * asset[at.NY]
    sa = (ny * asset[at.NX] - nx * asset[at.NY]) * wz
    zero_a = math.atan2(sa, ca)
    mx, my, mz = -pz * ny, pz * nx, px * ny - py * nx  # ahead of it in the plane of the piece
    # angles with the plane's own turning; the asset's is counted in the sense of the piece
    rate_a = sense * (asset[at.RATE] + asset[at.NODE_RATE] * wz)
    rate_p = piece[at.RATE] + piece[at.NODE_RATE] * pz
    start_a, start_p = sense * (asset[at.LONGITUDE] - zero_a), piece[at.LONGITUDE]
    gap0, rate = start_p - start_a, rate_p - rate_a
    loose = asset[at.MARGIN_RAD] + piece[at.MARGIN_RAD] + (along_km + floor_km) / piece[at.P]
    swing = 2.2 * (asset[at.E] + piece[at.E])
    gap0 -= math.floor((gap0 + 0.5 * _TAU) / _TAU) * _TAU
    first = math.ceil((gap0 + min(rate * begin_s, rate * end_s) - loose - swing) / _TAU)
    last = math.floor((gap0 + max(rate * begin_s, rate * end_s) + loose + swing) / _TAU)
    wide = (loose + swing) / max(abs(rate), 1e-12)
    step = step_s(end_s - begin_s)
    for k in range(first, last + 1):
        middle = (k * _TAU - gap0) / (rate if abs(rate) > 1e-12 else 1e-12)
        if sense > 0.0:
            n = math.ceil((max(middle - wide, begin_s) - begin_s) / step - 0.5)
            t = begin_s + (n + 0.5) * step
            left = math.ceil((min(middle + wide, end_s) - t) / step)
        else:
            t, left = middle, 1
        for _turn in range(left):
            for _ in range(3):
                u_a = asset[at.LONGITUDE] + asset[at.RATE] * t
                u_p = piece[at.LONGITUDE] + piece[at.RATE] * t
                u_a += _ahead(asset, u_a)
                u_p += _ahead(piece, u_p)
                gap = u_p + piece[at.NODE_RATE] * pz * t
                gap -= sense * (u_a - zero_a + asset[at.NODE_RATE] * wz * t)
                gap -= math.floor((gap + 0.5 * _TAU) / _TAU) * _TAU
                if sense > 0.0:
                    break
                t -= gap / rate
            near = begin_s <= t < end_s and t + age_s > 0.0
            if (
                near
                and (sense < 0.0 or abs(gap) < loose)
                and _close(
                    asset,
                    piece,
                    u_a,
                    u_p,
                    t,
                    sense,
                    nx,
                    ny,
                    mx,
                    my,
                    mz,
                    base,
                    reach_km,
                    along_km,
                    floor_km,
                )
            ):
                if found < len(out_t):
                    out_asset[found] = a
                    out_piece[found] = p
                    out_t[found] = t
                    out_way[found] = ALONG if sense > 0.0 else AGAINST
                found += 1
            t += step
    return found


@kernel
def _close(
    asset: Any, piece: Any, u_a: float, u_p: float, t: float, sense: float, nx: float, ny: float,
    mx: float, my: float, mz: float, base: Any, reach_km: float, along_km: float, floor_km: float,
) -> Any:  # fmt: skip
    """Whether radius and place across the plane are within the piece's ellipsoid, and margins."""
    c, s = math.cos(u_p), math.sin(u_p)
    x, y, z = c * nx + s * mx, c * ny + s * my, s * mz
    r_a = asset[at.P] / (1.0 + asset[at.EX] * math.cos(u_a) + asset[at.EY] * math.sin(u_a))
    r_p = piece[at.P] / (1.0 + piece[at.EX] * c + piece[at.EY] * s)
    slack = floor_km + asset[at.MARGIN_KM] + piece[at.MARGIN_KM] + 4.0
    cosine = x * base[0] + y * base[1] + z * base[2]
    turn = max(1.0 - cosine, 0.0)
    beyond = abs(r_a + asset[at.CONSTANT] - r_p - piece[at.CONSTANT]) - slack
    beyond -= along_km * (asset[at.E] + piece[at.E])
    if beyond > reach_km * math.sqrt(turn * (5.0 - 3.0 * cosine)):
        return False
    lx, ly = asset[at.WX] - sense * piece[at.WX], asset[at.WY] - sense * piece[at.WY]
    sine = math.sqrt(lx * lx + ly * ly + (asset[at.WZ] - sense * piece[at.WZ]) ** 2)
    turned_a, turned_p = asset[at.NODE_RATE] * t, piece[at.NODE_RATE] * t
    across = x * asset[at.WX] + y * asset[at.WY] + z * asset[at.WZ]
    across += turned_a * (-x * asset[at.WY] + y * asset[at.WX])
    across -= sense * turned_p * (-x * piece[at.WY] + y * piece[at.WX])
    return abs(across) * r_p - slack - along_km * sine < reach_km * math.sqrt(
        turn * max(1.0 + cosine, 0.0)
    )
