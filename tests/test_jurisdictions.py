"""Finding jurisdictions: by every name, in this package and in others, with clashes and broken entries told."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from importlib import import_module, invalidate_caches
from pathlib import Path

import pytest

import povertykit
from povertykit import jurisdictions
from povertykit.citation import Grade
from povertykit.errors import AmbiguousName, InvalidInput, UnknownName
from povertykit.jurisdictions import registry
from povertykit.jurisdictions.cn.hunan import xiangxi
from povertykit.policy import Figure, Link

LAW = """
from datetime import date
from povertykit.citation import Grade, Source
from povertykit.policy.jurisdiction import Jurisdiction

law = Jurisdiction(
    name="{name}", code="{code}", en="{en}", zh="{zh}", aliases={aliases}, fictional=True,
    source=Source("{name}", "某意见", "An opinion", "某地", "A place", None),
    start=date(2030, 1, 1), end=date(2030, 12, 31), basis=Grade.DOCUMENT, basis_en="its words", basis_zh="原文",
)
policy = law.policy
"""


def law_text(name: str, code: str, en: str, zh: str, aliases: tuple[str, ...] = ()) -> str:
    return LAW.format(name=name, code=code, en=en, zh=zh, aliases=aliases)


@pytest.fixture(autouse=True)
def found_anew(tmp_path: Path) -> Iterator[None]:
    """Every test finds the jurisdictions for itself, and leaves nothing of what it added."""
    registry._listing.cache_clear()
    yield
    registry._listing.cache_clear()
    for name, module in [*sys.modules.items()]:
        if str(getattr(module, "__file__", None)).startswith(str(tmp_path)):
            parent, _, child = name.rpartition(".")
            if parent in sys.modules:
                vars(sys.modules[parent]).pop(child, None)
            del sys.modules[name]


@pytest.fixture
def add_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Put a module into the library's own package of jurisdictions, by its path below it."""
    monkeypatch.setattr(jurisdictions, "__path__", [*jurisdictions.__path__, str(tmp_path / "own")])

    def add(path: str, text: str) -> None:
        file = tmp_path / "own" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        invalidate_caches()

    return add


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, dict[str, str], dict[str, str]], None]:
    """Install a package of somebody else's: its files, and its entry points in real metadata."""
    site = tmp_path / "site-packages"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))

    def add(package: str, files: dict[str, str], entries: dict[str, str]) -> None:
        for path, text in files.items():
            (site / path).parent.mkdir(parents=True, exist_ok=True)
            (site / path).write_text(text, "utf-8")
        info = site / f"{package}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n", "utf-8")
        lines = [f"{name} = {value}" for name, value in entries.items()]
        (info / "entry_points.txt").write_text("\n".join([f"[{registry.GROUP}]", *lines, ""]), "utf-8")
        invalidate_caches()

    return add


@pytest.mark.parametrize(
    "name",
    [
        *("xiangxi", "Xiangxi", "XIANGXI", " xiangxi ", "ｘｉａｎｇｘｉ", "433100", "４３３１００", "湘西州", "湘西"),
        *(
            "湘西土家族苗族自治州",
            "Xiangxi Tujia and Miao Autonomous Prefecture",
            "xiangxi  tujia and miao autonomous prefecture",
        ),
        "povertykit.jurisdictions.cn.hunan.xiangxi",
    ],
)
def test_every_name_finds_the_same_module(name: str) -> None:
    assert povertykit.jurisdiction(name) is xiangxi


@pytest.mark.parametrize("part", ["Tujia and Miao", "土家族", "xiangx"])
def test_a_part_that_fits_one_finds_it(part: str) -> None:
    assert povertykit.jurisdiction(part) is xiangxi


@pytest.mark.parametrize(
    ("name", "near"), [("xianxi", "'xiangxi'"), ("湘溪州", "'湘西州'"), ("Xiangxi Tuja Prefecture", "Tujia and Miao")]
)
def test_an_unknown_name_suggests_near_ones(name: str, near: str) -> None:
    with pytest.raises(UnknownName, match=r"did you mean") as caught:
        povertykit.jurisdiction(name)
    assert near in str(caught.value)
    assert "xiangxi (湘西土家族苗族自治州, 433100)" in str(caught.value)


@pytest.mark.parametrize("name", ["", " ", "x", "西", "43", "4331", "qqqqqqqq", "凤凰县"])
def test_too_little_a_part_of_a_code_or_nothing_finds_nothing(name: str) -> None:
    with pytest.raises(UnknownName):
        povertykit.jurisdiction(name)


def test_a_code_as_a_number_is_refused() -> None:
    with pytest.raises(InvalidInput, match="write a code as text"):
        povertykit.jurisdiction(433100)  # type: ignore[arg-type]


def test_the_list_says_what_is_covered_and_prints_well() -> None:
    listing = povertykit.list_jurisdictions()
    assert isinstance(listing, tuple)
    entry = next(entry for entry in listing if entry.name == "xiangxi")
    assert (entry.code, entry.zh, entry.module) == ("433100", "湘西土家族苗族自治州", xiangxi.__name__)
    assert (entry.start, entry.end, entry.basis) == (xiangxi.law.start, xiangxi.law.end, Grade.DERIVED)
    assert entry.title_en == "Xiangxi 2017 opinion on targeted poverty alleviation"
    assert not entry.fictional
    assert str(entry) in str(listing).splitlines()
    assert [each.fictional for each in listing] == sorted(each.fictional for each in listing)
    assert povertykit.list_jurisdictions() is listing


def test_a_new_module_in_the_package_is_found_by_itself(add_module: Callable[[str, str], None]) -> None:
    add_module("cc/__init__.py", "")
    add_module("cc/_draft.py", "raise RuntimeError('a name with an underscore is not looked at')")
    add_module("cc/tables.py", "law = 'not a law'")
    add_module("cc/newplace.py", law_text("newplace", "999901", "New Place", "新地"))
    add_module("cc/shows.py", "from povertykit.jurisdictions.cc.newplace import law")
    names = [entry.name for entry in povertykit.list_jurisdictions()]
    assert names.count("newplace") == 1
    assert povertykit.jurisdiction("新地").__name__ == "povertykit.jurisdictions.cc.newplace"


def test_a_name_that_fits_two_says_which(add_module: Callable[[str, str], None]) -> None:
    add_module("eastlake.py", law_text("eastlake", "999902", "Lake County East", "东湖县"))
    add_module("westlake.py", law_text("westlake", "999903", "Lake County West", "西湖县"))
    with pytest.raises(AmbiguousName, match="fits 2 jurisdictions") as caught:
        povertykit.jurisdiction("lake county")
    assert "eastlake (东湖县, 999902); westlake (西湖县, 999903)" in str(caught.value)
    with pytest.raises(AmbiguousName):
        povertykit.jurisdiction("湖县")
    assert povertykit.jurisdiction("东湖").law.code == "999902"


def test_an_exact_name_goes_before_a_part_of_another(add_module: Callable[[str, str], None]) -> None:
    add_module("lake.py", law_text("lake", "999902", "Lake", "湖县"))
    add_module("westlake.py", law_text("westlake", "999903", "West Lake", "西湖县"))
    assert povertykit.jurisdiction("lake").law.code == "999902"
    assert povertykit.jurisdiction("湖县").law.code == "999902"


def test_a_broken_module_of_the_library_itself_is_not_hidden(add_module: Callable[[str, str], None]) -> None:
    add_module("broken.py", "raise RuntimeError('unfinished')")
    with pytest.raises(RuntimeError, match="unfinished"):
        povertykit.list_jurisdictions()


def test_other_packages_add_jurisdictions(install: Callable[[str, dict[str, str], dict[str, str]], None]) -> None:
    files = {
        "their_place.py": law_text("theirplace", "999904", "Their Place", "他处"),
        "their_province/__init__.py": "",
        "their_province/one.py": law_text("one", "999905", "Province One", "甲县"),
        "their_province/two.py": law_text("two", "999906", "Province Two", "乙县"),
    }
    install("their-package", files, {"place": "their_place", "province": "their_province"})
    found = {entry.name: entry.module for entry in povertykit.list_jurisdictions()}
    assert found["theirplace"] == "their_place"
    assert (found["one"], found["two"]) == ("their_province.one", "their_province.two")
    assert povertykit.list_jurisdictions().problems == ()
    assert povertykit.jurisdiction("他处") is import_module("their_place")


@pytest.mark.parametrize(
    ("value", "text", "said"),
    [
        ("broken_place", "raise RuntimeError('no such table')", "RuntimeError: no such table"),
        ("broken_place", "law = 3", "has no law"),
        ("broken_place:law", "law = 3", "is no module"),
        ("absent_place", "", "ModuleNotFoundError"),
    ],
)
def test_a_broken_entry_is_told_and_spoils_nothing(
    install: Callable[[str, dict[str, str], dict[str, str]], None], value: str, text: str, said: str
) -> None:
    good = law_text("good", "999907", "Good Place", "好地")
    install("mixed", {"broken_place.py": text, "good_place.py": good}, {"bad": value, "good": "good_place"})
    with pytest.warns(UserWarning, match="cannot be used"):
        listing = povertykit.list_jurisdictions()
    (problem,) = listing.problems
    assert f"bad = {value} of the package mixed" in problem
    assert said in problem
    assert "not usable" in str(listing)
    assert povertykit.jurisdiction("good").law.zh == "好地"
    assert povertykit.jurisdiction("xiangxi") is xiangxi
    with pytest.raises(UnknownName, match="cannot be used"):
        povertykit.jurisdiction("brokenplace")


def test_a_clash_of_names_is_told_and_neither_is_taken(
    install: Callable[[str, dict[str, str], dict[str, str]], None],
) -> None:
    files = {"other_xiangxi.py": law_text("xiangxi", "433100", "Another Xiangxi", "另一个湘西", ("别湘",))}
    install("other", files, {"xiangxi": "other_xiangxi"})
    with pytest.warns(UserWarning, match="share the name 'xiangxi', '433100'"):
        listing = povertykit.list_jurisdictions()
    (problem,) = listing.problems
    assert problem.startswith("povertykit.jurisdictions.cn.hunan.xiangxi and other_xiangxi share")
    with pytest.raises(AmbiguousName, match="other_xiangxi"):
        povertykit.jurisdiction("xiangxi")
    assert povertykit.jurisdiction("other_xiangxi") is not xiangxi
    assert povertykit.jurisdiction("povertykit.jurisdictions.cn.hunan.xiangxi") is xiangxi
    assert povertykit.jurisdiction("别湘").law.zh == "另一个湘西"


BUILT_IN = ("national", "xiangxi", "lianzhou", "huining", "huaihua", "shandong", "junan", "zz")


@pytest.mark.parametrize("name", BUILT_IN)
def test_what_a_citation_notes_is_in_both_languages(name: str) -> None:
    law = povertykit.jurisdiction(name).law
    cited = [target.citation for target in law.all_targets().values()]
    for item in law.all().values():
        cited += [step.citation for step in item.dated.steps] if isinstance(item, Figure) else []
        cited += [] if isinstance(item, Figure | Link) else [item.citation]
    assert {citation.note for citation in cited if citation.note and not citation.note_zh} == set()


def test_a_national_figure_begins_with_its_own_document_not_with_the_span_of_the_library() -> None:
    law = povertykit.jurisdiction("national").law
    figures = [item for item in law.declared.values() if isinstance(item, Figure)]
    assert [item.name for item in figures if item.dated.steps[0].start == law.start] == []
