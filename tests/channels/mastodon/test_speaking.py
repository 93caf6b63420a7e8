"""Answers, deletions and probes, against a server of our own making."""

import pytest

from sturmwarte.channels.contract import Answer
from sturmwarte.wire.errors import Gone, Wrong
from tests.channels.mastodon.scene import Scene


def test_an_answer_is_said_once_however_often_it_is_tried(scene: Scene) -> None:
    station = scene.station()
    scene.state.write(scene.mila, "@stadtwerke Wann geht es weiter?", spoiler_text="Strom")
    (question,) = station.hear("mentions")
    answer = Answer(key="k-1", text="Gegen 16 Uhr.", lang="de", to=question)
    sent = station.connection.reply(answer)
    assert station.connection.reply(answer) == sent
    scene.state.said.clear()  # the server forgets a key after an hour
    assert station.connection.reply(answer) == sent
    ours = [one for one in scene.state.statuses.values() if one["account"]["id"] == scene.us["id"]]
    assert [one["content"] for one in ours] == ["<p>@mila@garten.example Gegen 16 Uhr.</p>"]
    assert (ours[0]["spoiler_text"], ours[0]["visibility"]) == ("Strom", "public")
    assert [(one.id, one.own, one.in_reply_to) for one in station.hear("own")] == [
        (sent.id, True, question.id)
    ]


@pytest.mark.parametrize("seen", ["public", "unlisted", "private", "direct"])
def test_an_answer_is_never_more_public_than_the_post(scene: Scene, seen: str) -> None:
    station = scene.station()
    scene.state.write(scene.mila, "@stadtwerke Meine Nummer ist 4711", visibility=seen)
    (post,) = station.hear("mentions")
    assert (post.form == "direct_message") == (seen == "direct")
    assert post.visibility == {"direct": "private"}.get(seen, seen)
    sent = station.connection.reply(Answer(key="k", text="Danke.", to=post))
    said = next(one for one in scene.state.statuses.values() if one["uri"] == sent.id)
    assert said["visibility"] == seen


def test_what_cannot_be_said_is_told_before_it_is_sent(scene: Scene) -> None:
    scene.state.characters = 60
    station = scene.station()
    written = scene.state.write(scene.mila, "@stadtwerke Bitte ausführlich")
    (post,) = station.hear("mentions")
    link = "https://stadtwerke.example/stoerungen/2026/11/22/gartenstrasse"
    station.connection.reply(Answer(key="a", text=f"Alles Weitere: {link}", to=post))  # a link counts 23
    with pytest.raises(Wrong) as told:
        station.connection.reply(Answer(key="b", text="Sehr geehrte Frau Mila, " * 4, to=post))
    assert told.value.reason.key == "channel.mastodon.too_long"
    scene.state.remove(written["id"])
    with pytest.raises(Gone):
        station.connection.reply(Answer(key="c", text="Danke.", to=post))


def test_own_posts_can_be_deleted_others_cannot(scene: Scene) -> None:
    station = scene.station()
    sent = station.connection.reply(Answer(key="k", text="Alles wieder gut."))
    station.connection.delete(sent.id)
    assert scene.state.statuses == {}
    station.connection.delete(sent.id)
    foreign = scene.state.write(scene.mila, "@stadtwerke Na so was")
    with pytest.raises(Wrong):
        station.connection.delete(foreign["uri"])


def test_a_probe_is_seen_by_nobody_and_comes_back(scene: Scene) -> None:
    station = scene.station()
    id = station.connection.probe("Probe 7f3a")
    (post,) = station.hear("own")
    assert (post.id, post.text, post.visibility, post.own) == (id, "Probe 7f3a", "private", True)
