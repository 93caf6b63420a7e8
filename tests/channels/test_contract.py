"""What every channel keeps, found by itself: a new folder in channels/ is tested without an edit here."""

import ast
import re
import socket
import string
import sys
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import import_module
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import sturmwarte.channels
from sturmwarte import packs
from sturmwarte.channels.contract import (
    Completes,
    Connection,
    Place,
    Probes,
    Receives,
    Removes,
    Replies,
    Sought,
)
from sturmwarte.channels.describe import Kind, Setting, Words, describe
from sturmwarte.core.post import Post
from sturmwarte.wire.client import Client
from sturmwarte.wire.errors import Trouble, Unreadable
from sturmwarte.wire.guard import Guard

ROOT = Path(__file__).parents[2]
FOLDER = Path(sturmwarte.channels.__file__).parent
KINDS = sorted(entry.parent.name for entry in FOLDER.glob("*/channel.yaml"))
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
OTHER_WAYS_OUT = {
    "httpx2",
    "requests",
    "aiohttp",
    "urllib3",
    "http.client",
    "urllib.request",
    "httpcore2",
    "telnetlib",
}
REASON = re.compile(r"\"(channel\.[a-z_]+\.[a-z_.]*[a-z])\"")

every_kind = pytest.mark.parametrize("kind", KINDS)


def test_there_are_channels() -> None:
    assert "mastodon" in KINDS


@every_kind
def test_it_describes_itself_in_both_languages(kind: str) -> None:
    told = describe(kind)
    for words in _texts(told.model_dump()):
        assert words["de"].strip(), words
        assert words["en"].strip(), words
        assert len(words["de"]) < 60 or words["de"] != words["en"], f"not translated: {words['de']}"
    assert told.abilities
    assert told.steps or not told.fields, "fields, but no steps to what belongs in them"
    assert told.limits


@every_kind
def test_its_fields_can_be_filled_in(kind: str) -> None:
    for field in describe(kind).fields:
        assert isinstance(field.help, Words)
        assert _example(field) not in (None, "") or not field.required, f"{field.id} has no example"
        assert bool(field.choices) == (field.type == "choice"), field.id
        if field.choices and field.default is not None:
            assert field.default in {choice.value for choice in field.choices}


@every_kind
def test_its_policy_is_reviewed(kind: str) -> None:
    policy = describe(kind).policy
    assert timedelta() < policy.review_by - policy.reviewed <= timedelta(days=366)
    for source in [*policy.sources, *(limit.source for limit in describe(kind).limits)]:
        assert not source or source.startswith("https://"), source


@every_kind
def test_its_samples_become_posts(kind: str) -> None:
    told = describe(kind)
    for name, gives in _samples(kind):
        posts = _module(kind).parse_sample((FOLDER / kind / "samples" / name).read_bytes())
        assert len(posts) == gives, name
        for post in posts:
            _check_post(post, told)


@every_kind
@pytest.mark.parametrize(
    "body",
    [b"", b"\x00", b"null", b"[]", b"{}", b"[[[[", b"{" * 5000, b"\xff\xfe\x00", b"<a", b'"x"', b"[1, null]"],
)
def test_rubbish_is_unreadable_at_most(kind: str, body: bytes) -> None:
    parse = _module(kind).parse_sample
    try:
        found = parse(body)
    except Unreadable:
        return
    assert all(isinstance(post, Post) for post in found)


@every_kind
def test_half_a_sample_is_unreadable_at_most(kind: str) -> None:
    for name, _ in _samples(kind):
        whole = (FOLDER / kind / "samples" / name).read_bytes()
        for share in (0.2, 0.5, 0.9):
            try:
                _module(kind).parse_sample(whole[: int(len(whole) * share)])
            except Unreadable:
                continue


@every_kind
def test_its_abilities_are_what_it_can(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told = describe(kind)
    client, place = _place(told)
    try:
        with monkeypatch.context() as patched:
            _cut_off(patched, AssertionError("connect() touched the network"))
            connection = _module(kind).connect(place)
        assert isinstance(connection, Connection)
        assert isinstance(connection, Replies) == ("reply" in told.abilities)
        assert isinstance(connection, Removes) == bool({"delete", "hide"} & told.abilities)
        assert isinstance(connection, Probes) == ("probe" in told.abilities)
        assert isinstance(connection, Receives) == ("receive" in told.abilities)
        assert not hasattr(connection, "fetch") or isinstance(connection, Completes)
        assert "direct_message" not in told.abilities or "direct_message" in told.forms
        _cut_off(monkeypatch, OSError("no network"))
        _check_subscriptions(connection, told)
        with suppress(Trouble):
            connection.check()
        connection.close()
    finally:
        client.close()


def _cut_off(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def refuse(*args: Any, **kwargs: Any) -> Any:
        raise error

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)


def _check_subscriptions(connection: Connection, told: Kind) -> None:
    try:
        found = connection.subscriptions()
    except Trouble:
        return  # it has to ask there first: the channel's own tests see them
    names = [one.name for one in found]
    assert len(names) == len(set(names)), names
    assert names == [one.name for one in connection.subscriptions()], "names are stable: cursors hang on them"
    assert found or not {"listen", "stream", "search"} & told.abilities
    assert all(one.every > 0 and callable(one.listen) for one in found)
    assert "stream" in told.abilities or not any(one.streams for one in found)
    assert {one.topic for one in found} <= {"", "strom"}


@every_kind
def test_its_reasons_are_told_in_both_languages(kind: str) -> None:
    used = _reasons(kind)
    german, english = packs.texts("de"), packs.texts("en")
    for key in sorted(used):
        assert key in german, f"no German for {key}"
        assert key in english, f"no English for {key}"
        assert _places(german[key]) == _places(english[key]), key
    anywhere = set().union(*(_reasons(entry.name) for entry in FOLDER.iterdir() if entry.is_dir()))
    never = {key for key in german if key.startswith(f"channel.{kind}.")} - anywhere
    assert never == set(), "sentences that nothing says"


def _reasons(package: str) -> set[str]:
    """Keys that stand in a package's code, written out: whoever looks for one finds it."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in (FOLDER / package).rglob("*.py"))
    return set(REASON.findall(code))


@every_kind
def test_it_imports_only_what_a_channel_may(kind: str) -> None:
    own = f"sturmwarte.channels.{kind}"
    shared = {
        f"sturmwarte.channels.{name.name}"
        for name in FOLDER.iterdir()
        if name.is_dir() and name.name not in KINDS
    }
    allowed = {"sturmwarte.core", "sturmwarte.wire", "sturmwarte.packs", own, *shared}
    allowed |= {"sturmwarte.channels.contract", "sturmwarte.channels.describe", "sturmwarte.__version__"}
    for path in (FOLDER / kind).rglob("*.py"):
        for name in _imported(path):
            where = f"{path.relative_to(ROOT)} imports {name}"
            assert not any(_within(name, other) for other in OTHER_WAYS_OUT), f"{where}: another way out"
            if name.startswith("sturmwarte"):
                assert any(_within(name, one) for one in allowed), where
            else:
                top = name.partition(".")[0]
                assert top in sys.stdlib_module_names or top in _declared(), f"{where}: not declared"


def _texts(thing: Any) -> Iterator[dict[str, str]]:
    if isinstance(thing, dict):
        if set(thing) == {"de", "en"}:
            yield thing
        for value in thing.values():
            yield from _texts(value)
    elif isinstance(thing, list | tuple):
        for value in thing:
            yield from _texts(value)


def _example(field: Setting) -> Any:
    """What a person might enter, of the type that the form gives."""
    written: Any = field.example or field.default
    if field.type == "choice":
        return written or field.choices[0].value
    if field.type == "switch":
        return bool(field.default)
    if field.type == "lines":
        return written.splitlines() if isinstance(written, str) else list(written or [])
    if field.type == "number":
        return float(written) if written not in (None, "") else None
    return written


def _stopping(seconds: float) -> bool:
    return True


def _place(told: Kind) -> tuple[Client, Place]:
    guard = Guard()
    client = Client(guard, now=lambda: NOW, rest=_stopping)
    values = {field.id: _example(field) for field in told.fields}
    return client, Place(
        source="example",
        channel=f"{told.id}:example",
        values={id: value for id, value in values.items() if value is not None},
        client=client,
        guard=guard,
        now=lambda: NOW,
        rest=_stopping,
        since=NOW - timedelta(days=7),
        sought=(Sought("strom", words=("Strom weg",), tags=("stromausfall",)),),
        url="https://station.example",
    )


def _samples(kind: str) -> list[tuple[str, int]]:
    index = FOLDER / kind / "samples" / "index.yaml"
    assert index.is_file(), f"{kind} has no samples/index.yaml"
    listed = YAML(typ="safe").load(index.read_text(encoding="utf-8"))
    assert listed
    return [(entry["file"], int(entry["gives"])) for entry in listed]


def _check_post(post: Post, told: Kind) -> None:
    assert post.id.strip()
    assert post.identity[0] in told.networks, post.identity
    assert post.form in told.forms, post.form
    assert post.source
    assert post.channel.startswith(f"{told.id}:"), post.channel
    for when in (post.created_at, post.received_at, post.edited_at, post.deleted_at, post.expires_at):
        assert when is None or when.tzinfo is not None
    assert "\x00" not in post.content
    assert not re.search(r"<(p|br|a|div|span)\b", post.text), "markup in a text"
    assert not post.url or post.url.startswith(("http://", "https://")), post.url


def _places(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def _module(kind: str) -> Any:
    return import_module(f"sturmwarte.channels.{kind}")


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: imports by full name"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


@cache
def _declared() -> frozenset[str]:
    """Modules of the libraries that the project declares."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {re.split(r"[\[<>=~! ]", line)[0].lower().replace("_", "-") for line in project["dependencies"]}
    return frozenset(
        module
        for module, distributions in packages_distributions().items()
        if {name.lower().replace("_", "-") for name in distributions} & wanted
    )
