"""A forum at work: listens to everybody, answers as its account."""

from collections.abc import Sequence

from sturmwarte.channels.contract import Account, Answer, Call, Place, Sent, Subscription, Taken
from sturmwarte.channels.discourse.hooks import taken
from sturmwarte.channels.discourse.interface import Interface
from sturmwarte.channels.discourse.listen import Listener
from sturmwarte.channels.discourse.parse import Origin, id_of, numbers_of, own_names, post_of
from sturmwarte.channels.discourse.shapes import About, Created, Session
from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason
from sturmwarte.wire.errors import Missing, Refused, Wrong

NEW_S, CHANGES_S = 60.0, 900.0
MOST_TITLE = 80


class Forum:
    def __init__(self, place: Place) -> None:
        self._place, self._api = place, Interface(place)
        own = own_names([self._api.username, *(place.values.get("own_accounts") or ())])
        self._origin = Origin(place.source, place.channel, self._api.base, own)

    def check(self) -> Account:
        """Reading posts must work; who we are is asked where the key's rights allow."""
        self._api.latest("/posts.json", None)
        missing = [] if self._api.known else [Reason("channel.discourse.reads_only")]
        try:
            title = self._api.get("/site/basic-info.json", About).title
        except (Missing, Refused):
            title = ""
        name, id = self._who()
        if self._api.known and not name:
            missing.append(Reason("channel.discourse.limited_key"))
        shown = f"@{name}" if name else title or self._api.base
        return Account(shown, id, self._api.base, missing=tuple(missing))

    def subscriptions(self) -> Sequence[Subscription]:
        public = Listener(self._place, self._api, self._origin)
        found = [
            Subscription("posts", public.new, NEW_S),
            Subscription("changes", public.changes, CHANGES_S),
        ]
        if self._api.known and self._place.values.get("private"):
            private = Listener(self._place, self._api, self._origin, "/private-posts.json", private=True)
            found.append(Subscription("private", private.new, NEW_S))
            found.append(Subscription("private-changes", private.changes, CHANGES_S))
        return found

    def close(self) -> None:
        """Nothing is held between calls."""

    def reply(self, answer: Answer) -> Sent:
        if not self._api.known:
            raise Wrong("channel.discourse.reads_only")
        if answer.to is None:
            raise Wrong("channel.discourse.no_topic")
        if answer.private and not answer.to.is_private:
            return self._privately(answer, answer.to)
        numbers = numbers_of(answer.to.id, self._origin.base)
        if numbers is None:
            raise Wrong("channel.discourse.no_topic")
        topic, number = numbers
        parts = {"reply_to_post_number": number} if number > 1 else {}
        return self._sent(self._api.create(raw=answer.text, topic_id=topic, **parts))

    def delete(self, id: str) -> None:
        """Moderators can bring it back; for everybody else it is gone."""
        numbers = numbers_of(id, self._origin.base)
        entry = self._api.by_number(*numbers) if numbers else None
        if entry is None:
            raise Missing(host=self._origin.base)
        self._api.delete(entry.id)

    def hide(self, id: str) -> None:
        """Others' posts go the same way, where our account moderates."""
        self.delete(id)

    def fetch(self, id: str) -> Post | None:
        numbers = numbers_of(id, self._origin.base)
        entry = self._api.by_number(*numbers) if numbers else None
        if entry is None or entry.deleted_at or entry.user_deleted or entry.hidden:
            return None
        # Whoever hears no messages asks for none; whoever does must not take one for public.
        private = bool(self._place.values.get("private")) and self._api.is_private(entry.topic_id)
        return post_of(entry, self._origin, private=private)

    def receive(self, call: Call) -> Taken:
        secret = str(self._place.values.get("webhook_secret") or "")
        return taken(call, secret, self._origin, self._place.now())

    def _who(self) -> tuple[str, str]:
        if not self._api.known:
            return "", ""
        try:
            user = self._api.get("/session/current.json", Session).current_user
        except (Missing, Refused):
            return "", ""
        return user.username, str(user.id)

    def _privately(self, answer: Answer, to: Post) -> Sent:
        if to.author is None or not to.author.handle:
            raise Wrong("channel.discourse.no_author")
        title = " ".join(answer.text.split())[:MOST_TITLE]
        made = self._api.create(
            raw=answer.text, title=title, archetype="private_message", target_recipients=to.author.handle
        )
        return self._sent(made)

    def _sent(self, made: Created) -> Sent:
        """One that waits for a moderator has no number yet."""
        if not made.topic_id or not made.post_number:
            return Sent()
        base = self._origin.base
        return Sent(
            id_of(base, made.topic_id, made.post_number), f"{base}/t/-/{made.topic_id}/{made.post_number}"
        )
