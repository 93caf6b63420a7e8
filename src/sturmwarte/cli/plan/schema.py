"""`plan schema`: the JSON Schema of plan files, for editors."""

import json

import click

from sturmwarte.core.plan.schema import schema as plan_schema
from sturmwarte.core.sections import SECTIONS


@click.command()
def schema() -> None:
    """Print the JSON Schema of a plan's files."""
    click.echo(schema_text(), nl=False)


def schema_text() -> str:
    return json.dumps(plan_schema(SECTIONS), ensure_ascii=False, indent=2) + "\n"
