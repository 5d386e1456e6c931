"""How far a study has come, and the way to end one that nobody waits for."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["Steps", "Stopped"]


class Stopped(Exception):
    """A study was told to end; it never leaves whoever runs studies."""


class Steps:
    """Tells how far a study has come, and ends it where it is to end.

    Parameters
    ----------
    tell : callable
        ``(share, step)``: part of the work that is done, 0 to 1, and what comes now, in words.
    stop : callable
        Whether to end; it is asked at each step, and as often as the science says how far it is.

    Examples
    --------
    >>> steps = Steps(lambda share, step: print(f"{share:.0%} {step}"))
    >>> steps.part(0.2, 0.6, "who is crossed")(0.5)
    20% who is crossed
    40% who is crossed
    """

    def __init__(
        self,
        tell: Callable[[float, str], None] = lambda _share, _step: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self._tell = tell
        self.stop = stop

    def at(self, share: float, step: str) -> None:
        """Here begins *step*.

        Raises
        ------
        Stopped
            Where the study is to end.
        """
        if self.stop():
            raise Stopped
        self._tell(min(max(share, 0.0), 1.0), step)

    def part(self, low: float, high: float, step: str) -> Callable[[float], None]:
        """Begin a step that takes the work from *low* to *high*; what it calls with its own share.

        Raises
        ------
        Stopped
            Here and from what is returned.
        """
        self.at(low, step)
        return lambda share: self.at(low + (high - low) * min(max(share, 0.0), 1.0), step)
