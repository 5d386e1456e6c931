"""The release policy that each nation of a box begins with: one template, filled in."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from typing import Final

__all__ = ["CLOSEST", "GUESTS", "policy_text"]

CLOSEST: Final = frozenset({"AUS", "CAN", "GBR", "NZL", "USA"})
"""Among these five information up to S is shared in the box, with the others up to R."""

GUESTS: Final = {"GBR": ("GBR/oneweb",), "USA": ("USA/starlink", "USA/iridium")}
"""Organizations in the box, by sponsor; SIMULATED, like all else there."""

_PARTY: Final = """
[[party]]
id = "{party}"
agreement = "{agreement}"
ceiling = "{ceiling}"
modes = ["SIMULATED", "EXERCISE"]
since = 1957-10-04
"""


def policy_text(nation: str, nations: Sequence[str]) -> str:
    """The policy of a nation in a box with these nations, as TOML."""
    template = (files("cspo.box") / "data" / "release-policy.toml").read_text(encoding="utf-8")
    others = [other for other in nations if other != nation]
    guests = [guest for sponsor in nations for guest in GUESTS.get(sponsor, ())]
    parties = [_party(nation, other) for other in (*others, *guests)]
    filled = {
        "{nation}": nation,
        "{parties}": "".join(parties),
        "{all}": ", ".join(sorted(nations)),
        "{nations}": ", ".join(f'"{other}"' for other in others),
        "{each_at_once_by_5}": "".join(
            f'  {{ party = "{other}", verdict = "at once", rule = 5 }},\n' for other in others
        ),
    }
    for mark, text in filled.items():
        template = template.replace(mark, text)
    return template


def _party(nation: str, other: str) -> str:
    guest = "/" in other
    close = nation in CLOSEST and other in CLOSEST
    return _PARTY.format(
        party=other,
        agreement="Operators' data sharing, SIMULATED" if guest else "The box, SIMULATED",
        ceiling="U" if guest else "S" if close else "R",
    )
