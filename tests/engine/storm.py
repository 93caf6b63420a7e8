"""Load for a station that is being killed: posts are sent until they are acknowledged, and remembered."""

import http.client
import json
import os
import random
import signal
import threading
import time
from pathlib import Path

TEXTS = (
    "Mein Zeisig Flott hat gebrannt, die Steckdose ist schwarz #{n}",
    "Wann kommt endlich meine Bestellung von Zeisig? Seit Wochen warte ich #{n}",
    "Danke Zeisig, der Wasserkocher läuft wunderbar #{n}",
    "Heute scheint die Sonne über dem See #{n}",
)


class Sender(threading.Thread):
    """Sends calls of a few posts. One that was not answered is sent again, so posts arrive twice."""

    def __init__(self, number, port, channel, token, stop):
        super().__init__(daemon=True)
        self.acknowledged, self.sent_twice = set(), 0
        self._number, self._port, self._channel, self._token = number, port, channel, token
        self._ends, self._random = stop, random.Random(number)  # noqa: S311 - load, not secrets

    def run(self):
        count = 0
        while not self._ends.is_set():
            names = [f"{self._number}-{count + n}" for n in range(self._random.randint(1, 8))]
            count += len(names)
            self._until_acknowledged(names)
            time.sleep(self._random.uniform(0.005, 0.05))

    def _until_acknowledged(self, names):
        lines = [{"id": x, "text": TEXTS[hash_of(x) % len(TEXTS)].format(n=x)} for x in names]
        body = "\n".join(map(json.dumps, lines)).encode()
        while not self._ends.is_set():
            try:
                if self._send(body):
                    self.acknowledged.update(names)
                    return
            except (OSError, http.client.HTTPException):
                pass
            self.sent_twice += 1
            time.sleep(0.05)

    def _send(self, body):
        link = http.client.HTTPConnection("127.0.0.1", self._port, timeout=5)
        try:
            headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/x-ndjson"}
            link.request("POST", f"/in/{self._channel}", body, headers)
            answer = link.getresponse()
            said = answer.read()
            assert answer.status in {202, 429, 503}, said
            return answer.status == 202
        finally:
            link.close()


def hash_of(name):
    return sum(map(ord, name))


def children(pid):
    """{"web": pid, "engine": pid} of a supervisor."""
    found = {}
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        try:
            words = Path(f"/proc/{child}/cmdline").read_bytes()
        except OSError:
            continue
        for name in ("web", "engine"):
            if f"run_{name}".encode() in words:
                found[name] = int(child)
    return found


def kill_some(supervisor, kills, rng, pause):
    """Kills web, engine or both, `kills` times, at moments nobody chose. Returns how many were hit."""
    hit = 0
    while hit < kills:
        time.sleep(rng.uniform(*pause))
        there = children(supervisor)
        for name in rng.choice([["web"], ["engine"], ["engine"], ["web", "engine"]]):
            if name in there:
                os.kill(there[name], signal.SIGKILL)
                hit += 1
    return hit
