"""How far the sky and its screening look after an object, and in which shell it flies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from cspo.operations.assess.draft import Cover
from cspo.operations.catalog import SkyView
from cspo.operations.screen import ScreeningView
from cspo.orbits import Catalog
from cspo.orbits.regime import Regime, perigee_apogee_km, regimes

__all__ = ["SkyCover", "shell_of"]

_STEP_KM: Final = 50
_MOST_KEPT: Final = 50_000
_WORDS: Final = {
    Regime.MEO: "meo", Regime.NSO: "meo", Regime.LMO: "leo-meo", Regime.GTO: "gto",
    Regime.MGO: "meo-geo", Regime.GEO: "geo", Regime.EGO: "geo", Regime.IGO: "geo",
    Regime.HEO: "heo", Regime.GHO: "heo", Regime.HAO: "high",
}  # fmt: skip


class SkyCover:
    """From an object to how far it is looked after; None where it has no orbit.

    Shells are kept by orbit: of a constellation of thousands few change in a minute.

    Parameters
    ----------
    names_of : callable
        All names of an object: it may stand in the sky under another.
    """

    def __init__(self, names_of: Callable[[str], Sequence[str]] = lambda name: (name,)) -> None:
        self._names_of = names_of
        self._sky: SkyView | None = None
        self._screening: ScreeningView | None = None
        self._lost: frozenset[int] = frozenset()
        self._shells: dict[str, str] = {}

    def see(self, sky: SkyView | None, screening: ScreeningView | None) -> None:
        """The sky and its last screening.

        What joined the sky after that is not covered yet, nor is what has no position in all of it.
        """
        if screening is not None and screening is not self._screening:
            flying = {each.object for each in screening.sky.ephemerides}
            by_row = screening.sky.row_of
            self._lost = frozenset(screening.events.excluded.row.tolist()) - {
                by_row[name] for name in flying if name in by_row
            }
        self._sky, self._screening = sky, screening

    def __call__(self, name: str) -> Cover | None:
        """Of one object."""
        sky, screening = self._sky, self._screening
        if sky is None:
            return None
        if name not in sky.row_of:
            name = next((each for each in self._names_of(name) if each in sky.row_of), "")
        row = sky.row_of.get(name)
        if row is None:
            return None
        at = None if screening is None else screening.sky.row_of.get(name)
        screened = at is not None and at not in self._lost
        return Cover(
            record=sky.item_ids[row], label=sky.label(row), shell=self._shell(sky, row),
            screened_until=screening.stop if screening is not None and screened else None,
        )  # fmt: skip

    def _shell(self, sky: SkyView, row: int) -> str:
        item = sky.item_ids[row]
        found = self._shells.get(item)
        if found is None:
            if len(self._shells) >= _MOST_KEPT:
                self._shells.clear()
            found = self._shells[item] = shell_of(sky.catalog, row)
        return found


def shell_of(catalog: Catalog, row: int) -> str:
    """The shell of an orbit: 50 km of mean altitude in LEO, else its class.

    Examples
    --------
    >>> from cspo.orbits.reference_population import reference_population
    >>> shell_of(reference_population(), 0)
    'leo-500-550'
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
