"""The adapter of cspo itself: answers each request of the kit with the code that a node runs.

python conformance/run.py -- python conformance/cspo_adapter.py
"""

# ruff: noqa: D103 - a function is named for its verb, and README.md says what that asks
from __future__ import annotations

import base64
import io
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from cspo_watch import watch

from cspo.errors import CspoError, UsageError, VerificationError
from cspo.federation.checkpoint import (
    HeadOpening,
    checkpoint_hash,
    leaf,
    opening_from_bytes,
    verify_checkpoint,
)
from cspo.federation.context import Context
from cspo.federation.feed import Feed, Head, entry_hash
from cspo.federation.fork_proof import verify_fork_proof
from cspo.federation.frame import frame_from_bytes
from cspo.federation.receipt import verify_receipt
from cspo.federation.receiver import receive
from cspo.federation.transports.bundle_file import open_bundle
from cspo.markings import (
    CSPO_RULEBOOK,
    Label,
    Mode,
    Subject,
    decide,
    decide_widening,
    dominates,
    join,
    parse_portion,
    portion_mark,
)
from cspo.node.store import SqliteStore
from cspo.operations.kinds import REGISTRY
from cspo.records import (
    Directories,
    Opening,
    commit,
    load_strict,
    open_record,
    opening_holds,
    pae,
    record_id,
    refusal_of,
)
from cspo.records.directory import open_directory
from cspo.records.signing import SigningKey, VerifyKey, keyid_of
from cspo.time import Epoch

Json = dict[str, Any]


def given(request: Json, name: str = "bytes") -> bytes:
    """Bytes of a request."""
    return base64.b64decode(request[name])


def trusted(request: Json) -> Directories:
    """Whom the request believes."""
    anchors = {nation: bytes.fromhex(public) for nation, public in request["anchors"].items()}
    return Directories.replay(anchors, map(base64.b64decode, request["directories"]))


def subject_of(fields: Json) -> Subject:
    """A node, a person or a token."""
    nations = fields.get("nationalities")
    return Subject(
        fields["party"], fields["ceiling"], frozenset(fields["caveats"]),
        frozenset(Mode(mode) for mode in fields["modes"]),
        None if nations is None else tuple(nations),
    )  # fmt: skip


def feed_of(request: Json) -> Feed:
    """A feed."""
    fields = request["feed"]
    return Feed(fields["origin"], fields["recipient"], Mode(fields["mode"]))


def label_of(fields: Json) -> Label:
    """A label."""
    return msgspec.convert(fields, Label)


def plain(value: Any) -> Any:
    """As JSON has it."""
    return json.loads(msgspec.json.encode(value))


# One function a verb. A refusal is raised and becomes the answer.


def read_json(request: Json) -> Json:
    load_strict(given(request))
    return {"refusal": None}


def keyid(request: Json) -> Json:
    return {"keyid": keyid_of(request["nation"], bytes.fromhex(request["public"]))}


def check_key(request: Json) -> Json:
    try:
        VerifyKey(bytes.fromhex(request["public"]))
    except VerificationError:
        return {"sound": False}
    return {"sound": True}


def encode(request: Json) -> Json:
    return {"hex": pae(request["payload_type"], given(request)).hex()}


def sign(request: Json) -> Json:
    key = SigningKey("AUS", bytes.fromhex(request["seed"]))
    signed = key.sign(request["payload_type"], given(request))
    return {"hex": signed.signatures[0].sig.hex()}


def name_record(request: Json) -> Json:
    return {"id": record_id(given(request))}


def verify_record(request: Json) -> Json:
    found = open_record(
        given(request), directories=trusted(request), rulebook=CSPO_RULEBOOK,
        kinds=request["kinds"], checkpoint=request["checkpoint"],
    )  # fmt: skip
    return {"refusal": None, "id": found.id, "notes": list(found.notes)}


def accept_directories(request: Json) -> Json:
    known = trusted(request)
    last = open_directory(base64.b64decode(request["directories"][-1]), known.anchors)
    return {"refusal": None, "id": last.id}


def commit_to(request: Json) -> Json:
    return {"inputs": list(commit(request["ids"], [bytes.fromhex(s) for s in request["salts"]]))}


def check_opening(request: Json) -> Json:
    return {"holds": opening_holds(request["inputs"], Opening(**request["opening"]))}


def decide_upon(request: Json) -> Json:
    found = decide(
        label_of(request["label"]), request["mode"], subject_of(request["subject"]),
        request["action"],
    )  # fmt: skip
    return {"permitted": found.permitted, "rule": found.rule}


def join_labels(request: Json) -> Json:
    try:
        return {"label": plain(join(*map(label_of, request["labels"])))}
    except UsageError:
        return {"refusal": "UNKNOWN_LABEL"}


def dominates_label(request: Json) -> Json:
    return {"holds": dominates(label_of(request["a"]), label_of(request["b"]))}


def widen(request: Json) -> Json:
    found = decide_widening(
        label_of(request["old"]), label_of(request["new"]), granted_by=request["granted_by"]
    )
    return {"permitted": found.permitted, "rule": found.rule}


def write_mark(request: Json) -> Json:
    return {"mark": portion_mark(label_of(request["label"]))}


def read_mark(request: Json) -> Json:
    return {"label": plain(parse_portion(request["mark"], originators=request["originators"]))}


def check_body(request: Json) -> Json:
    try:
        REGISTRY.decode(request["kind"], given(request))
    except CspoError:
        return {"refusal": "BODY_INVALID"}
    return {"refusal": None}


def hash_entry(request: Json) -> Json:
    hashed = entry_hash(feed_of(request), request["prev"], request["seq"], request["id"])
    return {"hash": hashed}


def read_frame(request: Json) -> Json:
    frame_from_bytes(given(request))
    return {"refusal": None}


def receive_frames(request: Json) -> Json:
    context = Context(
        subject=subject_of(request["subject"]), directories=trusted(request), registry=REGISTRY
    )
    feed, t = feed_of(request), Epoch.from_utc("2026-07-10T12:00:00Z")
    outcomes = []
    with tempfile.TemporaryDirectory() as folder, SqliteStore(Path(folder) / "store") as store:
        for frame in request["frames"]:
            with store.write() as unit:
                verdict = receive(unit, given(frame), feed, context, t=t, final=frame["final"])
            outcomes.append([str(verdict.outcome), str(verdict.code)])
        with store.read() as unit:
            head = unit.in_head(feed)
    return {"outcomes": outcomes, "head": {"seq": head.seq, "hash": head.hash}}


def make_leaf(request: Json) -> Json:
    head = Head(request["seq"], request["hash"])
    return {"leaf": leaf(feed_of(request), head, request["salt"], request["n"])}


def check_checkpoint(request: Json) -> Json:
    _, signed = verify_checkpoint(given(request), trusted(request))
    return {"refusal": None, "hash": checkpoint_hash(signed.payload)}


def open_leaf(request: Json) -> Json:
    payload = base64.b64decode(json.loads(given(request, "checkpoint"))["payload"])
    found, opening = json.loads(payload), opening_from_bytes(given(request, "opening"))
    return {"opens": opening.n == found["n"] and leaf_of(request, opening) in found["leaves"]}


def leaf_of(request: Json, opening: HeadOpening) -> str:
    return leaf(feed_of(request), opening.head, opening.salt, opening.n)


def check_receipt(request: Json) -> Json:
    verify_receipt(given(request), trusted(request))
    return {"refusal": None}


def check_fork_proof(request: Json) -> Json:
    proof = verify_fork_proof(given(request), trusted(request))
    return {"refusal": None, "doubts": [str(doubt) for doubt in proof.doubts]}


def check_bundle(request: Json) -> Json:
    data, reader = given(request), Subject(request["recipient"], "U")
    context = Context(subject=reader, directories=trusted(request), registry=REGISTRY)
    open_bundle(lambda: io.BytesIO(data), context)
    return {"refusal": None}


VERBS: dict[str, Callable[[Json], Json]] = {
    "read-json": read_json, "keyid": keyid, "check-key": check_key, "encode": encode, "sign": sign,
    "record-id": name_record, "verify-record": verify_record,
    "accept-directories": accept_directories, "commit": commit_to, "check-opening": check_opening,
    "decide": decide_upon, "join": join_labels, "dominates": dominates_label, "widen": widen,
    "portion-mark": write_mark, "read-mark": read_mark, "check-body": check_body,
    "entry-hash": hash_entry, "read-frame": read_frame, "receive": receive_frames,
    "leaf": make_leaf, "verify-checkpoint": check_checkpoint, "open-leaf": open_leaf,
    "verify-receipt": check_receipt, "verify-fork-proof": check_fork_proof,
    "verify-bundle": check_bundle, "watch": watch,
}  # fmt: skip


def answer(request: Json) -> Json:
    """The answer to one request."""
    verb = VERBS.get(request.get("verb", ""))
    if verb is None:
        return {"unsupported": True}
    try:
        return verb(request)
    except CspoError as error:
        code = getattr(error, "code", None) or refusal_of(error)
        return {"refusal": str(code), "line": getattr(error, "line", None)}


def main() -> None:
    """Answer until there is nothing more."""
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
