"""Answers, deletions and probes of our account."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from sturmwarte.channels.contract import Answer, Sent
from sturmwarte.channels.mastodon.api import Api
from sturmwarte.channels.mastodon.ears import Ears
from sturmwarte.channels.mastodon.parse import full_handle
from sturmwarte.channels.mastodon.reading import Json, inner, text
from sturmwarte.channels.mastodon.server import Server
from sturmwarte.channels.mastodon.statuses import Statuses
from sturmwarte.wire.errors import Gone, Missing, Wrong
from sturmwarte.wire.html import plain

WIDENESS = ("direct", "private", "unlisted", "public")
LATELY = 20
_LINK = re.compile(r"https?://\S+")
_MENTION = re.compile(r"(?<![\w/])(@\w+)@[\w.-]+\w")


def length(words: str, server: Server) -> int:
    """As servers count: an address is always as long as a short link, a mention is its name without host."""
    return len(_MENTION.sub(r"\1", _LINK.sub("x" * server.per_link, words)))


def visibility(original: str, private: bool) -> str:
    """Never wider than what is answered; unknown kinds are answered privately."""
    if private:
        return "direct"
    return original if original in WIDENESS else "direct"


class Speaker:
    def __init__(self, ears: Ears, statuses: Statuses) -> None:
        self._ears = ears
        self._api: Api = ears.api
        self._statuses = statuses

    def say(self, answer: Answer) -> Sent:
        """Once, however often it is tried: by the key for an hour, and by looking at what we said lately."""
        if answer.to is None:
            return self._send(answer, {"status": answer.text, "visibility": "public"}, "")
        original = self._statuses.of(answer.to.id)
        if original is None:
            raise Gone("channel.mastodon.original_gone", host=self._api.host)
        body = {
            "status": self._addressed(answer.text, original),
            "in_reply_to_id": text(original, "id"),
            "visibility": visibility(text(original, "visibility"), answer.private),
            "spoiler_text": text(original, "spoiler_text"),
        }
        return self._send(answer, body, text(original, "id"))

    def delete(self, id: str) -> None:
        """One of our own posts; one that is gone already is well."""
        status = self._statuses.of(id)
        if status is None:
            return
        if text(inner(status, "account"), "id") != text(self._api.me(), "id"):
            raise Wrong("channel.mastodon.not_ours", host=self._api.host)
        number = text(status, "id")
        answer = self._api.delete(f"/api/v1/statuses/{quote(number, safe='')}")
        if answer.status in (404, 405, 501) and self._api.one(f"/api/v1/statuses/{number}") is not None:
            raise Wrong("channel.mastodon.no_delete", host=self._api.host)
        if answer.status not in (404, 410):
            answer.ok()

    def probe(self, mark: str) -> str:
        """A direct message that names nobody: only our account sees it.

        Raises Wrong where the server lists such messages nowhere, so that none could ever come back.
        """
        said = self._api.post("/api/v1/statuses", {"status": mark, "visibility": "direct"})
        if text(said, "id") not in [text(status, "id") for status in self._latest()]:
            raise Wrong("channel.mastodon.no_probe", host=self._api.host)
        return text(said, "uri")

    def _addressed(self, words: str, original: Json) -> str:
        """The author is named first, else no server tells them of the answer."""
        acct = text(inner(original, "account"), "acct")
        ours = text(inner(original, "account"), "id") == text(self._api.me(), "id")
        names = {f"@{acct}".casefold(), f"@{full_handle(acct, self._api.domain)}".casefold()}
        said = {word.rstrip(".,:;!?").casefold() for word in words.split() if word.startswith("@")}
        return words if ours or not acct or names & said else f"@{acct} {words}"

    def _send(self, answer: Answer, body: Mapping[str, Any], parent: str) -> Sent:
        server = self._api.server()
        has = length(body["status"], server) + len(body.get("spoiler_text", ""))
        if has > server.characters:
            raise Wrong("channel.mastodon.too_long", most=server.characters, has=has)
        said = self._said_already(body["status"], parent)
        if said is None:
            body = {key: value for key, value in {**body, "language": answer.lang[:2]}.items() if value}
            said = self._api.post("/api/v1/statuses", body, {"idempotency-key": answer.key})
        self._ears.memory.learn(said)
        return Sent(text(said, "uri"), text(said, "url"))

    def _said_already(self, words: str, parent: str) -> Json | None:
        """The same words to the same post among our latest: a try whose answer got lost on the way."""
        for status in self._latest():
            same = _bare(plain(text(status, "content"))) == _bare(words)
            if same and text(status, "in_reply_to_id") == parent:
                return status
        return None

    def _latest(self) -> list[Json]:
        path = f"/api/v1/accounts/{quote(text(self._api.me(), 'id'), safe='')}/statuses"
        try:
            latest = self._api.json(path, {"limit": LATELY, "exclude_reblogs": "true"})
        except (Missing, Gone):
            return []
        return [status for status in latest if isinstance(status, dict)] if isinstance(latest, list) else []


def _bare(words: str) -> str:
    """What stays the same when a server sets a text: mentions without host, no spaces."""
    return "".join(_MENTION.sub(r"\1", words).split()).casefold()
