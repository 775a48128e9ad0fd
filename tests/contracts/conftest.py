"""A copy of the project with one of everything added, from the README's own examples."""

from pathlib import Path

import pytest

from tests.contracts.project import copy_to, examples


@pytest.fixture(scope="session")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project to which a source, a layer, an indicator and a city were added, each as new files only."""
    project = copy_to(tmp_path_factory.mktemp("extended"))
    for path, text in examples("README.md").items():
        target = project / path
        assert not target.exists(), f"the README's example {path} must be a new file"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return project
