"""A documentation page for each channel, made from its channel.yaml while MkDocs builds.

MkDocs calls `on_files` (mkdocs.yml, `hooks`). A new channel is in the documentation by having a folder.
"""

from collections.abc import Iterable, Iterator

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from sturmwarte.channels.describe import Kind, Setting, kinds

GROUPS = {
    "news": "News, blogs and forums",
    "mail": "Mail",
    "bridge": "Bridges",
    "social": "Social networks",
    "video": "Video",
    "messenger": "Messengers",
    "reviews": "Reviews",
}
ABILITIES = {
    "stream": "hears at once",
    "listen": "listens",
    "search": "searches for the words of topics",
    "receive": "is called by the platform",
    "backfill": "fetches what was missed",
    "reply": "answers",
    "direct_message": "answers direct messages",
    "hide": "hides comments",
    "delete": "deletes our own posts",
    "probe": "tests the whole way with a marked post",
}
PROVEN = {
    "server": "a real server",
    "emulator": "an emulator of our own",
    "contract": "a published contract",
    "samples": "recorded answers",
}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    there = kinds()
    files.append(File.generated(config, "channels/index.md", content=overview(there.values())))
    for kind in there.values():
        files.append(File.generated(config, f"channels/{kind.id}.md", content=page(kind)))
    return files


def overview(found: Iterable[Kind]) -> str:
    lines = [
        "# Channels",
        "",
        "What Sturmwarte listens to and speaks on. Each channel describes itself; these pages, the set-up"
        " forms and the contract tests are made from that. How to add one: [how to add a channel]"
        "(../how-to-add-a-channel.md).",
        "",
    ]
    listed = list(found)
    for group, name in GROUPS.items():
        rows = [kind for kind in listed if kind.group == group]
        if rows:
            lines += [f"## {name}", "", "| channel | what it does | access needs |", "|---|---|---|"]
            lines += [_row(one) for one in rows]
            lines.append("")
    return "\n".join(lines)


def _row(kind: Kind) -> str:
    cells = (f"[{_cell(kind.name.en)}]({kind.id}.md)", _cell(kind.about.en), _cell(kind.access.review.en))
    return f"| {' | '.join(cells)} |"


def page(kind: Kind) -> str:
    return "\n".join(_lines(kind)) + "\n"


def _lines(kind: Kind) -> Iterator[str]:
    yield f"# {kind.name.en}"
    yield ""
    yield kind.about.en
    yield ""
    yield f"`{kind.id}`; posts of the networks {', '.join(f'`{one}`' for one in kind.networks)}."
    yield ""
    yield from (f"* {ABILITIES[one]}" for one in ABILITIES if one in kind.abilities)
    yield ""
    if kind.steps:
        yield "## How to get the access"
        yield ""
        yield from (f"{n}. {step.en}" for n, step in enumerate(kind.steps, 1))
        yield ""
    yield from _access(kind)
    yield from _settings(kind)
    yield from _limits(kind)
    yield from _policy(kind)
    yield "## What was proven"
    yield ""
    yield from (f"* against {PROVEN[one.against]}: {one.what.en}" for one in kind.proven)
    yield ""


def _access(kind: Kind) -> Iterator[str]:
    access = kind.access
    yield "## What the access asks for"
    yield ""
    yield "| | |"
    yield "|---|---|"
    yield f"| Review | {_cell(access.review.en)} |"
    yield f"| You need | {_cell(access.papers.en)} |"
    yield f"| Waiting time | {_cell(access.waiting.en)} |"
    if access.bridge:
        yield f"| Until then | {_cell(access.bridge.en)} |"
    yield ""


def _settings(kind: Kind) -> Iterator[str]:
    if not kind.fields:
        return
    yield "## Settings"
    yield ""
    yield f"On the page *Sources*, or `sturmwarte listen add {kind.id} --set field=value`."
    yield ""
    yield "| field | | what it is |"
    yield "|---|---|---|"
    for one in kind.fields:
        yield f"| `{one.id}` | {_cell(one.label.en)}{_manner(one)} | {_cell(one.help.en)}{_example(one)} |"
    yield ""


def _manner(one: Setting) -> str:
    words = []
    if one.secret:
        words.append("kept sealed, never shown")
    if not one.required:
        words.append("may stay empty")
    if one.choices:
        words.append("one of " + ", ".join(f"`{choice.value}`" for choice in one.choices))
    return f" ({_cell('; '.join(words))})" if words else ""


def _example(one: Setting) -> str:
    return f" Example: `{_cell(one.example)}`" if one.example else ""


def _limits(kind: Kind) -> Iterator[str]:
    yield "## Limits of the platform"
    yield ""
    yield from (f"* {one.what.en}{_source(one.source)}" for one in kind.limits)
    yield f"* On the first day the last {kind.backfill_days} days are fetched, a week at most."
    yield ""


def _policy(kind: Kind) -> Iterator[str]:
    policy = kind.policy
    yield "## What the platform's rules ask of us"
    yield ""
    yield f"Read by a person on {policy.reviewed}, to be read again by {policy.review_by}."
    yield ""
    yield f"* Automation: {policy.automation.en}"
    yield from (f"* {duty.en}" for duty in policy.duties)
    if policy.delete_within_hours is not None:
        yield f"* What is deleted there is deleted here within {policy.delete_within_hours} hours."
    if policy.refresh_days is not None:
        yield f"* What is older than {policy.refresh_days} days is fetched anew or deleted."
    if policy.keep_days is not None:
        yield f"* Kept for {policy.keep_days} days at most."
    yield ""
    yield "Sources: " + ", ".join(f"<{one}>" if "://" in one else one for one in policy.sources)
    yield ""


def _source(source: str) -> str:
    return f" (<{source}>)" if "://" in source else ""


def _cell(text: str) -> str:
    """One line of a table."""
    return " ".join(text.split()).replace("|", "\\|")
