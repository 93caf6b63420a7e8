"""How long what was heard is kept, by channel, source and field. What carries it out is the archive's."""

from collections.abc import Iterable

from pydantic import Field

from sturmwarte.core.plan.entry import Entry
from sturmwarte.core.plan.section import Doubt, Plan, Section
from sturmwarte.core.reason import Reason

_MOST = 36_500


class Otherwise(Entry):
    """Other spans for some posts. What it does not name stays as for all."""

    channel: str = Field("", description="Posts heard on this channel; `*` stands for any letters.")
    source: str = Field("", description="Posts heard through this source; `*` stands for any letters.")
    form: str = Field("", description="Posts of this form, such as `direct_message`.")
    raw_days: int | None = Field(None, ge=1, le=_MOST, description="Days to keep their payload.")
    post_days: int | None = Field(None, ge=1, le=_MOST, description="Days to keep them at all.")
    author_days: int | None = Field(None, ge=1, le=_MOST, description="Days to keep who wrote them.")


class Retention(Entry):
    """Days count from when a post was heard. The spans are rules of thumb."""

    raw_days: int = Field(90, ge=1, le=_MOST, description="Days to keep the payload as the channel sent it.")
    post_days: int = Field(730, ge=1, le=_MOST, description="Days to keep a post at all.")
    author_days: int | None = Field(
        None, ge=1, le=_MOST, description="Days to keep who wrote it; otherwise as long as the post."
    )
    otherwise: list[Otherwise] = Field(
        [], description="Other spans for some channels, sources or forms; the first that fits counts."
    )


def _check(plan: Plan) -> Iterable[Doubt]:
    kept = plan[RETENTION]
    for field in ("raw_days", "author_days"):
        if (getattr(kept, field) or 0) > kept.post_days:
            what = Reason("plan.kept_beyond_post", {"field": field, "post_days": kept.post_days})
            yield Doubt(("retention", field), what, severity="warning")
    for place, entry in enumerate(kept.otherwise):
        path = ("retention", "otherwise", place)
        if not (entry.channel or entry.source or entry.form):
            yield Doubt(path, Reason("plan.kept_otherwise_all"), Reason("plan.fix.kept_otherwise_all"))
        if entry.raw_days is entry.post_days is entry.author_days is None:
            yield Doubt(path, Reason("plan.kept_otherwise_same"), Reason("plan.fix.kept_otherwise_same"))


RETENTION: Section[Retention] = Section("retention", Retention, Retention, _check)
