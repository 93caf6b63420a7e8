"""What the archive keeps. Only this package reads or writes these tables, and never by their row ids outside.

Times are whole microseconds since 1970 in UTC: the hot path neither parses nor makes datetimes.
A post's own id begins with its creation time (`identity.py`), so id order is time order everywhere:
in the table, in the full-text index and in a page's cursor.
"""

from django.db import models


class Author(models.Model):
    """A name somebody used on a network; another handle or name of the same account is another row.

    So a version still shows what it showed when it was read. `pseudonym` is the same for all rows of an
    account and is made with the archive's key.
    """

    id = models.BigAutoField(primary_key=True)
    network = models.TextField()
    account = models.TextField(help_text="the network's id of the account")
    handle = models.TextField(blank=True)
    name = models.TextField(blank=True)
    folded = models.TextField(db_index=True, help_text="the handle without case and @, to find it by")
    pseudonym = models.TextField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["network", "account", "handle", "name"], name="archive_author_once"
            )
        ]


class Post(models.Model):
    """One post, as its newest version stands. What lists filter, count and sort by; the words are in
    Version."""

    id = models.BigIntegerField(primary_key=True)
    realm = models.TextField(help_text="real, or a replay's or drill's own run")
    run = models.TextField()
    network = models.TextField()
    gid = models.TextField(help_text="the network's global id")
    channel = models.TextField()
    source = models.TextField(blank=True)
    form = models.TextField()
    private = models.BooleanField(default=False)
    own = models.BooleanField(default=False)
    lang = models.TextField(blank=True)
    kind = models.TextField(blank=True, help_text="best kind; empty when nobody judged")
    sentiment = models.TextField(blank=True)
    verdict = models.TextField(blank=True)
    author = models.ForeignKey(Author, null=True, on_delete=models.PROTECT, db_constraint=False)
    thread = models.TextField(help_text="global id of the conversation's first known post")
    created = models.BigIntegerField()
    received = models.BigIntegerField()
    edited = models.BigIntegerField(null=True)
    expires = models.BigIntegerField(null=True)
    deleted = models.BigIntegerField(null=True, help_text="deleted at the network but held here")
    held = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    content = models.BinaryField(help_text="hash of the newest version's content")
    likeness = models.BigIntegerField(null=True, help_text="the same for posts with the same words")
    reach = models.BigIntegerField(default=0)
    likes = models.BigIntegerField(null=True)
    reposts = models.BigIntegerField(null=True)
    replies = models.BigIntegerField(null=True)
    views = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["realm", "network", "gid"], name="archive_post_identity")
        ]
        indexes = [
            # What really happened is nearly all: it walks by id. A replay or drill finds its few posts here.
            models.Index(
                fields=["realm", "id"], condition=~models.Q(realm="real"), name="archive_post_played"
            ),
            models.Index(fields=["realm", "reach", "id"], name="archive_post_reach"),
            models.Index(fields=["network", "thread"], name="archive_post_thread"),
            models.Index(
                fields=["likeness", "id"],
                condition=models.Q(likeness__isnull=False),
                name="archive_post_likeness",
            ),
            models.Index(fields=["network", "thread"], condition=models.Q(own=True), name="archive_post_own"),
        ]


class Version(models.Model):
    """A post as it was read once; an edit makes the next number. `body` is the post as JSON without its
    author."""

    pk = models.CompositePrimaryKey("post", "number")
    post = models.BigIntegerField()
    number = models.PositiveIntegerField()
    at = models.BigIntegerField()
    content = models.BinaryField()
    body = models.BinaryField()
    author = models.BigIntegerField(null=True)
    followers = models.BigIntegerField(null=True)

    class Meta:
        # Whoever erases an author asks whether any version still names them.
        indexes = [models.Index(fields=["author"], name="archive_version_author")]


class Raw(models.Model):
    """The payload exactly as the channel gave it."""

    pk = models.CompositePrimaryKey("post", "number")
    post = models.BigIntegerField()
    number = models.PositiveIntegerField()
    body = models.BinaryField()


class Hearing(models.Model):
    """Where a post was heard, first and last."""

    pk = models.CompositePrimaryKey("post", "channel", "source")
    post = models.BigIntegerField()
    channel = models.TextField()
    source = models.TextField(blank=True)
    first = models.BigIntegerField()
    last = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["channel"], name="archive_hearing_channel")]


class Mention(models.Model):
    """A topic the newest version matches."""

    pk = models.CompositePrimaryKey("post", "topic")
    post = models.BigIntegerField()
    topic = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["topic", "post"], name="archive_mention_topic")]


class Judgement(models.Model):
    """Reading and verdict of one version; the newest of each counts, older ones show what was believed."""

    id = models.BigAutoField(primary_key=True)
    post = models.BigIntegerField()
    number = models.PositiveIntegerField()
    at = models.BigIntegerField()
    by = models.TextField(blank=True, help_text="a person who corrected; empty: the station")
    reading = models.BinaryField(null=True)
    verdict = models.BinaryField(null=True)

    class Meta:
        indexes = [models.Index(fields=["post"], name="archive_judgement_post")]


class Tombstone(models.Model):
    """A keyed hash of what must not come back: a post, or an author who objected. Says nothing by itself."""

    hash = models.BinaryField(primary_key=True, max_length=32)
    at = models.BigIntegerField()
    reason = models.TextField()


class Hold(models.Model):
    """Keeps a post although it was deleted, for a stated reason until a date, out of all lists."""

    id = models.BigAutoField(primary_key=True)
    post = models.BigIntegerField(db_index=True)
    reason = models.TextField()
    by = models.TextField()
    at = models.BigIntegerField()
    until = models.BigIntegerField()
    released = models.BigIntegerField(null=True)


class Counter(models.Model):
    """How many posts were heard in a minute or an hour (of their creation), and how many are gone since.

    The topic "" counts everything heard. Days are summed from hours, in the reader's own time zone.
    """

    pk = models.CompositePrimaryKey(
        "topic", "grain", "bucket", "run", "channel", "sentiment", "kind", "private"
    )
    topic = models.TextField(blank=True)
    grain = models.TextField(choices=[("minute", "minute"), ("hour", "hour")])
    bucket = models.BigIntegerField(help_text="its beginning, in microseconds")
    run = models.TextField()
    channel = models.TextField()
    sentiment = models.TextField(blank=True)
    kind = models.TextField(blank=True)
    private = models.BooleanField(default=False)
    heard = models.BigIntegerField()
    gone = models.BigIntegerField(default=0)


class Coverage(models.Model):
    """When we were hearing. No count outside `hearing` is a zero. `until` null: up to now."""

    id = models.BigAutoField(primary_key=True)
    run = models.TextField(default="live")
    source = models.TextField()
    topic = models.TextField(blank=True, help_text="empty: the source as a whole")
    state = models.TextField()
    since = models.BigIntegerField()
    until = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["source", "topic", "since"], name="archive_coverage_time")]


class ExportedFile(models.Model):
    """A file somebody took out. Erasure cannot reach it, so it is listed."""

    id = models.BigAutoField(primary_key=True)
    at = models.BigIntegerField()
    by = models.TextField()
    name = models.TextField()
    query = models.TextField(blank=True)
    form = models.TextField()
    posts = models.BigIntegerField()
    named = models.BooleanField(default=False, help_text="with the authors' names")
    members = models.BinaryField(help_text="keyed hashes of the authors inside, to answer who is in it")


class Fact(models.Model):
    """Small facts about the archive itself: its key's fingerprint, erasure still to finish."""

    key = models.TextField(primary_key=True)
    value = models.TextField()
