"""Who makes the noise, and how it differs in colour from what is usual."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sturmwarte.station.foresee.pages import links
from sturmwarte.station.foresee.pages.saying import few_voices, half_by
from sturmwarte.station.foresee.pages.told import Seen
from sturmwarte.station.frame import formats


@dataclass(frozen=True)
class Share:
    """A share now and usually, both 0 to 100 for the bars; `usual` None where it is not known."""

    words: str
    tone: str
    now: str
    percent: int
    usual: str
    usual_percent: int | None
    address: str = ""


def voices(seen: Seen) -> list[str]:
    """Sentences, the weightiest first; the first one is the note when few make the noise."""
    found = seen.wave.voices
    if found is None or not found.posts:
        return []
    posts = ngettext("%(n)s post", "%(n)s posts", found.posts) % {"n": formats.number(found.posts)}
    authors = ngettext("by %(n)s author", "by %(n)s authors", found.authors) % {
        "n": formats.number(found.authors)
    }
    said = [few_voices(found) or half_by(found), f"{posts} {authors}"]
    if found.copies:
        said.append(
            ngettext("%s post is a copy or repost", "%s posts are copies or reposts", found.copies)
            % formats.number(found.copies)
        )
    said.append(
        _("The most active tenth of the authors wrote %s of the posts") % formats.percent(found.top_tenth)
    )
    if found.networks > 1:
        said.append(_("On %s networks") % found.networks)
    return said


def colours(seen: Seen, now: datetime) -> list[Share]:
    colour = seen.wave.colour
    if colour is None or not colour.judged:
        return []
    rows = [
        (_("negative"), "negative", colour.negative, colour.usual_negative, "sentiment:negative"),
        (_("positive"), "positive", colour.positive, colour.usual_positive, "sentiment:positive"),
        (_("outraged"), "", colour.outraged, None, ""),
        (_("from personal experience (“I”, “we”)"), "", colour.first_person, colour.usual_first_person, ""),
        (_("voices new to the topic"), "", colour.new_voices, None, ""),
    ]
    return [
        _share(words, tone, share, usual, links.of_wave(seen, now, term) if term else "")
        for words, tone, share, usual, term in rows
        if share is not None
    ]


def _share(words: str, tone: str, share: float, usual: float | None, address: str) -> Share:
    return Share(
        words,
        tone,
        formats.percent(share),
        round(share * 100),
        formats.percent(usual) if usual is not None else "",
        round(usual * 100) if usual is not None else None,
        address,
    )
