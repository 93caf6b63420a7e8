"""Calls to App Store Connect, each with a statement signed by our key that holds a quarter of an hour."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from sturmwarte.channels.appstore.shapes import Made, OneApp, Page
from sturmwarte.channels.contract import Place
from sturmwarte.channels.jwt import NoKey, signed
from sturmwarte.wire.answer import Answer
from sturmwarte.wire.errors import Gone, Missing, Unreadable, Wrong

API = "https://api.appstoreconnect.apple.com/v1"
HOLDS = timedelta(minutes=15)
"""Apple takes no statement that holds longer than twenty minutes."""
AT_ONCE = 200


class Interface:
    def __init__(self, place: Place) -> None:
        self._place = place
        self._base = str(place.values.get("api") or API).strip().rstrip("/")
        self._token, self._until = "", 0.0

    def app(self, app: str) -> str:
        """Its name."""
        found: OneApp = self._get(f"{self._base}/apps/{app}", {"fields[apps]": "name"}).json(OneApp)
        return found.data.attributes.name

    def reviews(self, app: str) -> Page:
        """The newest reviews and our answers to them."""
        params = {"sort": "-createdDate", "limit": AT_ONCE, "include": "response"}
        page: Page = self._get(f"{self._base}/apps/{app}/customerReviews", params).json(Page)
        return page

    def more(self, address: str) -> Page:
        """A following page. Our statement goes to no other host than the one that was set up."""
        here, there = urlsplit(self._base), urlsplit(address)
        if (here.scheme, here.netloc) != (there.scheme, there.netloc):
            raise Unreadable("channel.appstore.unreadable")
        page: Page = self._get(address, None).json(Page)
        return page

    def exists(self, review: str) -> bool:
        try:
            self._get(f"{self._base}/customerReviews/{quote(review, safe='')}", None)
        except (Missing, Gone):
            return False
        return True

    def respond(self, review: str, text: str) -> str:
        """Our answer's id. A second one takes the first one's place."""
        data = {
            "type": "customerReviewResponses",
            "attributes": {"responseBody": text},
            "relationships": {"review": {"data": {"type": "customerReviews", "id": review}}},
        }
        url = f"{self._base}/customerReviewResponses"
        answer = self._place.client.post(url, json={"data": data}, headers=self._headers())
        if answer.status in (409, 422):
            raise Wrong("channel.appstore.not_taken")
        made: Made = answer.ok().json(Made)
        return made.data.id

    def withdraw(self, response: str) -> None:
        url = f"{self._base}/customerReviewResponses/{quote(response, safe='')}"
        self._place.client.request("DELETE", url, headers=self._headers()).ok()

    def _get(self, url: str, params: dict[str, Any] | None) -> Answer:
        return self._place.client.get(url, params=params, headers=self._headers()).ok()

    def _headers(self) -> dict[str, str]:
        now = self._place.now()
        if now.timestamp() >= self._until:
            self._token = self._signed(now)
            self._until = (now + HOLDS / 2).timestamp()
        return {"authorization": f"Bearer {self._token}", "accept": "application/json"}

    def _signed(self, now: datetime) -> str:
        """A key of the company names its issuer, a key of one person says "user"."""
        values = self._place.values
        issuer = str(values.get("issuer") or "").strip()
        at = int(now.timestamp())
        claims: dict[str, Any] = {"iss": issuer} if issuer else {"sub": "user"}
        claims |= {"iat": at, "exp": at + int(HOLDS.total_seconds()), "aud": "appstoreconnect-v1"}
        try:
            return signed(claims, str(values.get("key") or ""), str(values.get("key_id") or "").strip())
        except NoKey as error:
            raise Wrong("channel.appstore.no_key") from error
