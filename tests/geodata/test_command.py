"""The command line as a person meets it: what it lists, how it fails, what a script gets."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import geodata.cli
from geodata.__main__ import find, main, words_of
from geodata.command import Command
from geodata.extensions import scan
from geodata.settings import PROJECT

Captured = pytest.CaptureFixture[str]


def test_every_command_has_one_line_of_help() -> None:
    for command in scan(geodata.cli, "COMMAND").values():
        assert isinstance(command, Command)
        assert command.help
        assert "\n" not in command.help
        assert len(command.help) < 130


def test_the_list_names_every_command(capsys: Captured) -> None:
    assert main(["--help"]) == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines() if line.startswith("  ")]
    assert {"build", "import", "export", "refresh", "status", "new", "demo", "show"} <= set(listed)
    assert listed == list(dict.fromkeys(listed))


def test_a_group_lists_its_commands(capsys: Captured) -> None:
    assert main(["import", "--help"]) == 0
    out = capsys.readouterr().out
    assert "import boundaries" in out
    assert "import places" in out


@pytest.mark.parametrize("command_id", sorted(scan(geodata.cli, "COMMAND")))
def test_every_command_explains_itself(command_id: str, capsys: Captured) -> None:
    with pytest.raises(SystemExit) as left:
        main([*words_of(command_id), "--help"])
    assert left.value.code == 0
    out = capsys.readouterr().out
    assert out.startswith(f"usage: python -m geodata {' '.join(words_of(command_id))}")
    assert "--json" in out


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["paint"], "There is no command 'paint'; there are: access"),
        (["import", "rivers"], "There is no command 'import rivers'; there are: import boundaries"),
        (["build", "--fast"], "Unrecognized arguments: --fast"),
        (["build", "--city"], "expected one argument"),
        (["build", "--city", "nowhere"], "no city pack 'nowhere'"),
        (["new", "river", "x"], "invalid choice: 'river'"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_and_exit_2(typed: list[str], said: str, capsys: Captured) -> None:
    assert main(typed) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""
    assert "Traceback" not in captured.err
    assert len(captured.err.strip().splitlines()) == 1


def test_the_longest_command_wins() -> None:
    ids = ["demo", "demo_reset", "demo_reset_all"]
    assert find(["demo", "reset", "--all"], ids) == "demo_reset"
    assert find(["demo", "x"], ids) == "demo"
    assert find(["x"], ids) is None


def test_common_options_stand_before_or_after(capsys: Captured, home: Path, tiny_pack: Path) -> None:
    options = ["--home", str(home), "--city", str(tiny_pack), "--json"]
    assert main([*options, "status"]) == 0
    before = capsys.readouterr().out
    assert main(["status", *options]) == 0
    assert json.loads(before) == json.loads(capsys.readouterr().out)


def test_json_is_all_that_stands_on_stdout(home: Path, tiny_pack: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "geodata", "status", "--json", "--home", str(home), "--city", str(tiny_pack)],
        cwd=PROJECT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    body = json.loads(done.stdout)
    assert set(body) == {"title", "rows", "notes", "facts"}
    assert body["facts"]["built"] is False
    assert body["facts"]["home"] == str(home)
    assert list(home.iterdir()) == []  # asking writes nothing


@pytest.mark.parametrize(
    "typed", [["status", "--city", "nowhere"], ["paint"], ["build", "--fast"], ["import"], ["export", "areas", "--level", "x"]]
)
def test_a_failure_is_json_for_a_script_and_a_sentence_for_a_person(typed: list[str], capsys: Captured) -> None:
    assert main([*typed, "--json"]) == 2
    captured = capsys.readouterr()
    assert json.loads(captured.out) == {"error": captured.err.strip(), "exit_code": 2}


def test_ctrl_c_leaves_with_130_and_one_sentence(home: Path, tiny_pack: Path) -> None:
    # The command tells that it is at work, then waits for a second build that never ends: it is stopped there.
    import fcntl

    with (home / "build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        running = subprocess.Popen(
            [sys.executable, "-m", "geodata", "build", "--home", str(home), "--city", str(tiny_pack)],
            cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background job ignores it
        )  # fmt: skip
        assert running.stderr is not None
        assert "waiting" in running.stderr.readline()
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=20)
    assert running.returncode == 130
    assert out == ""
    assert err.strip().startswith("Stopped; nothing was half-written.")
    assert [path.name for path in home.iterdir()] == ["build.lock"]


def test_a_reader_that_leaves_is_no_error(home: Path, tiny_pack: Path) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "geodata", "--help"], cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ
    )
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.close()
    assert "Traceback" not in running.stderr.read()
    assert running.wait(20) in (0, 120)


def test_a_failure_nobody_foresaw_is_a_sentence_too(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError("a wheel came off")

    import geodata.cli.build as command

    monkeypatch.setattr(command, "COMMAND", Command("build", "breaks", breaks))  # type: ignore[arg-type]
    assert main(["build"]) == 1
    err = capsys.readouterr().err
    assert err.startswith("RuntimeError: a wheel came off.")
    assert "Traceback" not in err
    assert main(["build", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["exit_code"] == 1


def test_demo_reset_keeps_what_was_imported(home: Path, tiny_pack: Path, capsys: Captured) -> None:
    from sqlalchemy import insert, select

    from geodata.db.engine import open_engine
    from geodata.db.schema import dataset, event
    from geodata.settings import Settings

    options = ["--home", str(home), "--city", str(tiny_pack), "--json"]
    assert main(["build", *options]) == 0
    engine = open_engine(Settings(home=home, city=str(tiny_pack)))
    row = {"city": "mirae", "topic": "kiosks", "active": True, "rows": 0, "source": {}, "loaded_at": "2024-01-01", "report": {}}
    with engine.begin() as connection:
        connection.execute(insert(dataset), [row | {"demo": False}])
        connection.execute(insert(event).values(at="2024-01-01", city="mirae", topic="x", kind="feed", body={}))
        demo_ids = connection.execute(select(dataset.c.id).where(dataset.c.demo)).scalars().all()
    capsys.readouterr()
    assert main(["demo", "reset", *options]) == 0
    removed = json.loads(capsys.readouterr().out)["facts"]["removed"]
    assert removed["event"] == 1
    assert removed["dataset"] == len(demo_ids)
    with engine.connect() as connection:
        topics = connection.execute(select(dataset.c.topic, dataset.c.demo).where(dataset.c.active)).all()
    assert ("kiosks", False) in topics
    assert sum(demo for _, demo in topics) == len(demo_ids)
    assert main(["demo", "reset", "--all", *options]) == 0
    with engine.connect() as connection:
        assert "kiosks" not in connection.execute(select(dataset.c.topic)).scalars().all()
