"""The generated page of each jurisdiction: every rule and figure has its place, and every link leads to one."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from povertykit import jurisdiction, list_jurisdictions
from povertykit.jurisdictions.clauses import citations, clauses, in_document_order, items, number
from povertykit.jurisdictions.freshness import freshness
from povertykit.policy.provision import Provision
from povertykit.policy.terms import RoundingTerm

DOCS = Path(__file__).resolve().parent.parent / "docs"
sys.path.insert(0, str(DOCS))  # the generator is a script, not a part of the package
try:
    from executed import session
    from generate_jurisdictions import write_jurisdictions
finally:
    sys.path.remove(str(DOCS))

NAMES = [entry.name for entry in list_jurisdictions()]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("pages") / "jurisdictions"
    write_jurisdictions(folder)
    return {path.stem: path.read_text("utf-8") for path in folder.iterdir()}


def test_every_jurisdiction_has_a_page_and_is_listed(pages: dict[str, str]) -> None:
    assert set(pages) == {"index", *NAMES}
    for name in NAMES:
        assert f"]({name}.md)" in pages["index"]


@pytest.mark.parametrize("name", NAMES)
def test_everything_declared_stands_on_the_page_once(pages: dict[str, str], name: str) -> None:
    law = jurisdiction(name).law
    anchors = re.findall(r"\{ #([^ }]+) \}", pages[name])
    assert len(anchors) == len(set(anchors))
    assert set(items(law)) <= set(anchors)
    for item in items(law).values():
        assert item.en in pages[name]
        assert item.zh in pages[name]
        if isinstance(item, Provision):
            assert f"def {item.name}(" in pages[name]
            assert item.note_zh in pages[name]
    for section in law.sections:
        assert section.en in pages[name]
    assert law.basis_zh in pages[name]


@pytest.mark.parametrize("name", NAMES)
def test_every_clause_stands_under_its_document(pages: dict[str, str], name: str) -> None:
    law = jurisdiction(name).law
    for clause in clauses(law):
        start = "## Clause by clause" if clause.source == law.source else f"{{ #{clause.source.key} }}"
        document = re.split(r"^## ", pages[name].partition(start)[2], maxsplit=1, flags=re.MULTILINE)[0]
        heading = next(
            line for line in document.splitlines() if re.match(rf"### .*{re.escape(clause.section)} {{ #", line)
        )
        text = re.split(r"^### ", document.partition(heading)[2], maxsplit=1, flags=re.MULTILINE)[0]
        for item in clause.items:
            assert isinstance(item, RoundingTerm) or f"`{item.name}`" in text


@pytest.mark.parametrize("name", NAMES)
def test_targets_show_their_levels_and_sums_their_verdicts(pages: dict[str, str], name: str) -> None:
    law = jurisdiction(name).law
    for target in law.targets.values():
        row = next(line for line in pages[name].splitlines() if f"{{ #{target.name} }}" in line)
        for language in ("en", "zh"):
            assert all(target.level_text(goal, language) in row for goal in target.goals)
    for each in law.consistencies.values():
        row = next(line for line in pages[name].splitlines() if f"{{ #{each.name} }}" in line)
        assert ("disagrees 不符" in row) is not each.agrees
        assert each.text("zh") in row


@pytest.mark.parametrize("name", NAMES)
def test_what_is_inherited_leads_to_its_page_and_names_its_document(pages: dict[str, str], name: str) -> None:
    law = jurisdiction(name).law
    higher = {each: item for each, item in items(law, inherited=True).items() if law.home_of(each) is not law}
    for each, item in higher.items():
        home = law.home_of(each).name
        link = f"[`{each}`]({home}.md#{each})"
        row = next(line for line in pages[name].splitlines() if line.startswith(f"| {link}"))
        assert all(citation.text("zh") in row for citation in citations(item))
        assert f"{{ #{each} }}" in pages[home]
    assert ("#inherited" in pages[name]) is bool(higher)


@pytest.mark.parametrize("name", NAMES)
def test_the_day_to_which_figures_are_known_is_shown(pages: dict[str, str], name: str) -> None:
    text = pages[name].partition("{ #known-to }")[2].partition("\n## ")[0]
    for each in freshness(jurisdiction(name).law):
        row = next(line for line in text.splitlines() if f"`{each.name}`" in line)
        assert row.startswith(f"| {each.known_to} ")
        assert each.source.title_zh in row


@pytest.mark.parametrize("name", NAMES)
def test_the_example_decides_something(pages: dict[str, str], name: str) -> None:
    code = pages[name].partition("```pycon")[2].partition("```")[0]
    assert f'jurisdiction("{name}")' in code
    assert "Error" not in code
    assert "decision = policy.assess(household)" in code


@pytest.mark.parametrize("name", NAMES)
def test_links_within_a_page_lead_somewhere(pages: dict[str, str], name: str) -> None:
    anchors = set(re.findall(r"\{ #([^ }]+) \}", pages[name]))
    assert set(re.findall(r"\]\(#([^)]+)\)", pages[name])) <= anchors


def test_the_register_of_figures_is_shown_where_there_is_one(pages: dict[str, str]) -> None:
    assert "2%以下" in pages["xiangxi"].partition("#register")[2]
    assert "#register" not in pages["zz"]


def test_examples_are_run() -> None:
    assert session("x = [\n    1,\n]\nx[0] + 1\nfor i in x:\n    print(i)") == (
        ">>> x = [\n...     1,\n... ]\n>>> x[0] + 1\n2\n>>> for i in x:\n...     print(i)\n1"
    )
    with pytest.raises(ZeroDivisionError):
        session("1 / 0")


@pytest.mark.parametrize(("text", "value"), [("二十三", 23), ("十", 10), ("一百零二", 102), ("7", 7), ("〇", 0)])
def test_numbers_of_sections(text: str, value: int) -> None:
    assert number(text) == value


def test_sections_stand_in_the_order_of_the_document() -> None:
    given = ["附件", "三(一)", "二(十)", "二(二)", "第十二条", "二"]
    assert in_document_order(given) == ["二", "二(二)", "二(十)", "三(一)", "第十二条", "附件"]
