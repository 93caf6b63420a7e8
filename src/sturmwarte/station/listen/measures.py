"""What the web process counts about posts handed in."""

import logging

from prometheus_client import CollectorRegistry, Counter, Gauge

log = logging.getLogger("sturmwarte.listen")

REGISTRY = CollectorRegistry()
ACCEPTED = Counter("sturmwarte_inbound_accepted", "Posts accepted by the inbound call", registry=REGISTRY)
REJECTED = Counter("sturmwarte_inbound_rejected", "Lines rejected by the inbound call", registry=REGISTRY)
REFUSED = Counter("sturmwarte_inbound_refused", "Calls refused, by status", ["status"], registry=REGISTRY)
ENGINE_UP = Gauge("sturmwarte_engine_up", "1 while the engine reports its counts", registry=REGISTRY)
