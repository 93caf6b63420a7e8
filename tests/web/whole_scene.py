"""Everything that has a page of its own, on top of a scene: `python -m tests.web.whole_scene`.

Waves, sources, backups, requests, campaigns; a plan with a draft that differs, its tests run, an emergency
proposal; a token, a saved search, an invitation, somebody with a second factor. Prints as JSON the addresses
that are known only then.
"""

import json
from datetime import datetime, timedelta

from sturmwarte.engine.setup import prepare

prepare()

from allauth.mfa.models import Authenticator  # noqa: E402 - only now are there settings
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes  # noqa: E402
from django.conf import settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from sturmwarte.core.plan.emergency import Freeze  # noqa: E402
from sturmwarte.core.reason import Reason  # noqa: E402
from sturmwarte.engine.jobs import trials  # noqa: E402
from sturmwarte.station.api.actions.make_token import make_token  # noqa: E402
from sturmwarte.station.campaigns.models import Campaign  # noqa: E402
from sturmwarte.station.ledger.models import Job  # noqa: E402
from sturmwarte.station.listen.models import Rejected  # noqa: E402
from sturmwarte.station.people.actions.logins import invite  # noqa: E402
from sturmwarte.station.people.models import User  # noqa: E402
from sturmwarte.station.people.permissions import permissions  # noqa: E402
from sturmwarte.station.plan.actions import draft as drafts  # noqa: E402
from sturmwarte.station.plan.actions.propose_emergency import propose_emergency  # noqa: E402
from sturmwarte.station.plan.actions.try_draft import JOB, run_tests  # noqa: E402
from sturmwarte.station.searches.actions.keep import keep  # noqa: E402
from sturmwarte.station.searches.sight import EVERYONE  # noqa: E402
from tests.web import copies, scene, sources_scene, upkeep_scene, waves_scene  # noqa: E402
from tests.web.cast import EMAIL, SECRET  # noqa: E402


def fill(now: datetime) -> list[str]:
    scene.posts(copies.copies(now))
    waves_scene.fill("normal", now)
    sources_scene.fill(now)
    upkeep_scene.fill("normal", now)
    owner = User.objects.get(email=EMAIL.format(role="owner"))
    _draft(owner, now)
    who = permissions(owner, now)
    propose_emergency(who, Freeze(channels=("mastodon",)), "Jemand ist verletzt.", now)
    make_token(who, "Auswertung", ["cases:read"], now + timedelta(days=30), now)
    search = keep(owner, who, "Wasserkocher", "zeisig AND kocher", "newest", "", EVERYONE, now)
    approver = User.objects.get(email=EMAIL.format(role="approver"))
    Authenticator.objects.create(user=approver, type="totp", data={"secret": SECRET})
    RecoveryCodes.activate(approver)
    invited, link = invite(owner, "neu@example.org", "Nele Neumann", "de", "", now)
    return [
        link.removeprefix(settings.PUBLIC_URL),
        f"/people/{invited.pk}/",
        f"/archive/saved/{search.pk}/topic/",
        f"/campaigns/{Campaign.objects.order_by('-accounts')[0].campaign}/",
        f"/health/refused/{Rejected.objects.order_by('pk')[0].pk}/",
    ]


def _draft(owner: User, now: datetime) -> None:
    """Another deadline, which the tests of the plan notice."""
    draft = drafts.begin(owner, now)
    times = draft.files["times.yaml"]
    changed = times.replace("60 min", "5 h", 1)
    assert changed != times
    what = Reason("plan.step.file", {"file": "times.yaml"})
    drafts.step(owner, draft, draft.files | {"times.yaml": changed}, what, now)
    run_tests(owner, now)
    trials.work(Job.objects.get(kind=JOB), now)


if __name__ == "__main__":
    print(json.dumps(fill(timezone.now())))
