"""What a value of the language is: a quantity with its unit, a truth, a text, an instant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from cspo.units import DAY_S, DEG_RAD, HOUR_S, KM2_PER_M2, KM_PER_M, MINUTE_S

__all__ = [
    "ANGLE_RAD",
    "AREA_KM2",
    "INSTANT",
    "LENGTH_KM",
    "MASS_KG",
    "NUMBER",
    "PER_VOLUME_KM3",
    "RATE_PER_S",
    "SPEED_KM_S",
    "TEXT",
    "TIME_S",
    "TRUTH",
    "WRITTEN",
    "Unit",
    "Written",
]

Kind = Literal["quantity", "truth", "text", "instant"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """The sort of a value; of a quantity, its unit as powers of km, s, kg and rad.

    Two values can be added or compared only where their units are equal. An
    angle is a dimension of its own here, so that a rate in rad/s is not
    mistaken for one in 1/s.

    Parameters
    ----------
    kind : "quantity", "truth", "text" or "instant"
    km, s, kg, rad : int
        Powers, of a quantity only.

    Examples
    --------
    >>> (LENGTH_KM / TIME_S).symbol, (LENGTH_KM / TIME_S).name
    ('km/s', 'a speed')
    """

    kind: Kind = "quantity"
    km: int = 0
    s: int = 0
    kg: int = 0
    rad: int = 0

    @property
    def symbol(self) -> str:
        """As it is written: ``km/s``; ``1`` of a plain number; ``truth``, ``text``, ``instant``."""
        if self.kind != "quantity":
            return self.kind
        powers = (("km", self.km), ("s", self.s), ("kg", self.kg), ("rad", self.rad))
        over = ["*".join(_power(name, n) for name, n in powers if n > 0) or "1"]
        return "/".join(over + [_power(name, -n) for name, n in powers if n < 0])

    @property
    def name(self) -> str:
        """In words: ``a time``."""
        return _NAMES.get(self) or f"a quantity in {self.symbol}"

    @property
    def example(self) -> str:
        """A value of it as somebody would write it; empty where there is no usual one."""
        return _EXAMPLES.get(self, "")

    def __mul__(self, other: Unit) -> Unit:
        """The unit of a product of quantities."""
        return Unit(
            km=self.km + other.km, s=self.s + other.s, kg=self.kg + other.kg,
            rad=self.rad + other.rad,
        )  # fmt: skip

    def __truediv__(self, other: Unit) -> Unit:
        """The unit of a quotient of quantities."""
        return Unit(
            km=self.km - other.km, s=self.s - other.s, kg=self.kg - other.kg,
            rad=self.rad - other.rad,
        )  # fmt: skip


def _power(name: str, n: int) -> str:
    return name if n == 1 else f"{name}{n}"


NUMBER: Final = Unit()
"""A plain number: a probability, a share, a count."""

TIME_S: Final = Unit(s=1)
"""A time, s."""

LENGTH_KM: Final = Unit(km=1)
"""A length, km."""

SPEED_KM_S: Final = Unit(km=1, s=-1)
"""A speed, km/s."""

MASS_KG: Final = Unit(kg=1)
"""A mass, kg."""

ANGLE_RAD: Final = Unit(rad=1)
"""An angle, rad."""

AREA_KM2: Final = Unit(km=2)
"""An area, km2."""

RATE_PER_S: Final = Unit(s=-1)
"""A rate, 1/s."""

PER_VOLUME_KM3: Final = Unit(km=-3)
"""A density of objects, 1/km3."""

TRUTH: Final = Unit(kind="truth")
"""True or false."""

TEXT: Final = Unit(kind="text")
"""A text."""

INSTANT: Final = Unit(kind="instant")
"""An `Epoch`."""

_NAMES: Final = {
    NUMBER: "a plain number", TIME_S: "a time", LENGTH_KM: "a length", SPEED_KM_S: "a speed",
    MASS_KG: "a mass", ANGLE_RAD: "an angle", AREA_KM2: "an area", RATE_PER_S: "a rate",
    TRUTH: "true or false", TEXT: "a text", INSTANT: "an instant",
}  # fmt: skip

_EXAMPLES: Final = {
    NUMBER: "1e-4", TIME_S: "10 min", LENGTH_KM: "5 km", SPEED_KM_S: "3 m/s", MASS_KG: "100 kg",
    ANGLE_RAD: "20 deg", AREA_KM2: "10 m2", RATE_PER_S: "1/d", TRUTH: "true", TEXT: '"GEO"',
    INSTANT: "2026-12-01T00:00Z",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A unit as it may be written after a number.

    Parameters
    ----------
    unit : Unit
    factor : float
        What one of it is in km, s, kg and rad.
    text : str
        Its name.
    """

    unit: Unit
    factor: float
    text: str


WRITTEN: Final[Mapping[str, Written]] = MappingProxyType({
    "%": Written(unit=NUMBER, factor=0.01, text="hundredth"),
    "ms": Written(unit=TIME_S, factor=1e-3, text="millisecond"),
    "s": Written(unit=TIME_S, factor=1.0, text="second"),
    "min": Written(unit=TIME_S, factor=MINUTE_S, text="minute"),
    "h": Written(unit=TIME_S, factor=HOUR_S, text="hour"),
    "d": Written(unit=TIME_S, factor=DAY_S, text="day of 86,400 s"),
    "m": Written(unit=LENGTH_KM, factor=KM_PER_M, text="metre"),
    "km": Written(unit=LENGTH_KM, factor=1.0, text="kilometre"),
    "m2": Written(unit=AREA_KM2, factor=KM2_PER_M2, text="square metre"),
    "km2": Written(unit=AREA_KM2, factor=1.0, text="square kilometre"),
    "km3": Written(unit=Unit(km=3), factor=1.0, text="cubic kilometre"),
    "kg": Written(unit=MASS_KG, factor=1.0, text="kilogram"),
    "rad": Written(unit=ANGLE_RAD, factor=1.0, text="radian"),
    "deg": Written(unit=ANGLE_RAD, factor=DEG_RAD, text="degree"),
})  # fmt: skip
"""Units that may follow a number, alone or divided by others: ``km/s``, ``m/s``, ``deg/d``."""
