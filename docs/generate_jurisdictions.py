"""Write the page of jurisdictions from the modules under `povertykit.jurisdictions`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import griffe


def write_jurisdictions(folder: Path, package: griffe.Module) -> None:
    """Write the list of jurisdictions, each linked to its module in the reference."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    rows = ["| jurisdiction | what its module says |", "| --- | --- |"]
    for module in jurisdiction_modules(package):
        text = module.docstring.value.partition("\n\n")[0] if module.docstring else ""
        rows.append(f"| [`{module.path}`](../reference/{module.path}.md) | {' '.join(text.split())} |")
    (folder / "index.md").write_text("\n".join(["# Jurisdictions", "", *rows, ""]), "utf-8")


def jurisdiction_modules(package: griffe.Module) -> Iterator[griffe.Module]:
    """The modules of law: those below `jurisdictions` that declare public names."""
    top = package.modules.get("jurisdictions")
    waiting = list(top.modules.values()) if top else []
    while waiting:
        module = waiting.pop(0)
        waiting += module.modules.values()
        if module.exports:
            yield module
