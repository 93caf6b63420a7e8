"""Every address of the station. Each view is declared (`frame/access.py`), or a test fails."""

from django.urls import URLPattern, URLResolver, include, path

from sturmwarte.station.frame.pages.palette import palette
from sturmwarte.station.frame.pages.start import start, strip_fragment
from sturmwarte.station.frame.pages.station import station
from sturmwarte.station.frame.preferences import prefer
from sturmwarte.station.tour.walking import walk

urlpatterns: list[URLPattern | URLResolver] = [
    path("", start, name="start"),
    path("strip/", strip_fragment, name="strip"),
    path("station/", station, name="station"),
    path("palette/", palette, name="palette"),
    path("preferences/", prefer, name="prefer"),
    path("", include("sturmwarte.station.people.urls")),
    path("", include("sturmwarte.station.respond.urls")),
    path("", include("sturmwarte.station.archive.pages.urls")),
    path("", include("sturmwarte.station.searches.urls")),
    path("", include("sturmwarte.station.understand.urls")),
    path("", include("sturmwarte.station.campaigns.urls")),
    path("", include("sturmwarte.station.foresee.urls")),
    path("", include("sturmwarte.station.brief.urls")),
    path("", include("sturmwarte.station.plan.pages.urls")),
    path("", include("sturmwarte.station.listen.urls")),
    path("", include("sturmwarte.station.api.urls")),
    path("tour/", walk, name="tour"),
    path("", include("sturmwarte.station.ledger.pages.urls")),
    path("", include("sturmwarte.station.upkeep.urls")),
    path("", include("sturmwarte.station.privacy.urls")),
    path("account/", include("sturmwarte.station.people.doors")),
]
handler400 = "sturmwarte.station.frame.errors.bad_request"
handler403 = "sturmwarte.station.frame.errors.forbidden"
handler404 = "sturmwarte.station.frame.errors.not_found"
handler500 = "sturmwarte.station.frame.errors.broken"
