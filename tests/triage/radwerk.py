"""A small invented company for the tests: a repairer of bicycles in Bavaria."""

from textwrap import dedent

from sturmwarte.core.plan.load import load
from sturmwarte.core.plan.section import Plan
from sturmwarte.core.sections import SECTIONS

COMPANY = """
company: {name: Radwerk, languages: [de, en], country: DE, land: BY}
channels:
  - id: facebook
    network: facebook
    url: https://facebook.example/radwerk_hilft
    purpose: Dialog
    owner: team-service
  - {id: mail, network: mail, purpose: Dialog, owner: team-service}
people:
  - id: anna
    name: Anna Beispiel
    deputy: ben
    absences: [{start: 2026-03-02, end: 2026-03-06}]
  - {id: ben, name: Ben Muster, deputy: anna}
  - {id: cem, name: Cem Probe}
teams:
  - {id: team-service, name: Service, members: [anna, ben]}
"""


def plan(text: str = "") -> Plan:
    """The company with further sections; errors of the plan fail the test."""
    loaded = load({"company.yaml": COMPANY, "more.yaml": dedent(text)}, SECTIONS)
    assert loaded.plan is not None, loaded.errors
    return loaded.plan


def problems(text: str) -> list[tuple[str, int]]:
    """(key, line) of everything that is wrong with the further sections."""
    loaded = load({"company.yaml": COMPANY, "more.yaml": dedent(text)}, SECTIONS)
    return [(problem.what.key, problem.line) for problem in loaded.problems if problem.file == "more.yaml"]
