"""Our apps in Google's store: their reviews are heard and answered."""

import re
from collections.abc import Sequence
from urllib.parse import parse_qs, urlsplit

from sturmwarte.channels.contract import Account, Answer, Place, Sent, Subscription
from sturmwarte.channels.playstore.interface import Interface
from sturmwarte.channels.playstore.listen import Listener
from sturmwarte.channels.playstore.parse import ANSWER, Origin
from sturmwarte.wire.errors import Wrong

EVERY_S = 900.0
MOST_CHARS = 350
_PACKAGE = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)+")


class PlayStore:
    def __init__(self, place: Place) -> None:
        self._place, self._api = place, Interface(place)
        self._apps = _apps(place)

    def check(self) -> Account:
        """Every app's reviews must be open to the service account."""
        account = self._api.account
        for app in self._apps:
            self._api.reviews(app, "")
        return Account(account.client_email, url="https://play.google.com/console/")

    def subscriptions(self) -> Sequence[Subscription]:
        return [Subscription(f"reviews:{app}", self._listener(app).listen, EVERY_S) for app in self._apps]

    def close(self) -> None:
        """Nothing is held between calls."""

    def reply(self, answer: Answer) -> Sent:
        if answer.to is None or answer.to.form != "review":
            raise Wrong("channel.playstore.only_reviews")
        if answer.private:
            raise Wrong("channel.playstore.not_private")
        if len(answer.text) > MOST_CHARS:
            raise Wrong("channel.playstore.too_long", most=MOST_CHARS)
        self._api.answer(self._app_of(answer.to.product), answer.to.id, answer.text)
        return Sent(answer.to.id + ANSWER, answer.to.url)

    def _app_of(self, product: str) -> str:
        if product in self._apps:
            return product
        if len(self._apps) == 1:
            return self._apps[0]
        raise Wrong("channel.playstore.not_our_app")

    def _listener(self, app: str) -> Listener:
        return Listener(self._place, self._api, Origin(self._place.source, self._place.channel, app))


def _apps(place: Place) -> list[str]:
    """The apps' package names; the store's address of an app will do as well."""
    lines = [str(line).strip() for line in place.values.get("apps") or ()]
    names = [_package(line) for line in lines if line]
    if not names or not all(_PACKAGE.fullmatch(name) for name in names):
        raise Wrong("channel.playstore.no_app")
    return list(dict.fromkeys(names))


def _package(line: str) -> str:
    try:
        return parse_qs(urlsplit(line).query)["id"][0] if "://" in line else line
    except (KeyError, ValueError):
        return ""
