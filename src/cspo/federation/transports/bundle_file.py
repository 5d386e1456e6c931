"""A bundle as a file: verified whole, then read again as it is asked for.

A file is read twice. The first reading holds every line against the manifest,
and the manifest against its origin's keys, and keeps nothing; the second hands
on, and holds each block against the manifest once more, so that a stick that
is swapped between the two gives nothing that was not signed.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Final

from cspo.errors import CspoError
from cspo.federation.context import Context
from cspo.federation.statement import Signed
from cspo.federation.transports.bundle_inspection import Inspector
from cspo.federation.transports.bundle_lines import (
    Bundle,
    Opener,
    Readable,
    Stream,
    is_opening,
)
from cspo.federation.transports.manifest import (
    BundleFault,
    Manifest,
    read_manifest,
    refuse_bundle,
    verify_manifest,
)
from cspo.records.envelope import MAX_ENVELOPE_BYTES
from cspo.records.verdicts import Refusal, RefusedRecord, refusal_of

__all__ = ["Bundle", "Opener", "Readable", "is_opening", "open_bundle", "peek_manifest"]

_FOR_GOOD: Final = frozenset({Refusal.BAD_SIGNATURE, Refusal.ORIGIN_MISMATCH})
"""Verdicts on a manifest that no newer directory changes."""


def open_bundle(opener: Opener, context: Context) -> Bundle:
    """Verify a bundle whole: signature, every byte, the chain of its entries.

    What its records say is not examined here: a bad record under a good chain
    is the origin's, and is quarantined when the bundle is taken in.

    Raises
    ------
    RefusedBundle
        With the reason, and the line where it is known.
    DirectoryFork
        Where its papers prove that the origin's root contradicts itself.
    """
    with opener() as file:
        stream = Stream(file)
        first = stream.line(MAX_ENVELOPE_BYTES + 1)
        manifest, signed = _manifest(first)
        if context.subject_of(manifest.recipient) is None:
            refuse_bundle(Refusal.WRONG_RECIPIENT, "a bundle for us", line=1)
        bundle = Bundle(manifest, first.removesuffix(b"\n"), opener, context.directories)
        _hold(bundle, signed, _FOR_GOOD)
        inspector = Inspector(bundle)
        verified = False
        for block in manifest.blocks:
            for line in inspector.block(stream, block):
                if not verified and not inspector.is_directory(line):
                    _hold(bundle, signed)
                    verified = True
                inspector.line(line)
        _hold(bundle, signed)
        inspector.end(stream)
    return bundle


def peek_manifest(opener: Opener) -> Manifest:
    """What a bundle says of itself; nothing is verified.

    Raises
    ------
    RefusedBundle
        Where it says nothing that can be understood.
    """
    with opener() as file:
        return _manifest(Stream(file).line(MAX_ENVELOPE_BYTES + 1))[0]


def _manifest(line: bytes) -> tuple[Manifest, Signed]:
    try:
        return read_manifest(line.removesuffix(b"\n"))
    except CspoError as error:
        code = refusal_of(error)
        strange = code in {Refusal.MALFORMED, Refusal.OVERSIZE, Refusal.UNKNOWN_PAYLOAD_TYPE}
        refuse_bundle(
            BundleFault.NOT_A_BUNDLE if strange else code, error.expected or "a manifest",
            line=1, subject=error.subject, got=error.got,
        )  # fmt: skip


def _hold(bundle: Bundle, signed: Signed, codes: Container[Refusal] = frozenset(Refusal)) -> None:
    """Hold the manifest against the keys that are known so far; only these verdicts count."""
    try:
        verify_manifest(bundle.manifest, signed, bundle.directories)
    except RefusedRecord as error:
        if error.code in codes:
            refuse_bundle(
                error.code, error.expected, line=1, subject=error.subject or "manifest",
                got=error.got,
            )  # fmt: skip
