"""What can be connected: channel kinds by group, and platforms for which a bridge works now."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sturmwarte.channels.describe import Kind, kinds
from sturmwarte.station.frame.access import page
from sturmwarte.station.frame.texts import language
from sturmwarte.station.listen.pages.platforms import Bridged, bridged, shipped
from sturmwarte.station.listen.pages.words import ABILITIES, GROUPS
from sturmwarte.station.listen.roles import CHANGE


@dataclass(frozen=True)
class Offer:
    """A kind as the catalogue shows it; `easy`: no review stands before it."""

    id: str
    name: str
    about: str
    abilities: list[str]
    review: str
    papers: str
    waiting: str
    bridge: str


@dataclass(frozen=True)
class Shelf:
    id: str
    name: str
    offers: list[Offer]

    @property
    def width(self) -> int:
        """How many of three columns it takes."""
        return min(len(self.offers), 3)


@page(CHANGE)
def catalogue(request: HttpRequest) -> HttpResponse:
    words = {
        "here": "sources",
        "shelves": shelves(),
        "bridges": bridges(),
        "reviewed": shipped().reviewed,
    }
    return render(request, "listen/catalogue.html", words)


def shelves() -> list[Shelf]:
    """All kinds by group, in the order of the groups."""
    found = [
        Shelf(id, str(name), [offer(kind) for kind in kinds().values() if kind.group == id])
        for id, name in GROUPS.items()
    ]
    return [shelf for shelf in found if shelf.offers]


def offer(kind: Kind) -> Offer:
    lang = language()
    access = kind.access
    return Offer(
        kind.id,
        kind.name.in_(lang),
        kind.about.in_(lang),
        [str(word) for ability, word in ABILITIES.items() if ability in kind.abilities],
        access.review.in_(lang),
        access.papers.in_(lang),
        access.waiting.in_(lang),
        access.bridge.in_(lang) if access.bridge else "",
    )


def bridges() -> list[Bridged]:
    return bridged()
