"""``cspo exercise inject``: the white cell's orders, from the command line."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from cspo.cli.console import Json, print_json, say
from cspo.cli.exercise.directing import PlayArgument, as_director, play_of
from cspo.errors import UsageError

__all__ = ["inject"]

_HOWS = ("give", "hold", "free", "skip")
_ORDERS = ("pause", "go", "step", "speed", "stop")
_VALUED = ("speed", "step")


def inject(
    play: PlayArgument,
    number: Annotated[
        int | None,
        typer.Argument(metavar="[NUMBER]", help="Of an event of the list.", show_default=False),
    ] = None,
    how: Annotated[str, typer.Option(metavar="|".join(_HOWS), help="What becomes of it.")] = "give",
    to: Annotated[
        list[str] | None,
        typer.Option(metavar="NATION", help="Who learns of one that is not on the list; repeat."),
    ] = None,
    title: Annotated[str, typer.Option(help="What it is called.")] = "",
    text: Annotated[str, typer.Option(help="What they are told.")] = "",
    order: Annotated[
        str, typer.Option(metavar="|".join(_ORDERS), help="To the clock, in place of an event.")
    ] = "",
    value: Annotated[
        float | None,
        typer.Option(
            help="With speed: seconds of its world in one here. With step: seconds of its world.",
            show_default=False,
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Put an event of the list in now, or one beside it, in a play that runs; or order its clock.

    For who owns the play's folder. It is carried out at the next round.

    Example: cspo exercise inject late-manoeuvre-short 2
    """
    path, body = _asked(number, how, to, title, text, order, value)
    with as_director(play_of(play)) as node:
        queued = node.post(path, body)
    if json:
        print_json([{"queued": queued["number"], "order": path.partition("/")[2], **body}])
        return
    say(f"order {queued['number']} waits for the next round")


def _asked(
    number: int | None, how: str, to: list[str] | None, title: str, text: str, order: str,
    value: float | None,
) -> tuple[str, dict[str, Any]]:  # fmt: skip
    """What is posted, and where; nothing that was said is dropped."""
    words = bool(to or title or text)
    if order:
        if order not in _ORDERS or number is not None or words or how != _HOWS[0]:
            raise UsageError("read --order", order, expected=f"one of {' '.join(_ORDERS)}, alone")
        return "exercise/command", _ordered(order, value)
    if value is not None:
        raise UsageError("read --value", f"{value:g}", expected="it beside --order alone")
    if number is None:
        if how != _HOWS[0]:
            raise UsageError("read --how", how, expected="it with a number of the list",
                             got="none")  # fmt: skip
        if not to or not title:
            raise UsageError("inject", expected="a number of the list, or --to and --title",
                             got="neither")  # fmt: skip
        body = {"to": [each.upper() for each in to], "title": title, "text": text}
        return "exercise/inject", body
    if words:
        raise UsageError(
            "inject", str(number), expected="a number of the list, or --to and --title",
            got="both", hint="an event of the list has its own words and nations",
        )  # fmt: skip
    if how not in _HOWS:
        raise UsageError("read --how", how, expected=f"one of {' '.join(_HOWS)}")
    return "exercise/inject", {"number": number, "what": how}


def _ordered(order: str, value: float | None) -> dict[str, Any]:
    if value is not None and order not in _VALUED:
        raise UsageError("read --value", f"{value:g}", expected="it beside speed or step",
                         got=order)  # fmt: skip
    if order != "speed":
        return {"what": order} | ({} if value is None else {"step_s": value})
    if value is None:
        raise UsageError("read --value", expected="a speed", got="nothing")
    return {"what": order, "speed": value}
