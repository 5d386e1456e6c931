"""Verify offline what nations signed: docs/reference/protocol in code, with nothing of cspo's.

    python validation/independent_verifier.py --anchors anchors.toml AUS.keys record.json proof.json

A line of a file is one signed thing; key directories come first, in whichever file they stand, and
entries of one feed must follow on each other. Exit code 1 where something does not hold: the
verdict is named where it is plain, without one the form is wrong. Bodies of records are not read.
"""

# ruff: noqa: BLE001, E401, E501, I001 - fewer than 100 lines of code
# fmt: off
import base64, hashlib, itertools, json, math, pathlib, re, sys, tomllib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

GRAMMAR = tomllib.loads((pathlib.Path(__file__).parents[1] / "docs/reference/protocol/grammar.toml").read_text("utf-8"))
P, Y8 = 2**255 - 19, 2707385501144840649318225287225658788936804267575313519463743609750303402022


def need(holds, verdict=""):
    if not holds:
        raise ValueError(verdict)


def pattern(form):  # in the grammar, <name> stands for the expression of that name
    return re.sub("(?<!P)<([a-z0-9-]+)>", lambda name: f"(?:{pattern(name[1])})", GRAMMAR[form])


def read(data, form, most=2**20, deepest=32):
    """JSON with one meaning: what would have two becomes NaN, which can't be written again."""
    need(len(data) <= most, "OVERSIZE")
    marks = re.sub(rb'"[^"\\]*(\\.[^"\\]*)*"', b"", data, flags=re.DOTALL)
    need(max(itertools.accumulate((m in b"[{") - (m in b"]}") for m in marks), default=0) <= deepest, "TOO_DEEP")
    value = json.loads(data.decode(), parse_int=lambda digits: int(digits) if abs(int(digits)) <= 2**53 else math.nan,
                       object_pairs_hook=lambda pairs: dict(pairs) if len(dict(pairs)) == len(pairs) else math.nan)
    # Fields that only a newer minor version has are left out.
    for part in (value, value.get("provenance", {})) if "<version>" in GRAMMAR[form] and value["v"] != "1.0" else ():
        for name in part.keys() - re.findall('"([a-z_]+)":', GRAMMAR[form]):
            del part[name]
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    need(text.encode() and re.fullmatch(pattern(form), text, re.ASCII))
    return value


def public_key(text):
    """A canonical point of the curve that is not of small order."""
    y = int.from_bytes(bytes.fromhex(text), "little") % 2**255
    square = (y * y - 1) * pow(1 - 121665 * pow(121666, -1, P) * y * y, -1, P)
    need(y < P and y not in {0, Y8, P - Y8} and pow(square, P // 2, P) == 1, "BAD_SIGNATURE")
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(text))


def opened(data, kind, keys):
    """What an envelope says, who signed it (every signature must hold), and the hash of what was signed."""
    envelope = read(data, "envelope" if kind == "record" else "signed-once", 3 * 2**19, 4)
    name, sigs = envelope["payloadType"], {each["keyid"]: each["sig"] for each in envelope["signatures"]}
    payload, *raw = map(base64.urlsafe_b64decode, (envelope["payload"], *sigs.values()))  # takes both alphabets
    need(name == f"application/vnd.cspo.{kind}+json", "UNKNOWN_PAYLOAD_TYPE")
    for each, sig in zip(envelope["signatures"], raw, strict=True):  # as many of both: no key has signed twice
        need(each["keyid"] in keys, "UNKNOWN_KEY" if kind == "record" else "")
        public_key(keys[each["keyid"]]["public"]).verify(sig, f"DSSEv1 {len(name)} {name} {len(payload)} ".encode() + payload)
    return read(payload, kind), sigs, hashlib.sha256(b"cspo-checkpoint-v1\0" * (kind == "checkpoint") + payload).hexdigest()


def accept(data, known):
    """A key directory: signed by its pinned root, and following on the last that was accepted."""
    said, (root,), name = opened(data, "key-directory", known["roots"])
    keys, chain = {root[:4] + key["thumbprint"]: key for key in said["keys"]}, known["chains"].setdefault(root[:3], {})
    need(said["nation"] == root[:3] and root not in keys and len(keys) == len(said["keys"]))
    for keyid, key in keys.items():
        need(public_key(key["public"]) and keyid[4:] == hashlib.sha256(bytes.fromhex(key["public"])).hexdigest()[:32])
        need(key["kinds"] == sorted({*key["kinds"]}) and key["not_before"].rstrip("0Z.") < key["not_after"].rstrip("0Z."))
        key["until"] = key["revoked"]["checkpoint"] if key.get("revoked") else math.inf
    for last, held in [*chain.items()][-1:] if name not in chain else ():
        need((said["prev"], said["version"]) == (last, held["version"] + 1))
        for old, new in ((old, keys.get(root[:4] + old["thumbprint"])) for old in held["keys"]):
            need(new and all(new[same] == old[same] for same in ("modes", "kinds", "not_before")), "DIRECTORY_UNDOES")
            need(new["until"] <= old["until"] and new["not_after"].rstrip("0Z.") <= old["not_after"].rstrip("0Z."))
    chain[name], known["keys"] = said, known["keys"] if name in chain else known["keys"] | keys


def verify(data, known, kind, kinds=None, checkpoint=math.inf, *, doubtful=False):
    """A record, checkpoint, receipt or manifest: what it says, and the hash of what was signed."""
    said, keyids, name = opened(data, kind, known["keys"])
    nation, t = said["recipient" if kind == "receipt" else "origin"][:3], said["t_created" if kind == "record" else "t"]
    need(nation in [keyid[:3] for keyid in keyids], "ORIGIN_MISMATCH")
    for keyid, key in ((keyid, known["keys"][keyid]) for keyid in keyids):
        need(said["mode"] in key["modes"], "KEY_NOT_FOR_MODE")
        need({said.get("kind", kind), "*"} & {*key["kinds"]}, "KEY_NOT_FOR_KIND")
        need(doubtful or key["not_before"][:-1] <= t[:-1] < key["not_after"][:-1], "KEY_NOT_VALID_THEN")
        need(doubtful or said.get("n", checkpoint if keyid[:3] == nation else math.inf) <= key["until"], "KEY_REVOKED")
    label = said.get("label", {"policy": "CSPO", "classification": "U", "releasable_to": []})
    need(kinds is None or said.get("kind", kind) in kinds, "UNKNOWN_KIND")
    need(label["classification"] in GRAMMAR["levels"].get(label["policy"], []), "UNKNOWN_LABEL")
    need(said["origin"] in label["releasable_to"] or not label["releasable_to"], "ORIGIN_NOT_IN_LABEL")
    need(all(each == sorted({*each}) for part in (said, label, said.get("provenance", {}))
             for name, each in part.items() if type(each) is list and name != "blocks"))
    lines = [*itertools.accumulate((block[0] for block in said.get("blocks", [])), initial=0)]
    need(max(said.get("refused", []), default=0) <= said.get("seq", 0) and (kind != "bundle" or (
        said["papers"] in lines and lines[-1] == said["papers"] + said["count"] and said["after_n"] <= said["to_n"]
        and sum(block[1] for block in said["blocks"]) == said["bytes"] and said["after_seq"] <= said["to_seq"]
        and (said["count"] == 0) == ((said["after_seq"], said["after_hash"]) == (said["to_seq"], said["to_hash"])))))
    return said, name


def verify_frame(line, known, kinds=None):
    """An entry of a feed, following on the one that was seen before, and its record."""
    entry = re.fullmatch(pattern("frame"), line.decode(), re.ASCII).groupdict()
    feed, seq = "\0".join(entry[part] for part in ("origin", "recipient", "mode")), int(entry["seq"])
    place = bytes.fromhex(entry["prev"]) + seq.to_bytes(8, "big") + bytes.fromhex(entry["id"])
    need(entry["hash"] == hashlib.sha256(f"cspo-feed-v1\0{feed}\0".encode() + place).hexdigest(), "BAD_CHAIN")
    said, name = verify(entry["envelope"].encode(), known, "record", kinds)
    need((name, said["origin"], said["mode"]) == (entry["id"], entry["origin"], entry["mode"]))
    last = known.get(feed)  # a restart may go back to an entry before it, which was seen or lies in a store
    need(last in (None, (entry["prev"], seq - 1), (entry["prev"], seq - 2**32)) or 0 <= seq - 2**32 < last[1])
    known[feed] = (entry["hash"], seq)


def verify_fork(proof, known):
    """Two checkpoints of one nation and mode that exclude each other."""
    parts = re.fullmatch(pattern("fork"), proof.decode(), re.ASCII)
    (one, first), (two, second) = (verify(parts[part].encode(), known, "checkpoint", doubtful=True) for part in (1, 2))
    need((one["origin"], one["mode"]) == (two["origin"], two["mode"]) and (one["n"], first) < (two["n"], second))
    apart = two["n"] - one["n"] in (1, 2**32) and two["prev"] != first
    need(one["n"] == two["n"] or one["prev"] == two["prev"] or apart)


if __name__ == "__main__":
    pinned = tomllib.loads(pathlib.Path(sys.argv[sys.argv.index("--anchors") + 1]).read_text("utf-8")).items()
    roots = {f"{name}#{hashlib.sha256(bytes.fromhex(key)).hexdigest()[:32]}": {"public": key} for name, key in pinned}
    known, faults, begin = {"roots": roots, "keys": {}, "chains": {}}, [], rb'(?:^{"v":"1.0","|cspo\.)([a-z-]+)'
    how = {b"proof": verify_fork, b"origin": verify_frame, b"key-directory": accept}
    things = [((re.search(begin, line) or [b"", b"unknown"])[1], file, line) for file in sys.argv[3:]
              for line in pathlib.Path(file).read_bytes().split(b"\n") if line and not line.startswith(b'{"n')]
    for kind, file, line in sorted(things, key=lambda thing: thing[0] != b"key-directory"):
        try:
            how[kind](line, known) if kind in how else verify(line, known, kind.decode())
        except Exception as fault:
            faults.append(f"{file}: {kind.decode()} NOT VALID {fault}")
    sys.exit("\n".join(faults) or print(f"valid: {len(things)}"))
