"""``python -m geodata new``: in a copy of the project, as a person types it."""

import json
from pathlib import Path

import pytest

from tests.contracts.project import copy_to, run_in

KINDS = {
    "connector": ["geodata/connectors/seoul_trial.py", "tests/geodata/connectors/test_seoul_trial.py"],
    "layer": ["layers/catalog/seoul_trial.py", "tests/layers/catalog/test_seoul_trial.py"],
    "indicator": [
        "geodata/indicators/catalog/seoul_trial.py",
        "geodata/packs/seoul/observations/seoul_trial.csv",
        "tests/geodata/indicators/catalog/test_seoul_trial.py",
    ],
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_to(tmp_path_factory.mktemp("new"))


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_passes_its_test_and_is_never_overwritten(project: Path, kind: str) -> None:
    made = run_in(project, "-m", "geodata", "new", kind, "seoul_trial", "--json")
    assert made.returncode == 0, made.stderr
    files = [row["file"] for row in json.loads(made.stdout)["rows"]]
    assert files == KINDS[kind]
    tested = run_in(project, "-m", "pytest", "-q", "-p", "no:cacheprovider", files[-1])
    assert tested.returncode == 0, tested.stdout[-2000:]
    assert " passed" in tested.stdout

    before = {name: (project / name).read_bytes() for name in files}
    (project / files[-1]).unlink()
    again = run_in(project, "-m", "geodata", "new", kind, "seoul_trial")
    assert again.returncode == 2
    assert "exists already" in again.stderr
    assert not (project / files[-1]).exists()  # all of it or nothing
    assert all((project / name).read_bytes() == before[name] for name in files[:-1])


def test_what_is_written_is_formatted_and_linted(project: Path) -> None:
    for kind in KINDS:
        made = run_in(project, "-m", "geodata", "new", kind, "seoul_tidy", "--json")
        assert made.returncode == 0, made.stderr
        python = [row["file"] for row in json.loads(made.stdout)["rows"] if row["file"].endswith(".py")]
        for command in (["format", "--check"], ["check"]):
            done = run_in(project, "-m", "ruff", *command, *python)
            assert done.returncode == 0, done.stdout


def test_the_written_test_can_fail(project: Path) -> None:
    made = run_in(project, "-m", "geodata", "new", "connector", "seoul_broken", "--json")
    written, test = (project / row["file"] for row in json.loads(made.stdout)["rows"])
    written.write_text(written.read_text().replace('lat=float(row["lat"])', 'lat=float(row["lon"])'))
    assert run_in(project, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(test)).returncode == 1


@pytest.mark.parametrize("bad", ["Trial", "2trial", "a", "a-b", "class", "../trial", "_trial", "가로수", "x" * 41])
def test_an_id_that_is_no_file_name_is_refused(bad: str, capsys: pytest.CaptureFixture[str]) -> None:
    from geodata.__main__ import main

    assert main(["new", "layer", bad]) == 2
    assert "cannot be a file name of an extension" in capsys.readouterr().err


def test_a_connector_of_no_known_family_must_say_which(project: Path) -> None:
    refused = run_in(project, "-m", "geodata", "new", "connector", "busan_trial")
    assert refused.returncode == 2
    assert "--dialect" in refused.stderr
