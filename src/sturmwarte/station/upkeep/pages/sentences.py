"""What the examination says, for the catalogue: the engine writes the English, the page translates it.

A test holds this against the checks: a sentence that is missing here fails.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from sturmwarte.core.reason import Reason
from sturmwarte.station.listen.pages.told import told
from sturmwarte.station.upkeep.pages.job_words import job_word

SENTENCES = frozenset({
    # settings, folders, disk, clock, keys, certificate
    _("%(name)s is no setting"), _("it has no effect"), _("did you mean %(near)s?"), _("unset it"),
    _("STURMWARTE_DEBUG is on"), _("errors show source and settings to anybody"),
    _("the station listens on %(bind)s without TLS"),
    _("passwords and posts cross the network in the clear"),
    _("put a TLS proxy before it and set STURMWARTE_URL to its https address"),
    _("all settings are known"), _("%(folder)s can be written"),
    _("%(folder)s cannot be written (%(error)s)"),
    _("nothing can be stored"), _("change its rights, free space, or set STURMWARTE_DATA"),
    _("others on this machine may read %(folder)s"), _("it holds personal data"), _("chmod 700 %(folder)s"),
    _("%(free)s GB free"), _("the station is about to stop taking posts"), _("free some space now"),
    _("a storm brings many posts at once"), _("free some space"),
    _("this machine says %(now)s, the station has written %(newest)s"),
    _("this machine says %(now)s"),
    _("deadlines and alarms come at the wrong time"), _("set the clock (timedatectl set-ntp true)"),
    _("%(now)s UTC"), _("others on this machine may read %(file)s"),
    _("with it and a backup they can read what was sealed"), _("chmod 600 %(file)s"),
    _("nobody else may read them"), _("%(error)s"), _("deletions would not be honoured"),
    _("put the key back"), _("the archive's key is the one it began with"),
    _("none: people reach the station without TLS, on this machine alone"),
    _("browsers refuse the page, and nobody gets in"), _("%(host)s: %(error)s"),
    _("renew the certificate of the TLS proxy"), _("%(host)s cannot be reached from here (%(error)s)"),
    _("whether its certificate holds is not known"),
    _("look whether the TLS proxy runs; from inside some networks its address cannot be reached"),
    _("%(host)s: valid until %(until)s"),
    # stores
    _("the database is empty"), _("%(n)s schema steps are missing"), _("nothing works before"),
    _("run `sturmwarte migrate`"), _("up to date"), _("damaged: %(said)s"), _("posts may be lost"),
    _("stop the station and restore the last backup"), _("whole"),
    _("%(check)s: %(n)s rows are wrong (%(detail)s)"), _("searches and counts are wrong"),
    _("restore the last backup"), _("the write-ahead log has %(mb)s MB"),
    _("reading becomes slow; a reader may be stuck"), _("restart the station"), _("%(mb)s MB"),
    _("the trail is broken at entry %(entry)s"), _("somebody changed or removed an entry"),
    _("compare with a backup and report it to data protection"), _("the trail is whole"),
    _("%(version)s is active"), _("no plan is active"), _("posts are kept, but nothing is sorted"),
    _("sturmwarte plan init, then plan activate"), _("%(kind)s: %(n)s gave up: %(error)s"),
    _("what they were to do has not happened"),
    _("mend the reason; the page Health, or `sturmwarte doctor --revive`, tries them again"),
    _("%(n)s are late"), _("deadlines are announced late"), _("look at the engine's log"), _("none gave up"),
    _("%(n)s lines wait"), _("posts are sorted late"), _("start the station: sturmwarte serve"),
    _("%(n)s posts were set aside; the last: %(last)s"), _("nobody has read them"),
    _("see what they have in common, on the page Health"), _("works"), _("does not run"),
    _("cannot be checked (%(error)s)"), _("it may be damaged"),
    _("restore the last backup if it stays so"),
    # foresight, own model
    _("waits for a plan"), _("rests while the station does not run"),
    _("the counts were last looked at %(minutes)s minutes ago"),
    _("a wave that begins now would be told late or not at all"),
    _("look at the engine's log, then restart the station"),
    _("looks every minute; the last look took %(ms)s ms"), _("learns what is usual"),
    _("%(file)s: %(what)s"), _("posts are judged without it"), _("%(mend)s"),
    _("%(file)s judges %(dimension)s"), _("%(file)s has no head"), _("it knows words but judges nothing"),
    _("put weights.npz and sturmwarte.json there; see docs/own-model.md"),
    # sources, mail, ping, backup
    _("none is connected"), _("%(n)s rest while the station does not run"), _("%(said)s"),
    _("what sources bring does not arrive, and nothing said about them holds"),
    _("look at the log, then restart the station"), _("a search brings less of it than its query means"),
    _("name words that it always holds"), _("it is not heard"), _("not everything may be heard"),
    _("open the source on its page: the reason there says what mends it"),
    _("open the source on its page and look at its subscriptions"),
    _("look whether there is anything new on the platform itself"),
    _("its silence would come unnoticed"), _("renew the access"), _("no mail server is set"),
    _("nobody is told when a source is disturbed"), _("set STURMWARTE_SMTP and STURMWARTE_MAIL_FROM"),
    _("correct STURMWARTE_SMTP or STURMWARTE_MAIL_FROM"), _("STURMWARTE_SMTP names no server"),
    _("%(n)s mails could not be sent"), _("look at the addresses of people"),
    _("%(host)s takes mails from %(sender)s"), _("no watcher outside is set"),
    _("if this machine stops, nobody notices"), _("set STURMWARTE_PING_URL to the address of one"),
    _("the watcher outside would raise a false alarm"), _("correct STURMWARTE_PING_URL"),
    _("%(host)s is told once a minute that the station listens"),
    _("the database is PostgreSQL: it is backed up there"), _("the last one failed: %(why)s"),
    _("what came since would be lost with this disk"),
    _("mend the reason, then make one on the page Backup"), _("the station has made none"),
    _("with this disk all would be lost"), _("set a time for them on the page Backup"),
    _("none yet: nothing is at stake before there is a plan"), _("the last one is %(days)s days old"),
    _("the last one is of %(at)s UTC"), _("%(name)s is damaged"),
    _("make another one, and look after the disk of %(folder)s"),
    _("they lie on the same disk as the station"), _("one broken disk takes both"),
    _("set STURMWARTE_BACKUPS to a folder on another disk, or fetch them regularly"),
})  # fmt: skip


def sentence(template: str, values: Mapping[str, Any], now: datetime) -> str:
    """A finding's sentence in the reader's language, its values put in."""
    if not template:
        return ""
    words = gettext(template)
    return words % {name: _value(name, value, now) for name, value in values.items()} if values else words


def _value(name: str, value: Any, now: datetime) -> Any:
    if name == "kind":
        return job_word(value)
    if isinstance(value, dict) and "key" in value:
        return told(Reason(value["key"], value.get("args") or {}), now)
    return value
