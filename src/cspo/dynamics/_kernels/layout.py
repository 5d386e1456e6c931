"""Where each number of a block stands: row r of lane j is ``block[r + j]``.

All rows live in one flat array, at offsets known when the kernels are
compiled, so that LLVM sees that they do not overlap. The first rows are the
coefficients of the objects, in the order of the table (n, WIDTH) that
`cspo.dynamics.initialization` fills; the rest is work space.
"""

from __future__ import annotations

from typing import Final

LANES: Final = 32
"""Objects in a block: 18 kB of work space, which stays in the first-level cache."""

# fmt: off
NAMES: Final = (
    # secular motion, drag and long-period terms of the mean elements
    "anomaly", "anomaly_rate", "argp", "argp_rate", "node", "node_rate", "node_drag",
    "cc1", "bstar_cc4", "t2cof", "omgcof", "eta", "xmcof", "delmo", "d2", "d3", "d4",
    "bstar_cc5", "sin_anomaly", "t3cof", "t4cof", "t5cof", "axis", "motion", "eccentricity",
    "cosi", "sini", "aycof", "xlcof",
    # deep space: lunar-solar secular rates, then periodics of Sun and Moon
    "inclination", "dedt", "didt", "dmdt", "dnodt", "domdt", "sun", "moon",
    "se2", "se3", "si2", "si3", "sl2", "sl3", "sl4", "sgh2", "sgh3", "sgh4", "sh2", "sh3",
    "ee2", "e3", "xi2", "xi3", "xl2", "xl3", "xl4", "xgh2", "xgh3", "xgh4", "xh2", "xh3",
    # resonance with the Earth's rotation
    "gsto", "xfact", "xlamo", "r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9",
)
# fmt: on
"""Columns of the coefficient table. r0.. are del1 to del3 or d2201 to d5433."""

COLUMN: Final = {name: index for index, name in enumerate(NAMES)}
WIDTH: Final = len(NAMES)
_WORK: Final = 26
NEAR_WIDTH: Final = COLUMN["inclination"]
DEEP_WIDTH: Final = COLUMN["xfact"]

(
    ANOMALY, ANOMALY_RATE, ARGP, ARGP_RATE, NODE, NODE_RATE, NODE_DRAG,
    CC1, BSTAR_CC4, T2COF, OMGCOF, ETA, XMCOF, DELMO, D2, D3, D4, BSTAR_CC5, SIN_ANOMALY,
    T3COF, T4COF, T5COF, AXIS, MOTION, ECCENTRICITY, COSI, SINI, AYCOF, XLCOF,
    INCLINATION, DEDT, DIDT, DMDT, DNODT, DOMDT, SUN, MOON,
    SE2, SE3, SI2, SI3, SL2, SL3, SL4, SGH2, SGH3, SGH4, SH2, SH3,
    EE2, E3, XI2, XI3, XL2, XL3, XL4, XGH2, XGH3, XGH4, XH2, XH3,
    GSTO, XFACT, XLAMO, R0, R1, R2, R3, R4, R5, R6, R7, R8, R9,
    # work space: time past epoch (min), resonance state at its last whole step,
    # mean elements, the Kepler iteration, results
    T, ATIME, XLI, XNI, XNDT, XLDOT, XNDDT,
    AM, AXNL, AYNL, SIN_E, COS_E, E_LESS_U, STEP, SIN_NODE, COS_NODE, SIN_I, COS_I,
    DRAG_RATIO, X, Y, Z, VX, VY, VZ, CODE,
) = (row * LANES for row in range(WIDTH + _WORK))  # fmt: skip

BLOCK_SIZE: Final = (WIDTH + _WORK) * LANES

NEAR, DEEP, SYNCHRONOUS, HALF_DAY = range(4)
"""Kinds of object: near-Earth; deep space without resonance, with one of 24 h, of 12 h."""
