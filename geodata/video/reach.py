"""Which address the relay may reach: the office's hosts only, by http(s), and never an inner address by the back door.

A host is looked up once, every address it has is checked, and the connection is made to the address that was checked: a name
that points elsewhere a moment later (DNS rebinding) changes nothing. Inner networks are reached only when the office lists the
host in ``[video] private_hosts``.
"""

import asyncio
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from geodata.errors import BadInput
from geodata.office import UNUSABLE, Office
from geodata.settings import secret, value

Resolve = Callable[[str, int], Awaitable[list[str]]]

PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]")
_ENTRY = re.compile(r"(?P<host>\[[0-9a-fA-F:.]+\]|[^\s:/@]+)(:(?P<port>\d{1,5}))?")
# IPv6 forms that carry an IPv4 address, which is then what is reached
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class OutOfReach(Exception):
    """An address the relay must not ask. The words never hold the address."""


@dataclass(frozen=True, slots=True, repr=False)
class Target:
    """An address that passed: connect to ``ip`` and ``port``, speak as ``host``. ``path`` with query."""

    scheme: str
    host: str
    port: int
    path: str
    ip: str

    @property
    def url(self) -> str:
        """The address as it was given."""
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def authority(self) -> str:
        """Host, with the port when it is not the scheme's own."""
        return self.host if self.port == PORTS[self.scheme] else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Allowed:
    """Hosts the relay may ask, as (host, port); port None stands for 80 and 443. ``private``: those that may be inner ones."""

    hosts: frozenset[tuple[str, int | None]]
    private: frozenset[tuple[str, int | None]] = frozenset()

    def takes(self, host: str, port: int, private: bool = False) -> bool:
        """Whether host and port are listed."""
        listed = self.private if private else self.hosts | self.private
        return (host, port) in listed or (port in PORTS.values() and (host, None) in listed)


def allowed(office: Office) -> Allowed:
    """[video] hosts and private_hosts of the office, and the hosts of the providers whose key is set. Raises BadInput naming
    file and field."""
    from geodata.dialects import its, utic

    own = [host for dialect in (its, utic) if secret(dialect.KEY) for host in (*dialect.HOSTS, _base_host(dialect.DIALECT.base_env))]
    return Allowed(
        frozenset(_entries(office, "hosts")) | frozenset(_entry(host) for host in own), frozenset(_entries(office, "private_hosts"))
    )


def _base_host(variable: str) -> str:
    parts = urlsplit(value(variable))
    return parts.netloc.rpartition("@")[2]


def _entries(office: Office, field: str) -> list[tuple[str, int | None]]:
    told = office.video.get(field, [])
    if not isinstance(told, list) or not all(isinstance(one, str) and _ENTRY.fullmatch(one) for one in told):
        raise BadInput(
            f'{office.path}: [video] {field} must be a list of hosts, e.g. ["cctv.example.kr", "cctv.example.kr:8080"].', UNUSABLE
        )
    return [_entry(one) for one in told]


def _entry(text: str) -> tuple[str, int | None]:
    found = _ENTRY.fullmatch(text)
    if found is None:
        raise BadInput(f"{text[:60]!r} is no host; write host or host:port.", UNUSABLE)
    return found["host"].lower().rstrip("."), int(found["port"]) if found["port"] else None


def is_public(address: str) -> bool:
    """Whether an IP address lies on the open internet, looked at through every form that wraps an IPv4 address."""
    try:
        ip: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None)
        if ip.teredo is not None or (int(ip) >> 32 == 0):  # tunnels, and ::a.b.c.d
            return False
        if inner is not None:
            ip = inner
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback or ip.is_link_local)


async def system_resolve(host: str, port: int) -> list[str]:
    """Every IP address of a host, as the system knows it."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


async def target(url: str, hosts: Allowed, resolve: Resolve = system_resolve) -> Target:
    """Where ``url`` leads, checked. Raises OutOfReach for anything but http(s) to a listed host whose every address is public
    (or which is listed as an inner one), OSError when the host has no address."""
    if not url.isascii() or re.search(r"[\s\\\x00-\x1f\x7f]", url):
        raise OutOfReach("the address holds characters that no address has")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise OutOfReach("the address cannot be read") from None
    host = (parts.hostname or "").rstrip(".").lower()
    if ":" in host:
        host = f"[{host}]"
    if parts.scheme not in PORTS or "@" in parts.netloc or not _HOST.fullmatch(host):
        raise OutOfReach("the address is no plain http or https address")
    port = PORTS[parts.scheme] if port is None else port
    if not hosts.takes(host, port):
        raise OutOfReach("the host is not in the office's list ([video] hosts)")
    addresses = await resolve(host.strip("[]"), port)
    if not addresses:
        raise OutOfReach("the host has no address")
    if not hosts.takes(host, port, private=True) and not all(is_public(one) for one in addresses):
        raise OutOfReach("the host has an inner address and is not in [video] private_hosts")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, path, addresses[0].split("%")[0])
