"""App Store Connect as its documentation describes it: signed statements, reviews, answers. Loopback only."""

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
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@dataclass
class Store:
    """`store.url` is its address, `store.pem` the key it gave us. Reviews are newest first by time."""

    now: datetime = START
    reviews: dict[str, dict[str, Any]] = field(default_factory=dict)
    responses: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    revoked: bool = False
    status: int = 0
    page: int = 200

    def __post_init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        form = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        self.pem = self._key.private_bytes(*form).decode()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> "Store":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def write(self, text: str, stars: int = 1, at: datetime | None = None) -> str:
        id = f"0000-{len(self.reviews):04}"
        when = at or START + timedelta(minutes=len(self.reviews))
        self.reviews[id] = {
            "rating": stars, "title": "Titel", "body": text, "reviewerNickname": "gerda_l",
            "createdDate": when.isoformat(), "territory": "DEU",
        }  # fmt: skip
        return id

    def trusts(self, header: str) -> bool:
        """ES256 by our key, for this audience, and no longer than twenty minutes."""
        try:
            head, claims, signature = header.removeprefix("Bearer ").split(".")
            raw = _decoded(signature)
            der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
            self._key.public_key().verify(der, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
            said, named = json.loads(_decoded(claims)), json.loads(_decoded(head))
        except (ValueError, InvalidSignature):
            return False
        holds = said["exp"] - said["iat"] <= 1200 and said["iat"] - 60 <= self.now.timestamp() <= said["exp"]
        ours = named == {"alg": "ES256", "typ": "JWT", "kid": "K1"} and said["iss"] == "I1"
        return holds and ours and said["aud"] == "appstoreconnect-v1" and not self.revoked

    def answer(self, method: str, path: str, auth: str, body: bytes) -> tuple[int, Any]:
        self.asked.append(f"{method} {path}")
        if self.status:
            return self.status, {"errors": [{"status": str(self.status)}]}
        if not self.trusts(auth):
            return 401, {"errors": [{"status": "401", "code": "NOT_AUTHORIZED"}]}
        parts = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        return self._writes(method, parts.path, body) if method != "GET" else self._reads(parts.path, query)

    def _reads(self, path: str, query: dict[str, str]) -> tuple[int, Any]:
        if path == "/v1/apps/77":
            return 200, {"data": {"type": "apps", "id": "77", "attributes": {"name": "Nordstein-App"}}}
        if path == "/v1/apps/77/customerReviews":
            return 200, self._list(query)
        if found := re.fullmatch(r"/v1/customerReviews/([\w-]+)", path):
            there = found[1] in self.reviews
            return (200, {"data": self._review(found[1])}) if there else (404, {"errors": []})
        return 404, {"errors": []}

    def _writes(self, method: str, path: str, body: bytes) -> tuple[int, Any]:
        if (method, path) == ("POST", "/v1/customerReviewResponses"):
            return self._respond(json.loads(body)["data"])
        if method == "DELETE" and (found := re.fullmatch(r"/v1/customerReviewResponses/([\w-]+)", path)):
            return (204, None) if self.responses.pop(found[1], None) else (404, {"errors": []})
        return 404, {"errors": []}

    def _list(self, query: dict[str, str]) -> dict[str, Any]:
        start, size = int(query.get("cursor", "0")), min(int(query["limit"]), self.page)
        order = sorted(self.reviews, key=lambda id: self.reviews[id]["createdDate"], reverse=True)
        ids = order[start : start + size]
        links = {"self": self.url}
        if start + size < len(order):
            links["next"] = f"{self.url}/apps/77/customerReviews?limit={size}&cursor={start + size}"
        answers = [r for r in self.responses.values() if r["relationships"]["review"]["data"]["id"] in ids]
        return {"data": [self._review(id) for id in ids], "included": answers, "links": links}

    def _review(self, id: str) -> dict[str, Any]:
        return {"type": "customerReviews", "id": id, "attributes": self.reviews[id]}

    def _respond(self, wish: dict[str, Any]) -> tuple[int, Any]:
        review = wish["relationships"]["review"]["data"]["id"]
        if review not in self.reviews:
            return 409, {"errors": [{"code": "ENTITY_ERROR"}]}
        id = f"r-{review}"
        attributes = wish["attributes"] | {
            "lastModifiedDate": self.now.isoformat(),
            "state": "PENDING_PUBLISH",
        }
        self.responses[id] = wish | {"id": id, "attributes": attributes}
        return 201, {"data": self.responses[id]}


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
            sent = b"" if answer is None else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        do_POST = do_DELETE = do_GET

        def log_message(self, *_: object) -> None:
            """Silent."""

    return Handler
