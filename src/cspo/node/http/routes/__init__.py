"""The node's own routes: a file a family, each with its `handlers`."""

from __future__ import annotations

from typing import Any, Final

from cspo.node.http import spacetrack, udl
from cspo.node.http.routes import (
    alarms,
    catalog,
    coalition,
    conjunctions,
    contacts,
    coordination,
    decisions,
    document,
    entrance,
    ephemerides,
    health,
    lineage,
    notices,
    objects,
    outbox,
    parties,
    proofs,
    records,
    reviews,
    session,
    sky,
    status,
    stream,
    tokens,
    tracks,
    trajectories,
    uploads,
    warnings,
    watch,
)

__all__ = ["HANDLERS"]

HANDLERS: Final[tuple[Any, ...]] = (
    *health.handlers,
    *entrance.handlers,
    *status.handlers,
    *records.handlers,
    *proofs.handlers,
    *lineage.handlers,
    *stream.handlers,
    *objects.handlers,
    *catalog.handlers,
    *sky.handlers,
    *tracks.handlers,
    *ephemerides.handlers,
    *uploads.handlers,
    *trajectories.handlers,
    *conjunctions.handlers,
    *warnings.handlers,
    *parties.handlers,
    *coordination.handlers,
    *contacts.handlers,
    *outbox.handlers,
    *watch.handlers,
    *notices.handlers,
    *alarms.handlers,
    *coalition.handlers,
    *decisions.handlers,
    *reviews.handlers,
    *document.handlers,
    *session.handlers,
    *tokens.handlers,
    *udl.HANDLERS,
    *spacetrack.HANDLERS,
)
"""Of every family. Put yours here."""
