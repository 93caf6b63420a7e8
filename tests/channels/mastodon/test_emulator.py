"""The emulator holds against Mastodon.py, whose client checks what a server answers."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import mastodon
import pytest

from tests.channels.mastodon.stage import until
from tests.channels.servers.mastodon import Mastodon


@pytest.fixture
def server() -> Iterator[Mastodon]:
    made = Mastodon(stream="events").start()
    yield made
    made.stop()


def test_a_known_client_can_talk_to_it(server: Mastodon) -> None:
    state = server.state
    us, mila = state.account("stadtwerke"), state.account("mila", host="garten.example")
    client = mastodon.Mastodon(access_token=state.token(us), api_base_url=state.url, ratelimit_method="throw")
    try:
        assert client.account_verify_credentials().acct == "stadtwerke"
        assert client.instance().configuration.statuses.max_characters == 500
        written = state.write(mila, "@stadtwerke Kein Strom #stromausfall")
        (told,) = client.notifications(types=["mention"])
        assert (told.type, told.status.uri) == ("mention", written["uri"])
        assert isinstance(told.status.created_at, datetime)
        assert told.status.created_at <= datetime.now(UTC)
        assert [one.id for one in client.timeline_hashtag("stromausfall")] == [told.status.id]
        first = client.status_post("Wir kommen.", in_reply_to_id=told.status.id, idempotency_key="k")
        assert (
            client.status_post("Wir kommen.", in_reply_to_id=told.status.id, idempotency_key="k").id
            == first.id
        )
        assert [one.id for one in client.status_context(first.id).ancestors] == [told.status.id]
        assert [one.id for one in client.account_statuses(us["id"])] == [first.id]
        assert client.account_lookup("mila@garten.example").uri == mila["uri"]
        assert [one.id for one in client.search_v2("Kein Strom", result_type="statuses").statuses] == [
            told.status.id
        ]
        assert client.ratelimit_limit == 300
        client.status_delete(first.id)
        with pytest.raises(mastodon.MastodonNotFoundError):
            client.status(first.id)
        server.revoke(client.access_token)
        with pytest.raises(mastodon.MastodonUnauthorizedError):
            client.notifications()
    finally:
        client.session.close()


def test_it_pages_as_the_client_expects(server: Mastodon) -> None:
    us, mila = server.state.account("stadtwerke"), server.state.account("mila")
    client = mastodon.Mastodon(access_token=server.state.token(us), api_base_url=server.state.url)
    ids = [server.state.write(mila, f"#bus {number}")["id"] for number in range(5)]
    try:
        asked: list[dict[str, Any]] = [{"min_id": ids[0]}, {"since_id": ids[0]}, {"max_id": ids[3]}]
        got = [[str(one.id) for one in client.timeline_hashtag("bus", limit=2, **how)] for how in asked]
        assert got == [[ids[2], ids[1]], [ids[4], ids[3]], [ids[2], ids[1]]]
    finally:
        client.session.close()


def test_its_events_are_understood(server: Mastodon) -> None:
    us, mila = server.state.account("stadtwerke"), server.state.account("mila")
    heard: list[tuple[str, Any]] = []

    class Listener(mastodon.StreamListener):
        def on_notification(self, notification: Any) -> None:
            heard.append(("notification", notification.status.content))

        def on_delete(self, status_id: Any) -> None:
            heard.append(("delete", str(status_id)))

    client = mastodon.Mastodon(access_token=server.state.token(us), api_base_url=server.state.url)
    handle = client.stream_user(Listener(), run_async=True)
    try:
        until(lambda: server.state.listeners, pause=0.05)
        written = server.state.write(mila, "@stadtwerke Hallo")
        server.state.remove(written["id"])
        until(lambda: len(heard) == 2, pause=0.05)
        assert heard == [("notification", "<p>@stadtwerke Hallo</p>"), ("delete", written["id"])]
    finally:
        handle.close()
        client.session.close()
