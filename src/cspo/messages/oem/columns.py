"""Ephemeris lines and covariance rows to arrays, many at a time.

A whole table is first read at once, which is right for nearly every message;
only where that fails is it read line by line, to say which line is wrong.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cspo.messages.ccsds.report import Findings
from cspo.messages.ccsds.values import LARGEST, epoch_fault, read_number
from cspo.messages.oem.table import STATE
from cspo.time.calendar_text import read_calendar
from cspo.time.days import J2000_DAY
from cspo.time.epoch import Epoch
from cspo.time.utc import parse_utc_array
from cspo.units import DAY_NS

__all__ = ["Row", "States", "epoch_ns", "mix_of_widths", "numbers_at_once", "read_rows",
           "read_states", "read_states_at_once", "symmetric"]  # fmt: skip

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_FARTHEST_DAY: Final = 106_000
"""Days from 2000 that nanoseconds in 64 bits can count."""
_FEW: Final = 32
_OF_NUMBERS: Final = b"0123456789+-.eE \t"
_WIDTHS: Final = (7, 10)
_IMPOSSIBLE_KM_S2: Final = 1.0
"""No body of the solar system pulls so hard: at the Sun's surface it is 0.274 km/s²."""


class Row(NamedTuple):
    """One ephemeris line: its epoch, its numbers as text, the line that it stands in."""

    epoch: str
    numbers: list[str]
    line: int | None


class States(NamedTuple):
    """Ephemeris lines in columns, n of each; *ns* orders the epochs as `epoch_ns` does."""

    epochs: list[str]
    ns: Integers
    numbers: Floats
    lines: list[int | None]


def epoch_ns(epochs: list[str], time_system: str) -> tuple[Integers, NDArray[np.bool_]]:
    """Nanoseconds that order these epochs, and which of them are epochs.

    TAI where the system is UTC (so that leap seconds count), else the calendar
    count of the system itself.
    """
    if len(epochs) <= _FEW:
        each = [_one_epoch_ns(text, time_system) for text in epochs]
        return np.array([ns or 0 for ns in each], np.int64), np.array(
            [ns is not None for ns in each], np.bool_
        )
    if time_system == "UTC":
        tai_ns, ok = parse_utc_array(epochs)
        form = ("T" in text and "+" not in text for text in epochs)
        return tai_ns, ok & np.fromiter(form, np.bool_, len(epochs))
    day, ns_of_day, ok = read_calendar(epochs)
    day = day - J2000_DAY
    ok &= np.abs(day) < _FARTHEST_DAY
    return np.where(ok, day, 0) * DAY_NS + ns_of_day, ok


def _one_epoch_ns(text: str, time_system: str) -> int | None:
    """What `epoch_ns` gives for one epoch, None where it is none: quicker for a few."""
    if epoch_fault(text):
        return None
    epoch = Epoch.from_utc(text)
    day, ns_of_day = epoch.utc_day()
    if abs(day - J2000_DAY) >= _FARTHEST_DAY:
        return None
    return epoch.tai_ns if time_system == "UTC" else (day - J2000_DAY) * DAY_NS + ns_of_day


def read_states(
    lines: list[str], numbers: list[int], time_system: str, log: Findings
) -> States:  # fmt: skip
    """The ephemeris lines of a KVN segment; wrong ones are left out with a fault."""
    tokens = " ".join(lines).split()
    width, left = divmod(len(tokens), max(len(lines), 1))
    if width in _WIDTHS and not left:
        epochs = tokens[::width]
        if epochs == [line.split(None, 1)[0] for line in lines]:
            del tokens[::width]
            found = read_states_at_once(epochs, tokens, list(numbers), time_system)
            if found is not None:
                return found
    rows = [
        Row(words[0], words[1:], number)
        for words, number in zip((line.split() for line in lines), numbers, strict=True)
    ]
    return read_rows(rows, time_system, log)


def read_states_at_once(
    epochs: list[str], numbers: list[str], lines: list[int | None], time_system: str
) -> States | None:
    """Ephemeris lines from their epochs and all their numbers, None where any is wrong."""
    if "" in numbers:
        return None
    values = numbers_at_once(numbers)
    if values is None:
        return None
    ns, ok = epoch_ns(epochs, time_system)
    if not ok.all():
        return None
    return States(epochs, ns, _nine(values.reshape(len(epochs), -1)), lines)


def read_rows(rows: list[Row], time_system: str, log: Findings) -> States:
    """Ephemeris lines one by one; wrong ones are left out with a fault."""
    ns, good_epoch = epoch_ns([row.epoch for row in rows], time_system)
    kept = [i for i, row in enumerate(rows) if _row_is_good(row, bool(good_epoch[i]), log)]
    values = np.full((len(kept), len(STATE)), np.nan)
    for place, i in enumerate(kept):
        values[place, : len(rows[i].numbers)] = [float(text) for text in rows[i].numbers]
    return States([rows[i].epoch for i in kept], ns[kept], values, [rows[i].line for i in kept])


def mix_of_widths(states: States, log: Findings) -> None:
    """Fault or remark where only some lines carry accelerations.

    The book does not forbid it and real messages do it. Numbers that are no
    acceleration of this world are another matter: a line with too many columns.
    """
    given = ~np.isnan(states.numbers[:, 6])
    if given.all() or not given.any():
        return
    wild = given & (np.abs(np.nan_to_num(states.numbers[:, 6:])) >= _IMPOSSIBLE_KM_S2).any(axis=1)
    for i in np.flatnonzero(wild).tolist():
        log.fault(
            states.lines[i], "X_DDOT", "nine numbers where other lines have six",
            expected=f"six numbers, or accelerations under {_IMPOSSIBLE_KM_S2:g} km/s**2",
            got=" ".join(f"{value:g}" for value in states.numbers[i, 6:]),
        )  # fmt: skip
    if not wild.any():
        first = int(np.argmax(~given) if given[0] else np.argmax(given))
        log.remark(
            states.lines[first], "X_DDOT", "accelerations on some lines only",
            expected="on every line or on none", got=f"{int(given.sum())} of {len(given)}",
        )  # fmt: skip


def numbers_at_once(tokens: list[str]) -> Floats | None:
    """All of *tokens* as finite numbers, or None where one of them is none."""
    try:
        if " ".join(tokens).encode("ascii").translate(None, _OF_NUMBERS):
            return None
        values = np.array(list(map(float, tokens)))
    except (UnicodeEncodeError, ValueError):
        return None
    return values if (np.abs(values) <= LARGEST).all() else None


def symmetric(lower: Floats) -> Floats:
    """Matrices (m, 6, 6) from lower triangles (m, 21), row by row."""
    matrix = np.zeros((len(lower), 6, 6))
    rows, columns = np.tril_indices(6)
    matrix[:, rows, columns] = lower
    matrix[:, columns, rows] = lower
    return matrix


def _nine(values: Floats) -> Floats:
    if values.shape[1] == len(STATE):
        return values
    return np.hstack((values, np.full((len(values), 3), np.nan)))


def _row_is_good(row: Row, epoch_is_good: bool, log: Findings) -> bool:  # noqa: FBT001 - private
    whole = " ".join((row.epoch, *row.numbers))
    if not epoch_is_good:
        log.fault(row.line, "EPOCH", "not an epoch of this time system",
                  expected="YYYY-MM-DDThh:mm:ss[.d] or YYYY-DDDThh:mm:ss[.d]",
                  got=row.epoch)  # fmt: skip
        return False
    if len(row.numbers) + 1 not in _WIDTHS:
        log.fault(row.line, "", "wrong number of columns", expected="an epoch and 6 or 9 numbers",
                  got=whole)  # fmt: skip
        return False
    for (name, _), text in zip(STATE, row.numbers, strict=False):
        if read_number(text) is None:
            log.fault(row.line, name, "not a number", expected="a number", got=text)
            return False
    return True
