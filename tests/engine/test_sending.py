"""The outbox leaves: once, later when it must, never from a drill, and our own answer is known at once."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from sturmwarte.channels.contract import Account, Sent
from sturmwarte.core.post import Author, Post
from sturmwarte.engine import reading
from sturmwarte.engine.context import Context
from sturmwarte.engine.sending import deliver_due, mails, replies
from sturmwarte.station.archive import Archive, May
from sturmwarte.station.ledger import outbox
from sturmwarte.station.ledger.models import Outgoing
from sturmwarte.station.ledger.runs import standing_runs
from sturmwarte.station.listen import inbox
from sturmwarte.station.listen.models import Source
from sturmwarte.station.people.models import User
from sturmwarte.station.respond.models import Case, CasePost
from sturmwarte.wire.errors import Limited, Missing, Refused, Unreachable, Unreadable

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
ASKED = Post(
    id="https://m.example/1", network="mastodon", channel="mastodon:firma", text="Warum kommt keine Antwort?",
    created_at=NOW - MINUTE, received_at=NOW, author=Author(id="https://m.example/u/kunde", handle="kunde"),
)  # fmt: skip


class Platform:
    """A platform that shows what it was sent; `says` is raised first, once each."""

    def __init__(self, says=(), knows_keys=True):
        self.shown, self.says, self.knows_keys = {}, list(says), knows_keys
        self.answers = []

    def check(self):
        return Account("firma")

    def subscriptions(self):
        return ()

    def close(self):
        pass

    def reply(self, answer):
        self.answers.append(answer)
        trouble = self.says.pop(0) if self.says else None
        if trouble is not None and not isinstance(trouble, Unreadable):
            raise trouble
        id = f"https://m.example/a{len(self.shown) + 1}"
        key = answer.key if self.knows_keys else id
        sent = self.shown.setdefault(key, Sent(id, id))
        if trouble is not None:  # it was shown, but the answer got lost on its way back
            raise trouble
        return sent

    @contextmanager
    def using(self, source):
        assert source == "masto"
        yield self


@pytest.fixture
def case(db):
    standing_runs(NOW)
    Source.objects.create(
        id="masto", kind="mastodon", name="Mastodon", channel="mastodon:firma", made_at=NOW, made_by="test",
        account={"id": "https://m.example/u/firma", "name": "firma"},
    )  # fmt: skip
    take_in(ASKED)
    anna = User.objects.create_user("anna@example.com", name="Anna")
    made = Case.objects.create(
        thread="mastodon:1", network="mastodon", post=ASKED.id, channel="mastodon:firma", verdict="answer",
        opened_at=NOW, deadline=NOW + MINUTE, taken_by=anna, state="taken",
    )  # fmt: skip
    CasePost.objects.create(case=made, network="mastodon", post=ASKED.id, added_at=NOW)
    return made


def take_in(post):
    inbox.put([inbox.Line(msgspec.json.encode(post))], post.channel, NOW)
    read()


def read():
    reading.read_batch(Context(None, Archive()))


def write(case, key="answer:1", run="live", close=False):
    payload = {
        "case": case.pk, "user": case.taken_by_id, "source": "masto", "network": "mastodon", "to": ASKED.id,
        "text": "Wir kümmern uns darum.", "lang": "de", "close": close, "at": NOW.isoformat(),
    }  # fmt: skip
    return outbox.put(key, "reply", "mastodon:firma", payload, NOW, run)


def outgoing():
    return Outgoing.objects.get()


def test_an_answer_leaves_once_and_is_known_at_once(case):
    write(case)
    platform = Platform()
    assert deliver_due(NOW, platform)
    assert not deliver_due(NOW + MINUTE, platform)
    assert outgoing().state == "sent"
    (answer,) = platform.answers
    assert (answer.key, answer.to.id, answer.lang) == ("answer:1", ASKED.id, "de")
    read()
    own = Archive().get("mastodon", "https://m.example/a1", may=May.everything())
    assert (own.post.own, own.post.in_reply_to, own.post.text) == (True, ASKED.id, "Wir kümmern uns darum.")
    case.refresh_from_db()
    assert case.deadline is None
    assert [one.action for one in case.decisions.all()] == ["answered"]


def test_hearing_it_later_is_no_second_one(case):
    write(case)
    deliver_due(NOW, Platform())
    read()
    heard = msgspec.structs.replace(
        ASKED, id="https://m.example/a1", own=True, in_reply_to=ASKED.id, text="Wir kümmern uns darum."
    )
    take_in(heard)
    assert len(Archive().thread("mastodon", ASKED.id, may=May.everything())) == 2
    assert case.posts.count() == 2
    assert case.decisions.count() == 1


def test_a_case_closes_with_its_answer_if_nothing_came_meanwhile(case):
    write(case, close=True)
    deliver_due(NOW, Platform())
    case.refresh_from_db()
    assert (case.state, case.result) == ("closed", "answered")


def test_a_case_stays_open_when_a_post_has_joined_since(case):
    write(case, close=True)
    CasePost.objects.create(case=case, network="mastodon", post="2", added_at=NOW + SECOND)
    deliver_due(NOW + MINUTE, Platform())
    case.refresh_from_db()
    assert case.state == "taken"


def test_what_may_pass_is_tried_again_with_the_same_key(case):
    write(case)
    platform = Platform([Unreachable(host="m.example"), Unreadable()])
    deliver_due(NOW, platform)
    assert outgoing().state == "waiting"
    assert '"trouble.unreachable"' in outgoing().last_error
    deliver_due(NOW + MINUTE, platform)
    deliver_due(NOW + 3 * MINUTE, platform)
    assert outgoing().state == "sent"
    assert {answer.key for answer in platform.answers} == {"answer:1"}
    assert len(platform.shown) == 1


def test_where_no_key_is_known_an_answer_already_heard_is_not_sent_again(case):
    """Sent, then killed before it was noted; meanwhile listening has brought it."""
    write(case)
    platform = Platform(knows_keys=False)
    outbox.claim("killed", NOW, kinds=["reply"])
    platform.reply(replies.answer_of(outgoing()))
    take_in(
        msgspec.structs.replace(
            ASKED,
            id="https://m.example/a1",
            own=True,
            in_reply_to=ASKED.id,
            text="@kunde Wir kümmern uns darum.",
        )
    )
    assert not deliver_due(NOW + MINUTE, platform)
    assert deliver_due(NOW + 3 * MINUTE, platform)
    assert outgoing().state == "sent"
    assert len(platform.shown) == 1


@pytest.mark.parametrize("trouble", [Refused(host="m.example"), Missing()])
def test_what_cannot_work_is_given_up_and_the_case_says_so(case, trouble):
    write(case)
    deliver_due(NOW, Platform([trouble]))
    assert outgoing().state == "failed"
    case.refresh_from_db()
    assert case.deadline == NOW + MINUTE
    assert [one.action for one in case.decisions.all()] == ["not_sent"]


def test_a_platform_that_asks_to_wait_is_waited_for(case):
    write(case)
    deliver_due(NOW, Platform([Limited(NOW + 9 * MINUTE)]))
    assert (outgoing().due, outgoing().attempts) == (NOW + 9 * MINUTE, 0)


def test_a_frozen_channel_holds_answers_back(case, monkeypatch):
    class Channel:
        id, name, frozen = "mastodon:firma", "Mastodon", True

    class Plan:
        def section(self, _name):
            return [Channel]

    write(case)
    monkeypatch.setattr(replies, "active_plan", Plan)
    platform = Platform()
    deliver_due(NOW, platform)
    assert platform.answers == []
    assert '"reply.frozen"' in outgoing().last_error
    Channel.frozen = False
    deliver_due(NOW + MINUTE, platform)
    assert len(platform.answers) == 1


def test_a_source_that_rests_is_waited_for(case):
    write(case)
    Source.objects.update(resting=True)
    platform = Platform()
    deliver_due(NOW, platform)
    assert (platform.answers, outgoing().attempts) == ([], 0)


@pytest.mark.parametrize("run", ["drill:1", "replay:a"])
def test_nothing_of_a_drill_or_replay_leaves(case, run):
    write(case, run=run)
    platform = Platform()
    assert not deliver_due(NOW + timedelta(days=9), platform)
    assert (platform.answers, outgoing().state) == ([], "stopped")


def test_a_post_that_is_gone_is_not_answered(case):
    write(case)
    Archive().delete("mastodon", ASKED.id, "deleted", NOW)
    platform = Platform()
    deliver_due(NOW, platform)
    assert (platform.answers, outgoing().state) == ([], "failed")


def test_a_fault_holds_up_nothing_else(case):
    write(case)
    write(case, "answer:2")
    platform = Platform([RuntimeError("a fault with geheim in it")])
    deliver_due(NOW, platform)
    deliver_due(NOW, platform)
    states = dict(Outgoing.objects.values_list("key", "state"))
    assert states == {"answer:1": "failed", "answer:2": "sent"}
    assert "geheim" not in Outgoing.objects.get(key="answer:1").last_error


def test_a_mail_leaves_by_the_server_of_the_settings(db, monkeypatch, settings):
    settings.SMTP, settings.MAIL_FROM = "smtp://mail.example.com", "storm@example.com"
    letters = []
    monkeypatch.setattr(mails, "hand_over", lambda letter, server, *_: letters.append((letter, server.host)))
    words = {"subject": "s", "text": "t", "lang": "en", "at": NOW.isoformat()}
    outbox.put("notice:1", "mail", "anna@example.com", words, NOW)
    assert deliver_due(NOW, Platform())
    ((letter, host),) = letters
    assert (letter.key, letter.to, letter.lang, host) == (
        "notice:1",
        "anna@example.com",
        "en",
        "mail.example.com",
    )
    assert outgoing().state == "sent"


def test_a_mail_waits_for_a_server_and_not_for_ever(db, settings):
    settings.SMTP = ""
    words = {"subject": "s", "text": "t", "at": NOW.isoformat()}
    outbox.put("notice:1", "mail", "anna@example.com", words, NOW)
    deliver_due(NOW, Platform())
    assert (outgoing().state, outgoing().attempts) == ("waiting", 0)
    settings.SMTP, settings.MAIL_FROM = "smtp://mail.example.com", "storm@example.com"
    deliver_due(NOW + timedelta(days=3), Platform())
    assert outgoing().state == "failed"


def test_a_mail_outlives_a_long_outage_of_the_server(db, monkeypatch, settings):
    settings.SMTP, settings.MAIL_FROM = "smtp://mail.example.com", "storm@example.com"

    def down(*_):
        raise Unreachable("mail.no_answer", host="mail.example.com")

    monkeypatch.setattr(mails, "hand_over", down)
    words = {"subject": "s", "text": "t", "at": NOW.isoformat()}
    outbox.put("notice:1", "mail", "anna@example.com", words, NOW)
    for minutes in range(0, 600, 3):
        deliver_due(NOW + minutes * MINUTE, Platform())
    assert (outgoing().state, outgoing().attempts) == ("waiting", 0)


def test_others_things_in_the_outbox_are_left_alone(db):
    outbox.put("call:1", "call", "+49", {}, NOW)
    assert not deliver_due(NOW, Platform())
    assert outgoing().attempts == 0
