"""kill -9 in the moment the mail server has said yes: the mail comes again under one name, and then never."""

import os
import signal
import socket
import subprocess
import sys
from email import message_from_bytes
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

ROOT = Path(__file__).parents[2]


class Killing:
    """Kills whoever sends the first mail, after it was taken and before they know."""

    def __init__(self):
        self.mails, self.victim = [], None

    async def handle_DATA(self, _server, _session, envelope):
        self.mails.append(message_from_bytes(envelope.content)["Message-ID"])
        if len(self.mails) == 1:
            self.victim.send_signal(signal.SIGKILL)
        return "250 taken"


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_killed_between_the_servers_yes_and_our_note(tmp_path):
    box = Killing()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(box, "127.0.0.1", port, ready_timeout=10)
    server.start()
    clean = {name: value for name, value in os.environ.items() if not name.startswith("STURMWARTE_")}
    env = clean | {"STURMWARTE_DATA": str(tmp_path), "STURMWARTE_CONFIG": str(tmp_path / "config")}

    def run(minutes):
        command = [sys.executable, "-m", "tests.brief.sender", str(port), str(minutes)]
        box.victim = subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        return box.victim.communicate(timeout=300)[0], box.victim.returncode

    try:
        assert run(0)[1] == -signal.SIGKILL
        assert run(2) == ("waiting 1\n", 0), "its claim still holds: nobody else takes it"
        assert run(10) == ("sent 2\n", 0)
        assert run(20) == ("sent 2\n", 0)
    finally:
        server.stop()
    assert len(box.mails) == 2
    assert len(set(box.mails)) == 1
