"""What the queue gave to whom, signed: a form cannot pretend that a post was drawn by chance."""

from django.core import signing

from sturmwarte.station.archive import Archive, Found
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.understand.errors import LabelError
from sturmwarte.station.understand.roles import LABEL, demand

_SALT = "sturmwarte.understand.queue"


def issue(who: Permissions, post: Found, drawn: str) -> str:
    network, gid = post.post.identity
    return signing.dumps([who.user, post.post.run, network, gid, drawn], salt=_SALT)


def redeem(who: Permissions, ticket: str) -> tuple[str, Found]:
    """(why it was drawn, the post as this person may see it). Raises `LabelError`."""
    demand(who, LABEL)
    try:
        user, run, network, gid, drawn = signing.loads(ticket, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise LabelError("this form is not the station's: reload the page") from None
    post = Archive().get(network, gid, may=who.may_read(), run=run) if user == who.user else None
    if post is None:
        raise LabelError("this post is no longer here for you: go on to the next")
    return drawn, post
