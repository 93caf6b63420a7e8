"""The whole chain on recorded posts, in a run and a time of their own."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import msgspec
from django.db.models import Q

from sturmwarte.core.listen.jsonlines import LineError, parse_line
from sturmwarte.core.post import Post
from sturmwarte.engine import pipeline
from sturmwarte.engine.clock import Clock, SteppedClock, StoryClock, real_now
from sturmwarte.engine.context import Context
from sturmwarte.engine.errors import Refused
from sturmwarte.engine.files.rows import Row
from sturmwarte.engine.foresight.foresight import Foresight
from sturmwarte.engine.foresight.running import ready
from sturmwarte.engine.foresight.warned import Warned, warned
from sturmwarte.engine.item import Batch, Item
from sturmwarte.engine.jobs.kinds import runner
from sturmwarte.station.ledger import runs
from sturmwarte.station.ledger.models import Change
from sturmwarte.station.respond.models import Case

OnReject = Callable[[Row, str], None]
MAX_STEP = timedelta(minutes=1)
"""As fast as possible still goes by steps of story time, so that deadlines pass between posts."""

END = timedelta(minutes=6)

_encode = msgspec.json.Encoder().encode


@dataclass
class Summary:
    """What came of a replay. `owners` counts cases; "" is nobody. `waves`: when it would have warned."""

    run: str
    posts: int = 0
    matched: int = 0
    rejected: int = 0
    verdicts: "Counter[str]" = field(default_factory=Counter)
    priorities: "Counter[int]" = field(default_factory=Counter)
    owners: "Counter[str]" = field(default_factory=Counter)
    cases: int = 0
    overdue: int = 0
    waves: list[Warned] = field(default_factory=list)


class Story:
    """Recorded posts in the order of their times, on the clock of a run.

    With `speed` 0 time jumps from post to post; else it passes `speed` times as fast as ours.
    """

    def __init__(
        self, rows: Iterable[Row], name: str, speed: float, context: Context, on_reject: OnReject
    ) -> None:
        self._context, self._speed = context, speed
        self._posts = sorted(_read(rows, on_reject), key=lambda pair: pair[1])
        if not self._posts:
            raise Refused("there is no post to replay")
        start = self._posts[0][1]
        self._run = runs.begin("replay", name, real_now(), story_start=start, speed=speed).id
        self._clock: Clock = StoryClock(start, speed) if speed else SteppedClock(start)
        self._runner = runner(context.measures)
        self._foresight = Foresight(self._run, context.archive, ready, start=start)
        self.summary = Summary(self._run)

    def tell(self, on_batch: Callable[[int], None]) -> Summary:
        """Plays the story to its end; `on_batch` is told how many posts went in."""
        try:
            for part in self._parts():
                self._take(part)
                self._pass_time()
                on_batch(len(part))
            self._end()
        finally:
            runs.end(self._run, real_now(), self._clock.now())
        return self._sum_up()

    def _parts(self) -> Iterator[Sequence[Post]]:
        at = 0
        while at < len(self._posts):
            self._advance(self._posts[at][1])
            now = self._clock.now()
            limit = now if self._speed else max(now, self._posts[at][1]) + MAX_STEP
            end = at
            while end < len(self._posts) and end - at < pipeline.BATCH and self._posts[end][1] <= limit:
                end += 1
            end = max(end, at + 1)
            yield [_heard(post, moment, self._run) for post, moment in self._posts[at:end]]
            at = end

    def _advance(self, moment: datetime) -> None:
        """Lets time pass until `moment`, stopping where a deadline falls due in between."""
        if isinstance(self._clock, StoryClock):
            while (left := self._clock.wait_s(moment)) > 0:
                time.sleep(min(left, 0.2))
                self._pass_time()
        elif isinstance(self._clock, SteppedClock):
            self._clock.move(moment)
            self._pass_time()

    def _pass_time(self) -> None:
        """Deadlines fall due, and the minutes that are over are looked at."""
        while self._runner.run_due(self._clock, self._run):
            pass
        self._foresight.use(self._context.brain, self._clock.now())
        while self._foresight.step(self._clock.now()):
            pass

    def _end(self) -> None:
        """Nothing is heard any more: the last minutes are looked at without waiting for them to pass."""
        while self._foresight.step(self._clock.now() + END):
            pass

    def _take(self, posts: Sequence[Post]) -> None:
        items = [Item(_encode(post), post.channel, self._clock.now()) for post in posts]
        batch = pipeline.run(Batch(items, self._run, self._clock), self._context)
        told = self.summary
        told.posts += len(batch.items)
        told.rejected += sum(item.failed is not None for item in batch.items)
        told.matched += sum(bool(item.topics) for item in batch.items)
        told.verdicts.update(item.verdict.verdict for item in batch.items if item.verdict)
        told.priorities.update(item.verdict.priority for item in batch.items if item.verdict)

    def _sum_up(self) -> Summary:
        told = self.summary
        cases = Case.objects.filter(run=self._run)
        told.owners.update(cases.values_list("owner", flat=True))
        told.cases = cases.count()
        late = Change.objects.filter(~Q(ref=""), run=self._run, kind="overdue")
        told.overdue = late.values("ref").distinct().count()
        told.waves = warned(self._run)
        return told


def _read(rows: Iterable[Row], on_reject: OnReject) -> Iterator[tuple[Post, datetime]]:
    """Posts and when the story hears them: when they were received, else when they were written."""
    unknown = datetime(9000, 1, 1, tzinfo=UTC)  # late, so that no created_at lies in its future
    for row in rows:
        try:
            post = parse_line(row.line, received_at=unknown, channel="replay") if row.line else None
        except LineError as error:
            on_reject(row, str(error))
            continue
        if post is None:
            on_reject(row, row.why)
        elif moment := _moment(post, unknown):
            yield post, moment
        else:
            on_reject(row, "no created_at: a replay needs to know when the post was written")


def _moment(post: Post, unknown: datetime) -> datetime | None:
    if post.received_at and post.received_at != unknown:
        return post.received_at
    return post.created_at if post.created_at != unknown else None


def _heard(post: Post, moment: datetime, run: str) -> Post:
    return msgspec.structs.replace(post, received_at=moment, run=run)
