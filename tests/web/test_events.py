"""The event stream as a browser meets it: who may listen, what is told, how it ends and goes on."""

import asyncio
import json

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from sturmwarte.station.frame.events import WAITING, Events, Tail, _put, written
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.models import Change
from sturmwarte.station.people.models import User

pytestmark = pytest.mark.django_db(transaction=True)


class Caller:
    """One browser at the stream."""

    def __init__(self, cookie="", query=b"", method="GET"):
        headers = [(b"cookie", f"sessionid={cookie}".encode())] if cookie else []
        self.scope = {"type": "http", "method": method, "headers": headers, "query_string": query}
        self.sent, self.leaves = [], asyncio.Event()

    async def receive(self):
        await self.leaves.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        self.sent.append(message)

    @property
    def status(self):
        return self.sent[0]["status"]

    @property
    def text(self):
        return b"".join(message.get("body", b"") for message in self.sent[1:]).decode()

    async def until(self, words):
        for _ in range(100):
            if words in self.text:
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"{words!r} did not come: {self.text!r}")


@pytest.fixture
def session():
    user = User.objects.create_user("reader@example.org", None, name="Reader")
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies["sessionid"].value


def _with(story):
    """Runs a story with a stream whose thread is closed at the end."""

    async def run():
        events = Events()
        try:
            await asyncio.wait_for(story(events), 20)
        finally:
            await asyncio.get_running_loop().run_in_executor(events.tail._thread, connections.close_all)
            events.tail._thread.shutdown()

    asyncio.run(run())


@pytest.mark.parametrize("cookie", ["", "made-up", "../../x"])
def test_strangers_hear_nothing(cookie):
    async def story(events):
        caller = Caller(cookie)
        await events(caller.scope, caller.receive, caller.send)
        assert caller.status == 401
        assert caller.text == ""

    _with(story)


def test_a_change_is_told_to_everybody_and_says_only_what_changed(session):
    async def story(events):
        callers = [Caller(session) for _ in range(3)]
        tasks = [asyncio.create_task(events(c.scope, c.receive, c.send)) for c in callers]
        for caller in callers:
            await caller.until("event: hello")
        await asyncio.sleep(0.5)  # the tail has found its starting point
        await asyncio.to_thread(_announce)
        for caller in callers:
            await caller.until("event: change")
            assert '{"kind": "case", "ref": "7"}' in caller.text
            assert "secret" not in caller.text
            caller.leaves.set()
        await asyncio.gather(*tasks)
        assert not events.tail.readers

    _with(story)


def test_whoever_is_switched_off_hears_nothing_from_that_moment(session):
    user = User.objects.get(email="reader@example.org")

    def switch_off():
        User.objects.filter(pk=user.pk).update(is_active=False)
        announce("people", str(user.pk), timezone.now())

    async def story(events):
        caller = Caller(session)
        stream = asyncio.ensure_future(events(caller.scope, caller.receive, caller.send))
        await caller.until("event: hello")
        await asyncio.get_running_loop().run_in_executor(events.tail._thread, switch_off)
        await asyncio.wait_for(stream, 5)
        assert "event: change" not in caller.text

    _with(story)


def _announce():
    announce("case", "7", timezone.now())
    announce("posts", "secret", timezone.now())
    connections.close_all()


def test_whoever_comes_back_gets_what_was_missed(session):
    announce("case", "1", timezone.now())
    last = Change.objects.order_by("-pk").first().pk
    announce("case", "2", timezone.now())

    async def story(events):
        caller = Caller(session, query=f"after={last}".encode())
        task = asyncio.create_task(events(caller.scope, caller.receive, caller.send))
        await caller.until("event: change")
        assert '"ref": "2"' in caller.text
        assert '"ref": "1"' not in caller.text
        events.tail.stop()
        await task
        late = Caller(session)
        await events(late.scope, late.receive, late.send)
        assert late.status == 503

    _with(story)


def test_a_slow_reader_is_sent_away_instead_of_filling_the_memory():
    async def story():
        queue = asyncio.Queue(WAITING)
        for n in range(WAITING + 1):
            _put(queue, [Change(pk=n, kind="case", ref=str(n))])
        assert queue.qsize() == 1
        assert queue.get_nowait() is None

    asyncio.run(story())
    Tail()._thread.shutdown()


def test_each_thing_is_named_once():
    twice = [Change(pk=1, kind="case", ref="5"), Change(pk=2, kind="case", ref="5")]
    text = written([*twice, Change(pk=3, kind="plan")])
    data = json.loads(text.split("data: ")[1])
    assert data == [{"kind": "case", "ref": "5"}, {"kind": "plan", "ref": ""}]
    assert text.startswith("id: 3\n")
