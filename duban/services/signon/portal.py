"""门户 portal: speaks OpenID Connect with the one portal that the settings name — nothing here knows an account.

Authorization code with PKCE (RFC 7636); of the ID token the signature, issuer, audience, times and nonce are checked
(OpenID Connect Core 3.1.3.7).  Authlib is the extra `[sso]`: it is asked for only when a portal is set.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any
from urllib.parse import urlencode, urlsplit

import structlog

from duban.settings import Settings
from engine.source import Refused

BACK = "/sso/back"
"""Where the portal sends people back to; registered there as the redirect URI."""
WELL_KNOWN = "/.well-known/openid-configuration"
ALGORITHMS = ("RS256", "PS256", "ES256")
HERE = ("127.0.0.1", "localhost", "::1")
PATIENCE = 10.0  # seconds for one answer of the portal
FRESH = timedelta(hours=1)
"""How long what the portal says about itself is believed."""
SKEW = 60  # seconds by which two clocks may differ
CHANCE = 32  # bytes

log = structlog.get_logger("duban.signon")


@dataclass(frozen=True)
class Departure:
    """Somebody on the way to the portal: the words that must come back, and the one that must never leave us."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Person:
    """Whom the portal vouches for: an id that never changes there, and a name to show."""

    issuer: str
    subject: str
    name: str


@dataclass(frozen=True)
class _Told:
    """What the portal says about itself, and the keys it signs with."""

    at: datetime
    facts: Mapping[str, Any]
    keys: Mapping[str, Any]


class Portal:
    """The portal of one installation; what it tells about itself is asked once an hour, and when a key is new."""

    def __init__(self, settings: Settings) -> None:
        """Raises Refused X751 when the addresses are not https, X752 when some setting is lacking."""
        if not settings.sso_client or not settings.public_url:
            raise Refused("X752", "单点登录的设置不全；请在设置里补上 sso_client 和 public_url")
        self.issuer = _safe(settings.sso_issuer)
        self.client = settings.sso_client
        self._secret = settings.sso_secret.get_secret_value() or None
        self._home = settings.public_url.rstrip("/")
        self._told: _Told | None = None

    def depart(self, now: datetime) -> tuple[str, Departure]:
        """The address at which one signs in, and what to remember until one is back."""
        told, line = self._asked(now), self._line()
        going = Departure(*(secrets.token_urlsafe(CHANCE) for _ in range(3)))
        address, _ = line.create_authorization_url(
            _safe(told.facts["authorization_endpoint"]),
            state=going.state, nonce=going.nonce, code_verifier=going.verifier,
        )  # fmt: skip
        return str(address), going

    def arrive(self, going: Departure, answered: Mapping[str, str], now: datetime) -> Person:
        """Whom the portal vouches for, by what it sent back.

        Raises Refused X753 when the portal let nobody through, X754 when this is no answer to our question, X755 when
        it cannot be asked, X756 when what it vouches with is not sound.
        """
        if not compare_digest(answered.get("state", "").encode(), going.state.encode()):
            raise Refused("X754", "这次登录已过期，或不是从本系统发起的；请回登录页重新点单点登录")
        if answered.get("iss", self.issuer) != self.issuer or not answered.get("code"):
            raise Refused("X753", "统一身份认证没有放行；请确认在那边已登录，再从登录页重试")
        told = self._asked(now)
        token = self._exchanged(told, answered["code"], going.verifier)
        with _sound():
            claims = self._claims(told, token, going.nonce, now)
        return Person(
            self.issuer, str(claims["sub"]), str(claims.get("name") or claims.get("preferred_username") or "")
        )

    def farewell(self, now: datetime) -> str:
        """The address at which one signs out of the portal too; our own door when the portal has none."""
        end, door = self._asked(now).facts.get("end_session_endpoint"), f"{self._home}/login"
        words = urlencode({"client_id": self.client, "post_logout_redirect_uri": door})
        return f"{_safe(end)}?{words}" if end else door

    def _exchanged(self, told: _Told, code: str, verifier: str) -> Mapping[str, Any]:
        """What the portal gives for a code, which is good once."""
        from authlib.common.errors import AuthlibBaseError

        line = self._line(told)
        try:
            found: Mapping[str, Any] = line.fetch_token(
                _safe(told.facts["token_endpoint"]), code=code, code_verifier=verifier, allow_redirects=False
            )
        except AuthlibBaseError as refused:
            log.warning("code_refused", error=refused.error)
            raise Refused("X753", "统一身份认证没有放行；请确认在那边已登录，再从登录页重试") from None
        except (OSError, ValueError) as broken:
            raise _out_of_reach(broken) from None
        return found

    def _claims(self, told: _Told, token: Mapping[str, Any], nonce: str, now: datetime) -> Mapping[str, Any]:
        """What the ID token says, when all of it is as it must be."""
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.errors import InvalidKeyIdError
        from joserfc.jwk import KeySet

        def read(keys: Mapping[str, Any]) -> jwt.Token:
            known: Any = keys
            return jwt.decode(str(token["id_token"]), KeySet.import_key_set(known), algorithms=list(ALGORITHMS))

        try:
            found = read(told.keys)
        except InvalidKeyIdError:  # the portal took a new key since we asked
            found = read(self._ask(now).keys)
        wanted = {
            "iss": {"essential": True, "value": self.issuer},
            "aud": {"essential": True, "value": self.client},
            "nonce": {"essential": True, "value": nonce},
        }
        known = {"nonce": nonce, "client_id": self.client, "access_token": token.get("access_token")}
        claims = CodeIDToken(found.claims, found.header, wanted, known)
        claims.validate(now=int(now.timestamp()), leeway=SKEW)
        if not claims["sub"]:
            raise ValueError("no subject")
        return dict(claims)

    def _asked(self, now: datetime) -> _Told:
        told = self._told
        return told if told is not None and abs(now - told.at) < FRESH else self._ask(now)

    def _ask(self, now: datetime) -> _Told:
        """Ask the portal about itself.  Raises Refused X755 when it cannot be asked, or names another issuer."""
        line = self._line()
        try:
            facts = _read(line.get, self.issuer.rstrip("/") + WELL_KNOWN)
            if facts.get("issuer") != self.issuer:
                raise ValueError(f"issuer is {facts.get('issuer')}")
            self._told = _Told(now, facts, _read(line.get, _safe(facts["jwks_uri"])))
        except (OSError, ValueError, KeyError) as broken:
            raise _out_of_reach(broken) from None
        return self._told

    def _line(self, told: _Told | None = None) -> Any:
        """A line to the portal.  Raises Refused X750 when what speaks its language is not installed."""
        try:
            from authlib.integrations.requests_client import OAuth2Session
        except ImportError:
            raise Refused(
                "X750", "设置了单点登录，但没有安装所需的组件；请系统管理员运行 pip install 'duban[sso]' 后重启服务"
            ) from None
        able = told.facts.get("token_endpoint_auth_methods_supported", ()) if told else ()
        by_form = "client_secret_post" in able and "client_secret_basic" not in able
        return OAuth2Session(
            self.client, self._secret, scope="openid profile", redirect_uri=self._home + BACK,
            token_endpoint_auth_method="client_secret_post" if by_form and self._secret else None,
            code_challenge_method="S256", default_timeout=PATIENCE,
        )  # fmt: skip


def _read(get: Callable[..., Any], address: str) -> Mapping[str, Any]:
    """What a page of the portal says; it must say it there, not elsewhere."""
    answer = get(address, withhold_token=True, allow_redirects=False)
    answer.raise_for_status()
    found = answer.json()
    if answer.status_code != 200 or not isinstance(found, dict):
        raise ValueError(f"{address} answers {answer.status_code}")
    return found


def _safe(address: str) -> str:
    """An address that nobody between us can read.  Raises Refused X751 for another."""
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE):
        return address
    raise Refused("X751", f"统一身份认证的地址 {address} 不是 https，不能使用；请核对设置里的 sso_issuer")


@contextmanager
def _sound() -> Iterator[None]:
    """Turn whatever makes an ID token unsound into a refusal."""
    from joserfc.errors import JoseError

    try:
        yield
    except (JoseError, KeyError, ValueError, TypeError) as unsound:
        log.warning("id_token_unsound", reason=str(unsound)[:200])
        raise Refused(
            "X756", "统一身份认证给出的凭证没有通过核验，没有登录；请重试，仍不行请系统管理员核对设置和两边的时钟"
        ) from None


def _out_of_reach(broken: Exception) -> Refused:
    log.warning("portal_out_of_reach", reason=str(broken)[:200])
    return Refused("X755", "连不上统一身份认证，或它的答复不对；请稍后再试，急用请系统管理员改用口令登录")
