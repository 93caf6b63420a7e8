"""TLS is verified by the name, on every way out."""

import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from sturmwarte.wire.dial import dial
from sturmwarte.wire.errors import Blocked, Unreachable
from sturmwarte.wire.guard import Guard
from sturmwarte.wire.tls import context
from tests.wire.loopback import Loopback, answer

NAME = "right.example"
GUARD = Guard(["127.0.0.1"], resolver=lambda *_: ["127.0.0.1"])


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for NAME, signed by itself: a path to it and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName(NAME)])
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = built.serial_number(1).not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(1))
    signed = built.add_extension(names, critical=False).sign(key, hashes.SHA256())
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(signed.public_bytes(serialization.Encoding.PEM) + private)
    return path


@pytest.fixture
def secure(certificate):
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(certificate)
    with Loopback(wrap=lambda sock: served.wrap_socket(sock, server_side=True)) as running:
        running.says["/"] = answer(b"sealed")
        yield running


@pytest.fixture
def authorities(certificate):
    made = context()
    made.load_verify_locations(cafile=str(certificate))
    return made


def test_the_client_verifies_the_name_and_the_authority(secure, make_client, authorities):
    trusting = make_client(GUARD, tls=authorities)
    assert trusting.get(f"https://{NAME}:{secure.port}/").body == b"sealed"
    for client, name in ((trusting, "wrong.example"), (trusting, "127.0.0.1"), (make_client(GUARD), NAME)):
        with pytest.raises(Unreachable, match="certificate"):
            client.get(f"https://{name}:{secure.port}/")
    with (
        pytest.raises(Unreachable, match="certificate"),
        make_client(GUARD).websocket(f"wss://{NAME}:{secure.port}/"),
    ):
        pass


def test_a_plain_socket_and_a_verified_one(server, secure, authorities):
    server.says["/"] = b"hello"
    for port, tls in ((server.port, False), (secure.port, True)):
        with dial(GUARD, NAME, port, tls, 2, authorities=authorities) as sock:
            sock.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert sock.recv(5)
            assert sock.gettimeout() == 2
    with pytest.raises(Unreachable, match="certificate"):
        dial(GUARD, "wrong.example", secure.port, True, 2, authorities=authorities)
    with pytest.raises(Blocked):
        dial(Guard(), "127.0.0.1", secure.port, True)


def test_a_server_that_speaks_no_tls(server, make_client):
    with pytest.raises(Unreachable):
        make_client(timeout_s=1).get(f"https://127.0.0.1:{server.port}/")
    with pytest.raises(Unreachable):
        dial(GUARD, NAME, server.port, True, 0.3)
