"""An operator's list of cameras: the address goes into its own table and into nothing else that is said."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from geodata.city import City
from geodata.command import Outcome
from geodata.errors import BadInput
from geodata.office import Office
from geodata.places.read import detail
from geodata.video.cameras import camera, pictured
from geodata.video.imports import import_cameras
from tests.fake_cameras import CANARY
from tests.geodata.video.conftest import NOW

HEAD = "id,name,lon,lat,kind,address,purpose\n"
GOOD = f"a,가,10.01,50.01,hls,https://cctv.example/{CANARY}.m3u8,방범\nb,나,10.02,50.02,,,\n"


def load(engine: Engine, city: City, office: Office, folder: Path, text: str, topic: str = "cctv", **more: bool) -> Outcome:
    path = folder / "cameras.csv"
    path.write_text(text, encoding="utf-8")
    return import_cameras(engine, city, office, topic, path, NOW, **more)


def test_a_list_is_loaded_and_its_addresses_are_nowhere_to_be_seen(engine: Engine, outlined: City, office: Office, tmp_path: Path) -> None:
    outcome = load(engine, outlined, office, tmp_path, HEAD + GOOD)
    assert outcome.facts == {"stored": 2, "pictured": 1, "closed": 1}
    assert CANARY not in str(outcome)
    assert pictured(engine, outlined, "cctv", ["a", "b"]) == {"a": "hls"}
    found = camera(engine, outlined, "cctv", "a")
    assert found is not None
    assert found.address == f"https://cctv.example/{CANARY}.m3u8"
    place = detail(engine, outlined, "cctv", "a")
    assert place is not None
    assert place["props"] == {"purpose": "방범"}
    assert load(engine, outlined, office, tmp_path, HEAD + "c,다,10.01,50.01,,,\n", dry_run=True).facts["stored"] == 0
    assert camera(engine, outlined, "cctv", "a") is not None, "a dry run changes nothing"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,name,lon,lat,kind\na,b,10,50,hls\n", "address"),
        (HEAD + f",가,10.01,50.01,hls,https://c.example/{CANARY},\n", "row 2: id"),
        (HEAD + f"a,가,x,50.01,hls,https://c.example/{CANARY},\n", "row 2: lon"),
        (HEAD + f"a,가,10.01,50.01,rtsp,https://c.example/{CANARY},\n", "row 2: kind"),
        (HEAD + f"a,가,10.01,50.01,,https://c.example/{CANARY},\n", "row 2: kind and address"),
        (HEAD + f"a,가,10.01,50.01,hls,rtsp://c.example/{CANARY},\n", "row 2: address"),
        (HEAD + f"a,가,10.01,50.01,hls,http://me:{CANARY}@c.example/x,\n", "row 2: address"),
        (HEAD + GOOD + f"a,또,10.01,50.01,hls,https://c.example/{CANARY},\n", "stands twice"),
        (HEAD + f"a,가,126.9,37.5,hls,https://c.example/{CANARY},\n", "only 0 of 1"),
    ],
)
def test_a_wrong_list_is_refused_whole_without_repeating_an_address(
    engine: Engine, outlined: City, office: Office, tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(BadInput, match=said) as caught:
        load(engine, outlined, office, tmp_path, text)
    assert CANARY not in caught.value.log + caught.value.screen.ko + caught.value.screen.en
    assert camera(engine, outlined, "cctv", "a") is None


def test_only_topics_of_cameras(engine: Engine, outlined: City, office: Office, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no topic of cameras"):
        load(engine, outlined, office, tmp_path, HEAD + GOOD, topic="wifi")
