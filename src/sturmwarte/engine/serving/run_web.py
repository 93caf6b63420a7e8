"""`python -m sturmwarte.engine.serving.run_web HOST PORT`: the web process as a child of the supervisor."""

import os
import sys

import uvicorn

from sturmwarte.engine.serving.leash import on_leash
from sturmwarte.engine.setup import SETTINGS

APPLICATION = "sturmwarte.station.asgi:application"

if __name__ == "__main__":
    on_leash()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    uvicorn.run(
        APPLICATION,
        host=sys.argv[1],
        port=int(sys.argv[2]),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        # Who calls is taken from a proxy only when it is on this machine.
        forwarded_allow_ips="127.0.0.1",
        lifespan="off",
    )
