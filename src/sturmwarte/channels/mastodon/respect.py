"""Who does not want to be found: such people's posts are kept only when they are written to us. Pure.

`noindex` is the account's wish to stay out of search engines, `discoverable` false its wish to stay out of
discovery; `#nobot` and `#noindex` in the profile are the Fediverse's custom for the same.
"""

import re

from sturmwarte.channels.mastodon.reading import Json, inner, items, text

_WISH = re.compile(r"(?:#|/tags?/|[?&]t=)no(?:bot|bots|index|archive)\b", re.IGNORECASE)
_TAGS = re.compile(r"<[^>]{0,2000}>")


def may_be_kept(status: Json, *, found_by_tag: bool) -> bool:
    """Whether a post that only a search, a hashtag or a timeline brought may be kept.

    Whoever writes a hashtag publishes into its public list, so there `discoverable` is not asked.
    """
    account = inner(status, "account")
    if account.get("noindex") is True or asks_to_be_left_alone(account):
        return False
    return found_by_tag or account.get("discoverable") is not False


def asks_to_be_left_alone(account: Json) -> bool:
    """Whether the profile says #nobot or the like, in its text or one of its fields."""
    said = [text(account, "note")]
    for field in items(account, "fields"):
        said += [text(field, "name"), text(field, "value")]
    # The word may stand across tags: #<span>nobot</span>.
    return any(_WISH.search(part) or _WISH.search(_TAGS.sub("", part)) for part in said)
