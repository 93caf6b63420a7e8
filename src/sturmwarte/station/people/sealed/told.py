"""Every owner is told on the next page they open that the sealed account was used, once a session and use."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sturmwarte.station.frame import formats
from sturmwarte.station.people.models import Role, SealedUse, User
from sturmwarte.station.people.permissions import of

SEEN = "sealed_seen"


class Told:
    """Django middleware; asks the database once for each page an owner opens."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "GET" and "HX-Request" not in request.headers and isinstance(request.user, User):
            self._tell(request)
        return self._get_response(request)

    @staticmethod
    def _tell(request: HttpRequest) -> None:
        last = SealedUse.objects.filter(settled_at=None).order_by("-pk").first()
        if last is None or request.session.get(SEEN) == last.pk or not of(request).has({Role.OWNER}):
            return
        request.session[SEEN] = last.pk
        at = formats.exact(timezone.localtime(last.at), get_language() or "de")
        messages.error(
            request, _("The sealed account was opened: %(at)s. Look at it under Signing in.") % {"at": at}
        )
