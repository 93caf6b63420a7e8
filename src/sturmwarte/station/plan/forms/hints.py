"""What a type alone does not say about a field: that a text is long, a query, or the id of something.

Keys are `Model.field`. Everything else is read off the models.
"""

from sturmwarte.core.post import Post
from sturmwarte.core.triage.seen import Context
from sturmwarte.core.triage.shipped import default_rules
from sturmwarte.core.understand.reading import NONE

LONG = frozenset(
    {
        "Goal.text", "Goal.measure", "Goal.unmeasured", "NeverDo.text", "NeverDo.why", "Channel.purpose",
        "Channel.tone", "Channel.unsuited", "Channel.close_when", "Wording.say", "Wording.why",
        "Topic.purpose", "Topic.legal_basis", "RequestKind.description", "AuthorHistory.purpose",
        "AuthorHistory.basis", "Said.de", "Said.en", "Post.text", "Concession.what",
    }
)  # fmt: skip
QUERY = frozenset({"Topic.query", "Condition.words"})
"""In the query language. A topic's is tried against the archive while it is written."""
REFS = {
    "Condition.kind": ("kinds",),
    "Example.topics": ("topics",),
    "Example.kinds": ("kinds",),
    "Post.channel": ("channels",),
}
ALSO = {"Condition.kind": (NONE,)}
"""Ids that may be chosen though no section defines them."""
CHOICES = {"Condition.sentiment": ("negative", "neutral", "positive")}
SHIPPED_RULES = "TriageRules.off"
RECORDS: dict[str, type] = {
    "Test.post": Post,
    "Example.post": Post,
    "Test.context": Context,
    "Example.context": Context,
}
"""Fields whose values are records of the product: a post, or what is known around it."""
SHOWN = {
    "Post": (
        "text", "channel", "form", "title", "lang", "author", "in_reply_to", "visibility", "rating",
        "metrics", "own", "is_ad", "repost_of", "url", "country",
    ),
    "Author": ("handle", "name", "followers", "id"),
    "Metrics": ("likes", "reposts", "replies", "views"),
}  # fmt: skip
"""What a form offers of a record; the rest stays as the file has it."""
FIRST = {
    "Channel": (
        "id",
        "network",
        "name",
        "purpose",
        "goal",
        "owner",
        "deputy",
        "tone",
        "address",
        "max_length",
    ),
    "Condition": (),
    "Rule": ("id", "name", "when", "verdict", "priority", "owner", "reason"),
    "Topic": ("id", "name", "query", "purpose", "legal_basis", "owner", "expires"),
    "RequestKind": ("id", "name", "owner", "deputy", "priority", "words"),
    "Person": ("id", "name", "email", "phone", "deputy", "role"),
    "Goal": ("id", "text", "stage", "measure", "target", "due", "owner"),
    "Rise": ("times_baseline", "floor_posts", "floor_authors", "notify"),
    "Post": ("text", "channel", "form"),
    "Context": (),
    "Author": ("handle", "followers"),
    "Test": ("name", "post", "expect"),
    "Foresight": ("alarms_per_month", "notify", "leave_out", "handling_minutes"),
}
"""Shown at once; the others are folded away until they are filled. Models not named here show everything."""


def choices(key: str) -> tuple[str, ...]:
    if key == SHIPPED_RULES:
        return tuple(rule.id for rule in default_rules())
    return CHOICES.get(key, ())
