"""Signing in at the nation's own service: OpenID Connect, authorization code with PKCE.

The browser is sent to the service with a state, a nonce and the hash of a
verifier, each random and good for one try. It comes back with a code, which the
node exchanges with the verifier, and the ID token that it gets is believed
only where its signature is of a key that the service publishes, of an algorithm with a
public half, and issuer, audience, nonce and times are right. What the token
says of the person has to be all there: a claim that is missing denies.

Source: OpenID Connect Core 1.0, sections 3.1.2 and 3.1.3.7; RFC 7636; RFC 9700.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote_plus, urlsplit

import httpx
import msgspec
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry

from cspo.node.http.faults import Refused, denied
from cspo.node.http.oidc_settings import OidcSettings
from cspo.node.http.people import Person, fault_of
from cspo.time import Clock
from cspo.time.days import UNIX_ZERO_DAY
from cspo.units import DAY_NS

__all__ = ["SignIn", "SignIns"]

_ALGORITHMS: Final = ("ES256", "ES384", "ES512", "RS256", "PS256", "Ed25519", "EdDSA")
"""None with a shared secret, and none without a signature."""
_LEEWAY_S: Final = 30
_TRY_S: Final = 600.0
_MOST_TRIES: Final = 2_000
_TIMEOUT_S: Final = 10.0
_MOST_TOKEN: Final = 65_536


@dataclass(frozen=True, slots=True)
class SignIn:
    """One try: what was told to the service, and what has to come back."""

    state: str
    nonce: str
    verifier: str
    began_s: float


class SignIns:
    """Signing in at one service.

    Parameters
    ----------
    settings : OidcSettings
        Of the node.
    folder : Path
        The node's folder, where the client's secret lies.
    nation : str
        Whose node it is.
    callback : str
        The URL to which the service sends the browser back.
    clock : Clock
        Tells whether a token has expired.
    transport : httpx.BaseTransport or None
        How the service is reached; None: by the network.
    """

    def __init__(
        self,
        settings: OidcSettings,
        folder: Path,
        nation: str,
        callback: str,
        clock: Clock,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.settings = settings
        self._nation = nation
        self._callback = callback
        self._clock = clock
        self._transport = transport
        self._secret_file = folder / settings.client_secret_file
        self._lock = threading.Lock()
        self._tries: dict[str, SignIn] = {}
        self._metadata: dict[str, Any] | None = None
        self._keys: KeySet | None = None

    def begin(self) -> tuple[str, str]:
        """Where to send the browser, and the state that its cookie has to keep."""
        now = self._now_s()
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        made = SignIn(state, nonce, verifier, now)
        with self._lock:
            self._tries = {k: v for k, v in self._tries.items() if now - v.began_s < _TRY_S}
            if len(self._tries) >= _MOST_TRIES:
                raise Refused(429, "too many are signing in", hint="try again in some minutes")
            self._tries[made.state] = made
        with self._client() as client:
            address = self._endpoint(client, "authorization_endpoint")
        url = prepare_grant_uri(
            address, self.settings.client_id, "code", redirect_uri=self._callback,
            scope=" ".join(self.settings.scopes), state=made.state, nonce=made.nonce,
            code_challenge=create_s256_code_challenge(made.verifier), code_challenge_method="S256",
        )  # fmt: skip
        return str(url), made.state

    def finish(self, state: str, code: str, kept_state: str) -> Person:
        """The person whom the service vouches for.

        Parameters
        ----------
        state, code : str
            As the browser brought them.
        kept_state : str
            As its cookie kept it.

        Raises
        ------
        Refused
            401 where anything of it does not hold; 403 where the person is known and a
            claim is missing or wrong; 503 where the service does not answer.
        """
        with self._lock:
            made = self._tries.pop(state, None)  # whatever comes of it, it was its one try
        same = hmac.compare_digest(state.encode(), kept_state.encode())
        if made is None or not same or self._now_s() - made.began_s >= _TRY_S:
            raise _refused("no sign-in of this browser's that is under way")
        with self._client() as client:
            token = self._exchanged(client, code, made.verifier)
            return self._person(self._claims(client, token, made.nonce))

    def _exchanged(self, client: httpx.Client, code: str, verifier: str) -> str:
        """The ID token for a code."""
        form = {
            "grant_type": "authorization_code", "code": code, "code_verifier": verifier,
            "redirect_uri": self._callback, "client_id": self.settings.client_id,
        }  # fmt: skip
        headers = {}
        if secret := self._secret():  # RFC 6749, 2.3.1: each half is encoded before they are joined
            pair = f"{quote_plus(self.settings.client_id)}:{quote_plus(secret)}"
            headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
        address = self._endpoint(client, "token_endpoint")
        try:
            answer = client.post(address, data=form, headers=headers)
        except httpx.HTTPError as error:
            raise _UNREACHABLE from error
        if answer.status_code != httpx.codes.OK:
            raise _refused("the service does not take the code")
        return str(_object(answer).get("id_token", ""))

    # -- what a token says ------------------------------------------------------
    def _claims(self, client: httpx.Client, token: str, nonce: str) -> dict[str, Any]:
        """What an ID token says, if it holds."""
        if not token or len(token) > _MOST_TOKEN:
            raise _refused("the service gave no ID token")
        try:
            read = self._verified(client, token)
            self._registry(nonce).validate(read)
        except (JoseError, ValueError, TypeError) as error:
            raise _refused(f"the ID token does not hold: {_why(error)}") from error
        audience = read["aud"]
        mine = self.settings.client_id
        if audience not in (mine, [mine]) or read.get("azp", mine) != mine:
            raise _refused("the ID token is for another than this node")
        return read

    def _verified(self, client: httpx.Client, token: str) -> dict[str, Any]:
        """The claims under a good signature; the service's keys are asked for anew at most once."""
        for anew in (False, True):
            keys = self._published(client, anew=anew)
            try:
                return dict(jwt.decode(token, keys, algorithms=_ALGORITHMS).claims)
            except (JoseError, ValueError):
                if anew:
                    raise
        raise AssertionError

    def _registry(self, nonce: str) -> JWTClaimsRegistry:
        return JWTClaimsRegistry(
            now=int(self._now_s()), leeway=_LEEWAY_S,
            iss={"essential": True, "value": self.settings.issuer},
            aud={"essential": True}, sub={"essential": True}, exp={"essential": True},
            iat={"essential": True}, nonce={"essential": True, "value": nonce},
        )  # fmt: skip

    def _person(self, claims: Mapping[str, Any]) -> Person:
        names, words = self.settings.claims, self.settings.words

        def texts(field: str) -> tuple[str, ...]:
            name = getattr(names, field)
            value = claims.get(name)
            listed = value.split() if isinstance(value, str) else value
            if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
                raise denied(f"the sign-in service does not say the claim {name}")
            return tuple(words.get(each, each) for each in listed)

        def text(field: str) -> str:
            value = claims.get(getattr(names, field))
            if not isinstance(value, str) or not value:
                raise denied(f"the sign-in service does not say the claim {getattr(names, field)}")
            return words.get(value, value)

        name = claims.get(names.name, "")
        person = Person(
            id=text("id"), party=text("party") if names.party else self._nation,
            nationalities=texts("nationalities"), clearance=text("clearance"),
            caveats=texts("caveats"), roles=texts("roles"),
            name=name[:200] if isinstance(name, str) else "",
        )  # fmt: skip
        fault = fault_of(person, self._nation)
        if fault is not None:
            field, expected = fault
            raise denied(f"the claim {getattr(names, field)} is not {expected}")
        return person

    # -- the service --------------------------------------------------------------
    def _client(self) -> httpx.Client:
        return httpx.Client(
            timeout=_TIMEOUT_S, follow_redirects=False, transport=self._transport, trust_env=False
        )

    def _secret(self) -> str:
        return self._secret_file.read_text().strip() if self.settings.client_secret_file else ""

    def _endpoint(self, client: httpx.Client, name: str) -> str:
        """An address of the service, as its own description says; that it is its own is checked."""
        if self._metadata is None:
            url = f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration"
            found = self._json(client, url)
            if found.get("issuer") != self.settings.issuer:
                raise _refused("the sign-in service calls itself otherwise")
            self._metadata = found
        address = str(self._metadata.get(name, ""))
        mine, theirs = urlsplit(self.settings.issuer), urlsplit(address)
        if theirs.scheme != "https" and (theirs.scheme, theirs.hostname) != (
            mine.scheme, mine.hostname,
        ):  # fmt: skip
            raise _refused("an address of the sign-in service is not protected")
        return address

    def _published(self, client: httpx.Client, *, anew: bool) -> KeySet:
        if self._keys is None or anew:
            found = self._json(client, self._endpoint(client, "jwks_uri"))
            self._keys = KeySet.import_key_set(found)  # type: ignore[arg-type]
        return self._keys

    @staticmethod
    def _json(client: httpx.Client, url: str) -> dict[str, Any]:
        try:
            answer = client.get(url)
            answer.raise_for_status()
        except httpx.HTTPError as error:
            raise _UNREACHABLE from error
        return _object(answer)

    def _now_s(self) -> float:
        """Seconds of POSIX time."""
        day, ns = self._clock.now().utc_day()
        return (day - UNIX_ZERO_DAY) * 86_400.0 + min(ns, DAY_NS) * 1e-9


_UNREACHABLE: Final = Refused(503, "the sign-in service does not answer", hint="try again")


def _object(answer: httpx.Response) -> dict[str, Any]:
    """What an answer of the service says, which is an object."""
    try:
        return msgspec.json.decode(answer.content, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise _UNREACHABLE from error


def _refused(detail: str) -> Refused:
    return Refused(401, detail, hint="sign in again", code="sign_in_refused")


def _why(error: Exception) -> str:
    """The kind of fault, without what the token says."""
    return getattr(error, "error", type(error).__name__)
