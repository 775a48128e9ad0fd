"""A state is measured. What does not move is never called live, nor what was not looked at lately."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from geodata.city import City
from geodata.video import status
from geodata.video.status import Seen, judged
from tests.geodata.video.conftest import NOW


def after(*steps: tuple[float, Seen | None]) -> list[str]:
    """States after measurements at seconds since NOW."""
    row, states = None, []
    for at_s, seen in steps:
        row = judged(row, seen, NOW + timedelta(seconds=at_s))
        states.append(row["state"])
    return states


def hls(mark: str, target_s: float = 2) -> Seen:
    return Seen(mark, target_s)


@pytest.mark.parametrize(
    ("steps", "states"),
    [
        ([(0, hls("a"))], ["unknown"]),  # it answers: that alone says nothing
        ([(0, hls("a")), (2, hls("b"))], ["unknown", "live"]),
        ([(0, hls("a")), (2, hls("b")), (4, hls("b")), (8, hls("b")), (8.5, hls("b"))], ["unknown", "live", "live", "live", "still"]),
        ([(0, hls("a")), (3, hls("a")), (7, hls("a"))], ["unknown", "unknown", "still"]),
        ([(0, hls("a")), (2, hls("b")), (9, hls("b")), (10, hls("c")), (12, hls("d"))], ["unknown", "live", "still", "live", "live"]),
        (
            [(0, hls("a")), (2, hls("b")), (600, hls("c")), (602, hls("c")), (604, hls("d"))],
            ["unknown", "live", "unknown", "unknown", "live"],
        ),
        ([(0, hls("a")), (2, None), (4, hls("b")), (6, hls("c"))], ["unknown", "offline", "unknown", "live"]),
        ([(0, Seen("p")), (5, Seen("q"))], ["still", "still"]),  # a still picture, however often it changes
        ([(0, Seen("a", 2.0, ended=True)), (2, Seen("b", 2.0, ended=True))], ["still", "still"]),  # a recording
        ([(0, None), (60, None)], ["offline", "offline"]),
    ],
)
def test_states(steps: list[tuple[float, Seen | None]], states: list[str]) -> None:
    assert after(*steps) == states


def test_what_is_written_down_ages(engine: Engine, tiny: City) -> None:
    def look(at_s: float) -> status.Status:
        return status.read(engine, tiny, "traffic_cctv", ["t1"], NOW + timedelta(seconds=at_s))["t1"]

    def measure(at_s: float, mark: str) -> None:
        status.note(engine, tiny, "traffic_cctv", "t1", hls(mark), NOW + timedelta(seconds=at_s))

    assert look(0).state == "unknown"
    assert look(0).measured_at is None
    measure(0, "a")
    measure(2, "b")
    assert look(3).state == "live"
    assert look(60).state == "unknown", "measured a minute ago is not live now"
    for at_s in (4, 6, 8, 9):
        measure(at_s, "b")
    frozen = look(10)
    assert (frozen.state, frozen.frozen) == ("still", True)
    assert frozen.since == NOW + timedelta(seconds=2), "frozen since it last moved"
    assert frozen.as_dict()["since"] == "2026-11-24T05:00:02+00:00"
    status.note(engine, tiny, "traffic_cctv", "t1", None, NOW + timedelta(seconds=20))
    status.note(engine, tiny, "traffic_cctv", "t1", None, NOW + timedelta(seconds=30))
    assert (look(31).state, look(31).since) == ("offline", NOW + timedelta(seconds=20))
    status.note(
        engine,
        tiny,
        "traffic_cctv",
        "t1",
        Seen("p", pictured_at=datetime.fromisoformat("2026-11-24T04:50:00+00:00")),
        NOW + timedelta(seconds=40),
    )
    assert (look(41).state, look(41).frozen) == ("still", False)
    assert look(41).since == NOW - timedelta(minutes=10), "the picture's own time"
