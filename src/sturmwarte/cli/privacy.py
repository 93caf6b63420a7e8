"""`sturmwarte privacy`: what is kept of a person, telling it to them, forgetting it; the documents."""

import sys
import time
import uuid
from pathlib import Path
from typing import Any

import click

from sturmwarte.cli.export import user
from sturmwarte.cli.failure import ENVIRONMENT, REJECTED, USAGE, Failure
from sturmwarte.cli.outputs import emit, whole_file
from sturmwarte.cli.search import archive_station

_PATIENCE_S, _LOOK_S = 120, 0.25


@click.group(name="privacy")
def command() -> None:
    """Requests of people whose posts are kept here, and the documents of data protection."""


@command.command(name="find")
@click.argument("handle")
@click.option("--network", help="Only on this network, such as mastodon.")
def find(handle: str, network: str | None) -> int:
    """Who is behind HANDLE (or an account's id, or a pseudonym), and what is kept: one JSON line an
    account."""
    with archive_station():
        from sturmwarte.station.archive import Archive  # noqa: PLC0415 - needs Django to be ready

        archive = Archive()
        people = archive.find_person(handle, network)
        for person in people:
            files = archive.exports_with(person.network, person.account)
            named = sum(archive.mentioned(name) for name in person.handles)
            emit({
                "network": person.network, "account": person.account, "handles": person.handles,
                "names": person.names, "pseudonym": person.pseudonym, "posts": person.posts,
                "named_in_posts_of_others": named, "exported_files": [name for name, _, _ in files],
            })  # fmt: skip
    if not people:
        click.echo(f"nothing is kept of {handle}", err=True)
        return REJECTED
    return 0


@command.command(name="export")
@click.argument("handle")
@click.option("--network", help="Only on this network.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The JSON file to write.")
def export(handle: str, network: str | None, out: Path) -> None:
    """Write all that is kept of a person to a file, to hand to them (Article 15 GDPR)."""
    with archive_station():
        from django.utils import timezone  # noqa: PLC0415

        from sturmwarte.station.archive.privacy.person import disclosure  # noqa: PLC0415

        person = _one(handle, network)
        if not out.parent.is_dir():
            raise Failure(f"--out {out}: there is no folder {out.parent}; make it first", USAGE)
        with whole_file(out) as stream:
            told = disclosure(person, timezone.now(), by=f"cli:{user()}")
            emit(told, stream)
    click.echo(f"{len(told['posts'])} posts of {person.network}:{person.account}", err=True)


@command.command(name="erase")
@click.argument("handle")
@click.option("--network", help="Only on this network.")
@click.option("--objection", is_flag=True, help="Keep future posts of the account out too (Article 21 GDPR).")
@click.option("--reason", default="", help="Goes into the audit trail. Do not name the person.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(handle: str, network: str | None, objection: bool, reason: str, yes: bool) -> int:
    """Erase a person's posts and names everywhere, and keep a later import from bringing them back.

    Posts under a hold are kept until it ends, off every list. Files already exported are listed, not changed.
    """
    with archive_station() as data:
        from sturmwarte.station.archive import Archive  # noqa: PLC0415

        person = _one(handle, network)
        files = Archive().exports_with(person.network, person.account)
        if not yes:
            _confirm(person)
        done = _erase(data, person, objection, reason)
    click.echo(
        f"{done['removed']} posts erased, {done['held']} kept by a hold,"
        f" {done['beside']} lines and notes beside",
        err=True,
    )
    for name, by, at in files:
        click.echo(f"still in an exported file: {name} ({by}, {at:%Y-%m-%d}); delete it there", err=True)
    if not done["finished"]:
        click.echo("the files are cleaned in the coming night: somebody is reading now", err=True)
    return 0


@command.command(name="documents")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The folder to write to.")
@click.option("--lang", type=click.Choice(["de", "en"]), default="de", show_default=True)
@click.option("--format", "form", type=click.Choice(["md", "html"]), default="md", show_default=True)
def documents(out: Path, lang: str, form: str) -> None:
    """Write drafts of the record of processing, the Article 14 notice, the DPIA and the list of staff data.

    Made from the active plan and from what the station really stores. Drafts, not legal advice.
    """
    with archive_station():
        from django.utils import timezone  # noqa: PLC0415

        from sturmwarte.station.archive.privacy.documents import documents as made  # noqa: PLC0415

        out.mkdir(parents=True, exist_ok=True)
        for name, text in made(lang, timezone.now(), form).items():
            with whole_file(out / name) as stream:
                stream.write(text.encode())
            click.echo(str(out / name))


def _one(handle: str, network: str | None) -> Any:
    """The one account meant; a `Failure` lists them when there are several."""
    from sturmwarte.station.archive import Archive  # noqa: PLC0415

    people = Archive().find_person(handle, network)
    if not people:
        raise Failure(f"nothing is kept of {handle}", REJECTED)
    if len(people) > 1:
        listed = ", ".join(f"{person.network}:{person.account}" for person in people)
        raise Failure(
            f"{handle} is several accounts ({listed}): name the --network or the account's id", USAGE
        )
    return people[0]


def _confirm(person: Any) -> None:
    if not sys.stdin.isatty():
        raise Failure("erasing cannot be undone: add --yes", USAGE)
    named = ", ".join(person.handles) or person.account
    click.confirm(
        f"Erase {person.posts} posts of {named} on {person.network} for good?",
        abort=True,
        err=True,
    )


def _erase(data: Path, person: Any, objection: bool, reason: str) -> dict[str, Any]:
    """In this process when nobody else writes; otherwise the running station does it and we wait."""
    from dataclasses import asdict  # noqa: PLC0415

    from django.utils import timezone  # noqa: PLC0415

    from sturmwarte.engine import lock  # noqa: PLC0415
    from sturmwarte.station.archive.privacy.person import erase_person  # noqa: PLC0415

    by = f"cli:{user()}"
    try:
        with lock.hold(data / lock.ENGINE, "sturmwarte privacy erase"):
            done = erase_person(
                person.network, person.account, timezone.now(), by=by, reason=reason, objection=objection
            )
            return asdict(done)
    except lock.Held:
        asked = {"network": person.network, "account": person.account, "by": by, "reason": reason}
        return _handed_over({**asked, "objection": objection})


def _handed_over(asked: dict[str, Any]) -> dict[str, Any]:
    from django.utils import timezone  # noqa: PLC0415

    from sturmwarte.station.archive.privacy.person import ERASE  # noqa: PLC0415
    from sturmwarte.station.ledger.jobs import Due, schedule  # noqa: PLC0415
    from sturmwarte.station.ledger.models import Job  # noqa: PLC0415

    key = f"{ERASE}:{uuid.uuid4().hex}"
    schedule(Due(ERASE, key, timezone.now(), payload=asked))
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        job = Job.objects.get(key=key)
        if job.state == Job.State.DONE:
            return dict(job.payload)
        if job.state == Job.State.DEAD:
            break
        time.sleep(_LOOK_S)
    raise Failure(
        "the station has not erased it yet: see `sturmwarte doctor`, it goes on by itself", ENVIRONMENT
    )
