"""``cspo exercise report``: the after-action review, from a play's folder alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cspo.cli.console import Json, note, print_json, print_table, progress, say
from cspo.cli.exercise.directing import PlayArgument, play_of
from cspo.errors import UsageError

if TYPE_CHECKING:
    from cspo.exercise.review import Review

__all__ = ["report"]

_FORMS: Final = (".html", ".pdf", ".json")


def report(
    play: PlayArgument,
    to: Annotated[
        str | None,
        typer.Option(
            "--for",
            metavar="all|NATION,...",
            show_default=False,
            help="Make the version that all who play, or these nations, may read; else the white "
            "cell's own.",
        ),
    ] = None,
    output: Annotated[
        list[str] | None,
        typer.Option(
            "-o", "--output", metavar="FILE", show_default=False,
            help=".html, .pdf or .json; repeat. Else an HTML page in the play's folder.",
        ),
    ] = None,
    json: Json = False,
) -> None:  # fmt: skip
    """Review an exercise by machine: who could have known, knew, warned, released and acted when.

    The play may be over, paused or going on; versions for others than the white cell only once
    it is over. Nothing that was held back from one of their readers shows in them.

    Example: cspo exercise report late-manoeuvre-short --for all -o report.html -o report.pdf
    """
    from cspo.exercise.review import review
    from cspo.node.clock import SystemClock

    folder = play_of(play)
    audience = None if to is None else _audience(to, folder.nations)
    files = [Path(each) for each in output or ()]
    for file in files:
        if file.suffix not in _FORMS:
            raise UsageError("read --output", str(file), expected=f"one of {' '.join(_FORMS)}")
    if not files and not json:
        folder.review.mkdir(mode=0o700, exist_ok=True)
        files = [folder.review / f"report{_suffix(audience, folder.nations)}.html"]
    now = SystemClock().now().utc_iso(0)
    with progress("Reviewing the exercise", quiet=json) as done:
        found = review(folder, day=date.fromisoformat(now[:10]), audience=audience, progress=done)
    for file in files:
        _write(file, found, now)
    if json:
        import msgspec

        print_json([msgspec.to_builtins(found)])
        return
    _show(found, files)


def _audience(to: str, nations: tuple[str, ...]) -> tuple[str, ...]:
    """Who is to read it. Nobody named is no audience, and never the white cell."""
    if to.strip().lower() == "all":
        return nations
    found = tuple(sorted({each.strip().upper() for each in to.split(",") if each.strip()}))
    if not found:
        raise UsageError("read --for", to, expected="nations that play, or all", got="none")
    return found


def _suffix(audience: tuple[str, ...] | None, nations: tuple[str, ...]) -> str:
    if audience is None:
        return ""
    return f"-for-{'all' if audience == nations else '-'.join(audience)}"


def _write(file: Path, found: Review, now: str) -> None:
    import msgspec

    from cspo.node.private_files import write_private
    from cspo.report.exercise import render_exercise

    values = msgspec.to_builtins(found)
    if file.suffix == ".json":
        data = msgspec.json.encode(values) + b"\n"
    else:
        data = render_exercise(values, made_utc=now)
        if file.suffix == ".pdf":
            from cspo.report.pdf import pdf_of

            data = pdf_of(data)
    write_private(file, data)


def _show(found: Review, files: list[Path]) -> None:
    say(f"EXERCISE {found.title}: {found.mark}")
    if not found.ended:
        note("the exercise has not ended: this is as far as it has come")
    rows = [
        [each.name, each.verdict.value, f"{each.met} of {each.of}", each.text]
        for each in found.objectives
    ]
    print_table(
        "", [("objective", "left"), ("verdict", "left"), ("met", "right"), ("text", "left")], rows
    )
    counts = (
        f"{len(found.events) + found.events_more + found.unseen_more} true events",
        f"{len(found.steps) + found.steps_more} steps of people",
        f"{len(found.decisions) + found.decisions_more} decisions",
        f"{len(found.improvements)} lines of improvement plan",
    )
    say(", ".join(counts))
    for file in files:
        say(f"  {file}")
