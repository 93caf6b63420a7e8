"""On a post's way: pictures of mentions are noted, and what was read in them goes with the post."""

import pytest

from sturmwarte.core.query.parse import parse as parsed
from sturmwarte.engine.stages.parse import parse
from sturmwarte.engine.stages.pictures import pictured, pictures
from sturmwarte.station.archive import Archive, May, Search
from sturmwarte.station.listen.evidence import files, telling
from sturmwarte.station.listen.evidence.looking import look
from sturmwarte.station.listen.models import Evidence, Inbox
from tests.engine.way import NOW, batch, kept, line, run
from tests.listen.pictures.paint import picture

pytestmark = pytest.mark.django_db
URL = "https://bilder.example/a.png"


def walked(context, *lines, outcome="new", topics=("marke",), run="live"):
    """The lines as they are after `store`."""
    through = parse(batch(*lines, run=run), context)
    for item in through.items:
        item.outcome, item.topics = outcome, topics
    return pictures(through, context)


def with_picture(id="1", **fields):
    return line(id, media=[{"type": "image", "url": URL}], **fields)


def noted():
    return sorted(Evidence.objects.values_list("post", flat=True))


def test_only_what_is_about_us_or_written_to_us_is_noted():
    walked(None, with_picture("1"), with_picture("1"), line("2"))
    walked(None, with_picture("3"), with_picture("4", visibility="private"), topics=())
    walked(None, with_picture("5", own=True), with_picture("6", repost_of="7"))
    walked(None, with_picture("8"), outcome="heard_again")
    walked(None, with_picture("9"), run="replay:1")
    assert noted() == ["1", "4"]
    assert Evidence.objects.get(post="1").due == NOW


def test_a_post_that_comes_again_keeps_what_was_read_in_its_picture():
    walked(None, with_picture())
    Evidence.objects.update(read="text", text="Bremse defekt")
    again = pictured(parse(batch(with_picture(text="Nun anders"), with_picture("2")), None), None)
    assert [item.post.media[0].text for item in again.items] == ["Bremse defekt", ""]
    told = with_picture().replace(b'"type"', b'"text":"schon da","type"')
    assert pictured(parse(batch(told), None), None).items[0].post.media[0].text == "schon da"


def test_what_stands_in_a_picture_is_found_by_the_whole_way_and_goes_round_once(
    context, tmp_path, settings, monkeypatch
):
    settings.DATA = tmp_path
    monkeypatch.setattr(telling, "text_in", lambda _: "Akku brennt im Flur")
    first = with_picture(text="Mein Zeisig Flott, bitte ansehen")
    run(context, first)
    body = picture("Akku brennt")
    sha256 = files.keep(tmp_path, body, look(body).shown)
    Evidence.objects.update(state="secured", sha256=sha256, fetched_at=NOW)
    assert kept("1").topics
    assert telling.read_next(NOW)
    again = Inbox.objects.get()
    run(context, bytes(again.line))
    assert kept("1").post.media[0].text == "Akku brennt im Flur"
    assert kept("1").version == 2
    assert Archive().search(Search(query=parsed("brennt"), may=May.everything())).posts
    for line_again in (first, bytes(again.line), first):
        run(context, line_again)
    assert kept("1").version == 2
    assert not telling.read_next(NOW)
    assert Evidence.objects.count() == 1
    assert Inbox.objects.count() == 1
