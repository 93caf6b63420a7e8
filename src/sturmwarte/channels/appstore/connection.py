"""Our apps in Apple's store: their reviews are heard and answered."""

from collections.abc import Sequence

from sturmwarte.channels.appstore.interface import Interface
from sturmwarte.channels.appstore.listen import Listener
from sturmwarte.channels.appstore.parse import Origin
from sturmwarte.channels.contract import Account, Answer, Place, Sent, Subscription
from sturmwarte.wire.errors import Wrong

EVERY_S = 600.0
MOST_CHARS = 5970


class AppStore:
    def __init__(self, place: Place) -> None:
        self._place, self._api = place, Interface(place)
        self._apps = _apps(place)
        self._names: dict[str, str] = {}

    def check(self) -> Account:
        """Every app must be ours; reviews are asked for once."""
        names = [self._name(app) for app in self._apps]
        self._api.reviews(self._apps[0])
        return Account(", ".join(names)[:200], url="https://appstoreconnect.apple.com/")

    def subscriptions(self) -> Sequence[Subscription]:
        return [Subscription(f"reviews:{app}", self._listener(app).listen, EVERY_S) for app in self._apps]

    def close(self) -> None:
        """Nothing is held between calls."""

    def reply(self, answer: Answer) -> Sent:
        if answer.to is None or answer.to.form != "review":
            raise Wrong("channel.appstore.only_reviews")
        if answer.private:
            raise Wrong("channel.appstore.not_private")
        if len(answer.text) > MOST_CHARS:
            raise Wrong("channel.appstore.too_long", most=MOST_CHARS)
        return Sent(self._api.respond(answer.to.id, answer.text))

    def delete(self, id: str) -> None:
        self._api.withdraw(id)

    def hide(self, id: str) -> None:  # noqa: ARG002 - it has nothing to do with which
        raise Wrong("channel.appstore.no_hiding")

    def _listener(self, app: str) -> Listener:
        origin = Origin(self._place.source, self._place.channel, app)
        return Listener(self._place, self._api, origin, self._name)

    def _name(self, app: str) -> str:
        """Asked for once; apps are renamed rarely, and connections made anew often enough."""
        if app not in self._names:
            self._names[app] = self._api.app(app)
        return self._names[app]


def _apps(place: Place) -> list[str]:
    """The apps' numbers; the store's address of an app will do as well."""
    lines = [str(line).strip() for line in place.values.get("apps") or ()]
    numbers = [line.rpartition("/id")[2].partition("?")[0] for line in lines if line]
    if not numbers or not all(number.isascii() and number.isdigit() for number in numbers):
        raise Wrong("channel.appstore.no_app")
    return list(dict.fromkeys(numbers))
