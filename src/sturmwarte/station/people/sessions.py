"""The sessions under way: which device, since when, signed in how. Only what ends one is kept about it."""

import re
from collections.abc import Iterable
from datetime import datetime

from django.contrib.sessions.models import Session
from django.http import HttpRequest

from sturmwarte.station.people.models import SignIn, User

_BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "HeadlessChrome": "Chrome",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
"""What a browser writes -> what people call it. Most claim to be the later ones too, so the order counts."""
_SYSTEMS = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def begun(request: HttpRequest, user: User, how: str, now: datetime) -> None:
    """Remembers a session that has just been signed in."""
    key = request.session.session_key
    if key:
        what = {"user": user, "device": device(request), "how": how[:20], "at": now}
        SignIn.objects.update_or_create(session=key, defaults=what)


def ended(session: str) -> None:
    """Forgets one that was signed out by itself."""
    SignIn.objects.filter(session=session).delete()


def renamed(before: str, after: str) -> None:
    """The same session under a new key, as after a change of password."""
    SignIn.objects.filter(session=before).update(session=after)


def under_way(user: User, now: datetime) -> list[SignIn]:
    """The user's sessions that still open something, the newest first."""
    mine = list(user.sign_ins.order_by("-at"))
    good = set(Session.objects.filter(pk__in=[one.session for one in mine], expire_date__gt=now)
               .values_list("pk", flat=True))  # fmt: skip
    return [one for one in mine if one.session in good]


def end(sign_ins: Iterable[SignIn]) -> int:
    """Ends these sessions: the next request with any of them meets the door. Returns how many."""
    keys = [one.session for one in sign_ins]
    Session.objects.filter(pk__in=keys).delete()
    return SignIn.objects.filter(session__in=keys).delete()[0]


def end_all(user: User, but: str = "") -> int:
    """Ends every session of a user, except that with the key `but`."""
    return end(user.sign_ins.exclude(session=but) if but else user.sign_ins.all())


def device(request: HttpRequest) -> str:
    """Browser and system in plain words, as `Firefox · Windows`; empty where the browser hides it."""
    told = request.headers.get("User-Agent", "")
    browser = next((name for mark, name in _BROWSERS.items() if re.search(rf"\b{mark}/", told)), "")
    system = next((name for mark, name in _SYSTEMS.items() if mark in told), "")
    return " · ".join(filter(None, (browser, system)))
