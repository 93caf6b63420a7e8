"""Language, theme and density: kept with the login, and in a cookie for those who have none yet."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from sturmwarte.station.frame.access import call
from sturmwarte.station.people.models import User

CHOICES = {
    "language": tuple(code for code, _name in settings.LANGUAGES),
    "theme": ("", "light", "dark"),
    "density": ("", "comfortable"),
}
"""What may be chosen; empty is the default: as the device, dense."""
_YEAR_S = 365 * 86_400


def chosen(request: HttpRequest, what: str) -> str:
    """What this reader chose, or an empty string."""
    user = getattr(request, "user", None)
    value = getattr(user, what, "") if isinstance(user, User) else request.COOKIES.get(what, "")
    return value if value in CHOICES[what] else ""


class Language:
    """Middleware: the language of the login wins over the browser's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if language := chosen(request, "language"):
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return self.get_response(request)


@call(None, strangers="the login page has the switch too; it changes only how pages look")
def prefer(request: HttpRequest) -> HttpResponse:
    """Sets the choices that were sent, then shows the page again."""
    wanted = {what: request.POST[what] for what in CHOICES if request.POST.get(what) in CHOICES[what]}
    user = request.user
    if isinstance(user, User) and wanted:
        User.objects.filter(pk=user.pk).update(**wanted)
    response = HttpResponseRedirect(_back(request))
    for what, value in wanted.items():
        response.set_cookie(
            what, value, max_age=_YEAR_S, samesite="Lax", httponly=True, secure=request.is_secure()
        )
    return response


def _back(request: HttpRequest) -> str:
    """The page that was left, if it is one of ours."""
    back = (
        request.POST.get("next")
        or urlsplit(request.headers.get("Referer", ""))._replace(scheme="", netloc="").geturl()
    )
    return back if back and url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "/"
