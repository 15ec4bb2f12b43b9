"""Which names the tests' code speaks of, read without running it.

A test names a rule or target if it does so as an attribute, a keyword or a string, itself or through what it
uses of its own file. A name counts for the jurisdiction whose module it is taken from; a string or a keyword for every
jurisdiction that the file speaks of.
"""

from __future__ import annotations

import ast
import csv
import io
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import TypeAlias

from povertykit.jurisdictions import JurisdictionEntry
from povertykit.jurisdictions.clauses import items
from povertykit.policy.calendar import Calendar
from povertykit.policy.jurisdiction import Jurisdiction
from povertykit.policy.provision import Provision, ProvisionKind
from povertykit.policy.targets import Consistency, Target

NOT_READ = "test_coverage.py"  # it tests this reading, and names rules only for that
COLUMNS = ("jurisdiction", "name", "file", "functions")
Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
Named: TypeAlias = tuple[str, str]
"""A name, and the module it is taken from; empty where the code does not say."""


def tests_table(tests: Path, entries: Sequence[JurisdictionEntry]) -> str:
    """Which test functions name what of which jurisdiction, as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    files = [File(path) for path in sorted(tests.glob("test_*.py")) if path.name != NOT_READ]
    for entry in entries:
        found = [(file, touched) for file in files if (touched := file.touching(entry, entries))]
        for name in tested(import_module(entry.module).law):
            for file, touched in found:
                if name in touched:
                    writer.writerow((entry.name, name, file.name, ";".join(touched[name])))
    return out.getvalue()


def tested(law: Jurisdiction) -> list[str]:
    """The names of a law that tests are asked for: what decides or computes, not the figures it does so with.

    The case of a need is left out; tests see it in what the need's rules pay.
    """
    kinds = Provision | Target | Calendar | Consistency
    return [
        name
        for name, item in items(law).items()
        if isinstance(item, kinds) and not (isinstance(item, Provision) and item.kind is ProvisionKind.CASE)
    ]


class File:
    """A file of tests, and what each of its test functions names."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        tree = ast.parse(path.read_text("utf-8"))
        self.imported = dict(_imported(tree))
        self.strings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
        self.defined = dict(_defined(tree))
        tests = [node for node in ast.walk(tree) if isinstance(node, Function) and node.name.startswith("test")]
        self.named = {test.name: set(self._named(test, set())) for test in tests}

    def touching(self, entry: JurisdictionEntry, entries: Sequence[JurisdictionEntry]) -> dict[str, list[str]]:
        """The test functions that name something of a jurisdiction, by that name; empty if the file is about others."""
        modules = {module for module in self.imported.values() if _home(module, entries) == entry.module}
        words = {entry.name, entry.code, entry.zh, entry.en, *entry.aliases}
        if not modules and not words & self.strings:
            return {}
        found: dict[str, list[str]] = {}
        for test, named in self.named.items():
            here = {name for name, module in named if not module or _home(module, entries) == entry.module}
            for name in here:
                found.setdefault(name, []).append(test)
        return found

    def _named(self, node: ast.AST, seen: set[str]) -> Iterator[Named]:
        """What a piece of code names, and what the definitions of its file name that it uses."""
        for part in ast.walk(node):
            match part:
                case ast.Attribute(value=ast.Name(id=owner), attr=attribute):
                    yield attribute, self.imported.get(owner, "")
                case ast.Attribute(attr=attribute):
                    yield attribute, ""
                case ast.keyword(arg=str(name)):
                    yield name, ""
                case ast.Constant(value=str(text)):
                    yield text, ""
            used = part.id if isinstance(part, ast.Name) else part.arg if isinstance(part, ast.arg) else ""
            if used in self.imported:
                module, _, name = self.imported[used].rpartition(".")
                yield name, module
            elif used in self.defined and used not in seen:
                seen.add(used)
                yield from self._named(self.defined[used], seen)


def _imported(tree: ast.Module) -> Iterator[Named]:
    """The names that a file imports, each with its dotted path."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.asname or alias.name, alias.name) for alias in node.names)


def _defined(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """What a file defines at its top: functions, classes, constants."""
    for node in tree.body:
        if isinstance(node, Function | ast.ClassDef):
            yield node.name, node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                yield from ((part.id, node) for part in ast.walk(target) if isinstance(part, ast.Name))


def _home(module: str, entries: Sequence[JurisdictionEntry]) -> str:
    """The jurisdiction's module that a dotted path lies in: the innermost."""
    within = [entry.module for entry in entries if f"{module}.".startswith(f"{entry.module}.")]
    return max(within, key=len, default=module)
