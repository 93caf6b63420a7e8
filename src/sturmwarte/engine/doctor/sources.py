"""Whether the station hears, and whether it could tell anybody if it did not."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings

from sturmwarte import packs
from sturmwarte.channels.describe import kinds
from sturmwarte.core.listen.hearing import expiring, local, station_state
from sturmwarte.core.listen.sought import sought
from sturmwarte.core.listen.topics import TOPICS
from sturmwarte.core.reason import Reason, say
from sturmwarte.engine.doctor.finding import Finding, Said, doubtful, good, wrong
from sturmwarte.messengers.mail import reach, server_of
from sturmwarte.messengers.mail.letter import address
from sturmwarte.station.ledger.models import Outgoing
from sturmwarte.station.listen.models import Pulse, Source
from sturmwarte.station.plan.pages.active import active_plan
from sturmwarte.wire.errors import Trouble
from sturmwarte.wire.guard import Guard

_MENDS = {
    "disturbed": "open the source on its page: the reason there says what mends it",
    "limited": "open the source on its page and look at its subscriptions",
    "quiet": "look whether there is anything new on the platform itself",
}


def source_checks(now: datetime, running: bool) -> Iterator[Finding]:
    """`running`: an engine works. While nothing does, no source is expected to be heard."""
    sources = list(Source.objects.filter(removed_at=None).order_by("id"))
    if not sources:
        yield good("sources", "none is connected")
        return
    if not running:
        yield good("sources", "%(n)s rest while the station does not run", {"n": len(sources)})
        return
    hears = station_state(Pulse.objects.all(), now)
    if hears.state != "hearing":
        why = "what sources bring does not arrive, and nothing said about them holds"
        mend = "look at the log, then restart the station"
        yield wrong("listening", "%(said)s", why, mend, {"said": _said(hears.why, now)})
        return
    for source in sources:
        yield from _source(source, now)
    if any(_searches(source) for source in sources):
        yield from _topics()


def _searches(source: Source) -> bool:
    kind = kinds().get(source.kind)
    return kind is not None and "search" in kind.abilities


def _topics() -> Iterator[Finding]:
    """Topics that a platform's own search cannot find, wholly or in part."""
    plan = active_plan().plan
    for topic in plan[TOPICS] if plan else ():
        why = sought(topic.id, topic.query).why
        if why is not None:
            said, matters = (
                Said(say(why, packs.texts("en")), why),
                "a search brings less of it than its query means",
            )
            mend = "name words that it always holds"
            yield doubtful(f"topic {topic.id}", "%(said)s", matters, mend, {"said": said})


def _source(source: Source, now: datetime) -> Iterator[Finding]:
    check = f"source {source.id}"
    said = _said(Reason(source.why.get("key", "hearing.fine"), source.why.get("args", {})), now)
    if source.state == "disturbed":
        yield wrong(check, "%(said)s", "it is not heard", _MENDS[source.state], {"said": said})
    elif source.state in _MENDS:
        yield doubtful(check, "%(said)s", "not everything may be heard", _MENDS[source.state], {"said": said})
    else:
        yield good(check, "%(said)s", {"said": said})
    if soon := expiring(source.expires, now):
        yield doubtful(
            check,
            "%(said)s",
            "its silence would come unnoticed",
            "renew the access",
            {"said": _said(soon, now)},
        )


def mail_checks() -> Iterator[Finding]:
    """Connects to the mail server and logs in; sends nothing."""
    if not settings.SMTP:
        yield doubtful(
            "mail",
            "no mail server is set",
            "nobody is told when a source is disturbed",
            "set STURMWARTE_SMTP and STURMWARTE_MAIL_FROM",
        )
        return
    why = "nobody is told when a source is disturbed"
    try:
        address(settings.MAIL_FROM)
        server = server_of(settings.SMTP)
        reach(server)
    except Trouble as trouble:
        said = Said(say(trouble.reason, packs.texts("en")), trouble.reason)
        mend = "correct STURMWARTE_SMTP or STURMWARTE_MAIL_FROM"
        yield wrong("mail", "%(said)s", why, mend, {"said": said})
    except ValueError as error:
        yield wrong("mail", "STURMWARTE_SMTP names no server", why, "%(error)s", {"error": error})
    else:
        failed = Outgoing.objects.filter(kind="mail", state=Outgoing.State.FAILED).count()
        if failed:
            mend = "look at the addresses of people"
            yield doubtful("mail", "%(n)s mails could not be sent", why, mend, {"n": failed})
        else:
            values = {"host": server.host, "sender": settings.MAIL_FROM}
            yield good("mail", "%(host)s takes mails from %(sender)s", values)


def ping_checks() -> Iterator[Finding]:
    """The address itself may be a secret: only its host is told."""
    if not settings.PING_URL:
        yield doubtful(
            "ping",
            "no watcher outside is set",
            "if this machine stops, nobody notices",
            "set STURMWARTE_PING_URL to the address of one",
        )
        return
    host, why = urlsplit(settings.PING_URL).hostname or "", "the watcher outside would raise a false alarm"
    try:
        Guard([*settings.ALLOW, *([host] if host else [])]).check_url(settings.PING_URL)
    except Trouble as trouble:
        said = Said(say(trouble.reason, packs.texts("en")), trouble.reason)
        yield wrong("ping", "%(said)s", why, "correct STURMWARTE_PING_URL", {"said": said})
    else:
        yield good("ping", "%(host)s is told once a minute that the station listens", {"host": host})


def _said(reason: Reason, now: datetime) -> Said:
    return Said(local(reason, packs.texts("en"), ZoneInfo(settings.TIME_ZONE), now, "en"), reason)
