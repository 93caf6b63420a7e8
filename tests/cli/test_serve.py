"""`sturmwarte serve`: one station a folder, told clearly, stopped cleanly, with a watched folder."""

import signal
import time
import urllib.request

from tests.engine.station import free_port


def test_a_station_starts_once_watches_its_folder_and_stops(station, tmp_path):
    watched = tmp_path / "watched"
    watched.mkdir()
    with station.serve(STURMWARTE_WATCH=str(watched)) as process:
        twice = station.call("serve", env={"STURMWARTE_PORT": str(free_port())}, code=3)
        assert "a station runs on" in twice.stderr
        assert len(twice.stderr.splitlines()) == 1
        until = time.monotonic() + 30
        while "Create the first login" not in station.log():
            assert time.monotonic() < until, station.log()
            time.sleep(0.1)

        draft = tmp_path / "x.jsonl"
        draft.write_text('{"id": 1, "channel": "mastodon", "text": "Hallo"}\n{\n')
        draft.rename(watched / "x.jsonl")
        until = time.monotonic() + 60
        while not (watched / "done" / "x.jsonl").exists():
            assert time.monotonic() < until, station.log()
            time.sleep(0.1)
        assert (watched / "rejected" / "x.jsonl.rejected").read_text() == "{\n"
        assert station.ask("SELECT gid, run FROM archive_post") == [("1", "live")]

        until = time.monotonic() + 30
        while "sturmwarte_stage_posts_total" not in metrics(station):
            assert time.monotonic() < until, "the engine did not report"
            time.sleep(0.2)

        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
        assert station.log().rstrip().endswith("Stopped.")


def metrics(station):
    with urllib.request.urlopen(f"http://127.0.0.1:{station.port}/metrics", timeout=10) as answer:
        return answer.read().decode()
