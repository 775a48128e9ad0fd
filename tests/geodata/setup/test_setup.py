"""The set-up scripts on made-up machines: a folder of fake programs stands in for PATH."""

import subprocess
import sys
from pathlib import Path

import pytest

from geodata.settings import PROJECT

TOOLS = ("sh", "env", "cat", "head", "grep", "dirname", "cmp", "id")


class Machine:
    """A PATH with only what a test puts there."""

    def __init__(self, folder: Path):
        self.bin = folder / "bin"
        self.bin.mkdir()
        for tool in TOOLS:
            (self.bin / tool).symlink_to(f"/usr/bin/{tool}" if Path(f"/usr/bin/{tool}").exists() else f"/bin/{tool}")

    def put(self, name: str, script: str) -> None:
        """A fake program."""
        path = self.bin / name
        path.unlink(missing_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def python(self, name: str, answer: str) -> None:
        """A fake Python that describes itself with ``answer`` ("3.12 no yes"); empty: it does not run."""
        self.put(name, f'echo "{answer}"' if answer else "exit 127")

    def run(self, script: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run shell lines with the set-up functions at hand."""
        sources = ". geodata/setup/system.sh; . geodata/setup/python.sh; CANDIDATES='python3.13 python3.12 python3.11 python3';"
        return subprocess.run(
            ["/bin/sh", "-euc", f"{sources} {script}"], cwd=PROJECT, env={"PATH": str(self.bin), **environment},
            capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def office_pc(machine: Machine) -> Machine:
    """Debian or Ubuntu, an ordinary user, sudo asks for a password; apt must never be called."""
    machine.put("id", "echo 1000")
    machine.put("sudo", "exit 1")
    machine.put("apt-get", "echo apt-get was called >&2; exit 9")
    return machine


@pytest.mark.parametrize(
    ("pythons", "chosen"),
    [
        (
            {"python3.13": "", "python3.12": "3.12 no yes", "python3.11": "3.11 yes yes"},
            "python3.11",
        ),  # loads extensions: better than newer
        ({"python3.12": "3.12 no yes", "python3": "3.11 no yes"}, "python3.12"),  # none loads them: the first with venv
        ({"python3": "3.12 yes yes", "python3.11": "3.11 yes no"}, "python3"),
        ({"python3.12": "3.12 yes no", "python3": "3.11 no yes"}, "python3"),  # venv would need a package this user cannot install
    ],
)
def test_the_best_python_is_chosen(office_pc: Machine, pythons: dict[str, str], chosen: str) -> None:
    for name, answer in pythons.items():
        office_pc.python(name, answer)
    done = office_pc.run("choose_python; echo $CHOSEN")
    assert (done.returncode, done.stdout) == (0, f"{chosen}\n"), done.stderr


def test_python_from_the_environment_wins(office_pc: Machine) -> None:
    office_pc.python("python3", "3.12 yes yes")
    office_pc.python("mine", "3.13 no yes")
    done = office_pc.run("choose_python; echo $CHOSEN", PYTHON="mine")
    assert done.stdout == "mine\n"


def test_a_python_from_the_environment_that_is_none_is_named(office_pc: Machine) -> None:
    done = office_pc.run("choose_python", PYTHON="/nowhere/python3")
    assert done.returncode == 3
    assert "PYTHON=/nowhere/python3" in done.stderr


def test_an_ordinary_user_gets_one_command_to_type(office_pc: Machine) -> None:
    office_pc.python("python3", "3.12 yes no")
    done = office_pc.run("choose_python")
    assert done.returncode == 3
    assert "\n  sudo apt-get install -y python3.12-venv\n" in done.stderr
    assert "apt-get was called" not in done.stderr


def test_root_installs_without_a_question(machine: Machine, tmp_path: Path) -> None:
    log = tmp_path / "log"
    machine.put("id", "echo 0")
    machine.put("apt-get", f'echo "$DEBIAN_FRONTEND $*" >> {log}')
    done = machine.run("need_packages SpatiaLite libsqlite3-mod-spatialite; echo went on")
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("went on\n")
    update, install = log.read_text().splitlines()
    assert update.startswith("noninteractive update")
    assert install.startswith("noninteractive install -y")
    assert install.endswith(" libsqlite3-mod-spatialite")


def test_a_failed_installation_still_names_the_command(machine: Machine) -> None:
    machine.put("id", "echo 0")
    machine.put("apt-get", "exit 100")
    done = machine.run("need_packages SpatiaLite libsqlite3-mod-spatialite; echo went on")
    assert done.returncode == 3
    assert "sudo apt-get install -y libsqlite3-mod-spatialite" in done.stderr
    assert "went on" not in done.stdout


def test_the_probe_describes_this_python() -> None:
    done = subprocess.run([sys.executable, "geodata/setup/probe.py", "describe"], cwd=PROJECT, capture_output=True, text=True, check=True)
    version, extensions, venv = done.stdout.split()
    assert version == f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert {extensions, venv} <= {"yes", "no"}


def test_the_probe_notices_a_library_that_is_not_there() -> None:
    command = [sys.executable, "geodata/setup/probe.py", "spatialite"]
    assert subprocess.run(command, cwd=PROJECT, check=False).returncode == 0
    missing = subprocess.run(command, cwd=PROJECT, env={"SPATIALITE_LIBRARY": "no_such_library"}, check=False)
    assert missing.returncode == 1


@pytest.mark.parametrize("script", ["setup.sh", "system.sh", "python.sh"])
def test_scripts_are_plain_sh(script: str) -> None:
    subprocess.run(["/bin/sh", "-n", f"geodata/setup/{script}"], cwd=PROJECT, check=True)
