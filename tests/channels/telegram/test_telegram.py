"""Telegram against the emulator: everything arrives once, and each refusal says what to do."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import pytest
import telegram as library

from sturmwarte import packs
from sturmwarte.channels.contract import Answer, Cursor, Heard, Place
from sturmwarte.channels.telegram import connect
from sturmwarte.channels.telegram.connection import Bot
from sturmwarte.core.post import Post
from sturmwarte.core.reason import say
from sturmwarte.wire.client import Client
from sturmwarte.wire.errors import Limited, Missing, Refused, Trouble, Wrong
from sturmwarte.wire.guard import Guard
from tests.channels.servers.telegram import TOKEN, Telegram, telegram

GROUP = {"id": -1001234, "type": "supergroup", "title": "Hilfe", "username": "muster_hilfe"}
CHANNEL = {"id": -1009876, "type": "channel", "title": "Muster", "username": "muster"}


@pytest.fixture
def there() -> Iterator[Telegram]:
    with telegram() as state:
        yield state


_clients: list[Client] = []


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    while _clients:
        _clients.pop().close()


def _bot(there: Telegram, now: datetime | None = None, **values: Any) -> Bot:
    guard = Guard(["127.0.0.0/8"])

    def clock() -> datetime:
        return now or datetime.now(UTC)

    _clients.append(Client(guard, now=clock))
    place = Place(
        source="t", channel="telegram:t", values={"token": TOKEN, "api": there.address, **values},
        client=_clients[-1], guard=guard, now=clock, rest=lambda _: False,
        since=clock() - timedelta(days=1),
    )  # fmt: skip
    return connect(place)


def _step(bot: Bot, cursor: Cursor) -> Heard:
    (subscription,) = bot.subscriptions()
    return next(subscription.listen(cursor))


def _only(heard: Heard) -> Post:
    (post,) = heard.posts
    return post


def test_says_who_we_are_and_what_is_not_heard(there: Telegram) -> None:
    there.reads_all = False
    account = _bot(there).check()
    assert (account.name, account.id) == ("@muster_bot", "123456789")
    assert [reason.key for reason in account.missing] == ["channel.telegram.privacy_mode"]


def test_a_message_is_confirmed_only_when_the_next_step_is_asked_for(there: Telegram) -> None:
    bot = _bot(there)
    first = there.say("Wo bleibt mein Paket?")
    heard = _step(bot, {})
    assert _only(heard).id == first
    # Crashed before the cursor was kept: it comes again.
    assert _only(_step(bot, {})).id == first
    assert heard.cursor is not None
    second = there.say("Hallo?")
    assert _only(_step(bot, heard.cursor)).id == second


def test_one_listening_goes_on_from_step_to_step(there: Telegram) -> None:
    names = [there.say(f"Nachricht {number}") for number in range(150)]
    (subscription,) = _bot(there).subscriptions()
    steps = list(islice(subscription.listen({}), 2))
    assert [post.id for step in steps for post in step.posts] == names


def test_who_only_looks_confirms_nothing(there: Telegram) -> None:
    first = there.say("Wo bleibt mein Paket?")
    bot = _bot(there)
    bot._place = replace(bot._place, looking=True)
    (subscription,) = bot.subscriptions()
    assert [post.id for step in subscription.listen({}) for post in step.posts] == [first]
    assert _only(_step(_bot(there), {})).id == first


def test_what_is_written_where(there: Telegram) -> None:
    bot = _bot(there, own_chats=["@Muster"])
    there.say("privat")
    there.say("in der Gruppe", GROUP, reply_to_message={"message_id": 4, "chat": GROUP})
    there.say("im Kanal", CHANNEL, kind="channel_post", sender_chat=CHANNEL)
    private, group, channel = _step(bot, {}).posts
    assert (private.form, private.visibility, private.own) == ("direct_message", "private", False)
    assert (group.form, group.visibility, group.in_reply_to) == ("comment", "public", "-1001234/4")
    assert group.url == f"https://t.me/muster_hilfe/{group.id.partition('/')[2]}"
    assert (channel.form, channel.own) == ("post", True)


def test_a_channel_of_others_is_not_ours(there: Telegram) -> None:
    there.say("im Kanal", CHANNEL, kind="channel_post", sender_chat=CHANNEL)
    assert not _only(_step(_bot(there), {})).own


def test_an_edit_is_the_same_post(there: Telegram) -> None:
    bot = _bot(there)
    first = _step(bot, {}) if there.say("Es geht nicht") else None
    assert first is not None
    post = _only(first)
    there.say("Es geht wieder", kind="edited_message", message_id=1, edit_date=1_764_000_000)
    assert first.cursor is not None
    edited = _only(_step(bot, first.cursor))
    assert (edited.identity, edited.text) == (post.identity, "Es geht wieder")
    assert edited.edited_at == datetime.fromtimestamp(1_764_000_000, UTC)


def test_a_picture_never_shows_the_token(there: Telegram) -> None:
    there.say("", photo=[{"file_id": "x", "file_unique_id": "y", "width": 1, "height": 1}], caption="kaputt")
    post = _only(_step(_bot(there), {}))
    assert post.text == "kaputt"
    assert post.unread_media
    assert TOKEN not in repr(post)


def test_what_cannot_be_read_is_kept_and_does_not_come_again(there: Telegram) -> None:
    there.updates.append({"update_id": 990, "message": {"message_id": "elf"}})
    there.say("lesbar")
    heard = _step(_bot(there), {})
    assert [post.text for post in heard.posts] == ["lesbar"]
    assert [b'"elf"' in one.body for one in heard.dropped] == [True]


def test_an_outage_longer_than_telegram_keeps_is_a_gap(there: Telegram) -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    asked = now - timedelta(hours=30)
    heard = _step(_bot(there, now), {"last": 5, "met": asked.isoformat(), "asked": asked.isoformat()})
    (gap,) = heard.gaps
    assert (gap.since, gap.until) == (asked, now - timedelta(hours=24))
    assert heard.cursor is not None
    assert not _step(_bot(there, now), heard.cursor).gaps


def test_after_a_week_of_silence_numbers_may_start_anew(there: Telegram) -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    there.next_update = 40
    there.say("nach langer Zeit")
    cursor = {"last": 9_000, "met": (now - timedelta(days=7)).isoformat(), "asked": now.isoformat()}
    heard = _step(_bot(there, now), cursor)
    assert _only(heard).text == "nach langer Zeit"
    assert heard.cursor is not None
    assert heard.cursor["last"] == 40


@pytest.mark.parametrize(
    ("state", "kind", "key"),
    [
        ({"token": "9:another"}, Refused, "channel.telegram.refused"),
        ({"second_reader": True}, Wrong, "channel.telegram.second_reader"),
        ({"limited": 1}, Limited, "channel.telegram.limited"),
    ],
)
def test_each_refusal_says_what_to_do(
    there: Telegram, state: dict[str, Any], kind: type[Trouble], key: str
) -> None:
    bot = _bot(there)
    bot.check()
    for name, value in state.items():
        setattr(there, name, value)
    with pytest.raises(kind) as caught:
        _step(bot, {})
    assert caught.value.reason.key == key
    for language in packs.LANGUAGES:
        assert say(caught.value.reason, packs.texts(language)) != key


def test_a_webhook_elsewhere_is_told_at_set_up(there: Telegram) -> None:
    there.webhook = "https://other.example/hook"
    with pytest.raises(Wrong) as caught:
        _bot(there).check()
    assert caught.value.reason.key == "channel.telegram.webhook"


def test_answers_the_message_it_is_given(there: Telegram) -> None:
    bot = _bot(there)
    there.say("Wo bleibt mein Paket?")
    asked = _only(_step(bot, {}))
    sent = bot.reply(Answer("k1", "Wir schauen nach.", to=asked))
    assert sent.id == "4711/2"
    assert there.sent[0]["reply_parameters"]["message_id"] == 1
    bot.delete(sent.id)
    assert there.sent[1] == {"deleted": "4711/2"}


def test_a_bot_that_was_put_out_is_told_so(there: Telegram) -> None:
    with pytest.raises(Missing) as caught:
        _bot(there).reply(Answer("k", "Hallo", to=Post(id="403/1", channel="telegram:t")))
    assert caught.value.reason.key == "channel.telegram.put_out"


def test_a_token_that_is_none_never_leaves(there: Telegram) -> None:
    with pytest.raises(Wrong):
        _bot(there, token="what BotFather said")
    assert not there.asked


def test_the_emulator_speaks_as_the_documentation_says(there: Telegram) -> None:
    """The library checks every answer against the documented objects."""

    async def talk() -> tuple[str, list[str], int]:
        async with library.Bot(TOKEN, base_url=f"{there.address}/bot") as bot:
            me = await bot.get_me()
            updates = await bot.get_updates(timeout=0)
            said = await bot.send_message(4711, "Hallo")
            return me.username, [one.message.text for one in updates if one.message], said.message_id

    there.say("Wo bleibt mein Paket?")
    there.say("im Kanal", CHANNEL, kind="channel_post", sender_chat=CHANNEL)
    assert asyncio.run(talk()) == ("muster_bot", ["Wo bleibt mein Paket?"], 3)
