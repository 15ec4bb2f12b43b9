"""Finds the jurisdictions: those of this package by walking it, those of other packages by their entry points."""

from __future__ import annotations

import pkgutil
import unicodedata
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType
from typing import TYPE_CHECKING, Final

from povertykit.citation import Grade
from povertykit.errors import AmbiguousName, InvalidInput, UnknownName

if TYPE_CHECKING:
    from povertykit.policy.jurisdiction import Jurisdiction

__all__ = ["GROUP", "JurisdictionEntry", "Listing", "jurisdiction", "list_jurisdictions"]

GROUP: Final = "povertykit.jurisdictions"
"""The entry-point group by which other packages add jurisdictions; it is also the name of this package."""

_LEAST_PART = 2  # one character fits too much to be meant as a name


@dataclass(frozen=True, slots=True)
class JurisdictionEntry:
    """What is known of a jurisdiction before its rules are looked at.

    Attributes:
        name: the short name, and `code` its GB/T 2260 code.
        en: the full English name; `zh` the full Chinese one; `aliases` further names.
        module: the module that holds its law.
        start: the first day covered; `end` the last, both included.
        basis: on what grounds these dates stand; `basis_en` and `basis_zh` say it in words.
        fictional: whether the place is made up.
        title_en: the document's title in English; `title_zh` in Chinese.

    Examples:
        >>> print(next(entry for entry in list_jurisdictions() if entry.name == "xiangxi"))
        xiangxi (433100) Xiangxi Tujia and Miao Autonomous Prefecture 湘西土家族苗族自治州, 2017-01-01 to 2020-12-31
    """

    name: str
    code: str
    en: str
    zh: str
    aliases: tuple[str, ...]
    module: str
    start: date
    end: date
    basis: Grade
    basis_en: str
    basis_zh: str
    fictional: bool
    title_en: str
    title_zh: str

    def __str__(self) -> str:
        made_up = " (fictional)" if self.fictional else ""
        covered = f"{self.start.isoformat()} to {self.end.isoformat()}"
        return f"{self.name} ({self.code}) {self.en} {self.zh}{made_up}, {covered}"

    @property
    def names(self) -> tuple[str, ...]:
        """Every name by which it is found."""
        return tuple(dict.fromkeys((self.name, self.code, self.en, self.zh, *self.aliases)))


class Listing(tuple[JurisdictionEntry, ...]):
    """The jurisdictions, in the order of their codes, made-up places last; it prints one a line.

    Attributes:
        problems: what is wrong with entries of other packages: one that does not load, names that clash.
    """

    problems: tuple[str, ...]

    def __new__(cls, entries: Iterable[JurisdictionEntry], problems: Iterable[str] = ()) -> Listing:
        """The entries, and what could not be listed."""
        listing = super().__new__(cls, entries)
        listing.problems = tuple(problems)
        return listing

    def __str__(self) -> str:
        return "\n".join([*map(str, self), *(f"not usable: {problem}" for problem in self.problems)])


def jurisdiction(name: str) -> ModuleType:
    """The module of a jurisdiction, by its name, code, English or Chinese name, an alias, or a part of one name.

    A part counts only where nothing fits exactly, and only if it fits one jurisdiction.

    Args:
        name: such as "xiangxi", "433100", "湘西州"; capitals and the width of letters make no difference. A module's
            full dotted name is taken too, and tells apart what else has the same name.

    Raises:
        UnknownName: nothing fits; near names are suggested.
        AmbiguousName: more than one fits; the message says which.
        InvalidInput: the name is not text.

    Examples:
        >>> jurisdiction("湘西州") is jurisdiction("433100") is jurisdiction("Xiangxi")
        True
        >>> jurisdiction("xianxi")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ...
        povertykit.errors.UnknownName: jurisdiction: 'xianxi' is not known; ...; to do: did you mean 'xiangxi'?...
    """
    if not isinstance(name, str):
        raise InvalidInput(
            f"got {name!r}", field="jurisdiction", allowed="text", remedy="write a code as text, such as '433100'"
        )
    return import_module(_chosen(list_jurisdictions(), name).module)


def list_jurisdictions() -> Listing:
    """Every jurisdiction that is found, with what it covers: those of the library and those of installed packages.

    What is wrong with another package's entry is warned about once and stands in `problems` of the result; it keeps
    nothing else from being found.

    Examples:
        >>> [entry.name for entry in list_jurisdictions() if entry.code == "433100"]
        ['xiangxi']
    """
    return _listing()


@cache
def _listing() -> Listing:
    package = import_module(GROUP)
    found: dict[int, tuple[Jurisdiction, str]] = {}
    problems: list[str] = []
    for module in _modules(package):
        _note(found, module)
    for point in entry_points(group=GROUP):
        try:
            _note_all(found, point)
        except Exception as error:  # another package's code may fail in any way
            problems.append(f"{_where(point)}: {type(error).__name__}: {error}")
    entries = [_entry(law, module) for law, module in found.values()]
    problems += _clashes(entries)
    for problem in problems:
        warnings.warn(f"povertykit.jurisdictions: {problem}", stacklevel=4)
    return Listing(sorted(entries, key=lambda entry: (entry.fictional, entry.code, entry.name)), problems)


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    """The modules below a package, loaded, each package before what it holds."""
    for info in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        if info.name.rpartition(".")[2].startswith("_"):
            continue
        module = import_module(info.name)
        yield module
        if info.ispkg:
            yield from _modules(module)


def _note(found: dict[int, tuple[Jurisdiction, str]], module: ModuleType) -> bool:
    """Take a module in if it has a law; one that only shows another's law adds nothing."""
    from povertykit.policy.jurisdiction import Jurisdiction

    law = getattr(module, "law", None)
    if isinstance(law, Jurisdiction):
        found.setdefault(id(law), (law, module.__name__))
    return isinstance(law, Jurisdiction)


def _note_all(found: dict[int, tuple[Jurisdiction, str]], point: EntryPoint) -> None:
    """What an entry point names: a module with a law, or a package of such modules."""
    module: object = point.load()
    if not isinstance(module, ModuleType):
        raise InvalidInput(f"{point.value} is no module", allowed="the dotted name of a module with a `law`")
    inside = list(_modules(module)) if hasattr(module, "__path__") else []
    if not sum(_note(found, each) for each in (module, *inside)):  # each is noted, not only the first
        raise InvalidInput(f"{point.value} has no law", allowed="a module with `law = Jurisdiction(...)`")


def _where(point: EntryPoint) -> str:
    package = f" of the package {point.dist.name}" if point.dist else ""
    return f"the entry {point.name} = {point.value}{package} cannot be used"


def _entry(law: Jurisdiction, module: str) -> JurisdictionEntry:
    return JurisdictionEntry(
        name=law.name,
        code=law.code,
        en=law.en,
        zh=law.zh,
        aliases=law.aliases,
        module=module,
        start=law.start,
        end=law.end,
        basis=law.basis,
        basis_en=law.basis_en,
        basis_zh=law.basis_zh,
        fictional=law.fictional,
        title_en=law.source.title_en,
        title_zh=law.source.title_zh,
    )


def _clashes(entries: list[JurisdictionEntry]) -> list[str]:
    """Names and codes that more than one jurisdiction has; such a name finds none of them."""
    holders: dict[str, list[str]] = {}
    for entry in entries:
        for name in {_key(name): name for name in entry.names}.values():
            holders.setdefault(_key(name), []).append(entry.module)
    shared: dict[tuple[str, ...], list[str]] = {}
    for key, modules in holders.items():
        if len(modules) > 1:
            shared.setdefault(tuple(modules), []).append(repr(key))
    return [
        f"{' and '.join(modules)} share the name {', '.join(names)}; find one by its module's full name"
        for modules, names in shared.items()
    ]


def _key(name: str) -> str:
    """A name without what makes no difference: capitals, the width of letters, spaces at the ends."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _chosen(listing: Listing, name: str) -> JurisdictionEntry:
    given = _key(name)
    exact = [entry for entry in listing if given in map(_key, (*entry.names, entry.module))]
    fitting = exact or [entry for entry in listing if _fits_part(given, entry)]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise _unknown(listing, name)
    same = any(_key(one.name) == _key(other.name) for one in fitting for other in fitting if one is not other)
    raise AmbiguousName(
        f"{name!r} fits {len(fitting)} jurisdictions",
        field="jurisdiction",
        allowed="; ".join(f"{entry.module if same else entry.name} ({entry.zh}, {entry.code})" for entry in fitting),
        remedy="write one of them in full",
    )


def _fits_part(given: str, entry: JurisdictionEntry) -> bool:
    """Whether it is a part of a name; never of a code, where a part is another place (43 is all of Hunan)."""
    return len(given) >= _LEAST_PART and any(given in _key(name) for name in entry.names if name != entry.code)


def _unknown(listing: Listing, name: str) -> UnknownName:
    shown: dict[str, str] = {}
    for entry in listing:
        for known in entry.names:
            shown.setdefault(_key(known), known)
    near = get_close_matches(_key(name), shown, n=3, cutoff=0.5)
    hints = ["did you mean " + " or ".join(repr(shown[key]) for key in near) + "?"] if near else []
    hints += [f"note that {problem}" for problem in listing.problems]
    return UnknownName(
        f"{name!r} is not known",
        field="jurisdiction",
        allowed="; ".join(f"{entry.name} ({entry.zh}, {entry.code})" for entry in listing) or "(none)",
        remedy="; ".join(hints) or "see list_jurisdictions()",
    )
