"""Write the generated pages of the documentation: the reference, the jurisdictions, and copies of root documents.

The reference is read from the source without importing it: a page for each module that declares `__all__`, with its
public names in that order, each with its signature and its docstring. Run it as `python docs/generate.py`.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import griffe

from generate_jurisdictions import write_jurisdictions

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
Kind = griffe.DocstringSectionKind


def main() -> None:
    """Write all generated pages anew."""
    for copied in ("CONTRIBUTING.md", "CHANGELOG.md"):
        shutil.copyfile(ROOT / copied, DOCS / copied.lower())
    options: griffe.GoogleOptions = {"warn_unknown_params": False, "warn_missing_types": False}  # __new__ is not seen
    package = griffe.load(
        "povertykit",
        search_paths=[ROOT / "src"],
        docstring_parser="google",
        docstring_options=options,
        allow_inspection=False,
    )
    assert isinstance(package, griffe.Module)
    pages = {module.path: module_page(module) for module in public_modules(package)}
    write_folder(DOCS / "reference", {"index": index_page(package, pages), **pages})
    write_jurisdictions(DOCS / "jurisdictions")


def write_folder(folder: Path, pages: dict[str, str]) -> None:
    """Replace a folder of generated pages, so that a page of a removed module goes with it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, text in pages.items():
        (folder / f"{name}.md").write_text(text, "utf-8")


def public_modules(module: griffe.Module) -> Iterator[griffe.Module]:
    """The module and those below it that declare their public names; the package itself is the index page."""
    for child in sorted(module.modules.values(), key=lambda each: each.path):
        if child.is_alias or child.name.startswith("_"):
            continue
        if child.exports:
            yield child
        yield from public_modules(child)


def index_page(package: griffe.Module, pages: dict[str, str]) -> str:
    """The front page of the reference: what the package says of itself, the public face, and every module."""
    rows = ["| module | what it holds |", "| --- | --- |"]
    rows += [f"| [`{path}`]({path}.md) | {summary(package[path.removeprefix('povertykit.')])} |" for path in pages]
    return "\n".join(["# Reference", "", docstring(package), "", "## Modules", "", *rows, ""])


def module_page(module: griffe.Module) -> str:
    """One module: its docstring, then its public names in the order of `__all__`."""
    parts = ["[Reference](index.md)", f"# `{module.path}`", docstring(module)]
    names = [name if isinstance(name, str) else name.name for name in module.exports or ()]
    for name in names:
        parts += member(module.members[name], name, level=2) if name in module.members else unpacked(module, name)
    return "\n\n".join(part for part in parts if part) + "\n"


def member(found: griffe.Object | griffe.Alias, title: str, level: int) -> list[str]:
    """One public name, and of a class also its public members that say something of themselves."""
    heading = f"{'#' * level} `{title}` {{ #{title} }}"
    if isinstance(found, griffe.Module):  # a name that a module shares with what it defines
        return [heading, f"Defined in [`{found.path}`]({found.path}.md#{found.name})."]
    if isinstance(found, griffe.Alias):  # offered here, defined elsewhere
        where = found.target_path.rpartition(".")[0]
        inside = where.startswith("povertykit.")
        return [heading, f"Defined in [`{where}`]({where}.md#{found.target.name})." if inside else f"From `{where}`."]
    parts = [heading, f"```python\n{signature(found)}\n```", docstring(found)]
    if isinstance(found, griffe.Class):
        for name, inner in found.members.items():
            if not name.startswith("_") and not inner.is_alias and inner.has_docstring:
                parts += member(inner, f"{title}.{name}", level + 1)
    return parts


def unpacked(module: griffe.Module, name: str) -> list[str]:
    """A name that gets its value beside others (`A, B = ...`), which the static reading leaves out."""
    assert isinstance(module.filepath, Path)
    line = re.search(rf"^(?:\w+, )*{name}\b.*=.*$", module.filepath.read_text("utf-8"), re.MULTILINE)
    if not line:
        raise ValueError(f"{module.path}: {name} stands in __all__ but is not defined there")
    return [f"## `{name}` {{ #{name} }}", f"```python\n{line[0]}\n```"]


def signature(found: griffe.Object) -> str:
    """How the name is declared, wrapped one parameter a line where it is long."""
    if isinstance(found, griffe.Function):
        typed = [declared(variant) for variant in found.overloads or [found]]
        return "\n".join(typed)
    if isinstance(found, griffe.Class):
        bases = ", ".join(str(base) for base in found.bases)
        return f"class {found.name}({bases})" if bases else f"class {found.name}"
    assert isinstance(found, griffe.Attribute | griffe.TypeAlias)
    kind = f": {found.annotation}" if isinstance(found, griffe.Attribute) and found.annotation else ""
    value = str(found.value) if found.value is not None else ""
    return f"{found.name}{kind}" + (f" = {value}" if value and len(value) <= 80 else "")


def declared(function: griffe.Function) -> str:
    """A function's signature, one parameter a line where it would be long."""
    line = f"def {function.signature()}"
    if len(line) <= 100:
        return line
    head, _, rest = line.partition("(")
    inside, _, result = rest.rpartition(")")
    return f"{head}(\n    " + ",\n    ".join(split_parameters(inside)) + f",\n){result}"


def split_parameters(text: str) -> list[str]:
    """Split at the commas that stand outside every bracket and every string."""
    parts, depth, quote = [""], 0, ""
    for sign in text:
        quote = "" if sign == quote else quote or (sign if sign in "'\"" else "")
        depth += 0 if quote else (sign in "([{") - (sign in ")]}")
        if sign == "," and not depth and not quote:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]


def summary(found: griffe.Object | griffe.Alias) -> str:
    """The first paragraph of a docstring on one line, fit for a table."""
    text = found.docstring.value if found.docstring else ""
    return cell(text.partition("\n\n")[0])


def cell(text: str) -> str:
    """Text that may stand in a table's cell."""
    return " ".join(text.split()).replace("|", "\\|")


def docstring(found: griffe.Object) -> str:
    """A docstring's sections as Markdown."""
    return "\n\n".join(section(part) for part in found.docstring.parsed) if found.docstring else ""


def section(part: griffe.DocstringSection) -> str:
    """One section: text as it is, arguments and results as tables, examples as a Python session."""
    match part.kind:
        case Kind.text:
            return str(part.value)
        case Kind.examples:
            shown = [f"```pycon\n{text}\n```" if kind is Kind.examples else text for kind, text in part.value]
            return "**Examples**\n\n" + "\n\n".join(shown)
        case Kind.admonition:
            return f"**{part.title}**\n\n{part.value.description}"
    rows = [(getattr(row, "name", ""), row.annotation, row.description) for row in part.value]
    title = "Arguments" if part.kind is Kind.parameters else part.kind.value.capitalize()
    named = any(name for name, _, _ in rows)
    head = "| name | type | meaning |\n| --- | --- | --- |" if named else "| type | meaning |\n| --- | --- |"
    lines = [
        f"| {f'`{name}` | ' if named else ''}{f'`{cell(str(kind))}`' if kind else ''} | {cell(text)} |"
        for name, kind, text in rows
    ]
    return "\n".join([f"**{title}**", "", head, *lines])


if __name__ == "__main__":
    main()
