"""`plan activate`: makes a plan the one that drives the station."""

import getpass
from datetime import UTC, datetime
from pathlib import Path

import click

from sturmwarte import packs
from sturmwarte.cli.failure import ENVIRONMENT, REJECTED, USAGE, Failure
from sturmwarte.cli.plan.reading import folder_argument, lang_option, plan_from
from sturmwarte.cli.plan.test import show_failure
from sturmwarte.core.plan.difference import difference
from sturmwarte.core.plan.section import Plan
from sturmwarte.core.reason import say
from sturmwarte.core.sections import SECTIONS


@click.command()
@folder_argument
@click.option("--reason", default="", help="Why; it is kept with the plan.")
@click.option("--yes", is_flag=True, help="Do not ask after showing the difference.")
@lang_option
def activate(folder: Path, reason: str, yes: bool, lang: str) -> int:
    """Make the plan in FOLDER the active one, if it passes its own tests.

    Shows what changes and asks first. A plan that fails its tests is refused and nothing changes.
    """
    # Only this subcommand needs the database; the others must start without Django.
    from sturmwarte.engine.errors import Environment, Refused  # noqa: PLC0415

    plan = plan_from(folder, lang)
    try:
        return _activate(plan, reason, yes, lang)
    except Refused as refused:
        raise Failure(str(refused), USAGE) from None
    except Environment as broken:
        raise Failure(str(broken), ENVIRONMENT) from None


def _activate(plan: Plan, reason: str, yes: bool, lang: str) -> int:
    from sturmwarte.engine.setup import ready  # noqa: PLC0415

    ready()
    # Its models exist only once Django is ready.
    from sturmwarte.engine.activation import PlanRefused, activate, active_brain  # noqa: PLC0415

    now = datetime.now(UTC)
    brain = active_brain(now)
    before = brain.plan if brain else Plan({}, "")
    for change in difference(before, plan, SECTIONS):
        click.echo(say(change.reason, packs.texts(lang)))
    question = {"de": "Diesen Plan aktivieren?", "en": "Make this plan the active one?"}[lang]
    if not yes and not click.confirm(question):
        return 0
    try:
        activated = activate(plan.files, f"cli:{getpass.getuser()}", reason, now)
    except PlanRefused as refused:
        for failed in refused.failed:
            show_failure(failed, lang)
        said = {"de": "Der Plan besteht seine Prüfungen nicht; es bleibt alles, wie es war.",
                "en": "The plan fails its own tests; nothing was changed."}  # fmt: skip
        raise Failure(said[lang], REJECTED) from None
    done = {"de": "Aktiv: Plan {version}.", "en": "Active: plan {version}."}
    same = {"de": "Dieser Plan ist schon aktiv.", "en": "This plan is active already."}
    click.echo((done if activated.changed else same)[lang].format(version=plan.version))
    return 0
