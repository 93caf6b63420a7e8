"""The Google Play Developer API's reviews as documented: tokens for signed statements, pages, answers."""

import base64
import json
import re
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
APP = "example.nordstein.app"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
"""Made once: it takes a while."""


@dataclass
class Store:
    now: datetime = NOON
    reviews: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    tokens: dict[str, datetime] = field(default_factory=dict)
    deleted_key: bool = False
    status: int = 0
    page: int = 100

    def __post_init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        return f"{self.root}/androidpublisher/v3"

    @property
    def account(self) -> str:
        """The key file."""
        pem = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        return json.dumps(
            {
                "type": "service_account",
                "client_email": "hoeren@nordstein.example",
                "private_key": pem,
                "private_key_id": "k1",
                "token_uri": f"{self.root}/token",
            }
        )

    def __enter__(self) -> "Store":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def write(self, text: str, stars: int = 1, at: datetime | None = None) -> str:
        id = f"r{len(self.reviews):04}"
        said = {"text": f"\t{text}", "starRating": stars, "lastModified": _stamp(at or self.now)}
        self.reviews[id] = {"reviewId": id, "authorName": "Gerda", "comments": [{"userComment": said}]}
        return id

    def change(self, id: str, text: str) -> None:
        said = self.reviews[id]["comments"][0]["userComment"]
        said |= {"text": text, "lastModified": _stamp(self.now)}

    def answer(self, method: str, path: str, auth: str, body: bytes) -> tuple[int, Any]:
        self.asked.append(f"{method} {path}")
        parts = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if self.status:
            return self.status, {"error": {"code": self.status}}
        if parts.path == "/token":
            return self._token({k: v[0] for k, v in parse_qs(body.decode()).items()})
        if self.tokens.get(auth.removeprefix("Bearer "), NOON - timedelta(days=99)) < self.now:
            return 401, {"error": {"code": 401, "status": "UNAUTHENTICATED"}}
        base = f"/androidpublisher/v3/applications/{APP}/reviews"
        if parts.path == base:
            return 200, self._list(query)
        if found := re.fullmatch(re.escape(base) + r"/(\w+)(:reply)?", parts.path):
            return self._one(found[1], body if found[2] else b"")
        return 403, {"error": {"code": 403, "status": "PERMISSION_DENIED"}}

    def _token(self, form: dict[str, str]) -> tuple[int, Any]:
        if self.deleted_key or not self._trusts(form.get("assertion", "")):
            return 400, {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}
        token = f"t{len(self.tokens)}"
        self.tokens[token] = self.now + timedelta(hours=1)
        return 200, {"access_token": token, "expires_in": 3599, "token_type": "Bearer"}

    def _trusts(self, statement: str) -> bool:
        try:
            head, claims, signature = statement.split(".")
            signed = f"{head}.{claims}".encode()
            KEY.public_key().verify(_decoded(signature), signed, padding.PKCS1v15(), SHA256())
            said = json.loads(_decoded(claims))
        except (ValueError, InvalidSignature):
            return False
        ours = said["iss"] == "hoeren@nordstein.example" and said["aud"] == f"{self.root}/token"
        return ours and said["scope"].endswith("/auth/androidpublisher") and said["exp"] - said["iat"] <= 3600

    def _list(self, query: dict[str, str]) -> dict[str, Any]:
        since = self.now - timedelta(days=7)
        listed = [review for review in self.reviews.values() if _changed(review) >= since]
        listed.sort(key=_changed, reverse=True)
        start, size = int(query.get("token", "0")), min(int(query.get("maxResults", "10")), self.page)
        answer: dict[str, Any] = {"reviews": listed[start : start + size]} if listed else {}
        if start + size < len(listed):
            answer["tokenPagination"] = {"nextPageToken": str(start + size)}
        return answer

    def _one(self, id: str, reply: bytes) -> tuple[int, Any]:
        review = self.reviews.get(id)
        if review is None:
            return 404, {"error": {"code": 404}}
        if not reply:
            return 200, review
        text = json.loads(reply)["replyText"]
        if not 0 < len(text) <= 350:
            return 400, {"error": {"code": 400}}
        comment = {"developerComment": {"text": text, "lastModified": _stamp(self.now)}}
        review["comments"] = [review["comments"][0], comment]
        return 200, {"result": {"replyText": text, "lastEdited": _stamp(self.now)}}


def _stamp(at: datetime) -> dict[str, Any]:
    return {"seconds": str(int(at.timestamp())), "nanos": 0}


def _changed(review: dict[str, Any]) -> datetime:
    seconds = review["comments"][0]["userComment"]["lastModified"]["seconds"]
    return datetime.fromtimestamp(int(seconds), UTC)


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _handler(store: Store) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 65536  # headers and body in one packet

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            auth = self.headers.get("Authorization", "")
            status, answer = store.answer(self.command, self.path, auth, body)
            sent = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            """Silent."""

    return Handler
