"""The one tree of exceptions that cspo raises on purpose.

::

    CspoError
    ├── UsageError              the caller asked for something that has no meaning
    │   └── WrongSide           what is of an exercise met what is of the real sky
    ├── MalformedMessage        bytes from outside do not follow their format
    ├── VerificationError       a signature, hash or chain does not hold
    ├── SourceError             bytes could not be had: file, network, sign-in
    ├── FrameMismatch           two frames or epochs were mixed
    ├── OutOfRange              a value lies outside what a model or table covers
    ├── InvalidCovariance       a matrix is not a covariance and may not be repaired
    └── ResourceLimit           memory, disk or time asked for is not to be had

Bytes from outside raise only `MalformedMessage` or `VerificationError`.
Errors carry fields, not prose: what was being done (*action*), to what
(*subject*), what was *expected*, what was *got*, and what to do (*hint*).
"""

from __future__ import annotations

__all__ = [
    "CspoError",
    "FrameMismatch",
    "InvalidCovariance",
    "MalformedMessage",
    "OutOfRange",
    "ResourceLimit",
    "SourceError",
    "UsageError",
    "VerificationError",
    "WrongSide",
]


class CspoError(Exception):
    """Base of every exception of cspo.

    Parameters
    ----------
    action : str
        What was being done, as a verb phrase: ``"read catalogue"``.
    subject : str
        The file, object or field that it was done to.
    expected, got : str
        What would have been right, and what was there instead.
    hint : str
        What the user can do about it.
    """

    def __init__(
        self,
        action: str,
        subject: str = "",
        *,
        expected: str = "",
        got: str = "",
        hint: str = "",
    ) -> None:
        self.action = action
        self.subject = subject
        self.expected = expected
        self.got = got
        self.hint = hint
        super().__init__(action, subject)  # what pickle calls the class with; the rest is state

    def __str__(self) -> str:
        head = f"{self.action}: {self.subject}" if self.subject else self.action
        parts = [head]
        if self.expected:
            parts.append(f"expected {self.expected}")
        if self.got:
            parts.append(f"got {self.got}")
        text = ", ".join(parts)
        return f"{text} ({self.hint})" if self.hint else text

    def fields(self) -> dict[str, str]:
        """The error as plain fields, for JSON output and logs."""
        return {
            "error": type(self).__name__,
            "action": self.action,
            "subject": self.subject,
            "expected": self.expected,
            "got": self.got,
            "hint": self.hint,
        }


class UsageError(CspoError):
    """The caller asked for something that has no meaning."""


class WrongSide(UsageError):
    """What is of an exercise was offered to the real sky, or the other way round.

    It is refused, and whoever holds the store at which that was tried puts it into the audit.
    """


class MalformedMessage(CspoError):
    """Bytes from outside do not follow their format.

    Parameters
    ----------
    line : int or None
        Line of the file, from 1, where it is known.
    keyword : str
        The field at fault.
    """

    def __init__(
        self,
        action: str,
        subject: str = "",
        *,
        expected: str = "",
        got: str = "",
        hint: str = "",
        line: int | None = None,
        keyword: str = "",
    ) -> None:
        super().__init__(action, subject, expected=expected, got=got, hint=hint)
        self.line = line
        self.keyword = keyword

    def __str__(self) -> str:
        where = "" if self.line is None else f"line {self.line}: "
        field = f"{self.keyword}: " if self.keyword else ""
        return f"{where}{field}{super().__str__()}"

    def fields(self) -> dict[str, str]:
        """The error as plain fields, with the line and keyword at fault."""
        line = "" if self.line is None else str(self.line)
        return {**super().fields(), "line": line, "keyword": self.keyword}


class VerificationError(CspoError):
    """A signature, hash or chain does not hold."""


class SourceError(CspoError):
    """Bytes could not be had: a file, the network, a sign-in."""


class FrameMismatch(CspoError):
    """Two frames, or two epochs, were mixed."""


class OutOfRange(CspoError):
    """A value lies outside what a model or a table covers."""


class InvalidCovariance(CspoError):
    """A matrix is not a covariance, and may not be repaired."""


class ResourceLimit(CspoError):
    """Memory, disk or time that was asked for is not to be had."""
