"""Fetches a post as this reader may see it: out of the archive, or because it is on a case they see."""

from django.http import Http404, HttpRequest

from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.records import Found
from sturmwarte.station.people.permissions import of
from sturmwarte.station.respond.models import CasePost
from sturmwarte.station.respond.pages.posts import conversation


def reach(request: HttpRequest, network: str, id: str) -> Found:
    """The post, or 404: whether it exists is not told to those who may not see it."""
    who = of(request)
    found = Archive().get(network, id, may=who.may_read())
    if found is not None:
        return found
    links = CasePost.objects.filter(network=network, post=id).select_related("case").order_by("-pk")
    for link in links:
        if who.sees(link.case):
            here = [one for one in conversation(link.case) if one.post.identity == (network, id)]
            if here:
                return here[0]
    raise Http404
