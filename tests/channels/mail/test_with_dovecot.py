"""The mail channel against a real Dovecot, and a mail server that takes what we send."""

import imaplib
import ssl
import time

import pytest

from sturmwarte.channels.contract import Answer
from sturmwarte.channels.mail import connect
from sturmwarte.channels.mail import smtp as smtp_channel
from sturmwarte.channels.mailbox import following, imap
from sturmwarte.channels.mailbox.imap import Imap
from sturmwarte.wire.errors import Blocked, Refused, Unreachable, Wrong
from sturmwarte.wire.guard import Guard
from tests.channels.mail.scene import Ear, Rest, all_steps, mail, place, values
from tests.channels.servers.dovecot import HOST, WORD, Dovecot
from tests.channels.servers.smtp import Smtp


@pytest.fixture(autouse=True)
def empty(dovecot: Dovecot) -> None:
    with imaplib.IMAP4(HOST, dovecot.imap) as line:
        line.login("service", WORD)
        for folder in ("INBOX", "Gesendet"):
            line.select(folder)
            line.store("1:*", "+FLAGS", r"\Deleted") if line.search(None, "ALL")[1][0] else None
            line.expunge()


def inbox(dovecot: Dovecot, rest: Rest, smtp: Smtp | None = None, **more):
    connection = connect(place(values(dovecot, smtp, **more), rest))
    return connection, connection.subscriptions()[0]


def test_what_lies_there_and_what_comes_is_heard_once(dovecot: Dovecot) -> None:
    dovecot.deliver(mail("Der Rahmen ist gebrochen.", Message_ID="<1@kunden.example>"))
    rest = Rest()
    _, subscription = inbox(dovecot, rest)
    ear = Ear(subscription, rest)
    ear.wait_for(1)
    time.sleep(0.3)  # it waits for news by now
    came = time.monotonic()
    dovecot.deliver(mail("Und jetzt auch die Gabel.", Message_ID="<2@kunden.example>"))
    posts = ear.wait_for(2)
    delay = time.monotonic() - came
    ear.stop()
    assert [post.id for post in posts] == ["1@kunden.example", "2@kunden.example"]
    assert [post.text for post in posts] == ["Der Rahmen ist gebrochen.", "Und jetzt auch die Gabel."]
    assert delay < 3, f"a push took {delay:.1f} s"
    assert posts[0].is_private
    assert posts[0].author.id == "mila@kunden.example"
    assert not posts[0].own


def test_after_a_stop_it_goes_on_where_it_was(dovecot: Dovecot) -> None:
    dovecot.deliver(mail("eins", Message_ID="<1@k.example>"))
    rest = Rest()
    ear = Ear(inbox(dovecot, rest)[1], rest)
    ear.wait_for(1)
    ear.stop()
    dovecot.deliver(mail("zwei", Message_ID="<2@k.example>"))
    rest = Rest()
    again = Ear(inbox(dovecot, rest)[1], rest, ear.cursor)
    again.wait_for(1)
    again.stop()
    assert [post.id for post in again.posts] == ["2@k.example"]


def test_a_restarted_server_loses_nothing(dovecot: Dovecot) -> None:
    rest = Rest()
    ear = Ear(inbox(dovecot, rest)[1], rest)
    while not ear.steps:
        time.sleep(0.02)
    dovecot.stop()
    ear._thread.join(10)
    assert isinstance(ear.error, Unreachable)
    dovecot.start()
    dovecot.deliver(mail("währenddessen", Message_ID="<3@k.example>"))
    again = Ear(inbox(dovecot, rest)[1], rest, ear.cursor)
    assert again.wait_for(1)[0].id == "3@k.example"
    again.stop()


def test_numbers_that_begin_anew_are_read_anew(dovecot: Dovecot) -> None:
    dovecot.deliver(mail("eins", Message_ID="<1@k.example>"))
    rest = Rest()
    strange = {"validity": 1, "uid": 999_999}
    ear = Ear(inbox(dovecot, rest)[1], rest, strange)
    assert ear.wait_for(1)[0].id == "1@k.example"
    ear.stop()
    assert ear.cursor["validity"] != 1


def test_an_empty_folder_does_not_bring_back_years(dovecot: Dovecot) -> None:
    """Mails from before the first listening stay unread, even when nothing new lay there."""
    with imaplib.IMAP4(HOST, dovecot.imap) as line:
        line.login("service", WORD)
        old = imaplib.Time2Internaldate(time.time() - 400 * 86400)
        line.append("INBOX", "", old, mail("alt", Message_ID="<alt@k.example>").as_bytes())
    rest = Rest()
    ear = Ear(inbox(dovecot, rest)[1], rest)
    dovecot.deliver(mail("neu", Message_ID="<neu@k.example>"))
    ear.wait_for(1)
    ear.stop()
    assert [post.id for post in ear.posts] == ["neu@k.example"]


@pytest.mark.parametrize("marks", [False, True])
def test_mails_stay_unread_unless_wanted_otherwise(dovecot: Dovecot, marks: bool) -> None:
    dovecot.deliver(mail("eins", Message_ID="<1@k.example>"))
    rest = Rest()
    ear = Ear(inbox(dovecot, rest, mark_seen=marks)[1], rest)
    ear.wait_for(1)
    time.sleep(0.3)
    ear.stop()
    with imaplib.IMAP4(HOST, dovecot.imap) as line:
        line.login("service", WORD)
        line.select("INBOX", readonly=True)
        assert bool(line.search(None, "SEEN")[1][0]) is marks


def test_a_server_that_does_not_push_is_asked(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Imap, "pushes", False)
    rest = Rest()
    connection, subscription = inbox(dovecot, rest)
    assert "channel.mail.no_push" in [note.key for note in connection.check().notes]
    ear = Ear(subscription, rest)
    while not ear.steps:
        time.sleep(0.02)
    dovecot.deliver(mail("ohne Push", Message_ID="<np@k.example>"))
    ear.wait_for(1)
    ear.stop()
    assert all(step.asked for step in ear.steps)


def test_of_a_huge_mail_the_beginning_is_read(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap, "MOST_BYTES", 4000)
    dovecot.deliver(mail("Anfang " + "x " * 9000, Message_ID="<gross@k.example>"))
    rest = Rest()
    ear = Ear(inbox(dovecot, rest)[1], rest)
    (post,) = ear.wait_for(1)
    ear.stop()
    assert post.text.startswith("Anfang")
    assert "cut" in post.flags
    assert post.raw["size"] > 18_000


def test_a_password_taken_away_is_told(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "WAIT_S", 0.3)
    monkeypatch.setattr(following, "LOGIN_ANEW", following.timedelta(seconds=0.2))
    rest = Rest()
    ear = Ear(inbox(dovecot, rest, user="second")[1], rest)
    while not ear.steps:
        time.sleep(0.02)
    dovecot.let_in(second="ein anderes")
    ear._thread.join(10)
    assert isinstance(ear.error, Refused)
    assert ear.error.reason.key == "channel.mail.login"
    assert WORD not in str(ear.error)


def test_an_answer_arrives_once_and_is_filed(dovecot: Dovecot, smtp: Smtp) -> None:
    dovecot.deliver(mail("Wo bleibt mein Rad?", Message_ID="<1@k.example>", Subject="AW: Re: Bestellung"))
    rest = Rest()
    connection, subscription = inbox(dovecot, rest, smtp)
    ear = Ear(subscription, rest)
    asked = ear.wait_for(1)[0]
    ear.stop()
    answer = Answer(key="fall-7", text="Es kommt am Freitag.", lang="de", to=asked)
    first, second = connection.reply(answer), connection.reply(answer)
    assert first == second
    assert len(smtp.taken) == 1
    sent = smtp.taken[0]
    assert sent["To"] == "mila@kunden.example"
    assert sent["From"] == "Radwerk Kundendienst <service@firma.example>"
    assert sent["Subject"] == "Re: Bestellung"
    assert sent["In-Reply-To"] == sent["References"] == "<1@k.example>"
    assert sent["Auto-Submitted"] is None
    assert sent.get_content().startswith("Es kommt am Freitag.")
    assert "> Wo bleibt mein Rad?" in sent.get_content()
    rest.stops.clear()
    filed = all_steps(connection.subscriptions()[-1].listen({}))
    assert [(post.id, post.own, post.in_reply_to) for post in filed] == [(first.id, True, "1@k.example")]
    assert filed[0].text == "Es kommt am Freitag.", "what we quoted is not said again"


def test_an_answer_that_is_not_taken_is_tried_again(dovecot: Dovecot, smtp: Smtp) -> None:
    dovecot.deliver(mail("Hallo?", Message_ID="<1@k.example>"))
    rest = Rest()
    connection, subscription = inbox(dovecot, rest, smtp)
    ear = Ear(subscription, rest)
    asked = ear.wait_for(1)[0]
    ear.stop()
    smtp.answer = "550 5.7.1 rejected"
    with pytest.raises(Wrong, match="not_taken"):
        connection.reply(Answer(key="a", text="Guten Tag", to=asked))
    smtp.answer = "250 OK"
    connection.reply(Answer(key="a", text="Guten Tag", to=asked))
    assert len(smtp.taken) == 1


def test_an_older_mail_is_fetched_for_its_conversation(dovecot: Dovecot) -> None:
    dovecot.deliver(mail("Der Anfang", Message_ID="<0@k.example>"))
    with imaplib.IMAP4(HOST, dovecot.imap) as line:
        line.login("service", WORD)
        line.append("Gesendet", "", None, mail("Unsere Antwort", Message_ID="<u@f.example>").as_bytes())
    connection = connect(place(values(dovecot)))
    asked, ours = connection.fetch("0@k.example"), connection.fetch("u@f.example")
    assert (asked.text, asked.own) == ("Der Anfang", False)
    assert (ours.text, ours.own) == ("Unsere Antwort", True)
    assert connection.fetch("niemals@k.example") is None
    assert connection.fetch('x" OR ALL\r\nA1 LOGOUT') is None
    assert connection.fetch('x" ALL "') is None


def test_a_probe_comes_back(dovecot: Dovecot) -> None:
    smtp = Smtp(then=dovecot.deliver)
    smtp.start()
    rest = Rest()
    connection, subscription = inbox(dovecot, rest, smtp)
    ear = Ear(subscription, rest)
    try:
        id = connection.probe("sturmwarte-probe-4711")
        heard = ear.wait_for(1)
    finally:
        ear.stop()
        smtp.stop()
    assert [post.id for post in heard] == [id]
    assert "sturmwarte-probe-4711" in heard[0].text


def test_the_check_says_who_we_are_and_what_is_missing(dovecot: Dovecot, smtp: Smtp) -> None:
    account = connect(place(values(dovecot, smtp))).check()
    assert (account.name, account.notes) == ("service@firma.example", ())
    silent = connect(place(values(dovecot))).check()
    assert [note.key for note in silent.notes] == ["channel.mail.no_smtp"]


def test_the_check_names_what_is_wrong(dovecot: Dovecot, smtp: Smtp) -> None:
    with pytest.raises(Refused, match=r"channel\.mail\.login"):
        connect(place(values(dovecot, password="falsch"))).check()
    with pytest.raises(Refused, match="smtp_login"):
        connect(place(values(dovecot, smtp, smtp_password="falsch"))).check()
    with pytest.raises(Wrong, match="no_such_folder"):
        connect(place(values(dovecot, folders=["Kundenpost"]))).check()
    with pytest.raises(Wrong, match="control_characters"):
        connect(place(values(dovecot, password="a\r\nA1 DELETE INBOX")))
    with pytest.raises(Blocked):
        connect(place(values(dovecot), guard=Guard())).check()


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_encrypted_lines_push_too(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch, security: str) -> None:
    ours = ssl.create_default_context(cafile=dovecot.base / "cert.pem")
    monkeypatch.setattr(following, "authorities", lambda: ours)
    port = dovecot.imaps if security == "tls" else dovecot.imap
    rest = Rest()
    ear = Ear(inbox(dovecot, rest, imap_security=security, imap_port=port)[1], rest)
    while not ear.steps and ear.error is None:
        time.sleep(0.02)
    time.sleep(0.2)
    dovecot.deliver(mail("verschlossen", Message_ID="<9@k.example>"))
    came = time.monotonic()
    ear.wait_for(1)
    assert time.monotonic() - came < 3
    ear.stop()


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_strange_certificate_ends_it(dovecot: Dovecot, security: str) -> None:
    port = dovecot.imaps if security == "tls" else dovecot.imap
    with pytest.raises(Unreachable, match="certificate"):
        connect(place(values(dovecot, imap_security=security, imap_port=port))).check()


def test_no_password_goes_in_clear_over_the_internet() -> None:
    public = Guard(resolver=lambda *_: ["93.184.215.14"])
    values = {"address": "a@firma.example", "imap_host": "imap.firma.example", "imap_security": "none"}
    with pytest.raises(Wrong, match="clear_text"):
        connect(place(values, guard=public)).check()


def test_answers_go_out_encrypted_or_not_at_all(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(dovecot.base / "cert.pem", dovecot.base / "key.pem")
    locked, open_ = Smtp(tls=server), Smtp()
    locked.start()
    open_.start()
    try:
        with pytest.raises(Unreachable, match="certificate"):
            connect(place(values(dovecot, locked, smtp_security="starttls"))).check()
        ours = ssl.create_default_context(cafile=dovecot.base / "cert.pem")
        monkeypatch.setattr(smtp_channel, "authorities", lambda: ours)
        connect(place(values(dovecot, locked, smtp_security="starttls"))).check()
        with pytest.raises(Wrong, match="smtp_lacks"):
            connect(place(values(dovecot, open_, smtp_security="starttls"))).check()
    finally:
        locked.stop()
        open_.stop()
