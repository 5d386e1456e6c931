"""A running node, asked by its API: what commands do where a process holds the folder."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cspo.cli.console import note
from cspo.errors import MalformedMessage, SourceError, UsageError

if TYPE_CHECKING:
    import httpx

__all__ = ["NodeApi", "NodeOption", "asking"]

NodeOption = Annotated[
    str,
    typer.Option(
        "--node", metavar="URL", show_default=False,
        help="Ask this running node, or a nation of the running box, instead of a folder.",
    ),
]  # fmt: skip

_TOKEN: Final = "CSPO_TOKEN_FILE"  # noqa: S105 - the name of a variable
_TIMEOUT_S: Final = 30.0
_PAGE: Final = 500
_BY_OTHERS: Final = 0o077


def asking(named: str) -> NodeApi:
    """The node that ``--node`` names: its address, or a nation of the box that runs here.

    A node's token is read from the file that ``CSPO_TOKEN_FILE`` names; the box keeps its own.

    Raises
    ------
    UsageError
        Where it names neither, or no token is named.
    SourceError
        Where the token can't be read, or no box runs.
    """
    if "://" in named:
        return NodeApi(named, _token())
    return _of_box(named.upper())


class NodeApi:
    """What commands ask of a node.

    Parameters
    ----------
    url : str
        Its root.
    token : str
        Who asks.
    """

    def __init__(self, url: str, token: str) -> None:
        self.url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str, **params: Any) -> Any:
        """JSON of a path."""
        return self._asked("GET", path, params=params).json()

    def text(self, path: str, **params: Any) -> str:
        """Plain text of a path."""
        return str(self._asked("GET", path, params=params).text)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """What a path answers to a body."""
        return self._asked("POST", path, json=body).json()

    def post_text(self, path: str, data: bytes, **params: Any) -> Any:
        """What a path answers to a message as it is."""
        kind = {"Content-Type": "text/plain"}
        return self._asked("POST", path, content=data, params=params, headers=kind).json()

    def listed(self, path: str, most: int = 1_000_000, **params: Any) -> Iterator[dict[str, Any]]:
        """The items of a list, page by page, *most* of them at most."""
        cursor: str | None = ""
        while cursor is not None and most > 0:
            page = self.get(path, cursor=cursor, limit=min(_PAGE, most), **params)
            yield from page["items"]
            most -= len(page["items"])
            cursor = page["next"]

    def _asked(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **given: Any
    ) -> httpx.Response:
        import httpx

        try:
            answer = httpx.request(
                method, f"{self.url}/api/v1/{path}", headers={**self._headers, **(headers or {})},
                timeout=_TIMEOUT_S, trust_env=False, **given,
            )  # fmt: skip
        except httpx.HTTPError as error:
            raise SourceError("ask node", self.url, got=str(error) or type(error).__name__,
                              hint="does it run, and listen there?") from error  # fmt: skip
        if answer.is_success:
            return answer
        raise self._refused(answer)

    def _refused(self, answer: httpx.Response) -> Exception:
        """The node's error as a command tells it; what is not permitted is an answer, too."""
        try:
            told = answer.json()["error"]
        except (ValueError, KeyError, TypeError):
            return SourceError("ask node", self.url, got=f"HTTP {answer.status_code}")
        if answer.status_code == 403:
            note(f"not permitted: {told['detail']}")
            return typer.Exit(1)
        kind = UsageError if answer.status_code in {400, 404, 409} else SourceError
        return kind("ask node", told["field"], got=told["detail"] or told["title"],
                    hint=told["hint"])  # fmt: skip


def _of_box(nation: str) -> NodeApi:
    import msgspec

    from cspo.box import BoxFolder
    from cspo.cli.up import box_folder

    path = box_folder("")
    if not BoxFolder.is_one(path):
        raise UsageError("read --node", nation, expected="an address, or a nation of a box here",
                         got=f"no box in {path}", hint="cspo up starts one")  # fmt: skip
    folder = BoxFolder.open(path)
    running = folder.running()
    if nation not in folder.nations:
        raise UsageError("read --node", nation, expected=f"one of {' '.join(folder.nations)}")
    if running is None:
        raise SourceError("ask node", nation, expected="a box that runs",
                          got=f"{path} stands still", hint="cspo up starts it")  # fmt: skip
    try:
        tokens = msgspec.json.decode((path / "tokens.json").read_bytes(), type=dict[str, str])
        return NodeApi(f"{running.url}/{nation}", tokens[nation])
    except (OSError, KeyError, msgspec.MsgspecError) as error:
        raise MalformedMessage("read tokens", str(path / "tokens.json")) from error


def _token() -> str:
    """The first line of the file that holds the token."""
    name = os.environ.get(_TOKEN, "")
    if not name:
        raise UsageError("ask node", "--node", expected=f"a file with a token, named by {_TOKEN}",
                         got="nothing", hint="whoever has signed in makes one")  # fmt: skip
    file = Path(name)
    try:
        if file.stat().st_mode & _BY_OTHERS:
            raise SourceError("read token", name, expected="a file that only you may read",
                              got="one that others may", hint=f"chmod 600 {name}")  # fmt: skip
        token = file.read_text("utf-8").strip().split("\n", 1)[0]
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError("read token", name, got=str(error)) from error
    if not token.isascii() or not token:
        raise SourceError("read token", name, expected="a token in its first line", got="none")
    return token
