"""No address that is not public is reached, in whatever disguise it comes."""

import socket
import threading
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sturmwarte.wire.addresses import NOT_PUBLIC_4, public
from sturmwarte.wire.errors import Blocked, Trouble, Unreachable, Wrong
from sturmwarte.wire.guard import Guard

INNER = [
    "127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.1.1", "169.254.169.254", "100.100.100.200", "0.0.0.0",  # noqa: S104
    "0.1.2.3", "224.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1", "::1", "::", "fe80::1", "fd00::1",
    "ff02::1", "::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "::7f00:1",
    "2002:7f00:1::", "2001:0:53aa:64c::1", "2001:db8::1", "64:ff9b:1::1", "fec0::1", "3fff::1", "100::1",
]  # fmt: skip
OUTER = [
    "93.184.216.34",
    "8.8.8.8",
    "2a00:1450:4001::5e",
    "64:ff9b::808:808",
    "2606:4700::1",
]


@pytest.mark.parametrize("address", INNER)
def test_what_is_not_public_is_blocked(address):
    guard = Guard()
    with pytest.raises(Blocked):
        guard.resolve(address, 80)
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(Blocked):
        guard.check_url(f"http://{host}/")


@pytest.mark.parametrize("address", OUTER)
def test_what_is_public_may_be_reached(address):
    assert Guard().resolve(address, 443) == [address]


@pytest.mark.parametrize(
    "host",
    ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0x7f.1", "127.0.0.1.", "010.0.0.1", "fe80::1%lo",
     "１２７.0.0.1", "127。0。0。1", "127.0.0.0x1", "0", "4294967295", "1.2.3.4.5", "256.1.1.1", "0x", "a.0"],
)  # fmt: skip
def test_addresses_in_disguise_are_blocked(host):
    with pytest.raises(Blocked):
        Guard().resolve(host, 80)


@settings(deadline=None)  # the machine may be busy
@given(st.integers(0, 2**32 - 1))
def test_an_ipv4_address_is_judged_alike_in_every_wrapping(number):
    address = IPv4Address(number)
    wrapped = [IPv6Address(prefix | number) for prefix in (0xFFFF << 32, 0x64FF9B << 96)]
    assert {public(address)} == {public(one) for one in wrapped}
    if not address.is_global:
        assert not public(address)


@settings(deadline=None)  # the machine may be busy
@given(st.integers(0, 2**128 - 1).map(IPv6Address))
def test_no_ipv6_address_is_public_that_python_holds_for_private(address):
    if public(address):
        carried = IPv4Address(int(address) & 0xFFFFFFFF)
        assert address.is_global or not any(carried in net for net in NOT_PUBLIC_4)
        assert not address.is_multicast


@settings(deadline=None)  # the machine may be busy
@given(st.text(max_size=40))
def test_no_host_leads_inside_or_raises_anything_else(host):
    guard = Guard(resolver=lambda *_: ["10.0.0.1", "::1"])
    with pytest.raises(Trouble):
        guard.resolve(host, 80)


@settings(deadline=None)  # the machine may be busy
@given(st.text(max_size=40), st.sampled_from(["http://", "https://", "HTTP://", "", "ftp://", "//", "http:"]))
def test_any_address_is_good_or_named_trouble(rest, scheme):
    try:
        Guard().check_url(scheme + rest)
    except (Wrong, Blocked):
        return
    assert scheme.lower().startswith("http") or rest.lower().startswith("http")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.de/",
        "file:///etc/passwd",
        "http://u:p@a.de/",
        "http://",
        "a.de",
        "http://a:99999/",
        "http://a:0/",
    ],
)
def test_addresses_that_are_none(url):
    with pytest.raises(Wrong):
        Guard().check_url(url)


def test_of_a_name_with_both_only_the_public_addresses_are_used():
    guard = Guard(resolver=lambda *_: ["10.0.0.1", "93.184.216.34", "::1"])
    assert guard.resolve("split.example", 80) == ["93.184.216.34"]


def test_a_setting_opens_networks_addresses_and_names():
    answers = {"inner.example": ["10.0.0.5"], "other.example": ["10.9.9.9"], "third.example": ["192.168.7.7"]}
    guard = Guard(["10.0.0.0/24", "192.168.7.7", "Other.Example."], resolver=lambda name, _: answers[name])
    for name, addresses in answers.items():
        assert guard.resolve(name, 80) == addresses
    assert guard.resolve("::ffff:10.0.0.9", 80)
    with pytest.raises(Blocked):
        guard.resolve("10.0.1.1", 80)
    for wrong in ("10.0.0.0/99", "a b", "0x7f.1"):
        with pytest.raises(ValueError, match="neither"):
            Guard([wrong])


def test_a_name_is_resolved_once_and_the_checked_address_is_connected(server):
    server.says["/"] = b"hello"
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    guard = Guard(["127.0.0.1"], resolver=lambda *_: next(answers))
    with guard.connect("rebinding.example", server.port, 2) as sock:
        assert sock.getpeername()[0] == "127.0.0.1"
    with pytest.raises(Blocked):
        guard.connect("rebinding.example", server.port, 2)


def test_a_dead_address_leaves_time_for_the_next(server):
    guard = Guard(["127.0.0.0/8"], resolver=lambda *_: ["127.0.0.9", "127.0.0.1"])
    with guard.connect("two.example", server.port, 2) as sock:
        assert sock.getpeername()[0] == "127.0.0.1"


def test_names_that_do_not_resolve_and_ports_where_nobody_listens():
    def unknown(name, port):
        raise socket.gaierror("no such name")

    with pytest.raises(Unreachable, match="name_unknown"):
        Guard(resolver=unknown).connect("nix.example", 80)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(Unreachable, match="nobody_listens"):
        Guard(["127.0.0.1"]).connect("127.0.0.1", port, 2)


def test_a_resolver_that_hangs_is_left_behind(monkeypatch):
    monkeypatch.setattr("sturmwarte.wire.guard.RESOLVE_S", 0.05)
    hanging = threading.Event()
    guard = Guard(resolver=lambda *_: hanging.wait(5) and [])
    with pytest.raises(Unreachable, match="name_slow"):
        guard.resolve("slow.example", 80)
    hanging.set()


def test_the_test_addresses_are_what_they_claim():
    assert not any(public(ip_address(address)) for address in INNER)
    assert all(public(ip_address(address)) for address in OUTER)
