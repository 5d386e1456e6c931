"""The only place where marked bodies are unwrapped, and where a product gets its mark.

Whoever wants to compute something from records hands them over with a function
of their bodies. The function sees no label and returns no label: the product's
is the join of its inputs', so that it can't be lost, forgotten or chosen. The
one way to a wider mark is a `Widening`, which names who agreed to it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from msgspec import structs

from cspo.errors import UsageError, WrongSide
from cspo.markings.label import Label
from cspo.markings.lattice import dominates, join
from cspo.markings.mode import Mode
from cspo.markings.policy import CSPO_RULEBOOK, Rulebook
from cspo.markings.rules import decide_widening
from cspo.operations.store import OperationsUnit
from cspo.records.bodies.body import Body
from cspo.records.kinds import Registry
from cspo.records.lineage import Opening, SaltMaker, commit, new_salts, openings_for
from cspo.records.payload import (
    NEWER_MINOR,
    Payload,
    Provenance,
    encode_payload,
    utc_of_record,
)
from cspo.records.record import Record, read_record, seal
from cspo.records.signing import Signer
from cspo.time import Epoch

__all__ = ["SOFTWARE", "Product", "Widening", "body_of", "derive", "issue", "stored_record"]

SOFTWARE: Final = "cspo"


@dataclass(frozen=True, slots=True)
class Product:
    """A sealed record and what opens its lineage; the openings never leave as a whole."""

    record: Record
    openings: tuple[Opening, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Widening:
    """A mark that lets more through than the join, and who agreed to it.

    Parameters
    ----------
    mark : Label
        The mark that the product is to carry.
    persons : tuple of str
        Who agreed: two different ones, or one where *by_safety*.
    granted_by : collection of str
        Originators whose signed grant was verified.
    by_safety : bool
        It is what the safety profile sends.
    """

    mark: Label
    persons: tuple[str, ...]
    granted_by: Collection[str] = ()
    by_safety: bool = False


def body_of(record: Record, registry: Registry) -> Any:
    """The body of a record, read by its kind.

    Raises
    ------
    MalformedMessage
        Where the kind is unknown, or the body is not as the kind has it.
    """
    data = bytes(record.payload.body)
    if NEWER_MINOR in record.notes:
        return registry.decode_newer(record.payload.kind, data).body
    return registry.decode(record.payload.kind, data)


def stored_record(unit: OperationsUnit, record_id: str, action: str) -> Record:
    """A record that must be in the store.

    Parameters
    ----------
    action : str
        What it is wanted for, as an error says it.

    Raises
    ------
    UsageError
        Where it is not there.
    """
    envelope = unit.envelope(record_id)
    if envelope is None:
        raise UsageError(action, record_id, expected="a record in the store", got="none")
    return read_record(envelope)


def derive(
    inputs: Sequence[Record],
    function: Callable[[tuple[Any, ...]], msgspec.Struct],
    *,
    origin: str,
    mode: Mode,
    t_valid: Epoch,
    t: Epoch,
    signer: Signer,
    registry: Registry,
    about: str | None = None,
    version: int = 1,
    supersedes: str = "",
    sensor: str = "",
    software: str = SOFTWARE,
    at_least: Label | None = None,
    scenario_copies: Collection[str] = (),
    widening: Widening | None = None,
    rulebook: Rulebook = CSPO_RULEBOOK,
) -> Product:
    """Compute a product from records, and seal it under the join of their marks.

    Parameters
    ----------
    inputs : sequence of Record
        At least one, each once.
    function : callable
        From the bodies, in the order of *inputs*, to the body of the product.
    origin : str
        Our nation, whose key *signer* is.
    mode : Mode
        Of the product. Its inputs have the same; a product of an EXERCISE may
        also rest on the REAL records that its scenario names.
    t_valid, t : Epoch
        When the product holds, and now.
    about : str or None
        Identity of what it is about; None asks the body.
    at_least : Label or None
        A further mark to join, where a product is more sensitive than each of
        its inputs.
    scenario_copies : collection of str
        Ids of REAL records that the scenario names.
    widening : Widening or None
        The mark to carry instead of the join, where it was agreed.

    Raises
    ------
    UsageError
        Where there is no input, modes mix, an input is not released to *origin*,
        a mark is not understood, or a widening lacks a person or a grant.
    """
    _check_modes(inputs, mode, scenario_copies)
    mark = _joined(inputs, origin, at_least, rulebook)
    if widening is not None:
        mark = _widened(mark, widening, origin, rulebook)
    body = function(tuple(body_of(record, registry) for record in inputs))
    payload = _payload(
        body, mark, registry,
        origin=origin, mode=mode, version=version, supersedes=supersedes,
        object=_about(body) if about is None else about,
        t_valid=utc_of_record(t_valid), t_created=utc_of_record(t),
        provenance=Provenance(sensor=sensor, software=software),
    )  # fmt: skip
    ids = [record.id for record in inputs]
    salts = _salts(ids, payload, signer)
    provenance = structs.replace(payload.provenance, inputs=commit(ids, salts))
    record = seal(structs.replace(payload, provenance=provenance), signer)
    return Product(record, openings_for(ids, salts, ids))


def issue(
    body: Body,
    mark: Label,
    *,
    origin: str,
    mode: Mode,
    t_valid: Epoch,
    t: Epoch,
    signer: Signer,
    registry: Registry,
    about: str | None = None,
    version: int = 1,
    sensor: str = "",
    software: str = SOFTWARE,
) -> Record:
    """Seal what rests on no other record, as a measurement or a message of ours.

    Raises
    ------
    UsageError
        Where the body is of no kind, or the signer another nation's.
    """
    payload = _payload(
        body, mark, registry,
        origin=origin, mode=mode, object=body.about() if about is None else about, version=version,
        t_valid=utc_of_record(t_valid), t_created=utc_of_record(t),
        provenance=Provenance(sensor=sensor, software=software),
    )  # fmt: skip
    return seal(payload, signer)


def _about(body: msgspec.Struct) -> str:
    return body.about() if isinstance(body, Body) else ""


def _payload(body: msgspec.Struct, mark: Label, registry: Registry, **fields: Any) -> Payload:
    kind = registry.kind_of(body).name
    encoded = msgspec.Raw(registry.encode(body))
    return Payload(kind=kind, label=mark, body=encoded, **fields)


def _salts(ids: Sequence[str], payload: Payload, signer: Signer) -> tuple[bytes, ...]:
    """Random ones, but for a signer that makes them again as they were."""
    if isinstance(signer, SaltMaker):
        return signer.salts(len(ids), encode_payload(payload) + "\n".join(ids).encode())
    return new_salts(len(ids))


def _check_modes(inputs: Sequence[Record], mode: Mode, copies: Collection[str]) -> None:
    if not inputs:
        raise UsageError(
            "derive", expected="at least one record", got="none",
            hint="what rests on no record is issued",
        )  # fmt: skip
    for record in inputs:
        named = mode is Mode.EXERCISE and record.payload.mode is Mode.REAL and record.id in copies
        if record.payload.mode is not mode and not named:
            raise WrongSide(
                "derive", record.id, expected=f"a record of mode {mode}", got=record.payload.mode,
                hint="an exercise reads the REAL records that its scenario names",
            )  # fmt: skip


def _joined(
    inputs: Sequence[Record], origin: str, at_least: Label | None, rulebook: Rulebook
) -> Label:
    labels = [record.payload.label for record in inputs]
    for record, label in zip(inputs, labels, strict=True):
        if label.releasable_to and origin not in label.releasable_to:
            raise UsageError(
                "derive",
                record.id,
                expected=f"a record released to {origin}",
                got="another",
            )
    further = () if at_least is None else (at_least,)
    return join(*labels, *further, rulebook=rulebook)


def _widened(old: Label, widening: Widening, origin: str, rulebook: Rulebook) -> Label:
    """The mark of *widening*, if it was agreed as it must be."""
    mark = widening.mark
    if dominates(mark, old, rulebook):
        return mark
    change = decide_widening(
        old, mark, granted_by={*widening.granted_by, origin}, rulebook=rulebook
    )
    if not change.permitted:
        raise UsageError("widen a mark", expected="the grant of each originator", got=change.reason)
    least = 1 if widening.by_safety else 2
    if len(persons := set(widening.persons)) < least:
        raise UsageError(
            "widen a mark", expected=f"{least} different persons", got=str(len(persons))
        )
    return mark
