"""The surroundings of an orbit: the Sun, the Earth's shadow, the upper air and space weather.

`sun_gcrf_km` is geometric, without aberration; `sunlit_fraction` is the share of the Sun's
disk that an object sees over the rim of the flattened Earth. Both take plain positions.

`mean_atmosphere` is the density of the air averaged as an orbit averages it, by altitude and
space weather. `parse_celestrak_space_weather` reads what was measured, `solar_cycle` says what
past cycles were like, `continued` joins the two.
"""

from __future__ import annotations

from cspo.environment.atmosphere import TYPICAL_AP, AirColumns, Atmosphere, mean_atmosphere
from cspo.environment.shadow import sun_above_limb_rad, sunlit_fraction
from cspo.environment.solar_cycle import CYCLE_LEVELS, CycleLevel, continued, solar_cycle
from cspo.environment.space_weather import SpaceWeather, SpaceWeatherAt
from cspo.environment.space_weather_files import parse_celestrak_space_weather
from cspo.environment.sun import SUN_RADIUS_KM, sun_gcrf_km

__all__ = [
    "CYCLE_LEVELS",
    "SUN_RADIUS_KM",
    "TYPICAL_AP",
    "AirColumns",
    "Atmosphere",
    "CycleLevel",
    "SpaceWeather",
    "SpaceWeatherAt",
    "continued",
    "mean_atmosphere",
    "parse_celestrak_space_weather",
    "solar_cycle",
    "sun_above_limb_rad",
    "sun_gcrf_km",
    "sunlit_fraction",
]
