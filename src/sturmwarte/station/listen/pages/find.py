"""Report a find: anybody who is signed in, in twenty seconds, on a phone from its share sheet too."""

from datetime import datetime, timedelta
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django import forms
from django.core.validators import URLValidator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sturmwarte.station.archive import Archive
from sturmwarte.station.frame.access import page, signed_in
from sturmwarte.station.listen.actions.report import NETWORK, Find, report
from sturmwarte.station.listen.evidence.errors import Unsuited
from sturmwarte.station.listen.pages.told import told
from sturmwarte.station.people.permissions import POSTS, of

PLACES = (
    ("network", _("Social network")),
    ("review", _("Review site")),
    ("group", _("Closed group")),
    ("print", _("Newspaper or magazine")),
    ("radio", _("Radio")),
    ("tv", _("Television")),
    ("podcast", _("Podcast")),
    ("web", _("Website or forum")),
    ("talk", _("Said to us")),
)
MOST_BYTES = 8 * 2**20
_AHEAD = timedelta(minutes=5)


class FindForm(forms.Form):
    """Few fields, the first two wanted: a find that is not reported helps nobody."""

    text = forms.CharField(
        label=_("What was said"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    url = forms.CharField(
        label=_("Link"),
        max_length=2_000,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    where = forms.ChoiceField(label=_("Where"), choices=PLACES)
    place = forms.CharField(
        label=_("Name of the place"),
        max_length=200,
        required=False,
        help_text=_("Paper, station, group, platform"),
    )
    said_by = forms.CharField(
        label=_("Who said it"),
        max_length=200,
        required=False,
        help_text=_("Leave it empty where nobody needs to be named."),
    )
    at = forms.DateTimeField(
        label=_("When"),
        required=False,
        help_text=_("Empty: just now"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        help_text=_("PNG, JPEG or WebP, 8 MB at most"),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )

    def clean_url(self) -> str:
        """Phones share `www.example.org` too."""
        url = str(self.cleaned_data["url"]).strip()
        if url and "://" not in url:
            url = f"https://{url}"
        if url:
            URLValidator(schemes=["http", "https"], message=gettext("This is no web address."))(url)
        return url

    def clean_at(self) -> datetime | None:
        at: datetime | None = self.cleaned_data["at"]
        if at is not None and at > timezone.now() + _AHEAD:
            raise forms.ValidationError(gettext("This lies in the future."))
        return at

    def clean_picture(self) -> Any:
        given = self.cleaned_data["picture"]
        if given is not None and given.size > MOST_BYTES:
            raise forms.ValidationError(gettext("The picture is larger than 8 MB."))
        return given

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not (given.get("text") or given.get("url") or given.get("picture")):
            self.add_error("text", gettext("Write what was said, or add a link or a picture."))
        return given


@csp_update({"manifest-src": [SELF]})
@page(None, methods=("GET", "HEAD", "POST"))
def find(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _show(request, FindForm(initial=_shared(request)))
    form = FindForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, form)
    given, now = form.cleaned_data, timezone.now()
    picture = given.pop("picture")
    try:
        post = report(signed_in(request), Find(**given, picture=picture.read() if picture else b""), now)
    except Unsuited as problem:
        form.add_error("picture", told(problem.reason, now))
        return _show(request, form)
    return redirect("reported", post.id)


@page(None)
def reported(request: HttpRequest, id: str) -> HttpResponse:
    """Thanks, and where the find is now. The post itself is for those who may read it."""
    who = of(request)
    reads = who.has(POSTS)
    there = bool(reads and Archive().get(NETWORK, id, may=who.may_read()))
    words = {"id": id, "network": NETWORK, "reads": reads, "there": there}
    part = "listen/reported_body.html" if "HX-Request" in request.headers else "listen/reported.html"
    response = render(request, part, {"here": "find"} | words)
    response["Vary"] = "HX-Request, Cookie"
    return response


@page(None, strangers="a phone reads it before anybody signs in; it says nothing but the station's name")
def manifest(request: HttpRequest) -> HttpResponse:
    """Makes the station a target of the phone's share sheet (W3C Web Share Target)."""
    told = {
        "name": "Sturmwarte",
        "short_name": "Sturmwarte",
        "lang": getattr(request, "LANGUAGE_CODE", "de"),
        "start_url": reverse("start"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#f3f5f6",
        "theme_color": "#07617f",
        "icons": [{"src": static("mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
        "share_target": {
            "action": reverse("find"),
            "method": "GET",
            "params": {"title": "title", "text": "text", "url": "url"},
        },
    }
    return JsonResponse(told, content_type="application/manifest+json")


def _shared(request: HttpRequest) -> dict[str, str]:
    """What the share sheet brought. Android puts the address into the text."""
    title, text, url = (request.GET.get(name, "").strip() for name in ("title", "text", "url"))
    if not url and (last := text.split()[-1:]) and last[0].startswith(("https://", "http://")):
        url, text = last[0], text[: -len(last[0])].strip()
    words = "\n".join(dict.fromkeys(part for part in (title, text) if part))
    return {"text": words[:20_000], "url": url[:2_000]}


def _show(request: HttpRequest, form: FindForm) -> HttpResponse:
    return render(request, "listen/find.html", {"here": "find", "form": form})
