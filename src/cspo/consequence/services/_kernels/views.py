"""Satellites in view of places, counted and turned into dilution of precision."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cspo.compiling import kernel

__all__ = ["count_in_view", "count_swept", "dilution_of_position"]

Array = NDArray[Any]


@kernel(error_model="numpy")
def count_in_view(
    r_km: Array, usable: Array, place_km: Array, up: Array,
    sin_elevation: float, cos_off_nadir: float, out: Array,
) -> None:  # fmt: skip
    """Satellites in view of each place at each time.

    *r_km* (m, n, 3), *usable* (n,) int64 with a bit for each of up to 32 cases, *place_km* and
    *up* (p, 3), *out* (cases, m, p) uint16. A satellite sees a place where it stands at or
    above the elevation, and the place is within the angle of the satellite's nadir. NaN: nowhere.
    """
    m, n, _ = r_km.shape
    cases = out.shape[0]
    for t in range(m):
        for s in range(n):
            bits = usable[s]
            x, y, z = r_km[t, s, 0], r_km[t, s, 1], r_km[t, s, 2]
            if bits == 0 or not np.isfinite(x):
                continue
            radius = np.sqrt(x * x + y * y + z * z)
            for p in range(place_km.shape[0]):
                dx, dy, dz = x - place_km[p, 0], y - place_km[p, 1], z - place_km[p, 2]
                height = dx * up[p, 0] + dy * up[p, 1] + dz * up[p, 2]
                if height <= 0.0 and sin_elevation >= 0.0:
                    continue
                length = np.sqrt(dx * dx + dy * dy + dz * dz)
                if height < sin_elevation * length:
                    continue
                if dx * x + dy * y + dz * z < cos_off_nadir * length * radius:
                    continue
                for case in range(cases):
                    if bits >> case & 1:
                        out[case, t, p] += 1


@kernel(error_model="numpy")
def dilution_of_position(
    r_km: Array, clock: Array, clocks: int, place_km: Array, up: Array,
    sin_elevation: float, out: Array,
) -> None:  # fmt: skip
    """PDOP (m, p), NaN where position can't be had.

    Each of the *clocks* systems has a clock of its own, which is eliminated: the information on
    position is the sum over systems of sum(u u') - sum(u) sum(u)' / k, with u the directions to
    its k satellites. PDOP² is the trace of its inverse. Source: Milliken and Zoller 1978,
    Navigation 25(2), 95 (one clock); several clocks by the partitioned inverse of the same matrix.
    """
    m, n, _ = r_km.shape
    total = np.zeros((clocks, 10))
    for t in range(m):
        for p in range(place_km.shape[0]):
            total[:, :] = 0.0
            for s in range(n):
                dx = r_km[t, s, 0] - place_km[p, 0]
                dy = r_km[t, s, 1] - place_km[p, 1]
                dz = r_km[t, s, 2] - place_km[p, 2]
                height = dx * up[p, 0] + dy * up[p, 1] + dz * up[p, 2]
                if not height > 0.0:
                    continue
                length = np.sqrt(dx * dx + dy * dy + dz * dz)
                if height < sin_elevation * length:
                    continue
                a, b, c = dx / length, dy / length, dz / length
                row = total[clock[s]]
                row[0] += 1.0
                row[1] += a
                row[2] += b
                row[3] += c
                row[4] += a * a
                row[5] += a * b
                row[6] += a * c
                row[7] += b * b
                row[8] += b * c
                row[9] += c * c
            xx = xy = xz = yy = yz = zz = 0.0
            for k in range(clocks):
                row = total[k]
                if row[0] < 2.0:
                    continue
                share = 1.0 / row[0]
                xx += row[4] - row[1] * row[1] * share
                xy += row[5] - row[1] * row[2] * share
                xz += row[6] - row[1] * row[3] * share
                yy += row[7] - row[2] * row[2] * share
                yz += row[8] - row[2] * row[3] * share
                zz += row[9] - row[3] * row[3] * share
            i_xx, i_yy, i_zz = yy * zz - yz * yz, xx * zz - xz * xz, xx * yy - xy * xy
            determinant = xx * i_xx - xy * (xy * zz - yz * xz) + xz * (xy * yz - yy * xz)
            trace = xx + yy + zz
            if determinant > 1e-12 * trace * trace * trace:
                out[t, p] = np.sqrt((i_xx + i_yy + i_zz) / determinant)
            else:
                out[t, p] = np.nan


@kernel(error_model="numpy")
def count_swept(
    r_km: Array, usable: Array, place_km: Array, elevation: float, off_nadir: float, out: Array,
) -> None:  # fmt: skip
    """Satellites whose swath passes over each place between each time and the next.

    As `count_in_view`, but for *out* (cases, m - 1, p) and angles in rad: a place is seen where
    it lies within reach of the first sub-satellite point, or the great circle to the next passes
    abeam of it within reach: the angle at the Earth's centre that elevation and off-nadir angle
    allow on a sphere of the place's radius.
    """
    m, n, _ = r_km.shape
    cases = out.shape[0]
    for t in range(m - 1):
        for s in range(n):
            bits = usable[s]
            ax, ay, az = r_km[t, s, 0], r_km[t, s, 1], r_km[t, s, 2]
            bx, by, bz = r_km[t + 1, s, 0], r_km[t + 1, s, 1], r_km[t + 1, s, 2]
            if bits == 0 or not np.isfinite(ax + bx):
                continue
            radius = np.sqrt(ax * ax + ay * ay + az * az)
            nx, ny, nz = ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx
            length = np.sqrt(nx * nx + ny * ny + nz * nz)
            length = max(length, 1e-12)  # of one that stands still
            nx, ny, nz = nx / length, ny / length, nz / length
            for p in range(place_km.shape[0]):
                x, y, z = place_km[p, 0], place_km[p, 1], place_km[p, 2]
                if x * ax + y * ay + z * az <= 0.0:
                    continue
                earth = np.sqrt(x * x + y * y + z * z)
                reach = np.arccos(min(earth * np.cos(elevation) / radius, 1.0)) - elevation
                sine = radius * np.sin(off_nadir) / earth
                if off_nadir < 0.5 * np.pi and sine < 1.0:
                    reach = min(reach, np.arcsin(sine) - off_nadir)
                if x * ax + y * ay + z * az < np.cos(reach) * earth * radius:
                    # not under the first point: n x a and n x b point along the track
                    ahead = (ny * az - nz * ay) * x + (nz * ax - nx * az) * y
                    ahead += (nx * ay - ny * ax) * z
                    after = (ny * bz - nz * by) * x + (nz * bx - nx * bz) * y
                    after += (nx * by - ny * bx) * z
                    if ahead < 0.0 or after >= 0.0:
                        continue
                    if abs(nx * x + ny * y + nz * z) > np.sin(reach) * earth:
                        continue
                for case in range(cases):
                    if bits >> case & 1:
                        out[case, t, p] += 1
