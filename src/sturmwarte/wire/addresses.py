"""Which addresses belong to the public internet, and hosts that are addresses in disguise.

From IANA's registries of special-purpose addresses (RFC 6890 and its successors). A table of our own, since
Python's `is_global` differs between the versions we run on.
"""

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

NOT_PUBLIC_4 = tuple(
    IPv4Network(net)
    for net in (
        "0.0.0.0/8",  # this host; on Linux it reaches loopback
        "10.0.0.0/8",
        "100.64.0.0/10",  # shared by carriers, and by some clouds' metadata
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local: clouds' metadata
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",  # relays of 6to4
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
PUBLIC_6 = IPv6Network("2000::/3")  # the only global unicast there is
NOT_PUBLIC_6 = tuple(
    IPv6Network(net)
    for net in (
        "2001::/23",  # Teredo, ORCHID, benchmarks: tunnels and tests
        "2001:db8::/32",
        "2002::/16",  # 6to4 carries any IPv4 address inside
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)
CARRYING_IPV4 = (IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))
"""Mapped, NAT64 and the old compatible form: the last 32 bits are the address that is reached."""

_NUMERIC = re.compile(r"(\d+|0x[0-9a-f]*)\Z", re.IGNORECASE)


def reached(address: Address) -> Address:
    """The address that a connection ends at: an IPv4 address carried inside an IPv6 one, else itself."""
    if isinstance(address, IPv4Address) or int(address) <= 1:  # `::` and `::1` are themselves
        return address
    if any(address in net for net in CARRYING_IPV4):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def public(address: Address) -> bool:
    """Whether anybody on the internet could be asked for it. Carried addresses count as what they carry."""
    end = reached(address)
    if isinstance(end, IPv4Address):
        return not any(end in net for net in NOT_PUBLIC_4)
    return end in PUBLIC_6 and not any(end in net for net in NOT_PUBLIC_6)


def literal(host: str) -> Address | None:
    """The address that `host` spells, None for a name. Raises ValueError for an address in disguise.

    `2130706433`, `0x7f.1`, `0177.0.0.1` and `127.1` all reach 127.0.0.1 in some resolvers, and nobody honest
    writes them: whatever ends in a number must be a plain IPv4 address.
    """
    if ":" in host:
        if "%" in host:
            raise ValueError(host)
        return ip_address(host)
    if _NUMERIC.match(host.rpartition(".")[2]):
        return IPv4Address(host)
    return None


def networks(texts: list[str]) -> tuple[Network, ...]:
    """CIDRs or single addresses, read leniently (host bits may be set). Raises ValueError."""
    return tuple(ip_network(text, strict=False) for text in texts)
