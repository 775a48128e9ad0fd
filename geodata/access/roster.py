"""Adding and removing users in the office's configuration file. Only the lines of one [[user]] table change; everything else, comments
included, stays as the operator wrote it. The file is replaced in one step and readable by its owner only."""

import os
import re
import tomllib
from pathlib import Path
from typing import Any

from geodata.access.person import ROLES
from geodata.access.users import User, check_name, hash_password
from geodata.errors import BadInput
from geodata.text import Text

_HEADER = re.compile(r"^\s*\[")
_USER = re.compile(r"^\s*\[\[\s*user\s*\]\]\s*(#.*)?$")
_PLAIN = {'"': '\\"', "\\": "\\\\"}


def _quoted(text: str) -> str:
    return '"' + "".join(_PLAIN.get(c, c) for c in text) + '"'


def _read(path: Path) -> tuple[str, dict[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        return text, tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise BadInput(f"{path} cannot be read as TOML: {problem}. Mend that line; nothing was changed.") from problem


def _write(path: Path, text: str, wanted: dict[str, Any]) -> None:
    """Replace the file when ``text`` says exactly ``wanted``; BadInput and no change otherwise."""
    try:
        same = tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        same = False
    if not same:
        raise BadInput(f"{path} is written in a way this command cannot change safely; edit its [[user]] tables by hand.")
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.new")
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(path)
    except OSError as problem:
        raise BadInput(f"{path} cannot be written: {problem.strerror or problem}; nothing was changed.") from problem


def _without(text: str, number: int) -> str:
    """``text`` less its ``number``-th [[user]] table (0 is the first); comments before the next table stay."""
    lines = text.splitlines(keepends=True)
    starts = [i for i, line in enumerate(lines) if _USER.match(line)]
    if number >= len(starts):
        return text  # written in another way; the comparison in _write refuses it
    start = starts[number]
    end = next((i for i in range(start + 1, len(lines)) if _HEADER.match(lines[i])), len(lines))
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return "".join([*lines[:start], *lines[end:]])


def _number_of(told: dict[str, Any], name: str) -> int | None:
    return next((i for i, user in enumerate(told.get("user", [])) if user.get("name") == name), None)


def add(path: Path, name: str, role: str, password: str, *, ko: str | None = None, en: str | None = None, replace: bool = False) -> User:
    """Write a user into ``path`` (made when missing). BadInput for a weak password, a name that is there already (unless ``replace``),
    an unknown role, or a file that cannot be changed; nothing is changed then."""
    check_name(name)
    if role not in ROLES[1:]:
        raise BadInput(f"There is no role {role!r}; there are: {', '.join(ROLES[1:])}.")
    text, told = _read(path)
    there = _number_of(told, name)
    if there is not None and not replace:
        raise BadInput(f"{name} may sign in already ({path}); add --replace for a new role and password.")
    hashed = hash_password(password)
    row = {"name": name, "role": role, "password": hashed} | ({"ko": ko} if ko else {}) | ({"en": en} if en else {})
    if there is not None:
        text = _without(text, there)
        told["user"].pop(there)
    block = "\n".join(["[[user]]", *(f"{key} = {_quoted(value)}" for key, value in row.items())])
    head = text.rstrip("\n")
    wanted = {**told, "user": [*told.get("user", []), row]}
    _write(path, f"{head}\n\n{block}\n" if head else f"{block}\n", wanted)
    return User(name, role, hashed, Text(ko=ko or name, en=en or name))  # type: ignore[arg-type]


def remove(path: Path, name: str) -> None:
    """Take a user out of ``path``; BadInput when there is none of that name."""
    text, told = _read(path)
    there = _number_of(told, name)
    if there is None:
        known = ", ".join(str(user.get("name")) for user in told.get("user", [])) or "nobody"
        raise BadInput(f"{name!r} is not in {path}; may sign in: {known}.")
    rest = [user for i, user in enumerate(told["user"]) if i != there]
    wanted = {key: kept for key, kept in told.items() if key != "user"} | ({"user": rest} if rest else {})
    _write(path, _without(text, there), wanted)
