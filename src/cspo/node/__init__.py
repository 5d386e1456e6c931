"""One nation's node: what runs, keeps, schedules and serves.

So far its clock: the only place that asks the computer for the time of day.
Everything else is handed a `cspo.time.Clock`.
"""

from __future__ import annotations

from cspo.node.clock import SystemClock

__all__ = ["SystemClock"]
