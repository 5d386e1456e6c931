"""A real OpenID Connect provider on the loopback (npm's oidc-provider), and a browser of sorts.

The provider is certified by the OpenID Foundation. ``npm ci`` in tests/oidc fetches it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from joserfc.jwk import ECKey

__all__ = ["FOLDER", "Service", "come_back", "running", "service_key"]

FOLDER: Final = Path(__file__).parent / "oidc"
_FORM: Final = re.compile(r'<form[^>]*action="([^"]+)"')
_HIDDEN: Final = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


class Service:
    """One that runs."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer


@cache
def service_key() -> dict[str, Any]:
    """A key to sign ID tokens with, its private half in it."""
    key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256", "kid": "one"})
    return key.as_dict(private=True)


@contextmanager
def running(
    clients: Sequence[Mapping[str, Any]],
    accounts: Mapping[str, Mapping[str, Any]],
    lasts_s: int = 300,
) -> Iterator[Service]:
    """A service that knows these clients and accounts, as long as the block lasts."""
    missing = _missing()
    if missing:
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    given = {
        "clients": list(clients), "accounts": accounts, "lasts_s": lasts_s, "keys": [service_key()],
    }  # fmt: skip
    process = subprocess.Popen(
        ["node", "service.mjs", json.dumps(given)], cwd=FOLDER, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        port = process.stdout.readline().strip()
        assert port.isdigit(), "the service does not start: node tests/oidc/service.mjs"
        yield Service(f"http://127.0.0.1:{port}")
    finally:
        process.stdin.close()
        process.stdout.close()
        process.wait(timeout=10)


def _missing() -> str:
    if shutil.which("node") is None:
        return "no node: install Node.js 18 or newer"
    if not (FOLDER / "node_modules" / "oidc-provider").is_dir():
        return "no oidc-provider: npm ci in tests/oidc"
    return ""


def come_back(url: str, login: str, home: str) -> httpx.URL:
    """Sign in at the service as a person would; the address to which it sends the browser back.

    Parameters
    ----------
    url : str
        Where the node has sent the browser.
    login : str
        The account.
    home : str
        How the node's addresses begin.
    """
    with httpx.Client() as browser:
        answer = browser.get(url)
        for _ in range(12):
            if answer.is_redirect:
                target = answer.url.join(answer.headers["location"])
                if str(target).startswith(home):
                    return target
                answer = browser.get(target)
                continue
            form = _FORM.search(answer.text)
            assert form is not None, answer.text[:500]
            fields = {name: unescape(value) for name, value in _HIDDEN.findall(answer.text)}
            if fields.get("prompt") == "login":
                fields |= {"login": login, "password": "any"}
            answer = browser.post(answer.url.join(unescape(form[1])), data=fields)
    raise AssertionError("the service asks again and again")
