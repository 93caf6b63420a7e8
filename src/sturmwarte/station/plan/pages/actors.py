"""Who acted, as a person reads it: the trail keeps `user:3`, `cli:anna` or `engine`."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from sturmwarte.station.people.models import User


def actors(names: Iterable[str]) -> dict[str, str]:
    """Actor as written down -> name to show, in one query."""
    wanted = set(names)
    ids = {int(rest) for kind, _sep, rest in (n.partition(":") for n in wanted) if _is_user(kind, rest)}
    known = {f"user:{user.pk}": str(user) for user in User.objects.filter(pk__in=ids)} if ids else {}
    return {name: known.get(name) or _plain(name) for name in wanted}


def _is_user(kind: str, rest: str) -> bool:
    return kind == "user" and rest.isascii() and rest.isdigit()


def _plain(name: str) -> str:
    kind, _sep, rest = name.partition(":")
    if _is_user(kind, rest):
        return _("somebody whose login no longer exists")
    if kind == "cli" and rest:
        return _("%s at the command line") % rest
    return _("the station") if kind in {"engine", "station"} else name
