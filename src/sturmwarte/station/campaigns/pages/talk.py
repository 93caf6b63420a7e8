"""What people talk about within a topic: found in their words, not asked for."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sturmwarte.core.understand.talk import Cluster
from sturmwarte.station.archive import Found, May
from sturmwarte.station.archive.pages.hostile import excerpt
from sturmwarte.station.archive.pages.together import together
from sturmwarte.station.archive.pages.view import author_of, opening
from sturmwarte.station.campaigns.talking import Talking, identity_of
from sturmwarte.station.frame.access import page
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.people.permissions import POSTS, of
from sturmwarte.station.plan.pages.active import ActivePlan, active_plan

TYPICAL = 2
_talking = Talking()


@dataclass(frozen=True)
class Typical:
    """A post that says what its cluster is about."""

    found: Found
    network: str
    id: str
    author: str
    excerpt: str


@dataclass(frozen=True)
class Line:
    """A cluster in the list. `share`: its size in per cent of the largest; `link`: a search for its words."""

    cluster: Cluster
    share: int
    typical: list[Typical]
    link: dict[str, str]


@page(POSTS)
def talk(request: HttpRequest) -> HttpResponse:
    plan, who = active_plan(), of(request)
    may = who.may_read().pseudonymous()
    topics = [(id, plan.name(id, "topics")) for id in plan.ids("topics") if _open(id, may)]
    chosen = request.GET.get("topic", "")
    if chosen not in {id for id, _ in topics}:
        chosen = topics[0][0] if topics else ""
    found = _talking.clusters(chosen, may, story_time(), _brands(plan)) if chosen else []
    words = {
        "here": "campaigns",
        "now": story_time(),
        "topics": topics,
        "topic": chosen,
        "name": plan.name(chosen, "topics"),
        "lines": _lines(found, chosen, may),
    }
    return render(request, "campaigns/talk.html", words)


def _open(topic: str, may: May) -> bool:
    return any(scope.topic in {"", topic} for scope in may.scopes)


def _brands(plan: ActivePlan) -> tuple[str, ...]:
    company = plan.section("company")
    return (company.name, *company.brands) if company else ()


def _lines(clusters: list[Cluster], topic: str, may: May) -> list[Line]:
    wanted = [identity_of(id) for cluster in clusters for id in cluster.typical[:TYPICAL]]
    there = together(wanted, may)
    most = max((cluster.size for cluster in clusters), default=1)
    return [
        Line(
            cluster,
            max(1, round(100 * cluster.size / most)),
            [_typical(there[name]) for id in cluster.typical[:TYPICAL] if (name := identity_of(id)) in there],
            _search(cluster, topic),
        )
        for cluster in clusters
    ]


def _typical(found: Found) -> Typical:
    network, id = found.post.identity
    return Typical(found, network, id, author_of(found.post), excerpt(opening(found.post), 240))


def _search(cluster: Cluster, topic: str) -> dict[str, str]:
    words = [word.strip('"*') for word in cluster.name.split(", ")]
    either = " OR ".join(f'"{word}"' for word in words if word)
    return {"q": f'topic:"{topic}" ({either})' if either else f'topic:"{topic}"'}
