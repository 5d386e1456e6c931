"""The adapter of ``validation/independent_verifier.py``, for what that covers.

    python conformance/run.py -- python conformance/independent_adapter.py

It names a verdict only where the verifier does; else it says that something is refused.
"""

from __future__ import annotations

import base64
import importlib.util
import json
import re
import sys
from collections.abc import Callable
from hashlib import sha256
from math import inf
from pathlib import Path
from typing import Any

Json = dict[str, Any]

FILE = Path(__file__).resolve().parents[1] / "validation" / "independent_verifier.py"
SPEC = importlib.util.spec_from_file_location("independent_verifier", FILE)
if SPEC is None or SPEC.loader is None:
    sys.exit(f"no {FILE}")
VERIFIER = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(VERIFIER)


def given(request: Json) -> bytes:
    """The bytes of a request."""
    return base64.b64decode(request["bytes"])


def known(request: Json) -> Json:
    """Whom the request believes, as the verifier keeps it."""
    roots = {}
    for nation, public in request["anchors"].items():
        thumbprint = sha256(bytes.fromhex(public)).hexdigest()[:32]
        roots[f"{nation}#{thumbprint}"] = {"public": public}
    found: Json = {"roots": roots, "keys": {}, "chains": {}}
    for each in request["directories"]:
        VERIFIER.accept(base64.b64decode(each), found)
    return found


def read_json(request: Json) -> Json:
    """JSON of whatever form."""
    VERIFIER.read(given(request), "any")
    return {"refusal": None}


def sound(request: Json) -> Json:
    """Whether a public key is one."""
    try:
        VERIFIER.public_key(request["public"])
    except ValueError:
        return {"sound": False}
    return {"sound": True}


def record(request: Json) -> Json:
    """A record; the verifier keeps no notes."""
    covered = request["checkpoint"] or inf
    said, name = VERIFIER.verify(
        given(request), known(request), "record", request["kinds"], covered
    )
    return {"refusal": None, "id": name, "notes": [] if said["v"] == "1.0" else ["newer-minor"]}


def directories(request: Json) -> Json:
    """Directories in turn; the verdict is the last's."""
    known(request)
    payload = json.loads(base64.b64decode(request["directories"][-1]))["payload"]
    return {"refusal": None, "id": sha256(base64.b64decode(payload)).hexdigest()}


def frame(request: Json) -> Json:
    """The form of a frame."""
    text = given(request).decode()
    VERIFIER.need(re.fullmatch(VERIFIER.pattern("frame"), text, re.ASCII))
    return {"refusal": None}


def checkpoint(request: Json) -> Json:
    """A checkpoint, and its hash."""
    _, name = VERIFIER.verify(given(request), known(request), "checkpoint")
    return {"refusal": None, "hash": name}


def receipt(request: Json) -> Json:
    """A receipt."""
    VERIFIER.verify(given(request), known(request), "receipt")
    return {"refusal": None}


def fork_proof(request: Json) -> Json:
    """A fork proof; the verifier does not tell of doubts."""
    VERIFIER.verify_fork(given(request), known(request))
    return {"refusal": None}


VERBS: dict[str, Callable[[Json], Json]] = {
    "read-json": read_json,
    "check-key": sound,
    "record-id": lambda request: {"id": sha256(given(request)).hexdigest()},
    "verify-record": record,
    "accept-directories": directories,
    "read-frame": frame,
    "verify-checkpoint": checkpoint,
    "verify-receipt": receipt,
    "verify-fork-proof": fork_proof,
}


def answer(request: Json) -> Json:
    """The answer to one request."""
    verb = VERBS.get(request.get("verb", ""))
    if verb is None:
        return {"unsupported": True}
    try:
        return verb(request)
    except Exception as fault:  # noqa: BLE001 - whatever it raises, it refuses
        named = type(fault) is ValueError and re.fullmatch("[A-Z_]+", str(fault))
        return {"refusal": str(fault) if named else True}


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
        sys.stdout.flush()
