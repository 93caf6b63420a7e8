"""Ends a child when its supervisor is gone, however that ended: it holds the other end of a pipe."""

import os
import signal
import sys
import threading


def on_leash() -> None:
    """Watches standard input in a thread; at its end this process is asked to stop."""

    def watch() -> None:
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    if not sys.stdin.isatty():
        threading.Thread(target=watch, name="leash", daemon=True).start()
