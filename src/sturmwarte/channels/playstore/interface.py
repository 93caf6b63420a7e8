"""Calls to the Google Play Developer API as a service account (RFC 7523: a signed statement for a token)."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import msgspec

from sturmwarte.channels.contract import Place
from sturmwarte.channels.jwt import NoKey, signed
from sturmwarte.channels.playstore.shapes import Account, Fault, Found, Token
from sturmwarte.wire.errors import Gone, Missing, Refused, Unreadable, Wrong

API = "https://androidpublisher.googleapis.com/androidpublisher/v3"
SCOPE = "https://www.googleapis.com/auth/androidpublisher"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
HOLDS = timedelta(minutes=30)
AT_ONCE = 100


class Interface:
    def __init__(self, place: Place) -> None:
        self._place = place
        self._base = str(place.values.get("api") or API).strip().rstrip("/")
        self._token, self._until = "", 0.0

    @property
    def account(self) -> Account:
        """Raises Wrong for what is no key file."""
        try:
            return msgspec.json.decode(str(self._place.values.get("account") or ""), type=Account)
        except (msgspec.DecodeError, RecursionError) as error:
            raise Wrong("channel.playstore.no_key") from error

    def reviews(self, app: str, page: str) -> Found:
        """Up to 100 reviews of the last week, what was changed last first."""
        params: dict[str, Any] = {"maxResults": AT_ONCE, "token": page or None}
        url = f"{self._base}/applications/{quote(app, safe='')}/reviews"
        found: Found = self._place.client.get(url, params=params, headers=self._headers()).ok().json(Found)
        return found

    def exists(self, app: str, review: str) -> bool:
        try:
            self._place.client.get(self._of(app, review), headers=self._headers()).ok()
        except (Missing, Gone):
            return False
        return True

    def answer(self, app: str, review: str, text: str) -> None:
        """A second answer takes the first one's place."""
        url = f"{self._of(app, review)}:reply"
        answer = self._place.client.post(url, json={"replyText": text}, headers=self._headers())
        if answer.status == 400:
            raise Wrong("channel.playstore.not_taken")
        answer.ok()

    def _of(self, app: str, review: str) -> str:
        return f"{self._base}/applications/{quote(app, safe='')}/reviews/{quote(review, safe='')}"

    def _headers(self) -> dict[str, str]:
        if self._place.now().timestamp() >= self._until:
            self._renew(self.account)
        return {"authorization": f"Bearer {self._token}", "accept": "application/json"}

    def _renew(self, account: Account) -> None:
        """A key that was deleted is answered with 400 "invalid_grant", which is a refusal."""
        form = {"grant_type": GRANT, "assertion": self._statement(account)}
        answer = self._place.client.post(account.token_uri, data=form)
        if answer.status == 400:
            try:
                said = answer.json(Fault).error
            except Unreadable:
                said = ""
            raise Refused("channel.playstore.refused", why=said[:100])
        token: Token = answer.ok().json(Token)
        self._token = token.access_token
        self._until = self._place.now().timestamp() + max(60.0, min(token.expires_in, 3600.0) - 120)

    def _statement(self, account: Account) -> str:
        at = int(self._place.now().timestamp())
        claims = {
            "iss": account.client_email,
            "scope": SCOPE,
            "aud": account.token_uri,
            "iat": at,
            "exp": at + int(HOLDS.total_seconds()),
        }
        try:
            return signed(claims, account.private_key, account.private_key_id)
        except NoKey as error:
            raise Wrong("channel.playstore.no_key") from error
