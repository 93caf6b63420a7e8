"""What there is to look at: every page by its address, and pages with something open or done on them."""

from collections.abc import Callable, Mapping

from playwright.sync_api import Page

PAGES: Mapping[str, str] = {
    "brief": "/brief/",
    "lage": "/lage/",
    "work": "/lage/open/",
    "waves": "/waves/",
    "silent": "/waves/?view=down",
    "past": "/waves/?view=past",
    "wave": "/waves/storm/",
    "begin": "/waves/begin/",
    "signs": "/waves/signs/",
    "storms": "/storms/",
    "storm": "/storms/1/",
    "desk": "/desk/",
    "desk-all": "/desk/?view=all",
    "case": "/desk/20/",
    "archive": "/archive/",
    "search": "/archive/?q=zeisig+AND+kocher",
    "mistake": "/archive/?q=zeisig+AND+(kocher",
    "found-nothing": "/archive/?q=gibtesnicht",
    "saved": "/archive/saved/?q=zeisig",
    "exports": "/archive/exports/",
    "post": "/post/?network=mastodon&id=hostile-8",
    "post-long": "/post/?network=mastodon&id=hostile-6",
    "queue": "/understand/queue/",
    "learning": "/understand/learning/",
    "learned": "/understand/learning/?about=sentiment",
    "campaigns": "/campaigns/",
    "talk": "/talk/",
    "sources": "/sources/",
    "source": "/sources/mastodon/",
    "deaf": "/sources/bluesky/",
    "catalogue": "/sources/add/",
    "setup": "/sources/add/mastodon/",
    "bring": "/sources/bring/",
    "find": "/find/",
    "people": "/people/",
    "person": "/people/3/",
    "invite": "/people/?invite",
    "absences": "/station/absences/",
    "sign-in": "/station/sign-in/",
    "tokens": "/station/tokens/",
    "api": "/station/api/",
    "plan": "/plan/",
    "plan-begin": "/plan/draft/",
    "plan-print": "/plan/print/",
    "plan-history": "/plan/history/",
    "plan-version": "/plan/history/1/",
    "plan-stale": "/plan/stale/",
    "plan-emergency": "/plan/emergency/",
    "plan-emergency-owner": "/plan/emergency/?type=owner",
    "station": "/station/",
    "audit": "/audit/",
    "entry": "/audit/5/",
    "settings": "/settings/",
    "backup": "/backup/",
    "health": "/health/",
    "refused": "/health/refused/",
    "refused-post": "/health/refused/1/",
    "privacy": "/privacy/",
    "request": "/privacy/requests/2/",
    "privacy-person": "/privacy/person/",
    "holds": "/privacy/holds/",
    "retention": "/privacy/retention/",
    "objections": "/privacy/objections/",
    "documents": "/privacy/documents/",
    "document": "/privacy/documents/record/",
    "factors": "/account/2fa/",
    "password": "/account/password/change/",
    "missing": "/nowhere/",
}

DRAFT: Mapping[str, str] = {
    "draft": "/plan/draft/",
    "draft-company": "/plan/draft/in/company/-/",
    "draft-people": "/plan/draft/in/people/",
    "draft-teams": "/plan/draft/in/teams/",
    "draft-topic": "/plan/draft/in/topics/0/",
    "draft-deadlines": "/plan/draft/in/deadlines/-/",
    "draft-hours": "/plan/draft/in/hours/-/",
    "draft-rule": "/plan/draft/in/triage/rules.2/",
    "draft-levels": "/plan/draft/in/levels/-/",
    "draft-responsibilities": "/plan/draft/in/responsibilities/",
    "draft-files": "/plan/files/",
    "draft-tests": "/plan/tests/",
    "draft-difference": "/plan/difference/",
}
"""What is there once a draft of the plan is begun."""

DOORS: Mapping[str, str] = {
    "login": "/account/login/",
    "sealed": "/account/sealed/",
    "invited": "/invited/nothing/",
    "first": "/start/nothing/",
}
"""What strangers see."""

PAPER = ("case", "wave", "plan-print", "lage", "brief")
"""What people print."""


def _palette(page: Page) -> None:
    page.keyboard.press("Control+k")


def _help(page: Page) -> None:
    page.keyboard.press("?")


def _pressed(key: str) -> Callable[[Page], None]:
    def press(page: Page) -> None:
        page.keyboard.press(key)

    return press


def _typing(page: Page) -> None:
    page.focus("#search")
    page.keyboard.press("End")
    page.keyboard.type(" spr")
    page.wait_for_timeout(600)


def _to_facets(page: Page) -> None:
    page.evaluate("document.getElementById('facets')?.scrollIntoView()")


STATES: Mapping[str, tuple[str, Callable[[Page], None]]] = {
    "palette": ("/desk/20/", _palette),
    "help": ("/desk/", _help),
    "closing": ("/desk/20/", _pressed("c")),
    "postponing": ("/desk/20/", _pressed("z")),
    "why": ("/desk/20/", _pressed("w")),
    "typing": ("/archive/?q=zeisig", _typing),
    "filter": ("/desk/?view=all", _pressed("l")),
    "facets": ("/archive/?q=zeisig", _to_facets),
}
"""Pages with something open: the address, and what opens it."""
