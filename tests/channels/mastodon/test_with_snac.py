"""Two real Fediverse servers in federation: customers write on one, we listen and answer on the other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx2
import pytest

from sturmwarte.channels.contract import Answer, Sent, Sought
from sturmwarte.wire.errors import Refused, Unreachable, Wrong
from tests.channels.mastodon.stage import Station, texts, until
from tests.channels.servers.snac import Snac, free_host, prepared
from tests.channels.servers.snac_binary import NoSnac


@dataclass
class Town:
    """Our server and the customers'; `mila` writes on theirs."""

    ours: Snac
    theirs: Snac
    access: str
    mila: str

    def station(self, **how: Any) -> Station:
        return Station(self.ours.url, self.access, **how)

    def write(self, words: str, **how: Any) -> dict[str, Any]:
        """Mila's post. snac resets a connection now and then: whether it took the post is looked up."""
        for _ in range(4):
            try:
                return dict(self.as_mila("POST", "/api/v1/statuses", data={"status": words, **how}))
            except httpx2.TransportError:
                me = self.as_mila("GET", "/api/v1/accounts/verify_credentials")["id"]
                for status in self.as_mila("GET", f"/api/v1/accounts/{me}/statuses"):
                    if status["text"] == words:
                        return dict(status)
        raise AssertionError("the customers' server takes no posts")

    def as_mila(self, method: str, path: str, **how: Any) -> Any:
        with httpx2.Client(base_url=self.theirs.url, headers={"Authorization": f"Bearer {self.mila}"}) as web:
            for _ in range(2 if method == "GET" else 0):
                try:
                    return web.request(method, path, **how).raise_for_status().json()
                except httpx2.TransportError:
                    continue
            return web.request(method, path, **how).raise_for_status().json()

    def say(self, station: Station, answer: Answer) -> Sent:
        """As the engine sends: again with the same key when the line broke."""
        return again(lambda: station.connection.reply(answer))

    @property
    def at_us(self) -> str:
        return f"@corp@{self.ours.host}"


T = TypeVar("T")


def again(call: Callable[[], T]) -> T:
    """snac resets a connection now and then; what is sent is never sent again by itself."""
    for _ in range(3):
        try:
            return call()
        except Unreachable:
            continue
    return call()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder: Path = tmp_path_factory.mktemp("snac")
    try:
        ours = prepared(folder / "ours", free_host(folder.stat().st_ino))
        theirs = prepared(folder / "theirs", free_host(folder.stat().st_ino + 1))
        ours.start()
        theirs.start()
    except NoSnac as reason:
        pytest.skip(f"no snac: {reason}")
    try:
        yield Town(ours, theirs, ours.add("corp"), theirs.add("mila"))
    finally:
        ours.stop()
        theirs.stop()


def test_the_check_names_the_account_and_what_is_different_there(town: Town) -> None:
    account = town.station().connection.check()
    assert account.name == f"corp@{town.ours.host}"
    assert account.url == f"http://{town.ours.host}/corp"
    assert "channel.mastodon.other_program" in [note.key for note in account.notes]


def test_a_mention_arrives_and_the_answer_reaches_its_author(town: Town) -> None:
    station = town.station()
    town.write(f"{town.at_us} Seit zwei Stunden kein Strom in der Gartenstraße", spoiler_text="Ausfall")
    post = until(lambda: [post for post in station.hear("mentions") if "Gartenstraße" in post.text])[0]
    assert post.title == "Ausfall"
    assert post.author.handle == f"mila@{town.theirs.host}"
    assert post.id.startswith(f"http://{town.theirs.host}/mila/p/")
    assert (post.own, post.lang) == (False, "")
    assert post.created_at.tzinfo is not None

    answer = Answer(key="a-1", text="Das Netz ist gestört, wir arbeiten daran.", lang="de", to=post)
    sent = town.say(station, answer)
    assert town.say(station, answer) == sent  # tried again: said once
    heard = until(lambda: [one for one in town.as_mila("GET", "/api/v1/notifications") if one["status"]])
    assert [one["status"]["uri"] for one in heard] == [sent.id]
    assert heard[0]["status"]["in_reply_to_id"]

    own = until(lambda: station.hear("own"))
    assert [(one.id, one.own, one.in_reply_to) for one in own] == [(sent.id, True, post.id)]


def test_a_thread_is_known_by_its_global_ids(town: Town) -> None:
    station = town.station()
    first = town.write(f"{town.at_us} Rechnung doppelt abgebucht")
    question = until(lambda: [post for post in station.hear("mentions") if "Rechnung" in post.text])[0]
    ours = town.say(station, Answer(key="a-2", text="Welche Kundennummer?", to=question))
    seen = until(
        lambda: [
            n["status"] for n in town.as_mila("GET", "/api/v1/notifications") if n["status"]["uri"] == ours.id
        ]
    )
    town.write(f"{town.at_us} 4711", in_reply_to_id=seen[0]["id"])
    back = until(lambda: [post for post in station.hear("mentions") if "4711" in post.text])[0]
    assert back.in_reply_to == ours.id
    assert station.connection.fetch(question.id).text == question.text
    assert question.id == first["uri"]
    assert station.connection.fetch(f"http://{town.theirs.host}/mila/p/0.0") is None


def test_hashtags_and_words_are_found(town: Town) -> None:
    town.write(f"{town.at_us} Der Bus kommt nicht #busausfall")
    sought = (Sought("bus", words=("Haltestelle",), tags=("Busausfall",)),)
    station = town.station(sought=sought)
    until(lambda: [post for post in town.station().hear("mentions") if "Bus" in post.text])
    assert any("Der Bus" in words for words in texts(station.hear("tags:bus")))
    assert station.hear("tags:bus") == []
    town.write(f"{town.at_us} Wir stehen seit Stunden an der Haltestelle")
    assert until(lambda: station.hear("search:bus"))


def test_an_edit_comes_with_the_same_id(town: Town) -> None:
    station = town.station()
    written = town.write(f"{town.at_us} Das Waser ist braun")
    until(lambda: [post for post in station.hear("mentions") if "Waser" in post.text])
    station.hear("recheck")
    town.as_mila(
        "PUT", f"/api/v1/statuses/{written['id']}", data={"status": f"{town.at_us} Das Wasser ist braun"}
    )

    def looked_again() -> list[Any]:
        station.cursors["recheck"]["watched"] = [
            [*entry[:4], "2026-01-01T00:00:00+00:00"] for entry in station.cursors["recheck"]["watched"]
        ]
        return [post for post in station.hear("recheck") if "Wasser" in post.text]

    edited = until(looked_again)[-1]
    assert edited.id == written["uri"]
    assert edited.edited_at is not None


def test_what_was_written_while_our_server_was_down_arrives_once(town: Town) -> None:
    station = town.station()
    station.hear("mentions")
    town.ours.stop()
    written = [town.write(f"{town.at_us} Meldung {number} während der Störung")["uri"] for number in range(3)]
    with pytest.raises(Unreachable):
        station.hear("mentions")
    town.ours.start()
    station.restart()
    found: list[str] = []

    def all_there() -> bool:
        found.extend(post.id for post in station.hear("mentions"))
        return set(written) <= set(found)

    until(all_there, seconds=60, pause=0.5)
    assert sorted(uri for uri in found if uri in written) == sorted(written)


def test_what_a_server_cannot_do_is_told(town: Town) -> None:
    station = town.station()
    sent = town.say(station, Answer(key="a-3", text="Unsere Leitungen sind wieder frei."))
    with pytest.raises(Wrong) as told:
        again(lambda: station.connection.delete(sent.id))
    assert told.value.reason.key == "channel.mastodon.no_delete"
    with pytest.raises(Wrong) as told:
        again(lambda: station.connection.probe("Probe 7f3a"))
    assert told.value.reason.key == "channel.mastodon.no_probe"
    live = station.connection.subscriptions()[1].listen({})
    assert [(step.posts, step.slowed) for step in (next(live), next(live))] == [((), None)] * 2  # no stream
    live.close()


def test_a_revoked_access_is_refused_at_once(town: Town) -> None:
    access = town.ours.token("corp")
    station = Station(town.ours.url, access)
    station.hear("mentions")
    town.ours.revoke(access)
    with pytest.raises(Refused):
        station.hear("mentions")
    with pytest.raises(Refused):
        station.connection.check()
