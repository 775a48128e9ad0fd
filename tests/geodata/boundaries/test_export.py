"""Exported areas: complete, in every code system, written whole or not at all."""

import json
from argparse import ArgumentParser
from pathlib import Path

import geopandas as gpd
import pytest
from sqlalchemy import Engine

from geodata.boundaries.export import export_areas
from geodata.boundaries.load import import_outlines
from geodata.boundaries.report import ImportReport
from geodata.boundaries.store import load
from geodata.city import City
from geodata.cli.export_areas import COMMAND
from geodata.command import silent
from geodata.errors import BadInput, NotBuilt
from geodata.settings import Settings
from tests.geodata.boundaries.files import VINTAGE, tiny_frame, write


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "fgb", "GeoJSON"])
@pytest.mark.parametrize("level", ["district", "neighbourhood"])
def test_every_area_with_codes_names_and_origin(
    official: ImportReport, engine: Engine, tiny: City, tmp_path: Path, level: str, ending: str
) -> None:
    path = tmp_path / f"areas.{ending}"
    report = export_areas(engine, tiny, level, path)
    frame = gpd.read_file(path).set_index("id")
    assert report.rows == len(frame) == len(tiny.at(level))
    for area in tiny.at(level):
        row = frame.loc[area.id]
        assert (row["name_ko"], row["name_en"], row["mirae"], row["survey"]) == (area.name.ko, area.name.en, area.id, area.codes["survey"])
        assert row["area_km2"] == area.area_km2
        assert (str(row["vintage"])[:10], row["outline_source"], bool(row["outline_approximate"])) == (
            VINTAGE,
            "Imported file first.geojson",
            False,
        )
        assert (str(row["observed_at"])[:10], row["freshness"]) == (VINTAGE, "fresh")
    if ending.lower() == "geojson":
        told = json.loads(path.read_text(encoding="utf-8"))["freshness"]
        assert (told["state"], told["observed_at"], told["vintage"]) == ("fresh", VINTAGE, VINTAGE)
        assert told["built_at"]
    if level == "neighbourhood":
        assert (frame.loc["M303", "district"], frame.loc["M303", "district_ko"]) == ("M3", "다솜구")
    shown = load(engine, tiny, level).set_index("id").geometry
    assert max(frame.geometry[i].symmetric_difference(shown[i]).area for i in frame.index) < 1e-9


def test_what_is_written_can_be_imported_again(
    official: ImportReport, settings: Settings, engine: Engine, tiny: City, tmp_path: Path
) -> None:
    export_areas(engine, tiny, "neighbourhood", tmp_path / "a.fgb")
    again = import_outlines(engine, settings, tmp_path / "a.fgb", "neighbourhood", VINTAGE)
    assert (again.matched, again.parts_joined, again.overlaps_m2) == (8, {}, 0)


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "fgb"])
def test_areas_without_outline_are_written_and_named(
    settings: Settings, engine: Engine, tiny: City, tiny_pack: Path, tmp_path: Path, ending: str
) -> None:
    import_outlines(engine, settings, write(tiny_frame(tiny_pack).drop(index=[4]), tmp_path / "n.geojson"), "neighbourhood", VINTAGE)
    report = export_areas(engine, tiny, "neighbourhood", tmp_path / f"a.{ending}")
    assert report.without_outline == ("나루2·3동",)
    frame = gpd.read_file(tmp_path / f"a.{ending}").set_index("id")
    assert len(frame) == 8
    assert frame.geometry["M202"] is None


def test_refusals(official: ImportReport, settings: Settings, engine: Engine, tiny: City, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"\.geojson, \.gpkg, \.fgb only"):
        export_areas(engine, tiny, "district", tmp_path / "a.shp")
    with pytest.raises(BadInput, match="does not exist"):
        export_areas(engine, tiny, "district", tmp_path / "nowhere" / "a.gpkg")
    parser = ArgumentParser()
    COMMAND.arguments(parser)
    options = parser.parse_args([str(tmp_path / "a.gpkg"), "--level", "district", "--vintage", "1999-01-01"])
    with pytest.raises(BadInput, match="no vintage"):
        COMMAND.run(options, settings, silent)
    assert not list(tmp_path.glob("a.*"))


def test_nothing_to_export_yet(engine: Engine, tiny: City, tmp_path: Path) -> None:
    with pytest.raises(NotBuilt):
        export_areas(engine, tiny, "district", tmp_path / "a.gpkg")


def test_a_failed_write_keeps_the_old_file(
    official: ImportReport, engine: Engine, tiny: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.gpkg"
    path.write_text("old")

    def fail(*args: object, **options: object) -> None:
        Path(str(args[1])).write_text("half")
        raise OSError("disk full")

    monkeypatch.setattr("geodata.boundaries.export.pyogrio.write_dataframe", fail)
    with pytest.raises(BadInput, match="disk full"):
        export_areas(engine, tiny, "district", path)
    assert path.read_text() == "old"
    assert not list(tmp_path.glob(".export-*"))


def test_the_command_says_what_it_wrote(official: ImportReport, settings: Settings, tmp_path: Path) -> None:
    parser = ArgumentParser()
    COMMAND.arguments(parser)
    outcome = COMMAND.run(parser.parse_args([str(tmp_path / "a.fgb"), "--level", "district"]), settings, silent)
    assert outcome.rows[0]["areas"] == 3
    assert outcome.rows[0]["outlines_from"] == "Imported file first.geojson"
