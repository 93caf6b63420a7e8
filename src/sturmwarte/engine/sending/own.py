"""Our own answer as a post, so that the case knows it at once and hearing it later adds nothing."""

from datetime import datetime

from sturmwarte.channels.contract import Answer, Sent
from sturmwarte.channels.describe import Kind
from sturmwarte.core.post import Author, Form, Post
from sturmwarte.station.listen.models import Source

_ANSWER_FORMS: dict[str, Form] = {"mail": "mail", "direct_message": "direct_message", "post": "post"}


def own_post(source: Source, kind: Kind, answer: Answer, sent: Sent, now: datetime) -> Post:
    """What the platform made of the answer, under the identity it gave."""
    to = answer.to
    account = source.account or {}
    author = account.get("id") or account.get("name")
    return Post(
        id=sent.id,
        network=to.identity[0] if to else kind.networks[0],
        channel=source.channel,
        source=source.id,
        form=_form(to.form if to else "post", kind),
        text=answer.text,
        lang=answer.lang,
        url=sent.url,
        created_at=now,
        author=Author(id=str(author), name=str(account.get("name") or "")) if author else None,
        in_reply_to=to.id if to else "",
        root=(to.root or to.id) if to else "",
        visibility="private" if answer.private else "public",
        own=True,
    )


def _form(to: str, kind: Kind) -> Form:
    """A review or an article is answered by a comment."""
    form = _ANSWER_FORMS.get(to, "comment")
    return form if form in kind.forms else kind.forms[0]  # type: ignore[return-value]
