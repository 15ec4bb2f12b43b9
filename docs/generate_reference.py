"""The reference, read from the source without running it: a page for each module that declares `__all__`.

A name is described once, on the page where a user meets it: `Fen` on that of `povertykit.money`, although it is defined
in a module behind it. The other pages that offer it lead there. Values of constants and members of enumerations come
from the imported module, since the source does not always show them.
"""

from __future__ import annotations

import enum
import inspect
import shutil
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import TypeAlias

import griffe

from generate_fields import markdown, model_table
from povertykit.models import MODEL_OF

Found: TypeAlias = griffe.Object | griffe.Alias
Table: TypeAlias = tuple[tuple[str, ...], list[tuple[str, ...]]]
Kind = griffe.DocstringSectionKind

# The pages that users come to, by subject; whatever calculator or place is added finds its group by itself.
GROUPS = {
    "Money, dates and sources 金额、日期、依据": ("money", "dates", "citation", "dated", "errors"),
    "What is handed in 输入的事实": ("models",),
    "Policies and decisions 政策与决定": ("policy", "decision", "explanation", "jurisdictions"),
    "Registers and what if 名册与测算": ("scenarios", "adapters", "plots"),
    "Measures 指标": ("measures",),
    "The command line 命令行": ("cli",),
    "Writing rules 编写规则": ("arithmetic", "calculators"),
}
INNER = "The inner workings 内部实现"
_INNER_MODULES = {
    "amount_arrays",
    "amounts",
    "arrays",
    "calculators.loans.columns",
    "calculators.loans.contract",
    "calculators.loans.counting",
    "calculators.loans.interest",
    "calculators.loans.schedule",
    "calculators.loans.statement",
    "calculators.loans.subsidy",
    "calculators.loans.terms",
    "derivation",
    "extras",
    "jurisdictions.registry",
    "labels",
    "measures.multidimensional.achievements",
    "measures.admission",
    "measures.multidimensional.counting",
    "measures.inequality.decomposition_parts",
    "measures.multidimensional.indicator_weights",
    "measures.numbers",
    "measures.poverty.blocks",
    "measures.poverty.sums",
    "measures.quantiles",
    "measures.rank_parts",
    "measures.ranked",
    "measures.ratios",
    "measures.sample",
    "periods",
    "progress_bar",
    "quantities",
    "ratio",
    "text_table",
}
_INNER_PACKAGES = {"models", "policy", "explanation", "scenarios", "cli", "plots"}
# Which of a package's modules describes what a user meets first; the others follow as the package imports them.
_FIRST = {
    "calculators.loans": ("contract", "terms", "schedule", "statement", "subsidy", "interest"),
    "models": ("household", "people", "loans", "claims", "villages", "places", "team"),
    "policy": ("policy", "jurisdiction", "provision", "declaration", "terms"),
    "scenarios": ("simulate", "register", "outcome"),
}


def write_reference(folder: Path, source: Path) -> None:
    """Replace the folder's pages, so that the page of a removed module goes with it."""
    options: griffe.GoogleOptions = {"warn_unknown_params": False, "warn_missing_types": False}  # __new__ is not seen
    package = griffe.load(
        "povertykit",
        search_paths=[source],
        docstring_parser="google",
        docstring_options=options,
        allow_inspection=False,
    )
    assert isinstance(package, griffe.Module)
    reference = Reference(package)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for module in reference.modules:
        (folder / f"{module.path}.md").write_text(reference.page(module), "utf-8")
    (folder / "index.md").write_text(reference.index(), "utf-8")


class Reference:
    """All modules that declare their public names, and on whose page each name is described."""

    def __init__(self, package: griffe.Module) -> None:
        self.package = package
        self.modules = sorted(_modules(package), key=lambda module: _rank(module.path))
        self.home: dict[str, str] = {}
        for module in self.modules:
            for name in _exports(module):
                if (found := module.members.get(name)) is not None:
                    self.home.setdefault(_target(found).path, module.path)

    def index(self) -> str:
        """The front page: what the package says of itself, then the modules by subject."""
        parts = ["# Reference 参考", docstring(self.package), "## Modules 模块"]
        for group in [*GROUPS, INNER]:
            own = [module for module in self.modules if _group(module.path) == group]
            if group == INNER:
                parts += [f"## {group}", "What the modules above are made of. Their names may change without notice."]
            else:
                parts.append(f"### {group}")
            rows = [(f"[`{module.path}`]({module.path}.md)", summary(module)) for module in own]
            parts.append(markdown(("module 模块", "what it holds 内容"), rows))
        return _joined(parts)

    def page(self, module: griffe.Module) -> str:
        """One module: its docstring, what is described here, what is described elsewhere, its constants."""
        described, constants, elsewhere = list[str](), list[str](), list[str]()
        for name in self._in_order(module):
            found = module.members.get(name)
            target = None if found is None else _target(found)
            shadowed = target is not None and target.is_module  # a value that has the name of a module beside it
            if target is not None and not shadowed and self.home.get(target.path) != module.path:
                elsewhere.append(name)
            elif target is None or shadowed or (target.is_attribute and not _long(target)):
                constants.append(name)
            else:
                described += member(target, name, level=2)
        parts = ["[Reference 参考](index.md)", f"# `{module.path}`", docstring(module), *described]
        if elsewhere:
            parts += ["## Described elsewhere 见其他页 { #described-elsewhere }", self._links(module, elsewhere)]
        if constants:
            rows = [_constant(module, name) for name in constants]
            parts += ["## Constants 常量 { #constants }", markdown(("name 名称", "value 值", "meaning 含义"), rows)]
        return _joined(parts)

    def _in_order(self, module: griffe.Module) -> list[str]:
        """The public names by topic: as the modules behind this one come first, and as each defines them."""
        first = _FIRST.get(_short(module.path), ())
        names = list(_exports(module))
        imported = [str(found.target_path) for found in module.members.values() if found.is_alias]

        def place(name: str) -> tuple[int, int, int, int]:
            found = module.members.get(name)
            target = None if found is None else _target(found)
            if target is None:  # one of several that get their values together: as their enumeration orders them
                value = _imported(module.path, name)
                place = list(type(value)).index(value) if isinstance(value, enum.Enum) else names.index(name)
                return (2, 0, _kind_line(value), place)
            if target.module is module:
                return (1, 0, target.lineno or 0, 0)
            within = target.path.rpartition(".")[0].rpartition(".")[2]
            rank = first.index(within) if within in first else len(first)
            same = [path for path in imported if path.rpartition(".")[0] == target.path.rpartition(".")[0]]
            return (0, rank * 1000 + (imported.index(same[0]) if same else 999), target.lineno or 0, 0)

        return sorted(names, key=place)

    def _links(self, module: griffe.Module, names: Sequence[str]) -> str:
        rows = []
        for name in names:
            target = _target(module.members[name])
            home = self.home.get(target.path)
            if home is not None:
                place = f"[`{home}`]({home}.md#{target.name})"
            else:
                place = f"`{target.path.rpartition('.')[0]}`"
            rows.append((f"`{name}`{{ #{name} }}", place, summary(target)))
        return markdown(("name 名称", "described in 见", "meaning 含义"), rows)


def _modules(module: griffe.Module) -> Iterator[griffe.Module]:
    for child in module.modules.values():
        if not child.is_alias and not child.name.startswith("_"):
            if child.exports:
                yield child
            yield from _modules(child)


def _exports(module: griffe.Module) -> list[str]:
    names = [name if isinstance(name, str) else name.name for name in module.exports or ()]
    return [name for name in names if not name.startswith("_")]


def _target(found: Found) -> griffe.Object:
    """What a name stands for, wherever it is defined."""
    target = found.final_target if isinstance(found, griffe.Alias) else found
    if isinstance(target, griffe.Module) and target.name in target.members:  # `provision` names both
        return _target(target.members[target.name])
    assert isinstance(target, griffe.Object)
    return target


def _short(path: str) -> str:
    return path.removeprefix("povertykit.")


def _group(path: str) -> str:
    """The subject of a module."""
    short = _short(path)
    top, _, rest = short.partition(".")
    if short in _INNER_MODULES or (rest and top in _INNER_PACKAGES):
        return INNER
    for group, tops in GROUPS.items():
        if top in tops:
            return group
    raise SystemExit(f"{path} belongs to no subject of the reference: name it in GROUPS or _INNER_MODULES")


def _rank(path: str) -> tuple[int, int, str]:
    """Where a module stands in the index: by subject, then as its group names it, then by name."""
    group, top = _group(path), _short(path).partition(".")[0]
    if group == INNER:
        return (len(GROUPS), 0, path)
    return (list(GROUPS).index(group), [*GROUPS[group], top].index(top), path)


def member(found: griffe.Object, title: str, level: int) -> list[str]:
    """One public name; of a class also its members, attributes and fields, and of an enumeration its values."""
    parts = [f"{'#' * level} `{title}` {{ #{title} }}", f"```python\n{signature(found)}\n```"]
    if not isinstance(found, griffe.Class):
        return [*parts, docstring(found)]
    sections = found.docstring.parsed if found.docstring else []
    text = [section(part) for part in sections if part.kind not in (Kind.examples, Kind.attributes)]
    examples = [section(part) for part in sections if part.kind is Kind.examples]
    inner = {n: each for n, each in found.members.items() if not n.startswith("_") and isinstance(each, griffe.Object)}
    parts += [*text, *_values(found), *_model_fields(found), _attributes(found, title, inner), *examples]
    for name, each in inner.items():
        if isinstance(each, griffe.Function) and each.has_docstring:
            parts += member(each, f"{title}.{name}", level + 1)
    return parts


def _attributes(found: griffe.Class, title: str, inner: dict[str, griffe.Object]) -> str:
    """The attributes and properties: as the class's docstring tells them, as they tell themselves, or by their type."""
    rows: dict[str, tuple[str, str]] = {}
    for part in found.docstring.parsed if found.docstring else []:
        if part.kind is Kind.attributes:
            rows |= {each.name: (str(each.annotation or ""), each.description) for each in part.value}
    fields = "dataclass" in found.labels or any(str(base) == "NamedTuple" for base in found.bases)
    for name, each in inner.items():
        told = each.has_docstring or fields
        if isinstance(each, griffe.Attribute) and each.annotation and "ClassVar" not in str(each.annotation) and told:
            rows.setdefault(name, (str(each.annotation), summary(each)))
    if not rows:
        return ""
    shown = [
        (f"`{name}`{{ #{title}.{name} }}", f"`{' '.join(kind.split())}`" if kind else "", words)
        for name, (kind, words) in rows.items()
    ]
    head = ("name 名称", "type 类型", "meaning 含义")
    width = 3 if any(words for _, _, words in shown) else 2
    return f"**Attributes 属性**\n\n{markdown(head[:width], [row[:width] for row in shown])}"


def _values(found: griffe.Class) -> list[str]:
    """The members of an enumeration."""
    kind = _imported(found.path.rpartition(".")[0], found.name)
    if not (isinstance(kind, type) and issubclass(kind, enum.Enum) and len(kind)):
        return []
    labelled = all(hasattr(each, "en") and hasattr(each, "zh") for each in kind)
    coded = all(hasattr(each, "code") for each in kind)
    rows = []
    for each in kind:
        value = each.value if not isinstance(each.value, tuple) else each.value[0]
        row = (f"`{found.name}.{each.name}`", f"`{value!r}`")
        row += (str(getattr(each, "code", "")),) if coded else ()
        rows.append(row + ((getattr(each, "en", ""), getattr(each, "zh", "")) if labelled else ()))
    head = ("member 成员", "value 值", *(("code 代码",) if coded else ()), *(("English", "中文") if labelled else ()))
    return [markdown(head, rows)]


def _model_fields(found: griffe.Class) -> list[str]:
    """The fields of a model that callers hand in."""
    kind = _imported(found.path.rpartition(".")[0], found.name)
    entity = next((entity for entity, model in MODEL_OF.items() if model is kind), None)
    return [] if entity is None else [f"**Fields 字段**\n\n{model_table(entity)}"]


def _long(found: griffe.Object) -> bool:
    """Whether a constant has more to say than fits a table."""
    return found.docstring is not None and len(found.docstring.parsed) > 1


def _constant(module: griffe.Module, name: str) -> tuple[str, str, str]:
    """A constant's name, value and meaning."""
    found = module.members.get(name)
    value = _imported(module.path, name)
    source = str(getattr(_target(found), "value", "") or "") if found is not None else ""
    if isinstance(value, enum.Enum):
        shown = f"{type(value).__name__}.{value.name}"
    elif found is not None and "TypeAlias" in str(getattr(_target(found), "annotation", "")):
        shown = source if len(source) <= 60 else ""
    else:
        shown = source if source and len(source) <= 60 else _brief(value)
    words = summary(_target(found)) if found is not None else ""
    if not words and isinstance(value, enum.Enum):
        words = " ".join(str(getattr(value, label)) for label in ("en", "zh") if hasattr(value, label))
    return f"`{name}`{{ #{name} }}", f"`{shown}`" if shown else "", words


def _kind_line(value: object) -> int:
    """Where a value's class is defined, so that the members of one enumeration stand together."""
    return inspect.getsourcelines(type(value))[1] if isinstance(value, enum.Enum) else 0


def _brief(value: object) -> str:
    text, kind = repr(value), type(value).__name__
    return text if len(text) <= 60 and " at 0x" not in text else "" if kind.startswith("_") else kind


def _imported(module: str, name: str) -> object:
    return getattr(import_module(module), name, None)


def signature(found: griffe.Object) -> str:
    """How the name is declared, wrapped one parameter a line where it is long."""
    if isinstance(found, griffe.Function):
        return "\n".join(declared(variant) for variant in found.overloads or [found])
    if isinstance(found, griffe.Class):
        bases = ", ".join(str(base) for base in found.bases if not str(base).startswith("_"))
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


def summary(found: Found) -> str:
    """The first paragraph of a docstring on one line, fit for a table."""
    text = found.docstring.value if found.docstring else ""
    return " ".join(text.partition("\n\n")[0].split())


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
            return "**Examples 示例**\n\n" + "\n\n".join(shown)
        case Kind.admonition:
            return f"**{part.title}**\n\n{part.value.description}"
    rows = [(getattr(row, "name", ""), row.annotation, row.description) for row in part.value]
    titles = {
        Kind.parameters: "Arguments 参数",
        Kind.returns: "Returns 返回",
        Kind.raises: "Raises 错误",
        Kind.attributes: "Attributes 属性",
        Kind.yields: "Yields 产出",
    }
    columns = ["name 名称", "type 类型", "meaning 含义"]
    used = [any(row[place] for row in rows) or place == 2 for place in range(3)]
    cells = [
        (f"`{name}`" if name else "", _kind(str(kind or ""), several=part.kind is Kind.raises), text)
        for name, kind, text in rows
    ]
    chosen = [tuple(cell for cell, wanted in zip(row, used, strict=True) if wanted) for row in [tuple(columns), *cells]]
    return f"**{titles.get(part.kind, part.kind.value.capitalize())}**\n\n{markdown(chosen[0], chosen[1:])}"


def _kind(text: str, *, several: bool) -> str:
    """A type as code; several errors that are told together are read as a tuple, which they are not."""
    names = text.removeprefix("(").removesuffix(")").split(", ") if several else [text]
    return ", ".join(f"`{' '.join(name.split())}`" for name in names if name)


def _joined(parts: Sequence[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"
