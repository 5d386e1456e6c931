"""Spans of time as people say them."""

from __future__ import annotations

__all__ = ["after_words", "span_words"]


def span_words(seconds: float, *, sign: bool = False) -> str:
    """A span of time in two units at most.

    Parameters
    ----------
    seconds : float
        Less than 0 where it is before.
    sign : bool
        Whether one above 0 has a +.

    Examples
    --------
    >>> span_words(42.0), span_words(3_720.0), span_words(-90_000.0), span_words(-0.4)
    ('42 s', '1 h 2 min', '−1 d 1 h', '0 s')
    >>> span_words(42.0, sign=True), span_words(0.2, sign=True)
    ('+42 s', '0 s')
    """
    left = round(abs(seconds))
    head = "" if not left else "−" if seconds < 0.0 else "+" if sign else ""
    days, left = divmod(left, 86_400)
    hours, left = divmod(left, 3_600)
    minutes, left = divmod(left, 60)
    parts = [(days, "d"), (hours, "h"), (minutes, "min"), (left, "s")]
    while parts and not parts[0][0]:
        parts.pop(0)
    shown = [f"{count} {unit}" for count, unit in parts[:2] if count]
    return head + (" ".join(shown) or "0 s")


def after_words(seconds: float) -> str:
    """When something was, against what it follows; or what it came before.

    Examples
    --------
    >>> after_words(3_720.0), after_words(-4_800.0)
    ('after 1 h 2 min', '1 h 20 min before it')
    """
    if round(seconds) < 0:
        return f"{span_words(-seconds)} before it"
    return f"after {span_words(seconds)}"
