"""What every map layer must keep to; runs over each file of layers/catalog, so a new layer is tested before its test."""

import csv
import re
from itertools import combinations
from pathlib import Path
from types import ModuleType

import pytest

import geodata.connectors
from geodata.errors import SijangsilError
from geodata.extensions import scan
from geodata.incidents import model as incidents
from geodata.settings import PROJECT
from layers import catalogue, palettes
from layers.layer import Layer

LAYERS = list(catalogue.layers().values())
ICONS = PROJECT / "assets" / "02_icons.js"
by_id = pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.id)


def drawn_icons() -> set[str]:
    paths = ICONS.read_text(encoding="utf-8").split("PATHS = {")[1].split("};")[0]
    return set(re.findall(r"(\w+): \"M", paths))


@by_id
def test_a_layer_has_its_heading_and_its_words(layer: Layer) -> None:
    assert layer.group in catalogue.GROUPS
    said = [layer.title, layer.description, *(field.label for field in layer.card), *(kind.name for kind in layer.kinds)]
    for text in said:
        assert re.search("[가-힣]", text.ko), text.ko
        assert not re.search("[가-힣]", text.en), text.en
    assert layer.description.ko.endswith(".")
    assert layer.description.en.endswith(".")


@by_id
def test_a_layer_asks_for_a_topic_unless_it_colours_areas(layer: Layer) -> None:
    assert (layer.topic is None) == (layer.geometry == "areas")
    if layer.geometry == "area_values":
        assert layer.value_key in {field.key for field in layer.card}
        assert layer.unit


@by_id
def test_colours_stand_out_from_the_map(layer: Layer) -> None:
    for colour in (layer.colour, *(kind.colour for kind in layer.kinds if kind.colour)):
        assert re.fullmatch("#[0-9a-f]{6}", colour)
        assert palettes.contrast(colour, palettes.BACKGROUND["light"]) >= palettes.MARK_CONTRAST


@by_id
def test_kinds_differ_by_more_than_colour(layer: Layer) -> None:
    for one, other in combinations(layer.kinds, 2):
        assert one.value != other.value
        assert one.colour != other.colour
        assert one.icon != other.icon
        assert one.name.ko != other.name.ko
        assert one.name.en != other.name.en


@by_id
def test_card_keys_stand_once(layer: Layer) -> None:
    keys = [field.key for field in layer.card]
    assert len(keys) == len(set(keys))
    assert all(field.format == "number" for field in layer.card if field.unit)


@by_id
def test_icons_are_drawn(layer: Layer) -> None:
    if not ICONS.exists():
        pytest.skip("assets/02_icons.js is not there: whether each icon is drawn is not checked")
    assert {layer.icon, *(kind.icon for kind in layer.kinds if kind.icon)} <= drawn_icons()


def test_layers_are_told_apart_by_shape_and_icon() -> None:
    for one, other in combinations(LAYERS, 2):
        assert (one.shape, one.icon) != (other.shape, other.icon)
        assert one.colour != other.colour
        assert one.title.ko != other.title.ko


def test_every_topic_of_a_connector_has_a_layer() -> None:
    offered = {connector.topic for connector in scan(geodata.connectors, "CONNECTOR").values()}
    assert offered <= set(catalogue.topics())


@by_id
def test_a_layer_of_an_incident_topic_opens_the_workspace(layer: Layer) -> None:
    assert layer.incident == (layer.topic in incidents.TOPICS)
    assert not layer.incident or layer.geometry == "live"


def test_every_kind_of_the_packs_own_places_is_named() -> None:
    for file in sorted((PROJECT / "geodata" / "packs").glob("*/places/*.csv")):
        layer = catalogue.by_topic(file.stem)
        assert layer, f"no layer shows {file.stem}"
        with file.open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(line for line in lines if not line.startswith("#"))
            assert {row["kind"] for row in rows if row.get("kind")} <= {kind.value for kind in layer.kinds}, file


def test_the_catalogue_is_in_screen_order_and_complete() -> None:
    files = {path.stem for path in (PROJECT / "layers" / "catalog").glob("[!_]*.py")}
    assert set(catalogue.layer_ids()) == files
    assert [layer.order for layer in LAYERS] == sorted(layer.order for layer in LAYERS)
    assert {layer.id for group in catalogue.grouped().values() for layer in group} == files


def package(folder: Path) -> ModuleType:
    made = ModuleType("made_up_layers")
    made.__path__ = [str(folder)]
    return made


FILE = """
from geodata.text import Text
from layers.layer import Layer
LAYER = Layer("{id}", Text("가", "A"), Text("나.", "B."), "points", "status", "map", "#334155", topic="benches")
"""


def test_a_new_layer_is_one_new_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "made_up_layers"
    folder.mkdir()
    (folder / "benches.py").write_text(FILE.format(id="benches"), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(catalogue, "catalog", package(folder))
    catalogue._layers.cache_clear()
    try:
        assert catalogue.layer_ids() == ("benches",)
        assert catalogue.topics() == ("benches",)
    finally:
        monkeypatch.undo()
        catalogue._layers.cache_clear()


def test_a_file_whose_id_is_not_its_name_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "made_up_layers"
    folder.mkdir()
    (folder / "seats.py").write_text(FILE.format(id="benches"), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(SijangsilError, match=r"seats\.py"):
        scan(package(folder), "LAYER")
