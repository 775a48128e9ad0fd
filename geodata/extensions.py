"""Extension folders: one file offers one constant whose ``id`` is the file's name.

Used for connectors, dialects, indicators, map layers and commands alike, so that a new one is one new file.
"""

import importlib
import pkgutil
from types import ModuleType
from typing import Any

from geodata.errors import SijangsilError


def scan(package: ModuleType, constant: str) -> dict[str, Any]:
    """All ``constant`` objects of ``package``'s modules by id, in file-name order.

    Raises SijangsilError naming the file when the constant is missing or its ``id`` is not the file's name. Files
    starting with an underscore are helpers and are skipped.
    """
    found: dict[str, Any] = {}
    for module_info in sorted(pkgutil.iter_modules(package.__path__), key=lambda m: m.name):
        if module_info.name.startswith("_"):
            continue
        module = importlib.import_module(f"{package.__name__}.{module_info.name}")
        offered = getattr(module, constant, None)
        if offered is None:
            raise SijangsilError(f"{module.__file__} offers no {constant}; an extension file defines exactly one.")
        if offered.id != module_info.name:
            raise SijangsilError(f"{module.__file__} offers {constant} with id {offered.id!r}; it must equal the file name.")
        found[offered.id] = offered
    return found
