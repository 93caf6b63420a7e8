"""The mails we write: to the right person, in the right thread, and with nothing smuggled in."""

from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sturmwarte.channels.contract import Answer
from sturmwarte.channels.mail.compose import Sender, answer_mail, probe_mail
from sturmwarte.core.post import Author, Post
from sturmwarte.wire.errors import Wrong

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
US = Sender("service@firma.example", "Radwerk")


def asked(**more) -> Post:
    made = {
        "id": "1@k.example",
        "channel": "mail:post",
        "form": "mail",
        "title": "Rahmen",
        "text": "Wo bleibt es?",
        "author": Author(id="mila@k.example", handle="mila@k.example", name="Mila"),
        "created_at": NOW,
    }
    return Post(**{**made, **more})


def written(to: Post, text: str = "Am Freitag.", sender: Sender = US, lang: str = "de"):
    mail = answer_mail(Answer(key="k", text=text, to=to, lang=lang), sender, "post", NOW)
    return message_from_bytes(mail.as_bytes(), policy=policy.default)


def test_the_writer_says_where_answers_go() -> None:
    assert written(asked())["To"] == "mila@k.example"
    assert written(asked(raw={"reply_to": ["buero@k.example"]}))["To"] == "buero@k.example"
    assert written(asked(raw={"reply_to": [US.address]}))["To"] == "mila@k.example"


@pytest.mark.parametrize(
    "address", ["", "niemand", "a b@k.example", "<x@k.example>", "ä@k.example", "a@b\r\nBcc: c@d"]
)
def test_nobody_to_answer(address: str) -> None:
    with pytest.raises(Wrong):
        written(asked(author=Author(id="x", handle=address)))
    with pytest.raises(Wrong):
        written(asked(flags=("bounce",)))


def test_domains_beyond_ascii() -> None:
    assert (
        written(asked(author=Author(id="x", handle="mila@räder.example")))["To"]
        == "mila@xn--rder-loa.example"
    )


def test_the_thread_stays_together() -> None:
    mail = written(asked(raw={"references": ["0@k.example", *(f"{n}@r.example" for n in range(60))]}))
    references = mail["References"].split()
    assert references[0] == "<0@k.example>"
    assert references[-1] == mail["In-Reply-To"] == "<1@k.example>"
    assert len(references) == 20
    assert written(asked(id="sha256-abc"))["In-Reply-To"] is None


@pytest.mark.parametrize("title", ["Rahmen", "Re: Rahmen", "AW: Re: WG: Rahmen", "RE[2]: Rahmen"])
def test_one_prefix_is_enough(title: str) -> None:
    assert written(asked(title=title))["Subject"] == "Re: Rahmen"


def test_signature_and_quotation() -> None:
    text = written(asked(), sender=Sender(US.address, signature=("Radwerk GmbH",))).get_content()
    history = "Am 22.11.2026 um 12:00 Uhr (UTC) schrieb Mila:\n> Wo bleibt es?\n"
    assert text.replace("\r\n", "\n") == f"Am Freitag.\n\n-- \nRadwerk GmbH\n\n{history}"
    assert written(asked(), sender=Sender(US.address, quotes=False)).get_content() == "Am Freitag.\r\n"
    assert "Mila wrote:" in written(asked(), lang="en").get_content()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80), st.text(max_size=40))
def test_no_header_is_smuggled_in(title: str, text: str, name: str, id: str) -> None:
    """What strangers and colleagues write stays where it belongs."""
    evil = "\r\nBcc: opfer@k.example\r\n\r\n"
    to = asked(
        title=title + evil,
        text=text + evil,
        id=id or "x",
        author=Author(id="m", handle="m@k.example", name=name),
    )
    mail = written(to, text=f"x{text}{evil}", sender=Sender(US.address, name + evil))
    assert mail["Bcc"] is None
    assert {h.lower() for h in mail} <= {
        "from", "to", "subject", "date", "message-id", "in-reply-to", "references",
        "content-type", "content-transfer-encoding", "mime-version",
    }  # fmt: skip
    assert mail["To"].addresses[0].addr_spec == "m@k.example"
    assert mail["From"].addresses[0].addr_spec == US.address


def test_a_probe_says_that_a_program_wrote_it() -> None:
    mail = probe_mail("marke-1", US, "post", NOW)
    assert (mail["To"], mail["Auto-Submitted"]) == (US.address, "auto-generated")
    assert "marke-1" in mail.get_content()
