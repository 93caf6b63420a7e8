"""Takes the found posts out as a file: for lead and owner, pseudonymous, listed and audited."""

import io

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.exporting.run import Export
from sturmwarte.station.archive.pages.asking import asked as asked_search
from sturmwarte.station.frame.access import call, signed_in
from sturmwarte.station.people.permissions import EXPORT, of

MOST = 50_000
"""Posts a page hands out at once; more than that is for `sturmwarte export`, which writes as it reads."""

_KINDS = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}


@call(EXPORT)
def export(request: HttpRequest) -> HttpResponse:
    """The file itself, or back to the search with the reason why not."""
    wanted, form = asked_search(request.POST), request.POST.get("form", "csv")
    back = f"{reverse('archive')}?{wanted.address}"
    if wanted.wrong or form not in _KINDS:
        return redirect(back)
    archive, now = Archive(), timezone.now()
    asked = wanted.search(of(request).may_export())
    if archive.count(asked).n > MOST:
        messages.error(request, _("Too many for one file. Narrow the search, or use: sturmwarte export"))
        return redirect(back)
    name, stream = f"sturmwarte-{timezone.localtime(now):%Y-%m-%d-%H%M}.{form}", io.BytesIO()
    archive.export(asked, Export(form, f"user:{signed_in(request).pk}", name), stream, now)  # type: ignore[arg-type]
    response = HttpResponse(stream.getvalue(), content_type=_KINDS[form])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
