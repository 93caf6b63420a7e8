"""The documents of data protection, drafted from the active plan and from what is really stored."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from string import Template

from markdown_it import MarkdownIt

from sturmwarte.core.listen.topics import TOPICS
from sturmwarte.core.plan.channels import CHANNELS
from sturmwarte.core.plan.company import COMPANY
from sturmwarte.core.plan.section import Plan
from sturmwarte.core.triage.section import TRIAGE
from sturmwarte.packs import data, folder
from sturmwarte.station.archive.privacy.stored import Stored, about, stored
from sturmwarte.station.archive.retention import Policy
from sturmwarte.station.archive.retention_policy import active_policy
from sturmwarte.station.plan.pages.active import active_plan

_PAGE = (
    '<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title></head>'
    "<body>{body}</body></html>\n"
)


def documents(lang: str, now: datetime, form: str = "md") -> dict[str, str]:
    """{file name: text} of all four, in Markdown or HTML (`form` "md" or "html"), from the active plan."""
    drafts = drafted(active_plan().plan, stored(lang), lang, now, active_policy())
    if form == "md":
        return drafts
    return {name.removesuffix(".md") + ".html": _as_html(draft, lang) for name, draft in drafts.items()}


def drafted(
    plan: Plan | None, rows: Sequence[Stored], lang: str, now: datetime, policy: Policy
) -> dict[str, str]:
    """The Markdown of each document. What the plan does not say is marked as missing, never made up."""
    words = data("privacy", "words.yaml")[lang]
    values = {
        "company": _plain(plan[COMPANY].name) if plan and plan[COMPANY].name else words["missing"],
        "missing": words["missing"],
        "draft": words["draft"].format(date=now.strftime(words["date"])),
        "topics": _topics(plan, words),
        "channels": _channels(plan, words),
        "retention": _retention(policy, words),
        "author_data": _stored(about("authors", rows), words),
        "staff_data": _stored(about("staff", rows), words),
        "profiling": _profiling(plan, words),
    }
    files = sorted(folder("privacy", lang).iterdir(), key=lambda file: file.name)
    return {file.name: Template(file.read_text("utf-8")).substitute(values) for file in files}


def _topics(plan: Plan | None, words: dict[str, str]) -> str:
    return _table(
        [words[key] for key in ("topic", "purpose", "basis", "owner", "expires")],
        [
            (
                topic.name or topic.id,
                topic.purpose or None,
                topic.legal_basis or None,
                topic.owner or None,
                str(topic.expires or words["unlimited"]),
            )
            for topic in (plan[TOPICS] if plan else ())
        ],
        words,
    )


def _channels(plan: Plan | None, words: dict[str, str]) -> str:
    return _table(
        [words[key] for key in ("channel", "network", "purpose")],
        [(c.name or c.id, c.network, c.purpose or None) for c in (plan[CHANNELS] if plan else ())],
        words,
    )


def _retention(policy: Policy, words: dict[str, str]) -> str:
    return _table(
        [words["data"], words["channel"], words["keep"]],
        [
            (
                words[rule.what],
                " ".join(filter(None, (rule.channel, rule.source, rule.form))) or words["everywhere"],
                words["days"].format(days=rule.keep.days),
            )
            for rule in policy.rules
        ],
        words,
    )


def _stored(rows: Sequence[Stored], words: dict[str, str]) -> str:
    return _table([words["what"], words["table"]], [(row.what, row.table) for row in rows], words)


def _profiling(plan: Plan | None, words: dict[str, str]) -> str:
    history = plan[TRIAGE].author_history if plan else None
    if history is None:
        return words["profiling_off"]
    return words["profiling_on"].format(purpose=_plain(history.purpose), basis=_plain(history.basis))


def _table(heads: Sequence[str], rows: Iterable[Sequence[str | None]], words: dict[str, str]) -> str:
    lines = [" | ".join(words["missing"] if c is None else _plain(c) for c in row) for row in rows]
    if not lines:
        return words["none_yet"]
    return "\n".join(f"| {line} |" for line in (" | ".join(heads), "|".join("---" for _ in heads), *lines))


_MARKS = str.maketrans({mark: "\\" + mark for mark in "\\`*_[]<>|#"})


def _plain(value: str) -> str:
    """A plan's text inside Markdown: one line, and no sign of it means anything."""
    return " ".join(value.split()).translate(_MARKS)


def _as_html(draft: str, lang: str) -> str:
    title = draft.partition("\n")[0].removeprefix("# ")
    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(draft)
    return _PAGE.format(lang=escape(lang), title=escape(title), body=body)
