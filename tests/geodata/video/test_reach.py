"""No open proxy: listed hosts only, no inner address by any spelling, redirects and look-ups checked each time."""

import asyncio
import socket
from typing import Any

import pytest

from geodata.errors import BadInput
from geodata.office import Office
from geodata.video.reach import Allowed, OutOfReach, allowed, is_public, target
from geodata.video.upstream import Bounds, Upstream, asked
from tests.fake_cameras import CANARY, FakeCameras

OPEN = Allowed(frozenset({("cctv.example", None), ("cctv.example", 8080), ("2130706433", None), ("0x7f.1", None), ("[::1]", None)}))
BOUNDS = Bounds(timeout_s=1.0, total_s=2.0)


def to(*addresses: str) -> Any:
    """A resolver that always says the same."""

    async def resolve(host: str, port: int) -> list[str]:
        return list(addresses)

    return resolve


def reached(url: str, hosts: Allowed = OPEN, *addresses: str) -> Any:
    return asyncio.run(target(url, hosts, to(*(addresses or ("93.184.216.34",)))))


@pytest.mark.parametrize("url", ["http://cctv.example/a", "https://CCTV.example./a?b=1", "http://cctv.example:8080/a"])
def test_a_listed_host_is_reached_at_the_address_that_was_checked(url: str) -> None:
    found = reached(url)
    assert (found.host, found.ip) == ("cctv.example", "93.184.216.34")
    assert CANARY not in repr(found)


@pytest.mark.parametrize(
    "url",
    [
        "http://other.example/", "http://cctv.example.evil.example/", "http://cctv.example:22/", "http://cctv.example@evil.example/",
        "http://evil.example\\@cctv.example/", "file:///etc/passwd", "ftp://cctv.example/", "gopher://cctv.example/", "//cctv.example/", "",
        "http://", "http://cctv.example:99999/", "http://cctv.example\n.evil.example/", "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:169.254.169.254]/", "http://127.0.0.1/", "http://localhost/", "http://0177.0.0.1/", "http://ｃctv.example/",
    ],
)  # fmt: skip
def test_everything_else_is_out_of_reach(url: str) -> None:
    with pytest.raises(OutOfReach) as caught:
        reached(url)
    assert "example" not in str(caught.value)
    assert "169" not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.10", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
        "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1%eth0", "fd00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a9fe:a9fe::1", "2001:0:7f00:1::", "not an address",
    ],
)  # fmt: skip
def test_a_listed_host_with_an_inner_address_is_refused(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(OutOfReach):
        reached("http://cctv.example/", OPEN, address)
    with pytest.raises(OutOfReach):  # one good address beside it does not help
        reached("http://cctv.example/", OPEN, "93.184.216.34", address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"])
def test_open_addresses_are_open(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("url", ["http://2130706433/", "http://0x7f.1/", "http://[::1]/"])
def test_numbers_for_the_loopback_are_looked_through_even_when_listed(url: str) -> None:
    async def as_the_system_reads_it(host: str, port: int) -> list[str]:
        return [host if ":" in host else socket.inet_ntoa(socket.inet_aton(host))]

    with pytest.raises(OutOfReach, match="inner"):
        asyncio.run(target(url, OPEN, as_the_system_reads_it))


def test_an_inner_host_is_reached_only_when_listed_as_one() -> None:
    inner = Allowed(frozenset(), frozenset({("cctv.example", 80)}))
    assert reached("http://cctv.example/", inner, "10.0.0.5").ip == "10.0.0.5"
    with pytest.raises(OutOfReach):
        reached("http://cctv.example:8080/", inner, "10.0.0.5")


def test_the_offices_list_is_checked(office: Office) -> None:
    for wrong in ("cctv.example", [1], ["http://cctv.example"], ["a b"], ["x:y"]):
        with pytest.raises(BadInput, match=r"office\.toml: \[video\] hosts"):
            allowed(Office(office.path, video={"hosts": wrong}))
    found = allowed(Office(office.path, video={"hosts": ["CCTV.example", "a.example:8080"]}))
    assert found.takes("cctv.example", 443)
    assert not found.takes("a.example", 80)


async def fetch(url: str, hosts: Allowed, resolve: Any) -> bytes:
    async with asked(url, hosts, BOUNDS, resolve=resolve) as (reply, _):
        return await reply.aread()


def loopback(fake: FakeCameras) -> Allowed:
    """cctv.example at the fake's port is listed as an inner host; nothing else is."""
    return Allowed(frozenset(), frozenset({("cctv.example", fake.server.server_port)}))


def test_a_redirect_is_checked_like_the_first_address(fake: FakeCameras) -> None:
    port = fake.server.server_port
    here = f"http://cctv.example:{port}"
    fake.put("/ok", b"picture", "image/jpeg")
    leads = {
        "/good": "/ok", "/metadata": "http://169.254.169.254/latest/", "/inner": f"http://127.0.0.1:{port}/ok", "/file": "file:///etc/passwd",
        "/round": "/round",
    }  # fmt: skip
    for path, where in leads.items():
        fake.answers[path] = (302, {"location": where}, b"")
    assert asyncio.run(fetch(f"{here}/good", loopback(fake), to("127.0.0.1"))) == b"picture"
    for path in ("/metadata", "/inner", "/file", "/round"):
        with pytest.raises(Upstream) as caught:
            asyncio.run(fetch(here + path, loopback(fake), to("127.0.0.1")))
        assert caught.value.status == 502
        assert "169.254" not in caught.value.log
        assert "cctv" not in caught.value.log
    assert fake.hits.count("/round") == 4, "the first and three redirects"


def test_a_name_that_points_elsewhere_the_second_time_gains_nothing(fake: FakeCameras) -> None:
    """DNS rebinding: the look-up that is checked is the one that is used; there is no second."""
    asked_for: list[str] = []

    async def rebinding(host: str, port: int) -> list[str]:
        asked_for.append(host)
        return ["93.184.216.34"] if len(asked_for) == 1 else ["127.0.0.1"]

    hosts = Allowed(frozenset({("cctv.example", fake.server.server_port)}))
    fake.put("/secret", b"inner", "image/jpeg")
    with pytest.raises(Upstream):  # the network is shut: the connection went to the address that was checked
        asyncio.run(fetch(f"http://cctv.example:{fake.server.server_port}/secret", hosts, rebinding))
    assert asked_for == ["cctv.example"]
    assert fake.hits == []
    with pytest.raises(Upstream):  # the second request is checked anew, and refused
        asyncio.run(fetch(f"http://cctv.example:{fake.server.server_port}/secret", hosts, rebinding))
    assert fake.hits == []


def test_nothing_of_the_viewer_or_of_us_is_passed_on(fake: FakeCameras) -> None:
    fake.put("/ok", b"picture", "image/jpeg", set_cookie="spy=1; Path=/")
    for _ in range(2):
        asyncio.run(fetch(f"http://cctv.example:{fake.server.server_port}/ok", loopback(fake), to("127.0.0.1")))
    assert "cookie" not in fake.headers
    assert "referer" not in fake.headers
    assert fake.headers["host"] == f"cctv.example:{fake.server.server_port}"
