"""The certificate of the address people use: how long browsers will still trust it."""

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from sturmwarte.engine.doctor.finding import Finding, doubtful, good, wrong

CHECK = "certificate"
SOON = timedelta(days=14)
PATIENCE_S = 5.0


def certificate_checks(address: str, now: datetime) -> Iterator[Finding]:
    """`address` is STURMWARTE_URL. Connects as a browser would, and sends nothing."""
    parts = urlsplit(address)
    if parts.scheme != "https":
        yield good(CHECK, "none: people reach the station without TLS, on this machine alone")
        return
    why = "browsers refuse the page, and nobody gets in"
    try:
        ends = _ends(parts.hostname or "", parts.port or 443)
    except ssl.SSLCertVerificationError as error:
        values = {"host": parts.hostname, "error": error.verify_message}
        yield wrong(CHECK, "%(host)s: %(error)s", why, "renew the certificate of the TLS proxy", values)
        return
    except OSError as error:
        yield doubtful(
            CHECK,
            "%(host)s cannot be reached from here (%(error)s)",
            "whether its certificate holds is not known",
            "look whether the TLS proxy runs; from inside some networks its address cannot be reached",
            {"host": parts.hostname, "error": error.strerror or type(error).__name__},
        )
        return
    values = {"host": parts.hostname, "until": f"{ends:%Y-%m-%d}"}
    if ends - now < SOON:
        mend = "renew the certificate of the TLS proxy"
        yield doubtful(CHECK, "%(host)s: valid until %(until)s", why, mend, values)
    else:
        yield good(CHECK, "%(host)s: valid until %(until)s", values)


def _ends(host: str, port: int) -> datetime:
    context = ssl.create_default_context()
    with (
        socket.create_connection((host, port), PATIENCE_S) as raw,
        context.wrap_socket(raw, server_hostname=host) as secured,
    ):
        told = secured.getpeercert() or {}
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(told["notAfter"])), UTC)
