"""Records a second and core: sign, verify, seal, open, decide, and the JSON beneath, in one run.

Records of about 1.6 KB of payload, with two commitments of lineage, and a batch of
1,000 rows in columns. Peers: `cryptography` alone on the same bytes, for what
the envelope and the checks cost on top of the signature; `json.loads` and
`msgspec.json.decode` for what strictness costs on top of reading. CPU seconds of
the process; the median of the rounds.

    python -m bench.records [--rounds N] [--json]
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))
from nations import KINDS, directories, key_of, payload_of

from cspo.markings import CSPO_RULEBOOK, Action, Mode, Subject, decide, make_label
from cspo.records import (
    Envelope,
    Provenance,
    commit,
    load_strict,
    new_salts,
    open_record,
    pae,
    seal,
)
from cspo.records.envelope import RECORD_TYPE

NUMBERS = [6_878.137 + 0.1234567 * n for n in range(40)]


def cpu_s(call: Callable[[], object], count: int, rounds: int) -> float:
    """Median CPU seconds of one call, after an untimed one."""
    call()
    spent = []
    for _ in range(rounds):
        start = time.process_time()
        for _ in range(count):
            call()
        spent.append((time.process_time() - start) / count)
    return statistics.median(spent)


def measure(rounds: int) -> dict[str, Any]:
    """Microseconds of each step, and the sizes it was done on."""
    ids = [f"{n:064x}" for n in range(2)]
    lineage = Provenance(software="cspo bench", inputs=commit(ids, new_salts(len(ids))))
    body = {"text": "x" * 250, "r_km": NUMBERS}
    payload = payload_of("AUS", ("AUS", "FRA", "USA"), provenance=lineage, body=body)
    batch = payload_of(
        body={f"column_{c}": [c + 0.1234567 * n for n in range(1_000)] for c in range(12)}
    )
    key = key_of("AUS", Mode.REAL)
    record, batched = seal(payload, key), seal(batch, key)
    read = Envelope.from_bytes(record.envelope)
    known = {"directories": directories(), "rulebook": CSPO_RULEBOOK, "kinds": KINDS}
    verify_key = directories().verify_key(key.keyid)
    assert verify_key is not None
    sig, message = read.signatures[0].sig, pae(RECORD_TYPE, read.payload)
    bare = Ed25519PrivateKey.from_private_bytes(key.seed())
    public = bare.public_key()
    label = make_label("S", ["AUS", "FRA", "USA"], orcon=True, originators=["AUS"])
    node = Subject("FRA", "S", frozenset({"PROPIN"}), frozenset({Mode.REAL}))
    steps: dict[str, tuple[int, Callable[[], object]]] = {
        "sign": (2_000, lambda: key.sign(RECORD_TYPE, read.payload)),
        "verify": (1_000, lambda: verify_key.holds(RECORD_TYPE, read.payload, sig)),
        "seal": (1_000, lambda: seal(payload, key)),
        "open_record": (1_000, lambda: open_record(record.envelope, **known)),
        "open_record, batch of 1,000": (20, lambda: open_record(batched.envelope, **known)),
        "Envelope.from_bytes": (2_000, lambda: Envelope.from_bytes(record.envelope)),
        "load_strict": (2_000, lambda: load_strict(read.payload)),
        "decide": (20_000, lambda: decide(label, Mode.REAL, node, Action.ENQUEUE)),
        "cryptography sign": (2_000, lambda: bare.sign(message)),
        "cryptography verify": (1_000, lambda: public.verify(sig, message)),
        "json.loads": (2_000, lambda: json.loads(read.payload)),
        "msgspec.json.decode": (5_000, lambda: msgspec.json.decode(read.payload)),
    }
    found = {
        name: {"us": 1e6 * cpu_s(call, count, rounds)} for name, (count, call) in steps.items()
    }
    sizes = {
        "payload_bytes": len(read.payload),
        "envelope_bytes": len(record.envelope),
        "batch_envelope_bytes": len(batched.envelope),
    }
    return {"sizes": sizes, "steps": found}


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.records", description=__doc__)
    parser.add_argument("--data", help="taken for the sake of the other benchmarks; not needed")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    report = measure(given.rounds)
    if given.json:
        print(json.dumps(report))
        return
    print(", ".join(f"{name} {size:,}" for name, size in report["sizes"].items()))
    print(f"{'step':<30}{'us CPU':>10}{'a second':>12}")
    for name, row in report["steps"].items():
        print(f"{name:<30}{row['us']:>10.1f}{1e6 / row['us']:>12,.0f}")


if __name__ == "__main__":
    main()
