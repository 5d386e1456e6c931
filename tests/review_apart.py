"""The moments of a review, computed apart: plain SQL and JSON over the files of a play.

Nothing of `cspo.exercise.review` is used here, and no body is read by cspo's own types. Names of
pieces and pairs of events are taken apart by hand.
"""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cspo.time import Epoch

__all__ = ["Play", "stages"]

STAGES = ("could_know", "knew", "warned", "released", "acknowledged", "acted")
_BULK = {"catalog-object", "ephemeris", "observation", "orbit", "same-object"}
_DEEDS = {"commitment", "maneuver-notice", "plan", "policy", "proposal", "statement", "tasking",
          "withdrawal"}  # fmt: skip
_ONE = ("record", "proposal", "counters", "confirms", "corrects", "shelves", "offer",
        "replaced_by", "plan")  # fmt: skip
_MANY = ("rests_on", "records", "closes", "evidence")
_QUARTER_NS = 1_300 * 10**9


def _ns(utc: str) -> int:
    return Epoch.from_utc(utc).tai_ns


class Play:
    """All files of a play's folder, read once."""

    def __init__(self, path: Path, names: Mapping[str, str]) -> None:
        """*names*: of the scenario's assets, by identity."""
        self.names = names
        self.truths = [
            json.loads(line) for line in (path / "truth.jsonl").read_text().splitlines()
        ]  # fmt: skip
        self.payloads: dict[str, dict[str, Any]] = {}
        self.came: dict[str, dict[str, int]] = {}
        self.out: dict[str, list[tuple[str, str, str, int]]] = {}
        for folder in sorted((path / "nodes").iterdir()):
            if (folder / "store.sqlite").exists():
                self._read(folder.name, folder / "store.sqlite")

    def _read(self, nation: str, file: Path) -> None:
        store = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        rows = store.execute(
            "SELECT hex(id), envelope, t_ingest_tai_ns FROM record WHERE mode = 'EXERCISE'"
        )
        self.came[nation] = {}
        for key, envelope, t in rows:
            self.came[nation][key.lower()] = t
            if key.lower() not in self.payloads:
                payload = json.loads(base64.b64decode(json.loads(envelope)["payload"]))
                self.payloads[key.lower()] = payload
        self.out[nation] = [
            (product.lower(), released.lower(), party, t)
            for product, released, party, t in store.execute(
                "SELECT hex(product_id), hex(released_id), party, t_tai_ns FROM release_decision"
                " WHERE outcome = 'released' AND mode = 'EXERCISE'"
            )
        ]
        store.close()


def stages(play: Play, event: str, asset: str = "") -> dict[str, dict[str, float | None]]:
    """By nation the seconds of each stage after a true event that has objects.

    With *asset* only of what names that asset as well, and of deeds with it.
    """
    truth = next(each for each in play.truths if each["name"] == event and each["what"] != "shown")
    t = _ns(truth["t_utc"])
    about = _approach(play, truth) if truth["what"] == "approach" else _about(play, truth, t)
    if asset and asset not in truth["objects"]:
        about = _naming(play, about, asset, t)
    found = {}
    for nation, came in play.came.items():
        here = {key: came[key] for key in about if key in came}
        kind = {key: play.payloads[key]["kind"] for key in here}
        here = {key: x for key, x in here.items() if kind[key] != "inject"}
        mine = {
            key: x for key, x in here.items()
            if play.payloads[key]["origin"].partition("/")[0] == nation
        }  # fmt: skip
        shown = [
            _ns(each["t_utc"]) for each in play.truths
            if (each["what"], each["name"], each["nation"]) == ("shown", event, nation)
        ]  # fmt: skip
        rows = {
            "could_know": [*here.values(), *shown],
            "knew": [x for key, x in here.items() if kind[key] not in _BULK],
            "warned": [x for key, x in here.items() if _warns(play.payloads[key], nation)],
            "released": _released(play, nation, about),
            "acknowledged": [x for key, x in mine.items() if kind[key] == "acknowledgement"],
            "acted": [x for key, x in mine.items() if _acts(play.payloads[key])],
        }
        found[nation] = {
            stage: round((min(several) - t) / 1e9, 3) if several else None
            for stage, several in rows.items()
        }
    return found


def _naming(play: Play, about: set[str], asset: str, t: int) -> set[str]:
    named: set[str] = set()
    for key, payload in _in_order(play):
        body = payload["body"]
        objects = body.get("objects") or body.get("object") or ()
        objects = (
            {objects} if isinstance(objects, str) else {x for x in objects if isinstance(x, str)}
        )
        if payload["kind"] == "conjunction":
            objects = {body["object1"]["object"], body["object2"]["object"]}
        if payload["kind"] == "observation":
            objects = {each["object"] for each in body.get("candidates", ())}
        event = body.get("event") or ""
        if not objects and event:
            objects = {event, *(_parts(event) or ())[:2]}
        names = asset in objects and _ns(payload["t_created"]) >= t
        if names or _refs(body) & named:
            named.add(key)
    deeds = {
        key for key in named
        if play.payloads[key]["kind"] in _DEEDS and not play.payloads[key]["body"].get("event")
    }  # fmt: skip
    return named & (about | deeds)


def _warns(payload: dict[str, Any], nation: str) -> bool:
    if payload["kind"] == "notice":
        return True
    to = payload["body"]["to"] if payload["kind"] == "warning" else ()
    return nation in {party.partition("/")[0] for party in to}


def _acts(payload: dict[str, Any]) -> bool:
    body = payload["body"]
    deed = payload["kind"] in _DEEDS and body.get("status") != "defaulted"
    return deed or body.get("progress") in {"acting", "done"}


def _released(play: Play, nation: str, about: set[str]) -> list[int]:
    found = []
    for product, released, party, t in play.out[nation]:
        if party.partition("/")[0] == nation or not about & {product, released}:
            continue
        if any(
            key in play.payloads
            and play.payloads[key]["origin"].partition("/")[0] == nation
            and play.payloads[key]["kind"] not in {"acknowledgement", "inject"}
            for key in (product, released)
        ):
            found.append(t)
    return found


def _refs(body: dict[str, Any]) -> set[str]:
    found = {str(body[name]).partition("#")[0] for name in _ONE if isinstance(body.get(name), str)}
    return found | {str(each).partition("#")[0] for name in _MANY for each in body.get(name) or ()}


def _parts(event: str) -> tuple[str, str, int] | None:
    """Pair and instant of the name of an event."""
    if not event.startswith("event:"):
        return None
    pair, _, utc = event.removeprefix("event:").partition("@")
    first, _, second = pair.partition("~")
    return first, second, _ns(utc)


def _same(one: str, other: str) -> bool:
    a, b = _parts(one), _parts(other)
    if a is None or b is None:
        return one == other
    return a[:2] == b[:2] and abs(a[2] - b[2]) < _QUARTER_NS


def _approach(play: Play, truth: dict[str, Any]) -> set[str]:
    first, second = sorted(truth["objects"])
    utc = Epoch(_ns(truth["t_utc"])).utc_iso(3)
    name = f"event:{first}~{second}@{utc}"
    found: set[str] = set()
    for key, payload in _in_order(play):
        event = payload["body"].get("event") or ""
        if (event and _same(event, name)) or _refs(payload["body"]) & found:
            found.add(key)
    return found


def _in_order(play: Play) -> list[tuple[str, dict[str, Any]]]:
    return sorted(play.payloads.items(), key=lambda row: (_ns(row[1]["t_created"]), row[0]))


def _about(play: Play, truth: dict[str, Any], t: int) -> set[str]:
    objects = set(truth["objects"])
    if truth["what"] == "breakup":
        called, joint, _ = truth["text"].partition(" broke up")
        name = f"{(called if joint else play.names[truth['objects'][0]])[:20]} DEB"
        for payload in play.payloads.values():
            if payload["kind"] == "orbit":
                names = payload["body"].get("name") or ()
                rows = zip(payload["body"]["object"], names, strict=False)
                objects |= {each for each, called in rows if called == name}
    is_lie = truth["what"] == "lie_began"
    lies = [each for each in _lies(play) if not is_lie or each[0] == truth["name"]]
    known = [each["body"]["event"] for each in play.payloads.values()
             if each["kind"] == "conjunction"]  # fmt: skip
    found: set[str] = set()
    touched: list[str] = []
    rows = _in_order(play)
    made = [_ns(payload["t_created"]) for _, payload in rows]
    n = 0
    while n < len(rows):  # all of one instant, until nothing more of it is found
        last = n
        while last < len(rows) and made[last] == made[n]:
            last += 1
        before = -1
        while before != len(found):
            before = len(found)
            for key, payload in rows[n:last]:
                if truth["what"] == "burn" and _another(payload, objects, t, touched):
                    continue
                concerned = made[n] >= t and (
                    _of_the_lie(payload, lies, touched) if is_lie
                    else _concerns(payload, objects, t, touched, known, lies)
                )  # fmt: skip
                announced = truth["what"] == "burn" and _announces(payload, objects, t)
                if concerned or announced or _refs(payload["body"]) & found:
                    found.add(key)
                    if payload["kind"] == "conjunction":
                        touched.append(payload["body"]["event"])
        n = last
    return found


_Lie = tuple[str, str, str, int, float]
"""Its name, who lies, of which object, from when and until when."""


def _lies(play: Play) -> list[_Lie]:
    found = []
    for each in play.truths:
        source, joint, _ = each["text"].partition(" gives false orbits of ")
        if each["what"] == "lie_began" and joint:
            ends = [
                _ns(one["t_utc"]) for one in play.truths
                if (one["what"], one["name"]) == ("lie_ended", each["name"])
            ]  # fmt: skip
            until = min(ends, default=float("inf"))
            found.append((each["name"], source, each["objects"][0], _ns(each["t_utc"]), until))
    return found


def _lied(source: str, name: str, utc: str | None, lies: list[_Lie]) -> bool:
    """Whether an orbit of an object is one of those that a false source gave."""
    return utc is not None and any(
        (source, name) == each[1:3] and each[3] - 10**9 <= _ns(utc) <= each[4] + 10**9
        for each in lies
    )


def _of_the_lie(payload: dict[str, Any], lies: list[_Lie], touched: list[str]) -> bool:
    kind, body = payload["kind"], payload["body"]
    if kind == "orbit":
        rows = zip(body["object"], body["epoch_utc"], strict=True)
        return any(_lied(body.get("source", ""), each, utc, lies) for each, utc in rows)
    if kind == "conjunction":
        return any(_lied_side(body[side], lies) for side in ("object1", "object2"))
    event = body.get("event") or ""
    return bool(_parts(event)) and any(_same(event, each) for each in touched)


def _lied_side(side: dict[str, Any], lies: list[_Lie]) -> bool:
    utc = side.get("orbit_epoch_utc")
    return _lied(side.get("orbit_source", ""), side["object"], utc, lies)


def _announces(payload: dict[str, Any], objects: set[str], t: int) -> bool:
    """A notice of a burn of the object, its window a second wider at each end."""
    body = payload["body"]
    if payload["kind"] != "maneuver-notice" or body["object"] not in objects:
        return False
    return _in_window(body, t)


def _another(payload: dict[str, Any], objects: set[str], t: int, touched: list[str]) -> bool:
    """A notice or report of a burn of the object at another time, about nothing that concerns."""
    kind, body = payload["kind"], payload["body"]
    notice = kind == "maneuver-notice" and body["object"] in objects
    report = kind == "behavior-event" and body["what"] == "maneuver"
    report = report and bool(objects & set(body.get("objects", ())))
    event = body.get("event") or ""
    about = bool(_parts(event)) and any(_same(event, each) for each in touched)
    return (notice or report) and not _in_window(body, t) and not about


def _in_window(body: dict[str, Any], t: int) -> bool:
    return _ns(body["start_utc"]) - 10**9 <= t <= _ns(body["stop_utc"]) + 10**9


def _concerns(
    payload: dict[str, Any], objects: set[str], t: int, touched: list[str], known: list[str],
    lies: list[_Lie],
) -> bool:  # fmt: skip
    kind, body = payload["kind"], payload["body"]
    if kind == "orbit":
        rows = zip(body["object"], body["epoch_utc"], strict=True)
        return any(
            each in objects and _ns(utc) > t and not _lied(body.get("source", ""), each, utc, lies)
            for each, utc in rows
        )
    if kind == "observation":
        last = _ns(body["epoch_utc"]) + round(1e9 * max(body["measurements"]["t_s"], default=0.0))
        return last > t and any(each["object"] in objects for each in body.get("candidates", ()))
    if kind == "conjunction":
        sides = [body[side] for side in ("object1", "object2") if body[side]["object"] in objects]
        utcs = [side.get("orbit_epoch_utc") for side in sides if not _lied_side(side, lies)]
        return any(utc is None or _ns(utc) > t for utc in utcs)
    if kind == "behavior-event":
        named = objects & set(body.get("objects", ()))
        return bool(named) and _ns(body["stop_utc"]) + 10**9 >= t
    if kind in _BULK - {"ephemeris"} or kind == "assessment":
        return False
    event = body.get("event") or ""
    if kind != "ephemeris" and _parts(event) and any(_same(event, each) for each in known):
        return any(_same(event, each) for each in touched)
    named = {x for x in body.get("objects") or () if isinstance(x, str)} or {
        body.get("object") or ""
    }
    if named == {""} and event:
        parts = _parts(event)
        named = {event} if parts is None else set(parts[:2])
    return bool(named & objects)
