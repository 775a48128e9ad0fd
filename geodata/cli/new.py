"""``python -m geodata new connector|layer|indicator ID``: write a new extension file and its test from templates.

The templates are the text files beside this one. Nothing is ever overwritten; either all files are written or none.
"""

import keyword
import pkgutil
import re
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from pathlib import Path
from string import Template

import geodata.dialects
from geodata.city import City, load_city
from geodata.command import Command, Outcome, Progress
from geodata.errors import BadInput
from geodata.settings import PROJECT, Settings

TEMPLATES = Path(__file__).parent / "templates"
_ID = re.compile(r"[a-z][a-z0-9_]{1,39}")


@dataclass(frozen=True)
class Kind:
    """What is written for one kind of extension: (template, path in the project); ``next``: what the author does then."""

    files: tuple[tuple[str, str], ...]
    next: str


KINDS: dict[str, Kind] = {
    "connector": Kind(
        (("connector.py.txt", "geodata/connectors/$id.py"), ("connector_test.py.txt", "tests/geodata/connectors/test_$id.py")),
        "Fill in the source card, requests() and parse(); put a recorded reply into the test.",
    ),
    "layer": Kind(
        (("layer.py.txt", "layers/catalog/$id.py"), ("layer_test.py.txt", "tests/layers/catalog/test_$id.py")),
        "Write the names in both languages; the layer shows whatever source or stored set has the same topic.",
    ),
    "indicator": Kind(
        (
            ("indicator.py.txt", "geodata/indicators/catalog/$id.py"),
            ("observations.csv.txt", "$pack/observations/$id.csv"),
            ("indicator_test.py.txt", "tests/geodata/indicators/catalog/test_$id.py"),
        ),
        "Write the declaration, fill the observations (an empty value is unknown), then: python -m geodata build",
    ),
}


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("kind", choices=sorted(KINDS), help="what to write")
    parser.add_argument("id", help="its id, which is the file's name: small letters, digits and _")
    parser.add_argument("--topic", help="topic of a connector or layer (default: the id)")
    parser.add_argument(
        "--dialect", help="API family of a connector, a file in geodata/dialects (default: the only one, or that of the id's first word)"
    )


def run(options: Namespace, settings: Settings, progress: Progress) -> Outcome:
    for word, value in (("id", options.id), ("--topic", options.topic), ("--dialect", options.dialect)):
        if value is not None:
            _check_id(word, value)
    city = load_city(settings.city)
    options.dialect = options.dialect or _dialect_of(options.kind, options.id)
    kind = KINDS[options.kind]
    fields = _fields(options, settings, city)
    files = {_path(target, fields): Template((TEMPLATES / name).read_text("utf-8")).substitute(fields) for name, target in kind.files}
    write_new(files)
    outcome = Outcome(f"New {options.kind} {options.id!r}")
    outcome.rows = [{"file": str(path.relative_to(PROJECT) if path.is_relative_to(PROJECT) else path)} for path in files]
    outcome.notes = [kind.next, f"Its test: python -m pytest {outcome.rows[-1]['file']}"]
    return outcome


def _check_id(word: str, value: str) -> None:
    if not _ID.fullmatch(value) or keyword.iskeyword(value):
        raise BadInput(f"{word} {value!r} cannot be a file name of an extension; use 2 to 40 small letters, digits and _, a letter first.")


def _dialect_of(kind: str, id_: str) -> str:
    """The dialect of a new connector: the only one there is, or the one whose first word is the id's ("seoul_…"); BadInput when the
    author must choose."""
    known = sorted(m.name for m in pkgutil.iter_modules(geodata.dialects.__path__) if not m.name.startswith("_"))
    fitting = [name for name in known if name.split("_")[0] == id_.split("_")[0]] or known
    if kind == "connector" and len(fitting) != 1:
        raise BadInput(f"Say which API family the connector speaks: --dialect, one of {', '.join(known) or '(none yet: write one)'}.")
    return fitting[0] if fitting else ""


def _fields(options: Namespace, settings: Settings, city: City) -> dict[str, str]:
    """What the templates may name. ``rows`` are the lines of an observation table, a district each, value unknown."""
    title = options.id.replace("_", " ").capitalize()
    return {
        "id": options.id,
        "title": title,
        "topic": options.topic or options.id,
        "dialect": options.dialect,
        "key_env": f"{options.id.upper()}_KEY",
        "city": city.id,
        "pack": str(city.folder),
        "city_word": settings.city,
        "lon": str(city.districts[0].lon),
        "lat": str(city.districts[0].lat),
        "rows": "\n".join(f"{area.id},2024," for area in city.districts),
    }


def _path(target: str, fields: dict[str, str]) -> Path:
    return PROJECT / Template(target).substitute(fields)  # an absolute pack folder replaces PROJECT


def write_new(files: dict[Path, str]) -> None:
    """Write all ``files`` or none; raises BadInput when one of them exists."""
    for path in files:
        if path.exists():
            raise BadInput(f"{path} exists already and was not touched; choose another id or edit that file.")
    written: list[Path] = []
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            _make_packages(path.parent)
            with path.open("x", encoding="utf-8") as file:
                written.append(path)
                file.write(text)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise


def _make_packages(folder: Path) -> None:
    """Test folders are packages, so that two tests may bear the same file name."""
    tests = PROJECT / "tests"
    while folder != tests and folder.is_relative_to(tests):
        (folder / "__init__.py").touch()
        folder = folder.parent


COMMAND = Command("new", "write a new connector, layer or indicator and its test from templates", run, arguments)
