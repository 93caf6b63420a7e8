"""`plan activate`: makes a plan the one that drives the station."""

import getpass
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from sturmwarte import packs
from sturmwarte.cli.failure import REJECTED, USAGE, Failure
from sturmwarte.cli.plan.reading import folder_argument, lang_option, plan_from
from sturmwarte.cli.plan.test import show_failure
from sturmwarte.cli.station import station
from sturmwarte.core.plan.difference import difference, outline
from sturmwarte.core.plan.section import Plan
from sturmwarte.core.reason import say
from sturmwarte.core.sections import SECTIONS

_WORDS = {
    "de": {"first": "Plan {version} enthält:",
           "ask": "Diesen Plan aktivieren?", "left": "Es bleibt alles, wie es war.",
           "yes": "es ist kein Terminal da, um zu fragen: sagen Sie --yes, um den Plan zu aktivieren",
           "refused": "Der Plan besteht seine Prüfungen nicht; es bleibt alles, wie es war.",
           "done": "Aktiv: Plan {version}.", "same": "Dieser Plan ist schon aktiv.",
           "over": "Darüber gelten noch Notänderungen: sturmwarte plan emergency list"},
    "en": {"first": "Plan {version} holds:",
           "ask": "Make this plan the active one?", "left": "Nothing was changed.",
           "yes": "there is no terminal to ask on: say --yes to make the plan active",
           "refused": "The plan fails its own tests; nothing was changed.",
           "done": "Active: plan {version}.", "same": "This plan is active already.",
           "over": "Emergency changes still lie over it: sturmwarte plan emergency list"},
}  # fmt: skip


@click.command()
@folder_argument
@click.option("--reason", default="", help="Why; it is kept with the plan.")
@click.option("--yes", is_flag=True, help="Do not ask after showing the difference.")
@lang_option
def activate(folder: Path, reason: str, yes: bool, lang: str) -> int:
    """Make the plan in FOLDER the active one, if it passes its own tests.

    Shows what changes and asks first. A plan that fails its tests is refused and nothing changes.
    """
    plan = plan_from(folder, lang)
    with station():
        return _activate(plan, reason, yes, lang)


def _activate(plan: Plan, reason: str, yes: bool, lang: str) -> int:
    # Their models exist only once Django is ready; the other subcommands must start without it.
    from sturmwarte.engine.activation import PlanRefused, activate  # noqa: PLC0415
    from sturmwarte.station.plan.actions.emergencies import standing  # noqa: PLC0415

    words, before = _WORDS[lang], _before()
    if before and before.version == plan.version:
        click.echo(words["same"])
        return 0
    _show(before, plan, lang)
    if not yes and not _agreed(words):
        click.echo(words["left"], err=True)
        return 0
    now = datetime.now(UTC)
    try:
        activate(plan.files, f"cli:{getpass.getuser()}", reason, now)
    except PlanRefused as refused:
        for failed in refused.failed:
            show_failure(failed, lang)
        raise Failure(words["refused"], REJECTED) from None
    click.echo(words["done"].format(version=plan.version))
    if any(change.holds(now) for change in standing()):
        click.echo(words["over"], err=True)
    return 0


def _before() -> Plan | None:
    from sturmwarte.engine.activation import active_plan  # noqa: PLC0415
    from sturmwarte.engine.errors import Refused  # noqa: PLC0415

    try:
        return active_plan()
    except Refused:  # its checks were others: nothing to compare with, and about to be replaced
        return None


def _show(before: Plan | None, plan: Plan, lang: str) -> None:
    """What changes; of a first plan only how much is in it, because all of it is new."""
    texts = packs.texts(lang)
    if before is None:
        click.echo(_WORDS[lang]["first"].format(version=plan.version))
        for section, count in outline(plan, SECTIONS):
            click.echo(f"  {texts[f'plan.section.{section}']}: {count}")
        return
    for change in difference(before, plan, SECTIONS):
        click.echo(say(change.reason, texts))


def _agreed(words: Mapping[str, str]) -> bool:
    if not sys.stdin.isatty():
        raise Failure(words["yes"], USAGE)
    return click.confirm(words["ask"])
