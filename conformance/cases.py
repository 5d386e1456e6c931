"""The cases of the kit: each a request, and what has to come back.

They are read from the vectors; nothing here knows any implementation.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = ["VECTORS", "Case", "Json", "cases"]

HERE = Path(__file__).resolve().parent
VECTORS = HERE / "vectors" if (HERE / "vectors").is_dir() else HERE.parent / "tests" / "vectors"

Json = dict[str, Any]

OPTIONAL = {"notes", "doubts", "line"}


class Case:
    """One request with what has to come back.

    Parameters
    ----------
    section, name : str
        What it is about.
    request : dict
        Beside the verb: texts, numbers, lists; bytes in base64.
    due : dict
        Fields that the answer must have, with their values. ``refusal`` may also be
        answered with true: refused, without saying by which verdict. Those of `OPTIONAL`
        may be left out.
    """

    def __init__(self, section: str, name: str, verb: str, request: Json, due: Json) -> None:
        self.section, self.name = section, name
        self.request = {"verb": verb, **request}
        self.due = due

    def verdict(self, answer: Json) -> tuple[str, str]:
        """``passed``, ``unnamed`` (refused as it should, without a verdict), or why not."""
        if answer.get("unsupported") is True:
            return "not supported", ""
        if "error" in answer:
            return "failed", f"error: {answer['error']}"
        unnamed = False
        for name, value in self.due.items():
            got = answer.get(name, "nothing")
            if name in OPTIONAL and name not in answer:
                continue
            if name == "refusal" and value is not None and got is True:
                unnamed = True
            elif got != value:
                return "failed", f"{name}: expected {value!r}, got {got!r}"
        return ("unnamed" if unnamed else "passed"), ""


def load(name: str) -> Json:
    """One file of vectors."""
    found: Json = json.loads((VECTORS / f"{name}.json").read_text("utf-8"))
    return found


def b64(data: bytes) -> str:
    """Bytes as a request has them."""
    return base64.b64encode(data).decode()


def given(case: Json) -> str:
    """The bytes of a case, however the file writes them."""
    if "hex" in case:
        return b64(bytes.fromhex(case["hex"]))
    if "pieces" in case:
        return b64(b"".join(text.encode() * times for text, times in case["pieces"]))
    return b64(case["text"].encode())


def texts(several: list[str]) -> list[str]:
    """Texts as bytes."""
    return [b64(text.encode()) for text in several]


def trust(file: Json) -> Json:
    """Whom to believe: root keys by nation, and directories to accept in this order."""
    return {"anchors": file["anchors"], "directories": texts(file.get("directories", []))}


def feed_of(row: Json) -> Json:
    """Which feed."""
    return {name: row[name] for name in ("origin", "recipient", "mode")}


def json_cases() -> Iterator[Case]:
    for case in load("strict_json")["cases"]:
        yield Case("json", case["name"], "read-json", {"bytes": given(case)},
                   {"refusal": case["refusal"]})  # fmt: skip


def key_cases() -> Iterator[Case]:
    file = load("keys")
    for row in file["keys"]:
        yield Case("keys", row["name"], "keyid", {"nation": row["nation"], "public": row["public"]},
                   {"keyid": row["keyid"]})  # fmt: skip
        yield Case("keys", f"{row['name']}, sound", "check-key", {"public": row["public"]},
                   {"sound": True})  # fmt: skip
    for row in file["no_keys"]:
        yield Case("keys", row["name"], "check-key", {"public": row["public"]}, {"sound": False})
    seed = next(row["seed"] for row in file["keys"] if row["name"] == "real")
    for row in load("encodings")["cases"]:
        kind, payload = row["payload_type"], bytes.fromhex(row["payload_hex"])
        asked = {"payload_type": kind, "bytes": b64(payload)}
        name = f"{kind or 'no type'}, {len(payload)} bytes"
        yield Case("keys", name, "encode", asked, {"hex": row["pae_hex"]})
        yield Case("keys", f"{name}, signed", "sign", {"seed": seed, **asked},
                   {"hex": row["sig_hex"]})  # fmt: skip


def record_cases() -> Iterator[Case]:
    file = load("records")
    for case in file["cases"]:
        asked = {**trust(file), "kinds": file["kinds"], "bytes": given(case),
                 "checkpoint": case.get("checkpoint")}  # fmt: skip
        due = {"refusal": case["refusal"]}
        if case["refusal"] is None:
            due |= {"id": case["id"], "notes": case["notes"]}
        yield Case("records", case["name"], "verify-record", asked, due)
        if case["refusal"] is None:
            payload = json.loads(case["text"])["payload"].translate(str.maketrans("-_", "+/"))
            yield Case("records", f"{case['name']}, its id", "record-id", {"bytes": payload},
                       {"id": case["id"]})  # fmt: skip


def directory_cases() -> Iterator[Case]:
    file = load("directories")
    for case in file["cases"]:
        due = {"refusal": case["refusal"]}
        if case["refusal"] is None:
            due["id"] = case["id"]
        asked = {"anchors": file["anchors"], "directories": texts(case["envelopes"])}
        yield Case("directories", case["name"], "accept-directories", asked, due)


def lineage_cases() -> Iterator[Case]:
    for row in load("lineage")["cases"]:
        name = f"{len(row['ids'])} inputs"
        yield Case("lineage", name, "commit", {"ids": row["ids"], "salts": row["salts"]},
                   {"inputs": row["inputs"]})  # fmt: skip
        for holds, openings in ((True, row["openings"]), (False, row["wrong_openings"])):
            for number, opening in enumerate(openings, 1):
                asked = {"inputs": row["inputs"], "opening": opening}
                yield Case("lineage", f"{name}, {'' if holds else 'wrong '}opening {number}",
                           "check-opening", asked, {"holds": holds})  # fmt: skip


def label_cases() -> Iterator[Case]:
    file = load("marks")
    labels, subjects = file["labels"], file["subjects"]
    for label, mode, subject, action, permitted, rule in file["decisions"]:
        asked = {"label": labels[label], "mode": mode, "subject": subjects[subject],
                 "action": action}  # fmt: skip
        yield Case("labels", f"{label} to {subject}, {mode} {action}", "decide", asked,
                   {"permitted": permitted, "rule": rule})  # fmt: skip
    for names, joined in file["joins"]:
        due = {"label": joined} if joined else {"refusal": "UNKNOWN_LABEL"}
        yield Case("labels", " joined with ".join(names), "join",
                   {"labels": [labels[name] for name in names]}, due)  # fmt: skip
    for a, b, holds in file["dominates"]:
        yield Case("labels", f"{a} over {b}", "dominates", {"a": labels[a], "b": labels[b]},
                   {"holds": holds})  # fmt: skip
    for old, new, granted, permitted, rule in file["widenings"]:
        asked = {"old": labels[old], "new": labels[new], "granted_by": granted}
        yield Case("labels", f"{old} to {new}, granted by {granted}", "widen", asked,
                   {"permitted": permitted, "rule": rule})  # fmt: skip
    for name, text in file["written"]:
        yield Case("labels", f"{name}, as a mark", "portion-mark", {"label": labels[name]},
                   {"mark": text})  # fmt: skip
    for text, originators, name in file["read"]:
        due = {"label": labels[name]} if name else {"refusal": "MALFORMED"}
        yield Case("labels", f"the mark {text!r}", "read-mark",
                   {"mark": text, "originators": originators}, due)  # fmt: skip


def body_cases() -> Iterator[Case]:
    for row in load("bodies")["kinds"]:
        for change in row["changes"]:
            body = {**row["example"], **change["put"]}
            for name in change["drop"]:
                del body[name]
            asked = {"kind": row["kind"], "bytes": b64(json.dumps(body).encode())}
            yield Case("bodies", f"{row['kind']}: {change['name']}", "check-body", asked,
                       {"refusal": change["refusal"]})  # fmt: skip


def feed_cases() -> Iterator[Case]:
    for row in load("feed_entries")["entries"]:
        asked = {"feed": feed_of(row), **{name: row[name] for name in ("prev", "seq", "id")}}
        yield Case("feeds", f"entry {row['seq']} of {row['origin']} to {row['recipient']}",
                   "entry-hash", asked, {"hash": row["hash"]})  # fmt: skip
    for case in load("feed_frames")["cases"]:
        yield Case("feeds", case["name"], "read-frame", {"bytes": given(case)},
                   {"refusal": case["refusal"]})  # fmt: skip
    file = load("feed_sequences")
    for row in file["sequences"]:
        frames = [{"bytes": given(frame), "final": frame["final"]} for frame in row["frames"]]
        asked = {**trust(file), "feed": file["feed"], "subject": file["subject"], "frames": frames}
        due = {"outcomes": [[frame["outcome"], frame["code"]] for frame in row["frames"]],
               "head": row["head"]}  # fmt: skip
        yield Case("feeds", row["name"], "receive", asked, due)


def checkpoint_cases() -> Iterator[Case]:
    file = load("feed_checkpoints")
    for row in file["leaves"]:
        asked = {"feed": feed_of(row), **{name: row[name] for name in ("n", "seq", "hash", "salt")}}
        yield Case("checkpoints", f"leaf of {row['recipient']}", "leaf", asked,
                   {"leaf": row["leaf"]})  # fmt: skip
    for case in file["cases"]:
        due = {"refusal": case["refusal"]}
        if case["refusal"] is None:
            due["hash"] = case["hash"]
        yield Case("checkpoints", case["name"], "verify-checkpoint",
                   {**trust(file), "bytes": given(case)}, due)  # fmt: skip
    first, feed = given(file["cases"][0]), feed_of(file["leaves"][0])
    for number, row in enumerate(file["openings"], 1):
        asked = {"checkpoint": first, "feed": feed, "opening": given(row)}
        yield Case("checkpoints", f"opening {number}", "open-leaf", asked, {"opens": row["opens"]})
    file = load("feed_receipts")
    for case in file["cases"]:
        yield Case("receipts", case["name"], "verify-receipt",
                   {**trust(file), "bytes": given(case)}, {"refusal": case["refusal"]})  # fmt: skip
    file = load("feed_fork_proofs")
    for case in file["cases"]:
        asked = {"anchors": file["anchors"], "directories": texts([case["directory"]]),
                 "bytes": given(case)}  # fmt: skip
        due = {"refusal": case["refusal"]}
        if case["refusal"] is None:
            due["doubts"] = case["doubts"]
        yield Case("fork proofs", case["name"], "verify-fork-proof", asked, due)


def bundle_cases() -> Iterator[Case]:
    file = load("feed_bundles")
    for case in file["cases"]:
        asked = {**trust(file), "recipient": file["recipient"], "bytes": given(case)}
        due = {"refusal": case["refusal"]}
        if case["line"] is not None:
            due["line"] = case["line"]
        yield Case("bundles", case["name"], "verify-bundle", asked, due)


def watching_cases() -> Iterator[Case]:
    file = load("checkpoint_sequences")
    for row in file["sequences"]:
        steps = [
            {"t": step["t"], "frames": texts(step["frames"]), "gossip": texts(step["gossip"]),
             "heads": [{name: b64(each[name].encode()) for name in ("checkpoint", "opening")}
                       for each in step["heads"]]}
            for step in row["steps"]
        ]  # fmt: skip
        same = ("feed", "subject", "skew_s", "silence_s", "begin")
        asked = {**trust(file), **{name: file[name] for name in same}, "steps": steps}
        yield Case("alarms", row["name"], "watch", asked,
                   {"alarms": [step["alarms"] for step in row["steps"]]})  # fmt: skip


def cases() -> Iterator[Case]:
    """Every case."""
    for section in (json_cases, key_cases, record_cases, directory_cases, lineage_cases,
                    label_cases, body_cases, feed_cases, checkpoint_cases, bundle_cases,
                    watching_cases):  # fmt: skip
        yield from section()
