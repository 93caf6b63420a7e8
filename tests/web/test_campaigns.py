"""The pages of campaigns and topics of talk: who sees what, hostile texts, a real browser, axe."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from sturmwarte.core.query.parse import parse
from sturmwarte.station.archive import May, Scope
from sturmwarte.station.archive.records import Interval
from sturmwarte.station.campaigns.models import Campaign
from sturmwarte.station.campaigns.pages import talk
from sturmwarte.station.campaigns.pages.listing import speed
from sturmwarte.station.campaigns.pages.spread import bars, spark
from sturmwarte.station.campaigns.pages.wordings import changes
from sturmwarte.station.campaigns.sight import campaign_of, visible
from sturmwarte.station.campaigns.talking import Talking
from sturmwarte.station.people.models import Grant, User
from sturmwarte.station.respond.models import Case
from tests.web import scene as scenes
from tests.web.browser import CHROMIUM, ROOT, Watched, fill, sign_in, station
from tests.web.copies import copies
from tests.web.test_access import _signed_in
from tests.web.test_axe import AXE, _problems

browser = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no {CHROMIUM}: install Debian's chromium")


@pytest.fixture
def spread(scene):
    scenes.posts(copies(scene.now))
    return Campaign.objects.get(size=41)


def test_the_list_and_a_campaigns_page(db, scene, spread):
    client = _signed_in(scene.people["owner"])
    told = client.get("/campaigns/").content.decode()
    assert f"/campaigns/{spread.campaign}/" in told
    for order in ("newest", "fastest", "largest", "nonsense"):
        assert client.get(f"/campaigns/?order={order}&after=x").status_code == 200
    own = client.get(f"/campaigns/{spread.campaign}/").content.decode()
    assert "<ins>" in own
    assert "<del>" in own
    assert "caller3" not in own, "accounts are pseudonyms outside cases, for the owner too"
    assert "A-" in own


def test_a_merged_campaign_leads_to_the_one_it_is_part_of(db, scene, spread):
    Campaign.objects.create(
        run="real", campaign="gone", into=spread.campaign, name="x", first_seen=scene.now, accounts=2,
        last_seen=scene.now, size=2, texts=1, exact=1, age_known=0, half_within=spread.half_within,
    )  # fmt: skip
    answer = _signed_in(scene.people["owner"]).get("/campaigns/gone/")
    assert answer["Location"] == f"/campaigns/{spread.campaign}/"


def test_who_is_limited_to_a_channel_sees_its_campaigns_only(db, scene, spread):
    assert visible(spread, May((Scope(channel="mastodon"),)))
    assert not visible(spread, May((Scope(channel="bluesky"),)))
    assert not visible(spread, May.nothing())
    user = User.objects.create(email="one@channel.example")
    Grant.objects.create(user=user, role="reader", channel="bluesky")
    client = _signed_in(user)
    assert client.get(f"/campaigns/{spread.campaign}/").status_code == 404
    assert spread.name not in client.get("/campaigns/").content.decode()


def test_a_post_tells_of_its_campaign(db, scene, spread):
    everything = May((Scope(),))
    assert campaign_of("mastodon", "call7", everything) == spread
    assert campaign_of("mastodon", "p3", everything) is None
    assert campaign_of("mastodon", "call7", May.nothing()) is None


def test_a_posts_page_leads_to_its_campaign(db, scene, spread):
    client = _signed_in(scene.people["owner"])
    told, alone = (client.get(f"/post/?network=mastodon&id={id}").content.decode() for id in ("call7", "p4"))
    assert f"/campaigns/{spread.campaign}/" in told
    assert "campaign-line" not in alone
    found = ((one, campaign_of(one.network, one.post, May((Scope(),)))) for one in Case.objects.all())
    case, campaign = next((case, campaign) for case, campaign in found if campaign)
    assert f"/campaigns/{campaign.campaign}/" in client.get(f"/desk/{case.pk}/").content.decode()


def test_the_pages_come_up_without_the_libraries_that_find_topics():
    """They take seconds to load, and few look at the topics of talk."""
    asked = (
        "import sys; from sturmwarte.engine.setup import prepare; prepare()\n"
        "import sturmwarte.station.urls; print(*sys.modules, sep='\\n')"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert "sturmwarte.core.understand.talk.space" in done.stdout
    assert not {"sklearn", "scipy"} & set(done.stdout.split())


TALK = (
    "Zeisig Rückruf der Wasserkocher läuft, Filiale {n} nimmt sie zurück",
    "Der Versand von Zeisig kostet plötzlich {n} Euro, Porto ist zu teuer",
    "Zeisig Mokka Ersatzdeckel fehlt seit {n} Wochen im Laden",
)


def test_what_people_talk_about(db, scene, monkeypatch):
    monkeypatch.setattr(talk, "_talking", Talking())  # what an earlier test looked at stands for a minute
    heard = enumerate(copies(scene.now)[:36])
    scenes.posts([(at, one | {"id": f"talk{n}", "text": TALK[n % 3].format(n=n)}) for n, (at, one) in heard])
    told = _signed_in(scene.people["owner"]).get("/talk/").content.decode()
    assert told.count('class="cluster"') >= 2
    assert "Filiale" in told
    stranger = User.objects.create(email="two@channel.example")
    Grant.objects.create(user=stranger, role="reader", channel="bluesky")
    assert "Filiale" not in _signed_in(stranger).get("/talk/").content.decode()
    assert _signed_in(scene.people["owner"]).get("/talk/?topic=%00nope").status_code == 200


def test_changes_are_marked_and_nothing_else_acts():
    assert changes("gebt sie zurück", "gebt alle zurück") == "gebt <del>sie</del><ins>alle</ins> zurück"
    assert changes("a", "<script>") == "<del>a</del><ins>&lt;script&gt;</ins>"
    assert changes("", "") == ""


def test_hours_without_posts_are_empty_and_unheard_ones_say_so():
    first = datetime(2026, 3, 3, 10, tzinfo=UTC)
    per_hour = {first.isoformat(): 4, (first + timedelta(hours=3)).isoformat(): 2}
    assert bars({first.isoformat(): 4}, []) == [], "one hour is no spread"
    assert [bar.n for bar in bars(per_hour, [])] == [4, 2]
    off = Interval("mastodon", "", "disturbed", first + timedelta(hours=1), first + timedelta(hours=2))
    assert [(bar.n, bar.heard) for bar in bars(per_hour, [off])] == [(4, True), (0, False), (2, True)]
    other = Interval("bluesky", "", "hearing", first, None)
    assert all(bar.heard for bar in bars(per_hour, [off, other]))
    assert [height for _, _, height in spark(per_hour)] == [20.0, 10.0]


def test_a_slow_campaign_is_slower(db, spread):
    slow = Campaign.objects.get(accounts=9)
    assert speed(spread) > speed(slow)


@pytest.fixture(scope="module")
def stormy(tmp_path_factory):
    env = fill("normal", tmp_path_factory.mktemp("campaigns"))
    subprocess.run([sys.executable, "-m", "tests.web.copies"], env=env, cwd=ROOT, check=True)
    with station(env) as running:
        yield running


@browser
@pytest.mark.parametrize("language", ["de", "en"])
def test_in_a_browser_with_hostile_texts(chromium, stormy, language):
    watched = Watched(chromium, stormy.url, locale=language)
    sign_in(watched.page, stormy.url, "owner")
    page = watched.open("/campaigns/?order=fastest")
    links = page.eval_on_selector_all("[data-row]", "all => all.map(row => row.getAttribute('href'))")
    assert len(links) >= 5
    found = []
    for path in ("/campaigns/", "/talk/", *links):
        page = watched.open(path)
        assert page.get_attribute("html", "lang") == language
        assert page.title() != "broken"
        assert page.locator("img:not([src^=data])").count() == 0
        assert page.locator(".words script, .words svg, .words b").count() == 0
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, f"{path} scrolls sideways"
        page.set_viewport_size({"width": 1440, "height": 900})
        found += _problems(watched, path) if AXE.exists() else []
    search = page.get_attribute(".bar .button", "href")
    assert search.startswith("/archive/?")
    assert watched.wrong == []
    watched.context.close()
    assert found == []


def test_the_archive_understands_the_searches_the_pages_lead_to(db, scene, spread):
    for campaign in Campaign.objects.all():
        own = _signed_in(scene.people["owner"]).get(f"/campaigns/{campaign.campaign}/")
        if query := own.context["link"]["q"]:
            parse(query)
