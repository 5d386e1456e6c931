"""On which line of a TOML file a table or a key stands.

`tomllib` gives lines for faults of syntax alone. Who writes a policy wants the
line also where a word is wrong, so this looks the headers and keys up in the
text. It reads only text that tomllib has accepted, and so need not judge it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["TomlLines"]

_HEADER = re.compile(r"\s*(\[{1,2})\s*([A-Za-z0-9_.\- \"']+?)\s*\]{1,2}\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=")
_DELIMITER = re.compile(r'"""|\'\'\'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#.*')
_BRACKET = re.compile(r"[\[\]{}]")


class TomlLines:
    r"""Lines of a TOML text, by table, number within an array of tables, and key.

    Parameters
    ----------
    text : str
        What tomllib has read without an error.

    Examples
    --------
    >>> lines = TomlLines('[a]\nx = 1\n[[b]]\n[[b]]\ny = 2\n')
    >>> lines.of("b", 1), lines.of("b", 1, "y"), lines.of("b", 1, "missing"), lines.of("c")
    (4, 5, 4, 1)
    """

    def __init__(self, text: str) -> None:
        self._tables: dict[tuple[str, int], int] = {}
        self._keys: dict[tuple[str, int, str], int] = {}
        counts: dict[str, int] = {}
        table, index = "", 0
        for number, line in _statements(text):
            if header := _HEADER.match(line):
                table = header[2].replace('"', "").replace("'", "")
                index = counts.get(table, 0) if header[1] == "[[" else 0
                counts[table] = index + 1
                self._tables[table, index] = number
            elif key := _KEY.match(line):
                self._keys.setdefault((table, index, key[1]), number)

    def of(self, table: str, index: int = 0, key: str = "") -> int:
        """Line, from 1, of a key; of its table where the key isn't there; else 1."""
        where = self._tables.get((table, index), 1)
        return self._keys.get((table, index, key), where)


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Lines at which a header or a key may stand: neither within a text nor within brackets."""
    waiting_for = ""  # the delimiter of the text of several lines that is open
    depth = 0
    for number, line in enumerate(text.splitlines(), 1):
        if not waiting_for and depth == 0:
            yield number, line
            if _HEADER.match(line):
                continue
        rest, waiting_for = _without_texts(line, waiting_for)
        depth += sum(1 if found in "[{" else -1 for found in _BRACKET.findall(rest))


def _without_texts(line: str, waiting_for: str) -> tuple[str, str]:
    """What stands outside of texts and comments, and the delimiter that stays open at its end."""
    outside: list[str] = []
    at = 0
    while True:
        if waiting_for:
            end = line.find(waiting_for, at)
            if end < 0:
                return "".join(outside), waiting_for
            at, waiting_for = end + 3, ""
        found = _DELIMITER.search(line, at)
        if found is None:
            outside.append(line[at:])
            return "".join(outside), ""
        outside.append(line[at : found.start()])
        at = found.end()
        if found[0] in {'"""', "'''"}:
            waiting_for = found[0]
