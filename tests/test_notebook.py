"""The example notebook runs from a clean kernel, and shows what stands in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed: pip install 'povertykit[dev]'")
nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed: pip install 'povertykit[dev]'")
pytest.importorskip("ipykernel", reason="ipykernel is not installed: pip install 'povertykit[dev]'")
pytest.importorskip("matplotlib", reason="matplotlib is not installed: pip install 'povertykit[plot]'")

NOTEBOOK = Path(__file__).parent.parent / "examples" / "05_notebook.ipynb"


def shown(notebook: Any) -> list[Any]:
    """What each cell of code shows: its page or text; of a picture only that there is one."""
    return [
        [
            "a picture" if "image/png" in output.data else output.data.get("text/html", output.data["text/plain"])
            for output in cell.outputs
        ]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def test_the_notebook_shows_what_stands_in_it() -> None:
    stored = nbformat.read(NOTEBOOK, as_version=4)
    run = nbformat.read(NOTEBOOK, as_version=4)
    for cell in run.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    folder = {"metadata": {"path": str(NOTEBOOK.parent)}}
    nbclient.NotebookClient(run, timeout=300, kernel_name="python3", resources=folder).execute()
    assert sum(output == ["a picture"] for output in shown(run)) == 3
    assert shown(run) == shown(stored)
