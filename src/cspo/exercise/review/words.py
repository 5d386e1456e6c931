"""Records in words, a line each, for people who read of them afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from cspo.exercise.scenario import Scenario
from cspo.records.bodies.identities import pair_of
from cspo.time.spans import after_words, span_words

__all__ = ["after_words", "in_words", "named", "plain_name", "span_words"]

_MOST: Final = 160


def in_words(kind: str, body: Any) -> str:
    """A record's body in a line.

    Parameters
    ----------
    kind : str
    body : Body
        Of that kind.
    """
    says = _WORDS.get(kind)
    text = kind.replace("-", " ") if says is None else says(body)
    return text if len(text) <= _MOST else text[: _MOST - 1] + "…"


def plain_name(scenario: Scenario, identity: str) -> str:
    """What people call an object: the name of an asset, else its number."""
    for asset in scenario.world.assets:
        if f"norad:{asset.norad_id}" == identity:
            return asset.name
    return identity.removeprefix("norad:")


def named(scenario: Scenario, text: str) -> str:
    """A text with names of assets where their numbers stand."""
    for asset in scenario.world.assets:
        text = text.replace(f"norad:{asset.norad_id}", asset.name)
        text = text.replace(str(asset.norad_id), asset.name)
    return text


def _pair(event: str) -> str:
    return " and ".join(name.removeprefix("norad:") for name in pair_of(event)) or "no event"


def _conjunction(body: Any) -> str:
    names = [
        side.name or side.object.removeprefix("norad:") for side in (body.object1, body.object2)
    ]
    pc = "no probability" if body.pc is None else f"probability {body.pc:.1e}"
    return (
        f"{' and '.join(names)}: {body.miss_distance_km:.2f} km at {body.tca_utc[:19]}Z, {pc}"
        + (f" ({body.source})" if body.source else "")
    )  # fmt: skip


def _warning(body: Any) -> str:
    grave = "" if body.severity is None else f"{body.severity}, "
    asks = "" if body.asks is None else f", asks for {str(body.asks).replace('-', ' ')}"
    return (
        f"warning {body.number} ({body.issue}): {grave}{_pair(body.event)}"
        f" at {body.about_utc[:19]}Z{asks}; to {', '.join(body.to)}"
    )


def _notice(body: Any) -> str:
    serial = f" {body.serial}" if body.serial else ""
    return f"notice{serial} ({body.issue}): {body.title}"


def _proposal(body: Any) -> str:
    mover = "nobody" if body.maneuvering is None else body.maneuvering.party
    return f"proposal {body.number} on {_pair(body.event)}: {mover} maneuvers"


def _commitment(body: Any) -> str:
    deed = str(body.deed).replace("-", " ")
    return f"commitment {body.status}: {body.party} to {deed}, {body.object}, {_pair(body.event)}"


def _maneuver(body: Any) -> str:
    size = "" if body.delta_v_km_s is None else f", {body.delta_v_km_s * 1e3:.2f} m/s"
    return f"maneuver {body.status}: {body.object.removeprefix('norad:')}{size}"


def _behavior(body: Any) -> str:
    who = ", ".join(name.removeprefix("norad:") for name in body.objects) or "unknown object"
    return f"{str(body.what).replace('-', ' ')} of {who} ({body.confidence})" + (
        f": {body.text}" if body.text else ""
    )


def _orbit(body: Any) -> str:
    return f"orbits of {len(body.object):,} objects" + (f", {body.source}" if body.source else "")


def _plan(body: Any) -> str:
    reason = getattr(body, "reason", "")
    return f"plan {body.name}, edition {body.number}, {body.status}" + (
        f": {reason}" if reason else ""
    )


def _ack(body: Any) -> str:
    return f"acknowledged: {body.progress}" + (f", {body.note}" if body.note else "")


def _opinion(body: Any) -> str:
    return f"opinion: {body.stance}" + (f", {body.reason}" if body.reason else "")


_WORDS: Final[dict[str, Callable[[Any], str]]] = {
    "acknowledgement": _ack,
    "assessment": lambda body: f"assessment of {body.name}: {body.answer}",
    "behavior-event": _behavior,
    "commitment": _commitment,
    "conjunction": _conjunction,
    "contact": lambda body: f"contact of {body.party}: {body.role}",
    "handover": lambda body: f"watch {body.step}: {body.outgoing} to {body.incoming}",
    "inject": lambda body: f"inject {body.number}: {body.title}",
    "log-entry": lambda body: f"log: {body.text}",
    "maneuver-notice": _maneuver,
    "notice": _notice,
    "observation": lambda body: f"track by {body.sensor}",
    "opinion": _opinion,
    "orbit": _orbit,
    "plan": _plan,
    "policy": lambda body: f"policy {body.name}, version {body.number}",
    "proposal": _proposal,
    "statement": lambda body: f"statement: {body.title}",
    "warning": _warning,
    "withdrawal": lambda body: f"withdrawal: {body.reason}",
}
