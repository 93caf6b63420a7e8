"""Error pages: what happened, what it means, the next step. They work without a database."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return _page(
        request,
        400,
        _("The station did not understand this"),
        _("The address or the form had a part that does not fit."),
        _("Go back, load the page again and repeat the step."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return _page(
        request,
        403,
        _("This is not open to you"),
        _("Your permissions do not cover this page."),
        _("If you need it for your work, ask the owner of this station for it."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return _page(
        request,
        404,
        _("Nothing here"),
        _("It was deleted, never existed, or is not open to you."),
        _("Check the address, or start from the list."),
    )


def broken(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        500,
        _("Something broke on our side"),
        _("Your last step may not have been saved. The error is in the station's log."),
        _("Load the page again. If it happens twice, tell whoever runs this station."),
    )


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    return _page(
        request,
        403,
        _("This form has expired"),
        _("For your safety nothing was changed."),
        _("Go back, load the page again and send it once more."),
    )


def _page(request: HttpRequest, code: int, title: str, what: str, next_step: str) -> HttpResponse:
    words = {"code": code, "title": title, "what": what, "next": next_step}
    return render(request, "frame/error.html", words, status=code)
