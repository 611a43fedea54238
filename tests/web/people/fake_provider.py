"""An identity provider for tests: discovery, keys and tokens by HTTP; who signs in there is said by the test."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "city-desk", "the secret of the desk"
_KEY = RSAKey.generate_key(2048, {"kid": "one"})
_STRANGER = RSAKey.generate_key(2048, {"kid": "one"})


@dataclass
class FakeProvider:
    """`claims` is what it says of who signs in; `fault` makes one thing of a token wrong, or the door shut."""

    claims: dict[str, Any] = field(default_factory=dict)
    fault: str = ""
    url: str = ""
    asked: dict[str, str] = field(default_factory=dict)
    """What the last request for a sign-in asked."""

    def start(self) -> None:
        """Listen on a free port."""
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                fake.answer(self, fake.document(urlsplit(self.path).path))

            def do_POST(self) -> None:
                octets = self.rfile.read(int(self.headers["Content-Length"]))
                fake.answer(self, fake.token(dict(parse_qsl(octets.decode())), self.headers["Authorization"]))

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Give the port back."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, handler: BaseHTTPRequestHandler, said: dict[str, Any]) -> None:
        """Send JSON; a fault in the door is a 503."""
        body = json.dumps(said).encode()
        handler.send_response(503 if self.fault == "away" else 400 if "error" in said else 200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def document(self, path: str) -> dict[str, Any]:
        """Discovery or keys."""
        if path == "/keys":
            return {"keys": [_KEY.as_dict(private=False)]}
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def sign_in(self, location: str) -> str:
        """What the person's browser does there: the path and query that it comes back to the gateway with."""
        parts = urlsplit(location)
        assert f"{parts.scheme}://{parts.netloc}" == self.url
        self.asked = dict(parse_qsl(parts.query))
        back = urlsplit(self.asked["redirect_uri"]).path
        return f"{back}?{urlencode({'code': 'one-time', 'state': self.asked['state']})}"

    def token(self, form: dict[str, str], authorization: str | None) -> dict[str, Any]:
        """The answer to a code, when client, code and verifier are right (RFC 7636)."""
        expected = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        is_right = authorization == f"Basic {expected}" and form.get("code") == "one-time"
        if not is_right or self.asked["code_challenge_method"] != "S256" or challenge != self.asked["code_challenge"]:
            return {"error": "invalid_grant"}
        return {"access_token": "a", "token_type": "Bearer", "id_token": self._id_token()}

    def _id_token(self) -> str:
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": self.asked["nonce"]}
        wrong: dict[str, dict[str, Any]] = {
            "issuer": {"iss": "https://evil.example"},
            "audience": {"aud": "another desk"},
            "nonce": {"nonce": "of yesterday"},
            "expired": {"exp": now - 1000, "iat": now - 2000},
        }
        key = _STRANGER if self.fault == "signature" else _KEY
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims | wrong.get(self.fault, {}) | self.claims, key)
