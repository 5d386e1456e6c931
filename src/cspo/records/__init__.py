"""Records: what a nation says, in bytes that carry their origin, mark and proof.

A record is a `Payload` in an `Envelope`: the exact bytes that its origin signed,
and the signatures. Its name is the hash of those bytes (`record_id`), so whoever
names a record names its content. `seal` makes one, `open_record` takes one from
bytes that anybody may have sent: it verifies first and reads afterwards, never
writes anew what it verifies, and refuses with one code (`Refusal`) whatever
does not fit. Nothing else than `RefusedRecord` comes out of it.

Keys are a nation's own: its offline root signs a numbered `KeyDirectory`, partners
hold the accepted ones in `Directories`, and a key signs one mode only, so that
no edit makes an exercise's record a real one. `cspo.records.signing` is the one
room that touches cryptography. A record names what it rests on by commitments
that only those can open who may see the inputs (`commit`, `Opening`).

A body is bytes here. Kinds and what their bodies hold: `cspo.records.kinds` and
`cspo.records.bodies`.
"""

from __future__ import annotations

from cspo.records.directory import (
    Anchors,
    Directories,
    DirectoryFork,
    KeyDirectory,
    KeyEntry,
    Revocation,
    is_directory_fork,
    sign_directory,
)
from cspo.records.envelope import Envelope, Signature, pae
from cspo.records.identity import is_record_id, record_id
from cspo.records.lineage import Opening, commit, new_salts, opening_holds, openings_for
from cspo.records.payload import (
    Payload,
    Provenance,
    decode_payload,
    encode_payload,
    utc_of_record,
)
from cspo.records.record import Record, open_envelope, open_record, read_record, seal
from cspo.records.strict_json import load_strict
from cspo.records.verdicts import Refusal, RefusedRecord, refusal_of

__all__ = [
    "Anchors", "Directories", "DirectoryFork", "Envelope", "KeyDirectory", "KeyEntry", "Opening",
    "Payload", "Provenance", "Record", "Refusal", "RefusedRecord", "Revocation", "Signature",
    "commit", "decode_payload", "encode_payload", "is_directory_fork", "is_record_id",
    "load_strict", "new_salts", "open_envelope", "open_record", "opening_holds", "openings_for",
    "pae", "read_record", "record_id", "refusal_of", "seal", "sign_directory", "utc_of_record",
]  # fmt: skip
