"""Sources on their pages: connected, changed, put to rest, removed; what is heard, what is never shown."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sturmwarte.channels.describe import kinds
from sturmwarte.station.ledger.models import AuditEntry, Change
from sturmwarte.station.listen.models import Pulse, Source, Subscription, Tally
from sturmwarte.station.listen.pages.platforms import bridged, shipped
from sturmwarte.station.listen.secrets import unseal
from sturmwarte.station.people.models import Grant
from tests.channels.servers.feeds import Site, item

pytestmark = pytest.mark.django_db
SECRET = "never-to-be-seen-4711"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
KINDS = sorted(kinds())


def _as(scene, role, language="en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(scene.people[role], backend=BACKEND)
    return client


def _text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def owner(scene):
    return _as(scene, "owner")


@pytest.fixture
def site(settings):
    settings.ALLOW = ["127.0.0.0/8"]
    one = Site()
    with one:
        said = "Guten Tag <script>x</script>"
        one.rss(
            "/feed", [item(one.url, n, timezone.now() - timedelta(hours=n + 1), text=said) for n in range(3)]
        )
        yield one


def _mastodon(client, **more) -> Source:
    data = {"do": "save", "name": "Größe & Co", "set-server": "https://social.example", "set-token": SECRET}
    answer = client.post("/sources/add/mastodon/", data | more)
    assert answer.status_code == 302, _text(answer)
    return Source.objects.get(pk=answer["Location"].split("/")[2])


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_form_in_both_languages(scene, kind, language):
    shown = _text(_as(scene, "owner", language).get(f"/sources/add/{kind}/"))
    told = kinds()[kind]
    for one in told.fields:
        assert f'name="set-{one.id}"' in shown
        assert one.label.in_(language)[:12] in shown.replace("&#x27;", "'").replace("&amp;", "&")
    assert "set-unknown" not in shown


@pytest.mark.parametrize("kind", KINDS)
def test_every_form_names_what_is_wrong_and_loses_nothing(owner, kind):
    """Everything that can be typed wrong is; the text comes back with its error, the secret only sealed."""
    wrong, typed = set(), {"do": "save", "name": "N" * 130, "channel": "no blanks", "person": "nobody-known"}
    for one in kinds()[kind].fields:
        if one.type == "number":
            typed[f"set-{one.id}"] = "not a number"
            wrong.add(one.id)
        elif one.type == "choice":
            typed[f"set-{one.id}"] = "no such choice"
            wrong.add(one.id)
        elif one.type == "address":
            typed[f"set-{one.id}"] = "http://169.254.169.254/latest"
            wrong.add(one.id)
        elif one.secret:
            typed[f"set-{one.id}"] = SECRET
        elif one.required and one.type != "switch":
            wrong.add(one.id)
    answer = owner.post(f"/sources/add/{kind}/", typed)
    shown = _text(answer)
    assert answer.status_code == 200
    for name in wrong:
        assert f'id="set-{name}-wrong"' in shown, name
    assert SECRET not in shown
    assert not Source.objects.exists()
    assert ('name="kept"' in shown) == any(one.secret for one in kinds()[kind].fields)
    if "169.254" in str(typed):
        assert "169.254.169.254" in shown


def test_nothing_is_filled_in_that_is_not_needed(owner):
    shown = _text(owner.post("/sources/add/mastodon/", {"do": "save"}))
    assert shown.count('class="wrong"') == 2
    assert "autofocus" in shown


def test_a_source_is_made_with_its_secrets_sealed(scene, owner):
    source = _mastodon(owner, channel="mastodon", person="emre")
    assert (source.pk, source.kind, source.channel, source.person) == (
        "groesse-co",
        "mastodon",
        "mastodon",
        "emre",
    )
    assert unseal(bytes(source.secrets)) == {"token": SECRET}
    assert SECRET not in json.dumps(source.values)
    assert Change.objects.filter(kind="source", ref=source.pk).exists()
    told = AuditEntry.objects.get(action="source.make", subject="source:groesse-co")
    assert told.actor == f"user:{scene.people['owner'].pk}"
    assert told.after["secrets"] == ["token"]
    page = _text(owner.get("/sources/groesse-co/"))
    everything = page + str(list(AuditEntry.objects.values())) + _text(owner.get("/sources/"))
    assert SECRET not in everything
    assert "is set" in page
    assert "https://social.example" in page
    again = _mastodon(owner)
    assert again.pk == "groesse-co-2", "an id is never used twice"
    assert again.channel == "mastodon:groesse-co-2"


def test_a_secret_survives_a_mistake_elsewhere_and_is_good_for_its_owner_alone(scene, owner):
    typed = {"do": "save", "set-server": "", "set-token": SECRET}
    shown = _text(owner.post("/sources/add/mastodon/", typed))
    kept = shown.partition('name="kept" value="')[2].partition('"')[0]
    assert kept
    assert "Is set and not shown" in shown
    later = {"do": "save", "set-server": "https://social.example", "set-token": "", "kept": kept}
    other = _text(_as(scene, "lead").post("/sources/add/mastodon/", later))
    assert 'id="set-token-wrong"' in other
    assert 'id="set-token-wrong"' in _text(
        owner.post("/sources/add/mastodon/", later | {"kept": kept[:-9] + "A" * 9})
    )
    assert owner.post("/sources/add/mastodon/", later).status_code == 302
    assert unseal(bytes(Source.objects.get().secrets)) == {"token": SECRET}


def test_settings_are_changed_and_a_secret_left_empty_stays(owner):
    source = _mastodon(owner)
    page = _text(owner.get(f"/sources/{source.pk}/"))
    assert 'name="version" value="1"' in page
    data = {
        "version": 1,
        "name": "Anders",
        "set-server": "https://social.example",
        "set-hashtags": "eins\nzwei",
    }
    assert owner.post(f"/sources/{source.pk}/change/", data).status_code == 302
    source.refresh_from_db()
    assert (source.name, source.version, source.values["hashtags"]) == ("Anders", 2, ["eins", "zwei"])
    assert unseal(bytes(source.secrets)) == {"token": SECRET}
    page = _text(owner.get(f"/sources/{source.pk}/"))
    assert "hashtags" in page.partition("History")[2]
    late = _text(owner.post(f"/sources/{source.pk}/change/", data | {"name": "Zu spät"}))
    assert "Somebody else has changed this source" in late
    assert "Zu spät" in late, "nothing typed is lost"


def test_a_changed_address_does_not_take_the_secret_along(owner):
    source = _mastodon(owner)
    data = {"version": 1, "set-server": "https://elsewhere.example", "set-token": ""}
    shown = _text(owner.post(f"/sources/{source.pk}/change/", data))
    assert 'id="set-token-wrong"' in shown
    assert owner.post(f"/sources/{source.pk}/change/", data | {"set-token": "new"}).status_code == 302


def test_a_source_rests_wakes_and_goes(owner):
    source = _mastodon(owner)
    owner.post(f"/sources/{source.pk}/rest/", {"reason": " "})
    assert not Source.objects.get().resting, "nobody rests a source without saying why"
    owner.post(f"/sources/{source.pk}/rest/", {"reason": "Umzug", "until": "2020-01-01"})
    assert not Source.objects.get().resting
    until = (timezone.now() + timedelta(days=2)).date().isoformat()
    owner.post(f"/sources/{source.pk}/rest/", {"reason": "Umzug", "until": until})
    resting = Source.objects.get()
    assert resting.resting
    assert resting.resting_until > timezone.now() + timedelta(days=1)
    shown = _text(owner.get(f"/sources/{source.pk}/"))
    assert "Umzug" in shown
    assert "state-resting" in shown
    owner.post(f"/sources/{source.pk}/wake/")
    assert not Source.objects.get().resting
    assert "state-starting" in _text(owner.get(f"/sources/{source.pk}/"))
    assert owner.post(f"/sources/{source.pk}/remove/", {"reason": "nicht mehr nötig"}).status_code == 302
    gone = Source.objects.get()
    assert gone.removed_at
    assert bytes(gone.secrets) == b""
    assert owner.get(f"/sources/{source.pk}/").status_code == 404
    actions = list(AuditEntry.objects.filter(subject=f"source:{source.pk}").values_list("action", flat=True))
    assert actions == ["source.make", "source.rest", "source.wake", "source.remove"]


def test_a_lead_of_one_channel_changes_no_source_of_another(scene, owner):
    source = _mastodon(owner, channel="mastodon")
    scene.people["lead"].grants.all().delete()
    Grant.objects.create(user=scene.people["lead"], role="lead", channel="bluesky")
    lead = _as(scene, "lead")
    assert "source.remove" not in _text(lead.get(f"/sources/{source.pk}/"))
    lead.post(f"/sources/{source.pk}/remove/")
    lead.post(f"/sources/{source.pk}/rest/", {"reason": "weg"})
    assert Source.objects.filter(removed_at=None, resting=False, version=1).exists()
    shown = _text(lead.post("/sources/add/mastodon/", {"set-server": "https://x.example", "set-token": "t"}))
    assert "You may not do that" in shown


def test_the_check_and_the_preview_ask_the_platform_and_store_nothing(owner, site):
    data = {"set-addresses": f"{site.url}/feed", "do": "preview"}
    shown = _text(owner.post("/sources/add/feeds/", data))
    assert "Meldung 2" in shown
    assert "<script>x" not in shown
    assert not Source.objects.exists()
    shown = _text(owner.post("/sources/add/feeds/", data | {"do": "check"}))
    assert "The access works" in shown
    wrong = {"set-addresses": f"{site.url}/nothing", "do": "check"}
    shown = _text(owner.post("/sources/add/feeds/", wrong))
    assert "bad-news" in shown
    assert f"{site.url}/nothing" in shown, "nothing typed is lost"
    made = owner.post("/sources/add/feeds/", data | {"do": "save"})
    shown = _text(owner.post(f"{made['Location']}try/", {"do": "preview"}))
    assert "Meldung 0" in shown
    assert not Subscription.objects.exists()


def _stands(source, state, now, **why):
    why = (
        {"key": "trouble.refused", "args": {"host": "social.example", "status": 401}}
        if state == "disturbed"
        else {}
    )
    Source.objects.filter(pk=source.pk).update(state=state, state_since=now - timedelta(minutes=42), why=why)


def test_a_disturbed_source_stands_first_in_the_strip_and_in_the_situation(scene, owner):
    now = timezone.now()
    _stands(_mastodon(owner, name="Alles gut"), "hearing", now)
    _stands(_mastodon(owner, name="Zerbrochen", person="svea"), "disturbed", now)
    shown = _text(owner.get("/sources/"))
    assert shown.index("Zerbrochen") < shown.index("Alles gut")
    assert "renew" in shown.lower(), "the reason says the mend"
    for path in ("/desk/", "/strip/"):
        strip = _text(owner.get(path))
        assert "Zerbrochen" in strip
        assert "Svea Lorenz" in strip
    lage = _text(owner.get("/lage/"))
    assert "1 of 2 are heard" in lage
    assert "looked after by Svea Lorenz" in lage


def test_a_silent_listening_process_is_told_before_what_its_sources_last_said(owner):
    now = timezone.now()
    _stands(_mastodon(owner), "hearing", now)
    Pulse.objects.create(process="ears", at=now - timedelta(seconds=20))
    assert "Listening has stopped" not in _text(owner.get("/strip/"))
    Pulse.objects.update(at=now - timedelta(minutes=20))
    assert "Listening has stopped" in _text(owner.get("/strip/"))
    for path in ("/sources/", "/lage/", f"/sources/{Source.objects.get().pk}/"):
        assert "has not reported since" in _text(owner.get(path)), path


def test_what_was_not_heard_is_hatched_and_what_was_is_counted(owner):
    source, now = _mastodon(owner), timezone.now()
    top = now.replace(minute=0, second=0, microsecond=0)
    Source.objects.update(made_at=top - timedelta(hours=72))
    for n in range(30):
        Tally.objects.create(
            source=source.pk, topic="", hour=top - timedelta(hours=n), items=7 if n == 5 else 0,
            listened_s=0 if n in {8, 9} else 3600,
        )  # fmt: skip
    shown = _text(owner.get(f"/sources/{source.pk}/"))
    assert shown.count('class="unheard"') == 2 + (73 - 30), "hours nobody listened to, and those before"
    assert ": 7 posts" in shown
    assert 'fill="url(#unheard-hours)"' in _text(owner.get("/sources/"))


def test_an_empty_station_invites_and_says_what_works_without_an_account(scene, owner):
    shown = _text(owner.get("/sources/"))
    for words in ("Nobody listens yet", "/sources/add/feeds/", "/find/", "STURMWARTE_WATCH"):
        assert words in shown
    reader = _text(_as(scene, "reader").get("/sources/"))
    assert "/sources/add/" not in reader


def test_the_catalogue_offers_every_kind_and_a_bridge_for_every_other_platform(owner):
    shown = _text(owner.get("/sources/add/"))
    for kind in KINDS:
        assert f'href="/sources/add/{kind}/"' in shown
    told = bridged()
    assert {one.id for one in told} == {one.id for one in shipped().platforms} - set(KINDS)
    for one in told:
        assert one.ways, one.id
        assert one.name.replace("&", "&amp;") in shown


def test_what_the_works_council_sees_has_no_secret_and_no_verb(scene, owner):
    source = _mastodon(owner)
    shown = _text(_as(scene, "works_council").get(f"/sources/{source.pk}/"))
    assert "is set" in shown
    assert 'class="part change"' not in shown
    assert "Your role reads no posts" in shown
