"""What templates need to show posts."""

from functools import cache
from urllib.parse import urlencode, urlsplit

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

register = template.Library()

_MEDIA = {
    "image": _("Picture"),
    "photo": _("Picture"),
    "video": _("Film"),
    "audio": _("Sound"),
    "gifv": _("Film"),
}


@register.filter
def weblink(address: str) -> str:
    """The address if it is one of the web; nothing for any other (`javascript:`)."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in {"http", "https"} and parts.hostname else ""


@register.simple_tag
def post_url(network: str, id: str, q: str = "", search: str = "") -> str:
    """A post's page. The id is often an address itself, so it travels as a parameter.

    `q` is the query that found it, `search` the whole search as an address: the page marks its words and
    leads back.
    """
    found_by = search or (urlencode({"q": q}) if q else "")
    return f"{_posts()}?{urlencode({'network': network, 'id': id})}{'&' if found_by else ''}{found_by}"


@cache
def _posts() -> str:
    return reverse("post")


@register.simple_tag
def querystring_of(between: dict[str, str] | None = None, **parts: str) -> str:
    """Parts of an address, empty ones left out; `between` are those that limit the time."""
    return urlencode({name: value for name, value in (parts | (between or {})).items() if value})


@register.filter
def blank(text: str) -> str:
    """As many blanks as characters, so that a caret stands under its column."""
    return " " * len(text)


@register.filter
def medium_word(type: str) -> str:
    return str(_MEDIA.get(type, type))


@register.filter
def unlocalized(number: float) -> str:
    """A number as SVG wants it, whatever the language of the page."""
    return f"{number:g}"
