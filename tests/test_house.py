"""The house rules that hold for every file: who imports whom, what loads when, how things are named."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import povertykit

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "povertykit"

# Lowest first. A part may import parts of its own and of lower layers; none may need another in a circle to load.
LAYERS = [
    {"errors", "extras", "labels", "progress_bar", "text_table"},
    {"amount_arrays", "amounts", "dates", "money", "periods"},
    {"arithmetic", "arrays", "citation", "dated", "quantities", "ratio"},
    {"decision", "derivation", "explanation", "models"},
    {"calculators"},
    {"policy"},
    {"jurisdictions", "measures", "scenarios"},
    {"__main__", "adapters", "cli", "plots", "testing"},
]
RANK = {part: rank for rank, parts in enumerate(LAYERS) for part in parts}
# The law never knows of populations, and populations never know of one law.
STRANGERS = {"jurisdictions": {"measures", "scenarios"}, "measures": {"jurisdictions"}, "scenarios": {"jurisdictions"}}
# Policy.simulate only hands over to scenarios, which it imports when called; its signature names their types.
# Scenarios ask the adapters, when called, what reads a table or writes a list that is neither arrays nor CSV.
EXCEPTIONS = {
    ("policy", "scenarios", "Policy.simulate"),
    ("policy", "scenarios", "TYPE_CHECKING"),
    ("scenarios", "adapters", "_table"),
    ("scenarios", "adapters", "_tables"),
    ("scenarios", "adapters", "list_file"),
}

PUBLIC_NAMES = [
    "AssessedUnit",
    "Citation",
    "Claim",
    "County",
    "Dated",
    "Decision",
    "Derivation",
    "Fen",
    "Household",
    "Loan",
    "Period",
    "Person",
    "Policy",
    "PovertyKitError",
    "Prefecture",
    "Rounding",
    "Source",
    "Student",
    "TeamMember",
    "Verdict",
    "Village",
    "allocate",
    "fen",
    "jurisdiction",
    "list_jurisdictions",
    "per_month",
    "per_year",
    "to_yuan",
    "yuan",
]


def modules() -> list[Path]:
    """Every module of the library, except the public face, which may import from anywhere."""
    return sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def part_of(path: Path) -> str:
    """The part of the house that a module belongs to: `money`, `policy`, `jurisdictions` …"""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def absolute_names(node: ast.Import | ast.ImportFrom, path: Path) -> list[str]:
    """The dotted names that an import statement asks for, with relative ones made absolute."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    parents = ["povertykit", *path.relative_to(PACKAGE).parent.parts]
    base = parents[: len(parents) - node.level + 1] if node.level else []
    module = ".".join([*base, node.module] if node.module else base)
    return [f"{module}.{alias.name}" for alias in node.names]


def imports(path: Path) -> Iterator[tuple[str, str]]:
    """Each import of a part of the library, and where it stands: function, class or TYPE_CHECKING block."""

    def walk(node: ast.AST, place: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import | ast.ImportFrom):
                for name in absolute_names(child, path):
                    package, _, rest = name.partition(".")
                    if package == "povertykit" and rest != "__version__":
                        yield rest.partition(".")[0], ".".join(place)
            match child:
                case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                    yield from walk(child, (*place, name))
                case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                    yield from walk(child, (*place, "TYPE_CHECKING"))
                case _:
                    yield from walk(child, place)

    yield from walk(ast.parse(path.read_text("utf-8")), ())


def edges() -> set[tuple[str, str, str]]:
    """Who imports whom, and where in the module, without imports inside one part and without the exceptions."""
    found = {(part_of(path), part, place) for path in modules() for part, place in imports(path)}
    return {edge for edge in found if edge[0] != edge[1]} - EXCEPTIONS


def test_every_module_has_its_layer() -> None:
    unknown = {part_of(path) for path in modules()} - set(RANK)
    assert not unknown, f"give these a layer in LAYERS: {sorted(unknown)}"


def test_imports_run_downwards() -> None:
    wrong = {
        (importer, imported, place)
        for importer, imported, place in edges()
        if imported not in RANK or RANK[imported] > RANK.get(importer, -1) or imported in STRANGERS.get(importer, set())
    }
    assert not wrong, f"(importer, imported, where): {sorted(wrong)}"


def test_no_part_needs_another_in_a_circle_to_load() -> None:
    graph: dict[str, set[str]] = {}
    for importer, imported, place in edges():
        if not place:  # what a function imports when called may well need this module in turn
            graph.setdefault(importer, set()).add(imported)
    TopologicalSorter(graph).prepare()  # raises CycleError, naming the circle


def loaded_after(statement: str) -> set[str]:
    """The top-level packages that a fresh interpreter has loaded after a statement."""
    code = f"import sys\n{statement}\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_importing_the_library_loads_nothing_heavy() -> None:
    heavy = {"numpy", "pydantic", "pydantic_core", "dateutil", "hypothesis", "pyarrow", "narwhals"}
    assert not loaded_after("import povertykit") & heavy


@pytest.mark.parametrize("module", ["errors", "money", "dates", "citation", "dated"])
def test_the_lowest_modules_load_neither_numpy_nor_pydantic(module: str) -> None:
    assert not loaded_after(f"import povertykit.{module}") & {"numpy", "pydantic"}


def test_the_public_names_are_the_ones_meant() -> None:
    assert povertykit.__all__ == PUBLIC_NAMES == sorted(PUBLIC_NAMES)
    assert set(PUBLIC_NAMES) <= set(dir(povertykit))


def test_what_type_checkers_see_is_what_is_loaded() -> None:
    tree = ast.parse((PACKAGE / "__init__.py").read_text("utf-8"))
    seen = {
        alias.name: node.module.removeprefix("povertykit.")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("povertykit.")
        for alias in node.names
    }
    assert seen == povertykit._WHERE
    assert set(seen) == set(PUBLIC_NAMES)


@pytest.mark.parametrize("name", PUBLIC_NAMES)
def test_every_public_name_loads_and_is_documented(name: str) -> None:
    assert getattr(povertykit, name) is not None
    assert f"`{name}`" in (ROOT / "docs" / "index.md").read_text("utf-8"), f"name {name} in docs/index.md"


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'dibao'"):
        _ = povertykit.dibao


def own_files(*patterns: str) -> list[Path]:
    """The project's own files, without environments and what is generated."""
    places = ["src", "tests", "docs", "examples", "benchmarks"]
    inner = [path for place in places for pattern in patterns for path in (ROOT / place).rglob(pattern)]
    return inner + [path for pattern in patterns for path in ROOT.glob(pattern)]


def test_no_file_name_that_explains_nothing() -> None:
    empty_words = {"utils", "util", "helpers", "helper", "misc", "common", "base", "core"}
    assert not [path for path in own_files("*.py") if {path.stem, path.parent.name} & empty_words]


def test_no_path_of_one_machine() -> None:
    machine = re.compile(r"(?<![\w.:/-])/(?:home|root|tmp|work|Users|mnt)/\w|(?<!\w)[A-Z]:\\Users")
    texts = [*own_files("*.py", "*.md", "*.toml", "*.yml", "*.yaml", "*.cff", "Makefile"), ROOT / ".ci" / "run"]
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in texts
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if machine.search(line) and path != Path(__file__).resolve()
    ]
    assert not found
