"""One campaign: its first post, how it spread, what was copied word for word and what was changed."""

from collections import Counter
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from sturmwarte.station.archive import Archive, Found
from sturmwarte.station.archive.identity import REAL
from sturmwarte.station.archive.may import May
from sturmwarte.station.archive.pages.between import Between
from sturmwarte.station.archive.pages.together import together
from sturmwarte.station.archive.pages.view import shown
from sturmwarte.station.campaigns.models import Campaign, CampaignPost
from sturmwarte.station.campaigns.pages.listing import line
from sturmwarte.station.campaigns.pages.spread import bars, hours
from sturmwarte.station.campaigns.pages.wordings import wordings
from sturmwarte.station.campaigns.sight import visible
from sturmwarte.station.frame.access import page
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.people.permissions import POSTS, of
from sturmwarte.station.plan.pages.active import active_plan

LOOKED_AT = 300
"""The first posts are read; a larger campaign is told by its counts and its beginning."""
_ACCOUNTS = 24


@page(POSTS)
def campaign(request: HttpRequest, id: str) -> HttpResponse:
    # Outside cases authors are pseudonyms, whoever looks.
    may = of(request).may_read().pseudonymous()
    row = Campaign.objects.filter(run=REAL, campaign=id[:32]).first()
    if row is None or not visible(row, may):
        raise Http404
    if row.into:
        return HttpResponseRedirect(reverse("campaign", args=[row.into]))
    words = {"here": "campaigns", "now": story_time(), "line": line(row, active_plan()), "campaign": row}
    return render(request, "campaigns/campaign.html", words | _posts(row, may) | _chart(row))


def _posts(row: Campaign, may: May) -> dict[str, Any]:
    mine = CampaignPost.objects.filter(run=REAL, campaign=row.campaign).order_by("at", "pk")
    names = list(mine.values_list("network", "post")[:LOOKED_AT])
    there = together(names, may)
    posts = [post for name in names if (post := there.get(name)) and not _gone(post)]
    accounts = Counter(post.pseudonym for post in posts if post.pseudonym)
    return {
        "first": shown(posts[0]) if posts else None,
        "wordings": wordings(posts),
        "accounts": accounts.most_common(_ACCOUNTS),
        "more_accounts": max(0, len(accounts) - _ACCOUNTS),
        "looked_at": len(posts),
        "link": _search(row),
    }


def _gone(post: Found) -> bool:
    return post.held or post.deleted_at is not None


def _search(row: Campaign) -> dict[str, str]:
    """The archive's posts with the words of its name, in its time."""
    words = [word.strip('"*') for word in row.name.split()]
    query = " ".join(f'"{word}"' for word in words if any(map(str.isalnum, word)))
    since = timezone.localtime(row.first_seen).replace(second=0, microsecond=0)
    until = timezone.localtime(row.last_seen + timedelta(minutes=1))
    return {"q": query} | Between(since, until).address


def _chart(row: Campaign) -> dict[str, Any]:
    known = hours(row.per_hour)
    if not known:
        return {"bars": []}
    until = max(known) + timedelta(hours=1)
    drawn = bars(row.per_hour, Archive().coverage(None, None, min(known), until))
    return {"bars": drawn, "most": max(known.values()), "unheard": any(not bar.heard for bar in drawn)}
