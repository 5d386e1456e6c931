"""``cspo node sign-in``: a one-time address for somebody of the node's table of people."""

from __future__ import annotations

from typing import Annotated

import typer

from cspo.cli.console import Json, print_json, say
from cspo.cli.node_folder import Data, open_home
from cspo.errors import UsageError

__all__ = ["sign_in"]

_CODE_S = 600.0


def sign_in(
    person: Annotated[str, typer.Argument(help="Id of a person in people.toml.")],
    data: Data = "",
    json: Json = False,
) -> None:
    """Print an address that signs somebody in at the page, once, within ten minutes.

    For who has no sign-in service, and for the first of an evening. Whoever may write the
    node's folder may do it, also while the node runs.

    Example: cspo node sign-in a.larsen
    """
    from cspo.node.clock import SystemClock
    from cspo.node.http.credentials import Doorkeeper
    from cspo.node.http.people import read_people
    from cspo.node.runtime import read_config

    home = open_home(data)
    people = read_people(home.path / "people.toml", home.nation)
    if people.get(person) is None:
        raise UsageError(
            "sign in", person, expected="the id of a person in people.toml", got="nobody of that id"
        )
    http = read_config(home).http
    scheme = "https" if http.certificate else "http"
    base = http.public_url.rstrip("/") or f"{scheme}://{http.host}:{http.port}"
    doors = Doorkeeper(home, (), lambda: people, SystemClock())
    try:
        minted = doors.new_code(person, lasts_s=_CODE_S)
    finally:
        doors.close()
    address = f"{base}/#code={minted.secret}"
    if json:
        print_json([{"person": person, "address": address,
                     "expires_utc": minted.row.t_expires.utc_iso(0)}])  # fmt: skip
        return
    say(f"Open this, once, before {minted.row.t_expires.utc_iso(0)}, and you are {person}:")
    say(f"  {address}")
