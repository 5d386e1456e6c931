"""The whole trade of ``cspo avoid`` as a table: time, direction and size against miss and Pc."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cspo.cli.console import note, progress
from cspo.units import KM_PER_M

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cspo.avoidance import Encounter

__all__ = ["COLUMNS", "write_trade"]

COLUMNS: Final = (
    "epoch_utc", "lead_s", "orbits_before", "direction", "dv_m_s", "dv_r_m_s", "dv_t_m_s",
    "dv_n_m_s", "miss_distance_km", "pc",
)  # fmt: skip
_DIRECTIONS: Final = {True: ("best", "+R", "-R", "+T", "-T", "+N", "-N"),
                      False: ("best", "+T", "-T")}  # fmt: skip
_MOST: Final = {True: (64, 16), False: (4, 4)}
"""Times and sizes, of fast encounters and of those whose every burn is flown."""


def write_trade(
    target: str, encounter: Encounter, lead_s: NDArray[np.float64], max_dv_km_s: float, *,
    quiet: bool,
) -> None:  # fmt: skip
    """Write the table as CSV: times evenly from *lead_s*, sizes by equal factors to the limit."""
    import numpy as np

    from cspo.avoidance import trade
    from cspo.sources import write_bytes
    from cspo.time.utc import format_utc_array

    times, sizes = _MOST[encounter.is_fast]
    some = lead_s[np.unique(np.linspace(0, len(lead_s) - 1, times).astype(int))]
    with progress("Trade", quiet=quiet) as done:
        table = trade(
            encounter, some, max_dv_km_s * np.geomspace(1e-2, 1.0, sizes),
            _DIRECTIONS[encounter.is_fast], progress=done,
        )  # fmt: skip
    tai_ns = encounter.tca.tai_ns - np.round(table.lead_s * 1e9).astype(np.int64)
    lines = [",".join(COLUMNS)]
    dv_m_s = table.dv_rtn_km_s / KM_PER_M
    for row, when in enumerate(format_utc_array(tai_ns, 3)):
        numbers = (table.size_km_s[row] / KM_PER_M, *dv_m_s[row], table.miss_distance_km[row])
        pc = "" if np.isnan(table.pc[row]) else f"{table.pc[row]:.6g}"
        lead = table.lead_s[row]
        lines.append(
            f"{when},{lead:.3f},{lead / encounter.period_s:.4f},{table.direction[row]},"
            f"{','.join(f'{x:.8g}' for x in numbers)},{pc}"
        )
    write_bytes(target, ("\n".join(lines) + "\n").encode())
    note(f"wrote {len(table):,} burns to {target}")
