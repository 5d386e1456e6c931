"""How keys are shown: one line each, for people and for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cspo.node.home import Home
    from cspo.records import Directories, KeyEntry
    from cspo.records.directory import Accepted
    from cspo.time import Epoch

__all__ = ["COLUMNS", "cells", "fingerprint", "key_lines", "root_line"]

COLUMNS: Final = [
    ("key", "left"), ("mode", "left"), ("kinds", "left"), ("valid from (UTC)", "left"),
    ("until (UTC)", "left"), ("state", "left"), ("here", "left"),
]  # fmt: skip

_GROUP: Final = 4
_SOON_S: Final = 30 * 86_400


def fingerprint(public: bytes) -> str:
    """A key's thumbprint in groups of four, to be said by voice."""
    from cspo.records.signing import thumbprint_of

    digits = thumbprint_of(public)
    return " ".join(digits[k : k + _GROUP] for k in range(0, len(digits), _GROUP))


def root_line(
    nation: str, public: bytes, *, latest: Accepted | None = None, file: str = ""
) -> dict[str, object]:
    """The line of a root key, with the newest directory that it has signed."""
    from cspo.records.signing import keyid_of

    return {
        "nation": nation, "role": "root", "keyid": keyid_of(nation, public),
        "fingerprint": fingerprint(public), "public": public.hex(), "file": file,
        "directory_version": None if latest is None else latest.directory.version,
        "directory_utc": None if latest is None else latest.directory.t_created,
    }  # fmt: skip


def key_lines(
    home: Home, directories: Directories, t: Epoch, *, nation: str = ""
) -> list[dict[str, object]]:
    """The lines of a nation's working keys as of *t*; of our own nation unless one is named."""
    from cspo.node.keyring import own_keys
    from cspo.records.signing import keyid_of

    nation = nation or home.nation
    latest = directories.latest(nation)
    files = {key.keyid: key.file for key in own_keys(home, directories)}
    lines: list[dict[str, object]] = []
    for entry in () if latest is None else latest.directory.keys:
        keyid = keyid_of(nation, bytes.fromhex(entry.public))
        file = files.get(keyid)
        lines.append(
            {
                "nation": nation,
                "role": "signing",
                "keyid": keyid,
                "mode": entry.modes[0],
                "kinds": entry.kinds,
                "not_before_utc": entry.not_before,
                "not_after_utc": entry.not_after,
                "state": _state(entry, t),
                "revoked_after_checkpoint": entry.revoked and entry.revoked.checkpoint,
                "revoked_reason": entry.revoked.reason if entry.revoked else "",
                "file": str(file) if file else "",
            }
        )
    return lines


def _state(entry: KeyEntry, t: Epoch) -> str:
    from cspo.time import Epoch

    end = Epoch.from_utc(entry.not_after)
    if entry.revoked is not None:
        return "revoked"
    if t < Epoch.from_utc(entry.not_before):
        return "not yet"
    if t >= end:
        return "ended"
    return "ends soon" if end - t < _SOON_S else "valid"


def cells(line: dict[str, object]) -> list[str]:
    """A line as the cells of the table for people."""
    if line["role"] == "root":
        version = line["directory_version"]
        state = "no directory" if version is None else f"directory {version}"
        return [f"{line['nation']} root {line['fingerprint']}", "", "", "", "", state,
                str(line["file"])]  # fmt: skip
    state = str(line["state"])
    if state == "revoked":
        state = f"revoked after checkpoint {line['revoked_after_checkpoint']}"
    kinds = " ".join(line["kinds"])  # type: ignore[arg-type]
    return [
        f"  {line['keyid']}", str(line["mode"]), "all" if kinds == "*" else kinds,
        _minute(line["not_before_utc"]), _minute(line["not_after_utc"]), state,
        "yes" if line["file"] else "",
    ]  # fmt: skip


def _minute(utc: object) -> str:
    """ISO 8601 without what is below the minute."""
    return f"{str(utc)[:16]}Z"
