"""One segment of an OEM while it is read, and the rules that it must keep.

Source: CCSDS 502.0-B-3, sections 5.2.3 to 5.2.5.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from cspo.messages.ccsds.report import Findings
from cspo.messages.oem.columns import States, epoch_ns, mix_of_widths, symmetric
from cspo.messages.oem.message import Covariances, Metadata, Segment
from cspo.messages.oem.section import Section
from cspo.messages.oem.table import RELATIVE_FRAMES, SINCE, known_frame

__all__ = ["CovarianceRows", "Draft"]

_LIMITS: Final = ("START_TIME", "USEABLE_START_TIME", "USEABLE_STOP_TIME", "STOP_TIME")
_SLACK_NS: Final = 1_000
"""Epochs rounded to a microsecond may pass the limits of their segment."""
_FASTEST_KM_S: Final = 100.0
"""About the Earth nothing is so fast: such a number is in metres a second."""


class CovarianceRows:
    """The covariances of a segment while they are read."""

    def __init__(self) -> None:
        self.comments: list[str] = []
        self.epochs: list[str] = []
        self.frames: list[str | None] = []
        self.lower: list[list[float]] = []
        self.lines: list[int | None] = []

    def add(self, epoch: str, frame: str | None, lower: list[float], line: int | None) -> None:
        """One whole matrix; *line* is that of its epoch."""
        self.epochs.append(epoch)
        self.frames.append(frame)
        self.lower.append(lower)
        self.lines.append(line)


class Draft:
    """A segment while it is read."""

    def __init__(self, metadata: Section, line: int | None) -> None:
        self.metadata, self.line = metadata, line
        self.comments: list[str] = []
        self.states = States([], np.empty(0, np.int64), np.empty((0, 9)), [])
        self.covariances = CovarianceRows()
        self._limits_ns: dict[str, int] = {}

    @property
    def time_system(self) -> str:
        """The time system, UTC where the metadata lack a good one."""
        return self.metadata.text("TIME_SYSTEM") or "UTC"

    def check(self, version: str, log: Findings) -> None:
        """Note every rule that the segment breaks."""
        self._limits(log)
        self._frames(log)
        self._interpolation(log)
        self._states(version, log)
        if self.covariances.epochs:
            self._covariances(version, log)

    def segment(self) -> Segment | None:
        """The Struct, or None where it has no states."""
        numbers = self.states.numbers
        if not len(numbers):
            return None
        rows = self.covariances
        return Segment(
            metadata=self.metadata.struct(Metadata),
            comments=tuple(self.comments),
            epochs=tuple(self.states.epochs),
            r_km=np.ascontiguousarray(numbers[:, :3]),
            v_km_s=np.ascontiguousarray(numbers[:, 3:6]),
            a_km_s2=None if np.isnan(numbers[:, 6:]).all() else numbers[:, 6:].copy(),
            covariances=Covariances(
                comments=tuple(rows.comments), epochs=tuple(rows.epochs),
                frames=tuple(rows.frames), matrix_km2=symmetric(np.array(rows.lower)),
            ) if rows.epochs else None,
        )  # fmt: skip

    def _limits(self, log: Findings) -> None:
        lines, text = self.metadata.lines, self.metadata.text
        useable = [name for name in _LIMITS[1:3] if text(name)]
        if len(useable) == 1:
            other = _LIMITS[2] if useable[0] == _LIMITS[1] else _LIMITS[1]
            log.fault(lines.get(useable[0]), useable[0], "one useable time without the other",
                      expected=f"{other} too", got=text(useable[0]))  # fmt: skip
        given = [name for name in _LIMITS if text(name)]
        ns, ok = epoch_ns([text(name) for name in given], self.time_system)
        self._limits_ns = {name: int(ns[i]) for i, name in enumerate(given) if ok[i]}
        for i, name in enumerate(given):
            if not ok[i]:
                log.fault(lines.get(name), name, f"not an instant of {self.time_system}",
                          expected="an epoch of TIME_SYSTEM", got=text(name))  # fmt: skip
            elif i and ok[i - 1] and ns[i] < ns[i - 1]:
                log.fault(lines.get(name), name, "times out of order",
                          expected=f"no earlier than {given[i - 1]} ({text(given[i - 1])})",
                          got=text(name))  # fmt: skip

    def _interpolation(self, log: Findings) -> None:
        values = self.metadata.values
        if "INTERPOLATION" in values and "INTERPOLATION_DEGREE" not in values:
            log.fault(self.metadata.lines.get("INTERPOLATION"), "INTERPOLATION_DEGREE",
                      "interpolation without its degree",
                      expected="INTERPOLATION_DEGREE too")  # fmt: skip

    def _frames(self, log: Findings) -> None:
        frame = self.metadata.text("REF_FRAME")
        if frame and not known_frame(frame):
            log.remark(self.metadata.lines.get("REF_FRAME"), "REF_FRAME", "frame by agreement",
                       expected="a frame of the book or of SANA", got=frame)  # fmt: skip

    def _states(self, version: str, log: Findings) -> None:
        states = self.states
        if not states.epochs:
            log.fault(self.line, "", "segment without ephemeris",
                      expected="at least one ephemeris line")  # fmt: skip
            return
        mix_of_widths(states, log)
        if version < SINCE["X_DDOT"] and not np.isnan(states.numbers[:, 6]).all():
            first = int(np.argmin(np.isnan(states.numbers[:, 6])))
            log.fault(states.lines[first], "X_DDOT", "accelerations in version 1.0",
                      expected="CCSDS_OEM_VERS = 2.0 or later", got=version)  # fmt: skip
        ns = states.ns
        step = np.diff(ns)
        for i in np.flatnonzero(step < 0).tolist():
            log.fault(states.lines[i + 1], "EPOCH", "epochs out of order",
                      expected=f"later than {states.epochs[i]}",
                      got=states.epochs[i + 1])  # fmt: skip
        for i in np.flatnonzero(step == 0).tolist():
            log.remark(states.lines[i + 1], "EPOCH", "epoch repeated",
                       expected=f"later than {states.epochs[i]}",
                       got=states.epochs[i + 1])  # fmt: skip
        for name, outside in (
            ("START_TIME", ns < self._limits_ns.get("START_TIME", ns.min()) - _SLACK_NS),
            ("STOP_TIME", ns > self._limits_ns.get("STOP_TIME", ns.max()) + _SLACK_NS),
        ):
            if outside.any():
                i = int(np.argmax(outside))
                log.fault(states.lines[i], "EPOCH", f"epoch outside {name}",
                          expected=f"{name} = {self.metadata.text(name)}",
                          got=states.epochs[i])  # fmt: skip
        self._plausible(log)

    def _plausible(self, log: Findings) -> None:
        speed = np.linalg.norm(self.states.numbers[:, 3:6], axis=1)
        if self.metadata.text("CENTER_NAME").upper() == "EARTH" and speed.max() > _FASTEST_KM_S:
            i = int(np.argmax(speed > _FASTEST_KM_S))
            log.remark(self.states.lines[i], "X_DOT", "speed beyond belief, in metres a second?",
                       expected=f"under {_FASTEST_KM_S:g} km/s", got=f"{speed[i]:g}")  # fmt: skip

    def _covariances(self, version: str, log: Findings) -> None:
        rows = self.covariances
        if version < SINCE["COVARIANCE_START"]:
            log.fault(rows.lines[0], "COVARIANCE_START", "covariance in version 1.0",
                      expected="CCSDS_OEM_VERS = 2.0 or later", got=version)  # fmt: skip
        _, ok = epoch_ns(rows.epochs, self.time_system)
        for i in np.flatnonzero(~ok).tolist():
            log.fault(rows.lines[i], "EPOCH", f"not an instant of {self.time_system}",
                      expected="an epoch of TIME_SYSTEM", got=rows.epochs[i])  # fmt: skip
        for i, frame in enumerate(rows.frames):
            if frame and frame.upper() not in RELATIVE_FRAMES and not known_frame(frame):
                log.remark(rows.lines[i], "COV_REF_FRAME", "frame by agreement",
                           expected="RSW, RTN, TNW or a frame of the book", got=frame)  # fmt: skip
