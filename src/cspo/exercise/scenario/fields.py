r"""The types that a scenario's fields are written in.

Their conditions are those of JSON Schema, so that the published schema says all that a single
field must be; what must go together is said by `cspo.exercise.scenario.check`. ``$(?!\n)`` is the
end of a text, in Python as in ECMAScript.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from msgspec import Meta

__all__ = [
    "LONGEST_S",
    "AboveZero",
    "Angle180",
    "Angle360",
    "CatalogNumber",
    "Classification",
    "Condition",
    "Digits64",
    "FromOne",
    "Latitude",
    "Line",
    "Nation",
    "Offset",
    "Party",
    "Seconds",
    "SomeLine",
    "Speed",
    "Text",
    "Utc",
    "Word",
]

LONGEST_S: Final = 31 * 86_400.0
"""No exercise is longer, in its world."""

_ONE_LINE: Final = r"^[^\n\t]*$(?!\n)"
_NATIONS: Final = "AUS|CAN|DEU|FRA|GBR|ITA|JPN|NOR|NZL|USA"

Word = Annotated[
    str,
    Meta(
        title="a word of at most 64 letters, digits and . _ -",
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$(?!\n)",
    ),
]
"""A name that machines compare."""
Line = Annotated[
    str, Meta(title="a line of at most 200 characters", max_length=200, pattern=_ONE_LINE)
]
SomeLine = Annotated[
    str,
    Meta(title="a line of 1 to 200 characters", min_length=1, max_length=200, pattern=_ONE_LINE),
]
Text = Annotated[str, Meta(title="a text of at most 8,000 characters", max_length=8_000)]
Condition = Annotated[str, Meta(title="a condition of at most 4,096 bytes", max_length=4_096)]
"""An expression of the language of assumptions, docs/reference/plan-language.md."""
Nation = Literal["AUS", "CAN", "DEU", "FRA", "GBR", "ITA", "JPN", "NOR", "NZL", "USA"]
Party = Annotated[
    str,
    Meta(
        title="a party, as GBR or GBR/acme-sat",
        pattern=rf"^({_NATIONS})(/[a-z0-9-]{{1,40}})?$(?!\n)",
    ),
]
Classification = Literal["U", "R", "C", "S", "TS"]
Utc = Annotated[
    str,
    Meta(
        title="an instant of UTC as 2026-01-31T06:00:00Z",
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?Z$(?!\n)",
    ),
]
Digits64 = Annotated[str, Meta(title="64 hexadecimal digits", pattern=r"^[0-9a-f]{64}$(?!\n)")]
"""Identity of a record."""
Seconds = Annotated[float, Meta(ge=0.0, le=LONGEST_S)]
"""Of the exercise's world, after its begin."""
FromOne = Annotated[int, Meta(ge=1, le=1_000_000)]
AboveZero = Annotated[float, Meta(gt=0.0, le=1e9)]
Offset = Annotated[float, Meta(ge=-50_000.0, le=50_000.0)]
"""km."""
Angle360 = Annotated[float, Meta(ge=-360.0, le=360.0)]
Angle180 = Annotated[float, Meta(ge=0.0, le=180.0)]
Latitude = Annotated[float, Meta(ge=-90.0, le=90.0)]
Speed = Annotated[float, Meta(ge=-1_000.0, le=1_000.0)]
"""Change of speed, m/s."""
CatalogNumber = Annotated[int, Meta(ge=995_000_001, le=999_999_999)]
"""Nine digits that no real catalogue uses, above those of the reference population."""
