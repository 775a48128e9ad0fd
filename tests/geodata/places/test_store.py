import numpy as np
import pytest
from sqlalchemy import func, select

from geodata.connector import Feature
from geodata.db.schema import dataset, place, place_cell
from geodata.errors import SijangsilError
from geodata.places import store
from geodata.places.read import active, counts, detail, table, viewport
from geodata.places.store import remove_places, save_places

SOURCE = {"title": {"ko": "시험", "en": "test"}}


def spots(n, prefix="p"):
    generator = np.random.default_rng(n)
    xy = generator.uniform((10.0, 50.0), (10.1, 50.1), (n, 2))
    return [Feature(f"{prefix}{i}", x, y, f"점 {i}", "k", props={"i": i}) for i, (x, y) in enumerate(xy.tolist())]


def stored(engine, table_):
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(table_)).scalar()


def test_a_set_is_placed_in_the_areas(placed, tiny):
    assert save_places(placed, tiny, "cctv", [Feature("a", 10.02, 50.015, "가"), Feature("b", 10.055, 50.02)], SOURCE) == 2
    found = detail(placed, tiny, "cctv", "a")
    assert (found["district"], found["neighbourhood"], found["name"]) == ("M1", "M101", "가")
    assert detail(placed, tiny, "cctv", "b")["district"] == "M2"
    assert detail(placed, tiny, "cctv", "zzz") is None
    assert counts(placed, tiny, "cctv", "district") == {"M1": 1, "M2": 1, "M3": 0}


def test_what_lies_outside_or_nowhere_is_kept_but_not_on_the_map(placed, tiny):
    save_places(placed, tiny, "cctv", [Feature("in", 10.02, 50.02), Feature("out", 12.0, 50.02), Feature("none", None, None)], SOURCE)
    row = active(placed, tiny, "cctv")
    assert (row.rows, row.placed) == (3, 1)
    assert viewport(placed, tiny, "cctv", (9, 49, 13, 51), 8, 800, 600).total == 1
    assert detail(placed, tiny, "cctv", "out")["lon"] == 12.0
    assert detail(placed, tiny, "cctv", "out")["district"] is None
    assert detail(placed, tiny, "cctv", "none")["lon"] is None
    assert [one["id"] for one in table(placed, tiny, "cctv").rows] == ["in", "out", "none"]


def test_a_new_set_replaces_the_old_one_and_leaves_nothing_behind(placed, tiny):
    save_places(placed, tiny, "cctv", spots(500), SOURCE, demo=True)
    save_places(placed, tiny, "wifi", spots(5), SOURCE)
    save_places(placed, tiny, "cctv", spots(300, "n"), SOURCE)
    row = active(placed, tiny, "cctv")
    assert (row.rows, row.demo) == (300, False)
    assert stored(placed, dataset) == 2
    assert stored(placed, place) == 305
    with placed.connect() as connection:
        cells = connection.execute(select(func.sum(place_cell.c.n)).where(place_cell.c.z == 12)).scalar()
        indexed = connection.exec_driver_sql("SELECT count(*) FROM idx_place_geom").scalar()
    assert (cells, indexed) == (305, 305)


def test_a_failure_in_the_middle_changes_nothing(placed, tiny, monkeypatch):
    monkeypatch.setattr(store, "BATCH_ROWS", 100)
    save_places(placed, tiny, "cctv", spots(250), SOURCE)

    def fails(done, total, words=""):
        if done >= 200:
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError, match="the power went"):
        save_places(placed, tiny, "cctv", spots(300, "n"), SOURCE, progress=fails)
    assert active(placed, tiny, "cctv").rows == 250
    assert stored(placed, place) == 250
    assert detail(placed, tiny, "cctv", "p249")["props"] == {"i": 249}


def test_the_slower_of_two_imports_says_that_it_lost(placed, tiny, monkeypatch):
    monkeypatch.setattr(store, "BATCH_ROWS", 50)

    def other_import(done, total, words=""):
        if done == 50:
            save_places(placed, tiny, "cctv", spots(20, "fast"), SOURCE)

    with pytest.raises(SijangsilError, match="Another import of cctv"):
        save_places(placed, tiny, "cctv", spots(150, "slow"), SOURCE, progress=other_import)
    assert active(placed, tiny, "cctv").rows == 20
    assert stored(placed, place) == 20


def test_a_removed_set_is_gone(placed, tiny):
    save_places(placed, tiny, "cctv", spots(50), SOURCE)
    remove_places(placed, tiny, "cctv")
    assert active(placed, tiny, "cctv") is None
    assert stored(placed, place) == stored(placed, place_cell) == stored(placed, dataset) == 0
    assert counts(placed, tiny, "cctv", "district") == {}
    assert viewport(placed, tiny, "cctv", tiny.extent, 12, 800, 600).total == 0
