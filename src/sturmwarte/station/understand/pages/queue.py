"""Labelling: one post at a time, everything filled in as the station believes it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sturmwarte.station.archive.pages.view import shown
from sturmwarte.station.frame.access import call, page
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.people.permissions import of
from sturmwarte.station.plan.pages.active import active_plan
from sturmwarte.station.understand.actions.confirm import confirm
from sturmwarte.station.understand.actions.skip import skip
from sturmwarte.station.understand.actions.undo import undo_dimension
from sturmwarte.station.understand.errors import LabelError
from sturmwarte.station.understand.labels import dimensions
from sturmwarte.station.understand.pages import words
from sturmwarte.station.understand.pages.block import block
from sturmwarte.station.understand.pages.problems import said
from sturmwarte.station.understand.pages.reach import reach
from sturmwarte.station.understand.progress import Progress, progress
from sturmwarte.station.understand.queue import next_to_label
from sturmwarte.station.understand.roles import LABEL

WHY = {
    "chance": gettext_lazy("Drawn by chance: such posts also test how often the station is right."),
    "unsure": gettext_lazy("The station is unsure about this one."),
    "rare": gettext_lazy("Its request is a rare one: the station has seen few examples."),
}


@page(LABEL)
def queue(request: HttpRequest) -> HttpResponse:
    """The next post for this person, the same until they have labelled or skipped it."""
    who, plan = of(request), active_plan()
    wish = request.GET.get("about", "")
    wish = wish if wish in dimensions() else ""
    drawn = next_to_label(who, timezone.now(), wish or None)
    answer: dict[str, Any] = {
        "here": "queue", "now": story_time(), "about": wish, "about_name": words.name(wish) if wish else "",
        **_progress(progress(who, timezone.localtime())),
    }  # fmt: skip
    if drawn:
        answer |= {
            "drawn": drawn,
            "post": shown(drawn.post),
            "reading": block(drawn.post, plan, who),
            "why_drawn": WHY.get(drawn.drawn, ""),
        }
    return render(request, "understand/queue.html", answer)


def _progress(done: Progress) -> dict[str, Any]:
    """The dimension that needs the fewest labels still comes first: it is the next thing to be learned."""
    wanted = [(n, name) for name, n in done.needed.items() if n]
    n, name = min(wanted, key=lambda one: one[0], default=(0, ""))
    nearest = {"n": n, "name": words.name(name)} if wanted else None
    return {"today": done.today, "nearest": nearest}


@call(LABEL)
def label_post(request: HttpRequest) -> HttpResponse:
    """Every answer of the form is a label: whoever sent it looked at all of them."""
    values = {
        name: [label for label in request.POST.getlist(name) if label != "no"]
        for name, dimension in dimensions().items()
        if name in request.POST or (dimension.many and not dimension.binary)
    }
    try:
        made = confirm(of(request), request.POST.get("ticket", ""), values, timezone.now())
    except LabelError as problem:
        messages.error(request, said(problem))
    else:
        first = made[0]
        request.session["labelled"] = [first.network, first.post, [one.dimension for one in made]]
    return redirect(_back(request))


@call(LABEL)
def skip_post(request: HttpRequest) -> HttpResponse:
    try:
        skip(of(request), request.POST.get("ticket", ""), timezone.now())
    except LabelError as problem:
        messages.error(request, said(problem))
    return redirect(_back(request))


@call(LABEL)
def take_back_last(request: HttpRequest) -> HttpResponse:
    """The labels this person gave to the post before: it comes back."""
    network, id, names = request.session.pop("labelled", ("", "", []))
    try:
        if names:
            found = reach(request, network, id)
            for name in names:
                undo_dimension(of(request), found, name, timezone.now())
            messages.success(request, _("Taken back: here it is again."))
    except LabelError as problem:
        messages.error(request, said(problem))
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    about = request.POST.get("about", "")
    return f"/understand/queue/?about={about}" if about in dimensions() else "/understand/queue/"
