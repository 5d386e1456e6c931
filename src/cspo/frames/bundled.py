"""The Earth orientation table that comes with the installation."""

from __future__ import annotations

from pathlib import Path

from cspo.frames.earth_orientation import EarthOrientation
from cspo.frames.eop_files import parse_finals2000a

__all__ = ["bundled_earth_orientation"]


def bundled_earth_orientation() -> EarthOrientation:
    """``finals2000A.all`` as the package astropy-iers-data holds it, read anew at each call.

    Nothing calls this of itself: whoever wants it asks for it once and hands
    the value on. ``last_measured_mjd`` says how old it is.
    """
    import astropy_iers_data  # noqa: PLC0415 - science must not load it unasked

    path = Path(astropy_iers_data.IERS_A_FILE)
    return parse_finals2000a(
        path.read_bytes(), source=f"astropy-iers-data {astropy_iers_data.__version__}"
    )
