"""A source, a layer, an indicator and a city are new files, and nothing else has to change.

The files are the README's examples, so these tests also prove that the examples work as they stand.
"""

import json
from pathlib import Path

import pytest

from tests.contracts.project import run_in

SOURCE = """
import json
from geodata.connector import Request
from geodata.dialect import Page
from geodata.feeds.choice import connectors, dialects
c = connectors()["seoul_car_parks"]
rows = ({"pklt_cd": "7", "pklt_nm": "A", "lat": "37.5", "lot": "127.0", "tpkct": "60"}, {"pklt_nm": "no id"}, {"pklt_cd": "8", "lat": "0", "lot": "0"})
parsed = c.parse(Page(rows), c.requests()[0])
print(json.dumps([c.dialect in dialects(), [[f.id, f.lon, f.lat, f.props["spaces"]] for f in parsed.features], len(parsed.problems)]))
"""
LAYER = """
import json
from layers.catalogue import by_topic, layers
print(json.dumps([list(layers()).count("car_parks"), by_topic("car_parks").title.en]))
"""
CITY = """
import json
from pathlib import Path
from geodata.build import is_built
from geodata.city import load_city
from geodata.db.engine import open_engine
from geodata.boundaries.store import locate, shape_sets
from geodata.indicators.read import available, values
from geodata.search import find
from geodata.settings import from_environment
settings = from_environment()
engine, city = open_engine(settings), load_city(settings.city)
found = values(engine, city, "street_trees", "district")
districts, neighbourhoods = locate(engine, city, [20.02, 20.08, 30.0], [40.02, 40.02, 40.02])
print(json.dumps({
    "built": is_built(engine, city), "shapes": sorted(shape_sets(engine, city)), "available": [i.id for i in available(engine, city)],
    "values": found.values, "period": found.period, "districts": list(districts), "neighbourhoods": list(neighbourhoods),
    "found": [hit.id for hit in find(city, "lighthouse")],
}))
"""

PAGE = """
import json
from fastapi.testclient import TestClient
from callbacks.facts import Figures, controls
from callbacks.navigate import step
from dash_app.app import create_app
from geodata.city import load_city
from geodata.context import Context
from geodata.db.engine import open_engine
from geodata.settings import from_environment
settings = from_environment()
page = TestClient(create_app(settings).server, base_url="http://127.0.0.1:8050")
shown = [page.get(path) for path in ("/", "/api/layers", "/api/areas", "/api/search?q=lighthouse")]
context = Context(settings, open_engine(settings), load_city(settings.city))
view, problems = step(context, {"type": "link", "query": "?ind=street_trees&layers=indicator,car_parks", "lang": "en"}, None)
offered = controls(Figures(context, context.city, view))["indicators"]
print(json.dumps({
    "status": [answer.status_code for answer in shown],
    "layers": [layer["id"] for layer in shown[1].json()["layers"]],
    "areas": sorted(str(a["id"]) for a in shown[2].json()["areas"]),
    "found": [hit["id"] for hit in shown[3].json()["hits"]],
    "offered": [choice["label"] for theme in offered for choice in theme["options"]],
    "link": [view.indicator, list(view.layers), len(problems)],
}))
"""


def answer(project: Path, code: str, **environment: str) -> object:
    done = run_in(project, "-c", code, **environment)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def test_a_source_is_one_new_file(extended: Path) -> None:
    assert answer(extended, SOURCE) == [True, [["7", 127.0, 37.5, 60], ["8", None, None, None]], 1]


def test_a_layer_is_one_new_file(extended: Path) -> None:
    assert answer(extended, LAYER) == [1, "Car parks"]


def test_a_city_is_one_new_folder_and_an_indicator_one_new_file(extended: Path, tmp_path: Path) -> None:
    environment = {"SIJANGSIL_CITY": "harbour", "SIJANGSIL_HOME": str(tmp_path / "home")}
    built = run_in(extended, "-m", "geodata", "build", "--json", **environment)
    assert built.returncode == 0, built.stderr[-2000:]
    assert json.loads(built.stdout)["facts"]["changed"] is True
    seen = answer(extended, CITY, **environment)
    assert isinstance(seen, dict)
    assert "street_trees" in seen.pop("available")
    assert seen == {
        "built": True, "shapes": ["district", "neighbourhood"], "values": {"W": 1200.0, "E": None}, "period": "2024",
        "districts": ["W", "E", None], "neighbourhoods": ["W1", "E1", None], "found": ["W1"],
    }  # fmt: skip


def test_the_city_alone_builds_and_names_the_table_without_an_indicator(extended: Path, tmp_path: Path) -> None:
    declaration = extended / "geodata" / "indicators" / "catalog" / "street_trees.py"
    text = declaration.read_text(encoding="utf-8")
    declaration.unlink()
    try:
        built = run_in(extended, "-m", "geodata", "build", "--json", SIJANGSIL_CITY="harbour", SIJANGSIL_HOME=str(tmp_path / "home"))
    finally:
        declaration.write_text(text, encoding="utf-8")
    assert built.returncode == 0, built.stderr[-2000:]
    notes = json.loads(built.stdout)["notes"]
    assert any(note.startswith("street_trees.csv: no indicator 'street_trees' is declared") for note in notes), notes


def page_shows(project: Path, **environment: str) -> dict[str, object]:
    """What the pages of a (changed) project serve for the built city of ``environment``."""
    shown = answer(project, PAGE, SIJANGSIL_FEEDS="off", **environment)
    assert isinstance(shown, dict)
    return shown


def test_the_page_shows_the_new_files(extended: Path, tmp_path: Path) -> None:
    environment = {"SIJANGSIL_CITY": "harbour", "SIJANGSIL_HOME": str(tmp_path / "home")}
    built = run_in(extended, "-m", "geodata", "build", **environment)
    assert built.returncode == 0, built.stderr[-2000:]
    shown = page_shows(extended, **environment)
    assert shown["status"] == [200] * 4
    assert "car_parks" in shown["layers"]  # type: ignore[operator]
    assert shown["areas"] == ["E", "E1", "W", "W1"]
    assert shown["found"] == ["W1"]
    assert "Street trees" in shown["offered"]  # type: ignore[operator]
    assert shown["link"] == ["street_trees", ["indicator", "car_parks"], 0]


@pytest.mark.parametrize("suite", ["test_files.py", "test_floors.py", "test_city_free.py"])
def test_the_contracts_run_over_the_new_files(extended: Path, suite: str) -> None:
    done = run_in(extended, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"tests/contracts/{suite}")
    assert done.returncode == 0, done.stdout[-3000:]


def test_a_wrong_new_file_is_named_by_the_contracts(extended: Path) -> None:
    wrong = extended / "layers" / "catalog" / "wrong.py"
    wrong.write_text('"""A layer that reaches down by itself."""\n\nimport sqlalchemy\n\nNAMES = sqlalchemy\n')
    try:
        done = run_in(extended, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/contracts/test_floors.py")
        scanned = run_in(extended, "-c", "from layers.catalogue import layers; layers()")
    finally:
        wrong.unlink()
    assert done.returncode == 1
    assert "layers/catalog/wrong.py" in done.stdout
    assert "wrong.py offers no LAYER" in scanned.stderr
