"""What a record says: who, what kind, when, about what, under which mark, and the body."""

from __future__ import annotations

import itertools
import re
from typing import Any, Final, NoReturn

import msgspec

from cspo.errors import CspoError, UsageError
from cspo.markings import Label, Mode, is_party
from cspo.records.identity import is_record_id
from cspo.records.strict_json import MAX_PAYLOAD_BYTES, load_strict
from cspo.records.verdicts import Refusal, RefusedRecord
from cspo.time import Epoch

__all__ = [
    "ALGORITHM", "MAX_INPUTS", "NEWER_MINOR", "VERSION", "Payload", "Provenance", "decode_payload",
    "encode_payload", "utc_of_record",
]  # fmt: skip

VERSION: Final = "1.0"
ALGORITHM: Final = "Ed25519"
MAX_INPUTS: Final = 4_096
"""Commitments in one record's lineage."""
NEWER_MINOR: Final = "newer-minor"
"""The note on a record that may hold fields which this version does not know."""

_LARGEST_VERSION: Final = 2**53
_VERSION: Final = re.compile(r"(0|[1-9]\d{0,3})\.(0|[1-9]\d{0,3})", re.ASCII)
_KIND: Final = re.compile(r"[a-z][a-z-]{0,39}", re.ASCII)
_OBJECT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9/._-]{0,63}:[!-~]{1,256}", re.ASCII)
_UTC: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)


class Provenance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a record was made from.

    Parameters
    ----------
    sensor : str
        The sensor or source, ``""`` where it is not told.
    software : str
        Name and version of what made it.
    inputs : tuple of str
        Commitments to the records that it rests on (`cspo.records.lineage`),
        sorted; never their ids.
    """

    sensor: str = ""
    software: str = ""
    inputs: tuple[str, ...] = ()


class Payload(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A record before it is signed. The order of the fields is that of the bytes.

    Parameters
    ----------
    v : str
        Version of the format, ``MAJOR.MINOR``.
    alg : str
        ``"Ed25519"``; inside, so that it is signed.
    origin : str
        The party that says so.
    kind : str
        What kind of record it is; decides what the body looks like.
    mode : Mode
        The world that it speaks of.
    object : str
        ``scheme:value``, what it is about: ``"norad:25544"``, ``"event:..."``; or ``""``.
    version : int
        From 1, counting the origin's records about the same thing.
    supersedes : str
        Id of the record in whose place this one comes, or ``""``.
    t_valid, t_created : str
        UTC with six decimals and a Z: when it holds, and when it was made.
    label : Label
        How it is protected and who may have it.
    provenance : Provenance
        What it was made from.
    body : msgspec.Raw
        The kind's own JSON object; bytes to this package.
    """

    v: str = VERSION
    alg: str = ALGORITHM
    origin: str
    kind: str
    mode: Mode
    object: str = ""
    version: int = 1
    supersedes: str = ""
    t_valid: str
    t_created: str
    label: Label
    provenance: Provenance = Provenance()
    body: msgspec.Raw


class _NewerProvenance(Provenance, frozen=True, kw_only=True, forbid_unknown_fields=False):
    """Of a newer minor version: what is not known is passed over."""


class _NewerPayload(Payload, frozen=True, kw_only=True, forbid_unknown_fields=False):
    """Of a newer minor version. The label is as strict as ever: it may forbid something."""

    provenance: _NewerProvenance = _NewerProvenance()


_FIELDS: Final = frozenset(Payload.__struct_fields__)
_LABEL_FIELDS: Final = frozenset(Label.__struct_fields__)
_PROVENANCE_FIELDS: Final = frozenset(Provenance.__struct_fields__)
_DECODER: Final = msgspec.json.Decoder(Payload)
_NEWER_DECODER: Final = msgspec.json.Decoder(_NewerPayload)
_ENCODER: Final = msgspec.json.Encoder()
_OUR_MAJOR, _OUR_MINOR = (int(part) for part in VERSION.split("."))


def utc_of_record(epoch: Epoch) -> str:
    """An instant as records write it: UTC, six decimals, a Z.

    Examples
    --------
    >>> utc_of_record(Epoch.from_utc("2026-07-10T12:00:00Z"))
    '2026-07-10T12:00:00.000000Z'
    """
    return epoch.utc_iso(6)


def encode_payload(payload: Payload) -> bytes:
    """The bytes to sign: compact JSON in the order of the fields.

    Raises
    ------
    UsageError
        Where `decode_payload` would refuse the bytes: what we would not take, we do not send.
    """
    try:
        data = _ENCODER.encode(payload)
        decode_payload(data)
    except (CspoError, msgspec.MsgspecError, TypeError, UnicodeEncodeError) as error:
        raise UsageError("encode record", payload.kind, got=str(error)) from error
    return data


def decode_payload(data: bytes) -> tuple[Payload, tuple[str, ...]]:
    """Read a payload whose signature holds.

    Parameters
    ----------
    data : bytes
        The exact bytes that were signed.

    Returns
    -------
    Payload
        With the body still as bytes. Unknown fields of a newer minor version
        are in *data* alone.
    tuple of str
        Notes: ``"newer-minor"`` or nothing.

    Raises
    ------
    RefusedRecord
        UNKNOWN_VERSION for another major version; UNKNOWN_ALGORITHM; UNKNOWN_FIELD
        unless a newer minor version brought it; UNKNOWN_MODE; UNKNOWN_LABEL
        where the label has a form that this version does not know; MALFORMED.
    MalformedMessage
        As `load_strict` does.
    """
    parsed = load_strict(data, max_bytes=MAX_PAYLOAD_BYTES)
    if not isinstance(parsed, dict):
        _refuse("payload", "an object")
    newer = _is_newer(parsed.get("v"))
    if parsed.get("alg") != ALGORITHM:
        _refuse("alg", ALGORITHM, Refusal.UNKNOWN_ALGORITHM)
    _check_fields(parsed, newer=newer)
    try:
        payload = (_NEWER_DECODER if newer else _DECODER).decode(data)
    except msgspec.MsgspecError as error:
        _refuse(*_place(str(error)))
    except CspoError:  # of the label: not sorted, not unique, no date
        _refuse("label", "a label in its one spelling", Refusal.UNKNOWN_LABEL)
    if newer:
        payload = _as_ours(payload)
    _check_values(payload, parsed["body"])
    return payload, (NEWER_MINOR,) if newer else ()


def _refuse(field: str, expected: str, code: Refusal = Refusal.MALFORMED) -> NoReturn:
    raise RefusedRecord("read record", field, expected=expected, code=code) from None


def _is_newer(version: Any) -> bool:
    """Whether a version has fields that ours may not know."""
    found = _VERSION.fullmatch(version) if isinstance(version, str) else None
    if found is None or int(found[1]) != _OUR_MAJOR:
        _refuse("v", f"version {_OUR_MAJOR}", Refusal.UNKNOWN_VERSION)
    return int(found[2]) > _OUR_MINOR


def _check_fields(parsed: dict[str, Any], *, newer: bool) -> None:
    """All are written out, so that no reader has to know a default."""
    if not newer and not parsed.keys() <= _FIELDS:
        _refuse("payload", "no field beyond those of this version", Refusal.UNKNOWN_FIELD)
    if not parsed.keys() >= _FIELDS:
        _refuse("payload", "every field of this version")
    label, provenance = parsed["label"], parsed["provenance"]
    if not isinstance(label, dict) or label.keys() != _LABEL_FIELDS:
        _refuse("label", "the fields of a label, nothing else", Refusal.UNKNOWN_LABEL)
    if not isinstance(provenance, dict) or not provenance.keys() >= _PROVENANCE_FIELDS:
        _refuse("provenance", "sensor, software and inputs")
    if not newer and len(provenance) > len(_PROVENANCE_FIELDS):
        _refuse("provenance", "no field beyond those of this version", Refusal.UNKNOWN_FIELD)


def _place(fault: str) -> tuple[str, str, Refusal]:
    """Where msgspec's message points, without the value that it may quote."""
    if "`$.label" in fault:
        return "label", "a label of a known form", Refusal.UNKNOWN_LABEL
    if "`$.mode" in fault:
        return "mode", "REAL, EXERCISE, SIMULATED or TEST", Refusal.UNKNOWN_MODE
    return "payload", "fields of their types", Refusal.MALFORMED


def _as_ours(newer: Payload) -> Payload:
    told = newer.provenance
    provenance = Provenance(sensor=told.sensor, software=told.software, inputs=told.inputs)
    values = {name: getattr(newer, name) for name in Payload.__struct_fields__}
    return Payload(**{**values, "provenance": provenance})


def _check_values(payload: Payload, body: Any) -> None:
    """Forms that a type alone does not tell."""
    if not is_party(payload.origin):
        _refuse("origin", "a party")
    if not _KIND.fullmatch(payload.kind):
        _refuse("kind", "small letters and hyphens")
    if payload.object and not _OBJECT.fullmatch(payload.object):
        _refuse("object", "scheme:value, or nothing")
    if not 1 <= payload.version <= _LARGEST_VERSION:
        _refuse("version", "a number from 1")
    if payload.supersedes and not is_record_id(payload.supersedes):
        _refuse("supersedes", "a record's id, or nothing")
    for name in ("t_valid", "t_created"):
        _check_utc(name, getattr(payload, name))
    inputs = payload.provenance.inputs
    if len(inputs) > MAX_INPUTS or not all(map(is_record_id, inputs)):
        _refuse("inputs", f"at most {MAX_INPUTS} commitments")
    if any(a >= b for a, b in itertools.pairwise(inputs)):
        _refuse("inputs", "sorted commitments, each once")
    if not isinstance(body, dict):
        _refuse("body", "an object")


def _check_utc(name: str, text: str) -> None:
    try:
        if _UTC.fullmatch(text):
            Epoch.from_utc(text)
            return
    except CspoError:
        pass
    _refuse(name, "YYYY-MM-DDThh:mm:ss.ssssssZ")
