"""A portal of our own (OpenID Connect provider) for tests: a process that signs with RSA and refuses what is wrong.

python -P tests/oidc_portal.py PORT NOW     NOW is what its clock says, in seconds

It knows one client, checks its secret, the redirect URI and the PKCE verifier, and gives each code once.  What it does
next is set by GET /next?…: `sub` and `name` say who signs in, `twist` what will be wrong.
"""

import base64
import hashlib
import hmac
import json
import secrets
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "duban", "a-word-that-both-sides-know"


class Portal(BaseHTTPRequestHandler):
    """One request; what outlives it hangs on the server."""

    server: Any

    def do_GET(self) -> None:
        path, asked = urlsplit(self.path).path, dict(parse_qsl(urlsplit(self.path).query))
        issuer = f"http://127.0.0.1:{self.server.server_port}"
        if path == "/.well-known/openid-configuration":
            self._say(
                {
                    "issuer": issuer, "authorization_endpoint": f"{issuer}/authorize",
                    "token_endpoint": f"{issuer}/token", "jwks_uri": f"{issuer}/keys",
                    "end_session_endpoint": f"{issuer}/end",
                }
            )  # fmt: skip
        elif path == "/keys":
            self._say({"keys": [self.server.key.as_dict(private=False)]})
        elif path == "/next":
            self.server.next = {"sub": "8801", "name": "王科长", "twist": "", **asked}
            if self.server.next["twist"] == "renewed":
                self.server.key = new_key()
            self._say({})
        elif path == "/authorize":
            self._authorise(asked)
        else:
            self._say({"error": "not_found"}, 404)

    def _authorise(self, asked: dict[str, str]) -> None:
        """Let the person of the moment through, as if he had given his secret."""
        right = asked["client_id"] == CLIENT and asked["response_type"] == "code" and "openid" in asked["scope"]
        if not right or asked["code_challenge_method"] != "S256":
            self._say({"error": "invalid_request"}, 400)
            return
        code = secrets.token_urlsafe(16)
        self.server.codes[code] = {**asked, **self.server.next}
        back = f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"
        self.send_response(302)
        self.send_header("Location", back)
        self.end_headers()

    def do_POST(self) -> None:
        form = dict(parse_qsl(self.rfile.read(int(self.headers["content-length"])).decode()))
        told = base64.b64decode(self.headers.get("authorization", "Basic ").partition(" ")[2]).decode()
        if told != f"{CLIENT}:{SECRET}":
            self._say({"error": "invalid_client"}, 401)
            return
        kept = self.server.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = _written(digest)
        if kept is None or kept["code_challenge"] != challenge or kept["redirect_uri"] != form["redirect_uri"]:
            self._say({"error": "invalid_grant"}, 400)
            return
        self._say({"access_token": secrets.token_urlsafe(8), "token_type": "Bearer", "id_token": self._vouch(kept)})

    def _vouch(self, kept: dict[str, str]) -> str:
        """An ID token, right in all but the twist of the moment."""
        twist, issuer = kept["twist"], f"http://127.0.0.1:{self.server.server_port}"
        now, key = self.server.now, self.server.key
        claims = {
            "iss": "https://other.example" if twist == "issuer" else issuer,
            "aud": "another" if twist == "audience" else CLIENT,
            "nonce": "another" if twist == "nonce" else kept["nonce"],
            "sub": kept["sub"], "name": kept["name"], "iat": now - 7200 if twist == "expired" else now,
            "exp": now - 3600 if twist == "expired" else now + 300,
        }  # fmt: skip
        if twist == "unsigned_time":
            del claims["exp"]
        head = {"alg": "RS256", "kid": key.kid}
        if twist == "none":
            return ".".join((_packed({"alg": "none"}), _packed(claims), ""))
        if twist == "hmac":  # signed with the public key, taken for a shared secret
            said = f"{_packed({'alg': 'HS256', 'kid': key.kid})}.{_packed(claims)}"
            return f"{said}.{_written(hmac.digest(key.as_pem(private=False), said.encode(), 'sha256'))}"
        if twist == "stranger":
            key = RSAKey.generate_key(2048, {"kid": key.kid})
        return jwt.encode(head, claims, key)

    def _say(self, said: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *said: Any) -> None:
        """Tests are quiet."""


def new_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": secrets.token_hex(4)}, private=True)


def _packed(said: dict[str, Any]) -> str:
    return _written(json.dumps(said).encode())


def _written(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


if __name__ == "__main__":
    server: Any = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Portal)
    server.now, server.key, server.codes = int(sys.argv[2]), new_key(), {}
    server.next = {"sub": "8801", "name": "王科长", "twist": ""}
    print("ready", flush=True)
    server.serve_forever()
