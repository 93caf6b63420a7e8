"""The room where an owner says how people sign in: second factors, single sign-on, the sealed account."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sturmwarte.station.frame import formats
from sturmwarte.station.frame.access import call, page, signed_in
from sturmwarte.station.people.actions import factors, sealed
from sturmwarte.station.people.away import away
from sturmwarte.station.people.errors import PeopleError
from sturmwarte.station.people.factors.rule import Rule, rule
from sturmwarte.station.people.forms_people import FactorRuleForm, start_of
from sturmwarte.station.people.models import Sealed, SealedUse, User
from sturmwarte.station.people.pages.rows import rows
from sturmwarte.station.people.pages.undo import did, done
from sturmwarte.station.people.permissions import PEOPLE
from sturmwarte.station.people.words import ROLES
from sturmwarte.station.plan.pages.active import active_plan


@page(PEOPLE)
def sign_in(request: HttpRequest) -> HttpResponse:
    return _show(request)


@call(PEOPLE)
def factor_rule(request: HttpRequest) -> HttpResponse:
    form, now = FactorRuleForm(request.POST), timezone.now()
    if not form.is_valid():
        return _show(request, form=form)
    given = form.cleaned_data
    day = given["since"] or timezone.localdate(now)
    # The grace ends with the evening before: from the morning of that day on the door is shut.
    since = start_of(day)
    try:
        before = factors.set_rule(
            signed_in(request),
            given["roles"],
            since if given["enforced"] else None,
            given["sign_on_counts"],
            now,
        )
    except PeopleError as problem:
        form.add_error(problem.field or None, str(problem))
        return _show(request, form=form)
    back = {"enforced": "on"} if before.since else {}
    back |= {"sign_on_counts": "on"} if before.sign_on_counts else {}
    since_was = timezone.localtime(before.since).date() if before.since else ""
    did(
        request,
        _("Saved."),
        reverse("factor_rule"),
        roles=sorted(before.roles),
        since=since_was,
        **back,
    )
    return redirect("sign_in")


@call(PEOPLE)
def seal(request: HttpRequest) -> HttpResponse:
    """A new code, shown this once as a sheet to print."""
    try:
        code = sealed.seal(signed_in(request), timezone.now())
    except PeopleError as problem:
        did(request, str(problem))
        return redirect("sign_in")
    return sheet(request, code)


@call(PEOPLE)
def settle_seal(request: HttpRequest) -> HttpResponse:
    try:
        sealed.settle(signed_in(request), timezone.now())
        did(request, _("Looked into. The sealed account is closed; its new code still works."))
    except PeopleError as problem:
        did(request, str(problem))
    return redirect("sign_in")


def sheet(request: HttpRequest, code: str, opened: bool = False) -> HttpResponse:
    company = active_plan().section("company")
    words = {
        "here": "sign_in",
        "code": code,
        "opened": opened,
        "made": formats.exact(timezone.localtime(), get_language() or "en").rpartition(",")[0],
        "where": settings.PUBLIC_URL + reverse("account_sealed"),
        "company": company.name if company else "",
    }
    answer = render(request, "people/sheet.html", words)
    answer["Cache-Control"] = "no-store"
    return answer


def _show(request: HttpRequest, **more: Any) -> HttpResponse:
    found, now, plan = rule(), timezone.now(), active_plan()
    users = list(User.objects.filter(is_active=True, sealed=None).prefetch_related("grants").order_by("name"))
    shown = rows(users, plan, now, away(now), found)
    words = {
        "here": "sign_in",
        "done": done(request),
        "rule": found,
        "rule_roles": [str(ROLES[role]) for role in ROLES if role in found.roles],
        "form": _as_form(found),
        "lacking": [row for row in shown if row.factor == "lacks"],
        "having": sum(row.factor == "has" for row in shown),
        "people": len(shown),
        "sign_on": settings.SIGN_ON,
        "group_roles": [(group, ROLES[role]) for group, role in settings.SIGN_ON.roles.items()]
        if settings.SIGN_ON else [],
        "callback": settings.PUBLIC_URL + reverse("openid_connect_callback", args=["sso"]),
        "sealed": Sealed.objects.first(),
        "uses": SealedUse.objects.order_by("-pk")[:5],
        "unsettled": SealedUse.objects.filter(settled_at=None).exists(),
        "now": now,
    }  # fmt: skip
    return render(request, "people/sign_in.html", words | more)


def _as_form(found: Rule) -> FactorRuleForm:
    day = timezone.localtime(found.since).date() if found.since else None
    roles, counts = sorted(found.roles), found.sign_on_counts
    return FactorRuleForm(
        initial={"roles": roles, "enforced": day is not None, "since": day, "sign_on_counts": counts}
    )
