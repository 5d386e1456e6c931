"""How far the sky and its screening look after an object, and in which shell it flies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from cspo.operations.assess.draft import Cover
from cspo.operations.catalog import SkyView
from cspo.operations.screen import ScreeningView
from cspo.orbits import Catalog
from cspo.orbits.regime import Regime, perigee_apogee_km, regimes

__all__ = ["cover_of", "shell_of"]

_STEP_KM: Final = 50
_WORDS: Final = {
    Regime.MEO: "meo", Regime.NSO: "meo", Regime.LMO: "leo-meo", Regime.GTO: "gto",
    Regime.MGO: "meo-geo", Regime.GEO: "geo", Regime.EGO: "geo", Regime.IGO: "geo",
    Regime.HEO: "heo", Regime.GHO: "heo", Regime.HAO: "high",
}  # fmt: skip


def cover_of(sky: SkyView | None, screening: ScreeningView | None) -> Callable[[str], Cover | None]:
    """A function from an object to how far it is looked after; None where it has no orbit.

    Parameters
    ----------
    sky : SkyView or None
    screening : ScreeningView or None
        The last one; what joined the sky after it is not covered yet.
    """

    def cover(name: str) -> Cover | None:
        row = None if sky is None else sky.row_of.get(name)
        if sky is None or row is None:
            return None
        screened = screening is not None and name in screening.sky.row_of
        return Cover(
            record=sky.item_ids[row], label=sky.label(row), shell=shell_of(sky.catalog, row),
            screened_until=screening.stop if screening is not None and screened else None,
        )  # fmt: skip

    return cover


def shell_of(catalog: Catalog, row: int) -> str:
    """The shell of an orbit: 50 km of mean altitude in LEO, else its class.

    Examples
    --------
    >>> from cspo.orbits.reference_population import reference_population
    >>> shell_of(reference_population(), 0)
    'leo-550-600'
    """
    n, e, i = (
        getattr(catalog, name)[row : row + 1]
        for name in ("mean_motion_rad_s", "eccentricity", "inclination_rad")
    )
    regime = Regime(int(regimes(n, e, i)[0]))
    if regime is not Regime.LEO:
        return _WORDS.get(regime, "")
    low, high = perigee_apogee_km(n, e, i)
    below = int((float(low[0]) + float(high[0])) / 2.0 // _STEP_KM) * _STEP_KM
    return f"leo-{below}-{below + _STEP_KM}"
