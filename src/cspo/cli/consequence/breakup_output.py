"""What ``cspo consequence breakup`` gives: tables, a report, JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cspo.cli.console import note, print_table, say, write_out
from cspo.errors import UsageError

if TYPE_CHECKING:
    from cspo.operations.consequence.results import Band, BreakupResult

__all__ = ["check_output", "say_result", "write_result"]

_FORMS: Final = (".html", ".pdf", ".json")
_WARNED: Final = 15
_CROSSED: Final = [
    ("object", "left"), ("name", "left"), ("owner", "left"), ("crossed from (UTC)", "left"),
    ("most at (UTC)", "left"), ("probability", "right"), ("low", "right"), ("high", "right"),
    ("breaks up", "right"),
]  # fmt: skip
_WARN: Final = [
    ("whom", "left"), ("objects", "right"), ("first", "left"), ("crossed from (UTC)", "left"),
    ("probability", "right"), ("low", "right"), ("high", "right"),
]  # fmt: skip


def check_output(output: str, *, json: bool) -> None:
    """Refuse what can't be written before anything is reckoned.

    Raises
    ------
    UsageError
    """
    if output == "-" and json:
        raise UsageError("write", output, expected="either --json or -o -", got="both")
    if output and output != "-" and Path(output).suffix.lower() not in _FORMS:
        raise UsageError("write", output, expected=" ".join(_FORMS), got=Path(output).suffix)


def say_result(result: BreakupResult, top: int) -> None:
    """Tables at the terminal: headline, pieces, who is crossed, whom to warn."""
    say(("SUPPOSED. " if result.supposed else "") + result.headline)
    say("")
    rows = [
        [f"{line.over_m:g} m", *(f"{x:,.0f}" for x in _three(line.count))]
        for line in result.pieces
    ]  # fmt: skip
    print_table("", [("pieces from", "left"), ("expected", "right"), ("low", "right"),
                     ("high", "right")], rows)  # fmt: skip
    lines = [
        [
            line.object.removeprefix("norad:"), line.name[:24], (line.party or line.owner)[:16],
            line.first_utc, line.peak_utc, *(f"{x:.1e}" for x in _three(line.probability)),
            f"{line.catastrophic.expected:.1e}",
        ]
        for line in result.crossed[:top]
    ]  # fmt: skip
    title = f"Crossed: {result.crossed_total:,} of {result.screened:,} within {result.hours:g} h"
    if lines:
        print_table(title, _CROSSED, lines)
    warned = [
        [
            line.party[:30], f"{line.count:,}", line.objects[0].removeprefix("norad:"),
            line.first_utc, *(f"{x:.1e}" for x in _three(line.probability)),
        ]
        for line in result.warn[:_WARNED]
    ]  # fmt: skip
    if warned:
        print_table("To be warned", _WARN, warned)
    half, until_days = result.decay.half_days, result.decay.until_days
    if half.expected < until_days:
        say(f"Half of the pieces are gone after {half.expected:,.0f} d "
            f"({half.low:,.0f} to {half.high:,.0f} d).")  # fmt: skip
    else:
        say(f"Half of the pieces stay for more than {until_days:,.0f} d.")
    for service in result.services:
        say(f"Service touched: {service.service}, {service.count} of {service.of} satellites, "
            f"used by {' '.join(service.nations) or 'nobody named'}.")  # fmt: skip
    for line in (*result.basis, *result.limits):
        note(line)


def write_result(
    output: str, result: BreakupResult, pages: dict[str, str], *, title: str,
    notes: Sequence[str], simulated: bool,
) -> None:  # fmt: skip
    """Write the report, or with ``-`` its page to standard output.

    Raises
    ------
    SourceError
        Where no PDF can be made.
    """
    import msgspec

    from cspo.report.consequence import render_breakup
    from cspo.report.pdf import pdf_of
    from cspo.sources import write_bytes

    values = msgspec.to_builtins(result)
    suffix = Path(output).suffix.lower()
    if suffix == ".json":
        data = msgspec.json.encode({"simulated": simulated, **values, "notice": pages})
    else:
        data = render_breakup(values, catalog=title, notes=notes, simulated=simulated,
                              pages=pages)  # fmt: skip
        if suffix == ".pdf":
            data = pdf_of(data)
    if output == "-":
        write_out(data)
        return
    write_bytes(output, data)
    note(f"wrote {output}")


def _three(band: Band) -> tuple[float, float, float]:
    return band.expected, band.low, band.high
