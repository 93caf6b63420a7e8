"""The web process's entry: the event stream and the static files beside Django."""

import asyncio
import os
import signal
import threading
from types import FrameType
from typing import Any

from django.core.asgi import get_asgi_application
from django.urls import get_resolver

from sturmwarte.station.listen.guard import guarded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sturmwarte.station.settings")
_django = guarded(get_asgi_application())

from sturmwarte.station.frame.events import Events  # noqa: E402 - models need the apps to be ready
from sturmwarte.station.frame.files import files  # noqa: E402
from sturmwarte.station.frame.warm import warm_up  # noqa: E402

# Now, not with the first page: whoever opens it would wait for every view to be read.
get_resolver().url_patterns  # noqa: B018 - reading them is what does it
_events = Events()
warm_up()

_watched: list[bool] = []


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Sends `/events` to the stream, `/static/` to the files and everything else to Django."""
    if scope["type"] == "http" and scope["path"] == "/events":
        _end_streams_on_signal()
        await _events(scope, receive, send)
    elif scope["type"] == "http" and scope["path"].startswith("/static/"):
        await files(scope, receive, send)
    elif scope["type"] == "http":
        await _django(scope, receive, send)
    else:
        await _lifespan(receive, send)


async def _lifespan(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def _end_streams_on_signal() -> None:
    """The server waits for open answers before it ends; a stream would hold it for ever.

    Done with the first stream, because by then the server has set its own handlers, which still run.
    """
    if _watched or threading.current_thread() is not threading.main_thread():
        return
    _watched.append(True)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)

        def ending(number: int, frame: FrameType | None, before: Any = before) -> None:
            loop.call_soon_threadsafe(_events.tail.stop)
            if callable(before):
                before(number, frame)

        signal.signal(number, ending)
