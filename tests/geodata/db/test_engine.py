"""The engine: SpatiaLite beside the geometry wheels, each case in a process of its own (a crash must not take the tests along)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError

from geodata.db.engine import open_engine
from geodata.db.schema import metadata, setting
from geodata.errors import NotInstalled
from geodata.settings import PROJECT, Settings

# Every order in which another module may come first; the engine's own imports must make all of them safe.
WORK = """
from pathlib import Path
import sys
{before}
from geodata.db.engine import open_engine
from geodata.settings import Settings
engine = open_engine(Settings(home=Path(sys.argv[1])))
with engine.connect() as connection:
    area = connection.exec_driver_sql("SELECT ST_Area(ST_Buffer(ST_Transform(SetSRID(MakePoint(10, 50), 4326), 4326), 1))").scalar()
import geopandas, pyogrio, pyproj, shapely
x, y = pyproj.Transformer.from_crs(4326, 25832, always_xy=True).transform(10.0, 50.0)
frame = geopandas.GeoDataFrame({{"id": ["a"]}}, geometry=[shapely.Point(10, 50).buffer(1)], crs=4326).to_crs(25832)
file = Path(sys.argv[1]) / "a.gpkg"
frame.to_file(file)
read = geopandas.read_file(file)
with engine.connect() as connection:
    again = connection.exec_driver_sql("SELECT ST_Area(ST_Buffer(MakePoint(10, 50), 1))").scalar()
print(round(area, 2), round(again, 2), round(x), round(read.geometry.iloc[0].area / 1e9, 1), shapely.Point(0, 0).buffer(1).is_valid)
"""


def run(code: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=PROJECT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("before", ["", "import shapely", "import geopandas", "import sqlite3", "import pyproj.transformer"])
def test_spatialite_lives_beside_shapely_pyproj_and_pyogrio(tmp_path: Path, before: str) -> None:
    done = run(WORK.format(before=before), str(tmp_path))
    assert done.returncode == 0, f"ended with {done.returncode}: {done.stderr[-800:]}"
    area, again, x, square_1000km2, valid = done.stdout.split()
    # a circle of one degree drawn with straight pieces is a little under pi; 10° E is a bit east of the zone's centre
    assert 3.1 < float(area) < 3.1416
    assert area == again
    assert 500_000 < int(x) < 600_000
    assert 20 < float(square_1000km2) < 30
    assert valid == "True"


def test_a_missing_spatialite_is_named_with_the_command_to_type(tmp_path: Path) -> None:
    done = run(
        "import sys; from pathlib import Path\n"
        "from geodata.db.engine import open_engine; from geodata.settings import Settings; from geodata.errors import NotInstalled\n"
        "try:\n    open_engine(Settings(home=Path(sys.argv[1])))\n"
        "except NotInstalled as problem:\n    print(problem.exit_code, problem.log); print(problem.screen.ko)",
        str(tmp_path),
        SPATIALITE_LIBRARY="no_such_library",
    )
    assert done.returncode == 0, done.stderr[-800:]
    assert done.stdout.startswith("3 SpatiaLite cannot be loaded")
    assert "no_such_library" in done.stdout
    assert done.stdout.count("sudo apt-get install -y libsqlite3-mod-spatialite") == 2


def test_a_python_without_extensions_is_named_with_the_command_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    import geodata.db.engine as module

    class Bare:
        """An sqlite3 built without extension loading."""

        Connection = object

    monkeypatch.setattr(module, "sqlite3", Bare)
    monkeypatch.setitem(sys.modules, "pysqlite3", None)
    with pytest.raises(NotInstalled, match="make setup"):
        module.dbapi()


def test_a_database_has_every_table_and_opens_twice(settings: Settings, engine: Engine) -> None:
    with engine.connect() as connection:
        names = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
    assert {table.name for table in metadata.tables.values()} <= names
    assert open_engine(settings) is engine


def test_a_transaction_that_fails_leaves_nothing(engine: Engine) -> None:
    row = setting.insert().values(key="twice", value=1)

    def write_twice() -> None:
        with engine.begin() as connection:
            connection.execute(row)
            connection.execute(row)

    with pytest.raises(IntegrityError):
        write_twice()
    with engine.connect() as connection:
        assert connection.execute(select(setting)).all() == []


def test_readers_do_not_wait_for_a_writer(engine: Engine) -> None:
    with engine.begin() as writer:
        writer.execute(setting.insert().values(key="being written", value=1))
        with engine.connect() as reader:
            assert reader.execute(select(setting)).all() == []
    with engine.connect() as reader:
        assert len(reader.execute(select(setting)).all()) == 1
