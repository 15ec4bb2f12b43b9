"""The registers of clauses and figures, compared both ways with the modules and with the documents."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

import pytest
from documents import DOCUMENTS

from povertykit import jurisdiction, list_jurisdictions
from povertykit.citation import Citation
from povertykit.errors import RegisterError, UnknownName
from povertykit.jurisdictions import registers
from povertykit.jurisdictions.registers import Entry, read, register
from povertykit.money import Fen, Period, Periodic
from povertykit.policy import Figure, Link, Provision, Term
from povertykit.policy.calendar import Calendar
from povertykit.policy.jurisdiction import Jurisdiction
from povertykit.policy.law import Declared
from povertykit.policy.targets import Consistency, Target

Item: TypeAlias = Declared | Target | Consistency | Calendar
LAWS: list[Jurisdiction] = [jurisdiction(entry.name).law for entry in list_jurisdictions()]
NAMES = [path.stem for path in sorted(Path(registers.__file__).parent.glob("*.csv"))]
ARABIC = re.compile(r"\d+(?:\.\d+)?")
NUMERAL = re.compile(r"\d+(?:\.\d+)?|今年|全额|翻番|[一二三四五六七八九十百千万亿两半]")
NO_NUMERAL = re.compile(  # words and names in which a character of a numeral counts nothing; they may be listed or not
    "进一步|新一轮|一批|一体化|统一|一定|下一级|党政一把手|一线|每一|九陂|三水乡|千方百计"
)


def citations(item: Item) -> list[Citation]:
    """Where something stands."""
    if isinstance(item, Figure):
        return [step.citation for step in item.dated.steps]
    return [] if isinstance(item, Link) else [item.citation]


def number(value: object) -> Fraction | None:
    """A value as a register says it: yuan for money; None for what is no number."""
    if isinstance(value, Periodic):
        value = value.amount
    if isinstance(value, Period) or not isinstance(value, int | Fraction):
        return None
    return Fraction(value) / 100 if isinstance(value, Fen) else Fraction(value)


@dataclass(frozen=True)
class Book:
    """One document's register beside everything of the library that cites the document."""

    key: str

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        return register(self.key)

    @cached_property
    def sections(self) -> list[str]:
        return list(dict.fromkeys(entry.section for entry in self.entries))

    @cached_property
    def laws(self) -> list[Jurisdiction]:
        return [law for law in LAWS if law.source.key == self.key]

    @cached_property
    def holders(self) -> dict[str, Item]:
        """Everything of the library that cites the document, by name."""
        items: Iterator[tuple[str, Item]] = (
            named
            for law in LAWS
            for group in (law.declared, law.calendars, law.targets, law.consistencies)
            for named in group.items()
        )
        return {name: item for name, item in items if any(each.source.key == self.key for each in citations(item))}

    def sections_of(self, name: str) -> set[str]:
        return {each.section for each in citations(self.holders[name]) if each.source.key == self.key}

    def values(self, item: Item) -> set[Fraction] | None:
        """The numbers that something takes from the document; None for what holds no number."""
        if isinstance(item, Figure):
            steps = [step for step in item.dated.steps if step.citation.source.key == self.key]
            # A step of nothing before others says that there is none yet, and states no figure.
            found = [number(step.value) for step in steps if step.value or len(steps) == 1]
        elif isinstance(item, Term) and item.allowed is not None:
            found = [number(Fen(end) if item.unit == "amount" else end) for end in item.allowed]
        elif isinstance(item, Target):
            # A rise by 40% is held as 1.4 times the year it starts from.
            rises = {Fraction(goal.level) - 1 for goal in item.goals if goal.base_year}
            return {*item.numbers, *(rise for rise in rises if rise > 0)}
        elif isinstance(item, Consistency):
            found = [number(value) for value in (*item.parts.values(), item.stated, item.computed)]
        elif isinstance(item, Calendar):
            # One that holds single days only is said in words, such as a quarter of the year.
            years = [Fraction(due.on.year) for due in item.once] if item.months else []
            found = [*map(Fraction, item.months), *years]
        else:
            return None
        return {value for value in found if value is not None} or None

    @cached_property
    def held(self) -> dict[str, list[Fraction]]:
        """The values of the entries that each name holds."""
        found = dict[str, list[Fraction]]()
        for entry in self.entries:
            for name in entry.held_by:
                found.setdefault(name, []).append(entry.value or Fraction(0))
        return found

    @cached_property
    def in_words(self) -> set[Fraction]:
        """What a target may hold that is no numeral of its clause: all, none, and years that stand elsewhere."""
        years = {entry.value for entry in self.entries if entry.value and 1990 <= entry.value <= 2050}
        ends = {Fraction(day.year) for law in self.laws for day in (law.start, law.end)}
        return {Fraction(0), Fraction(1), *years, *ends}


BOOKS = [Book(name) for name in NAMES]
ENTRIES = [
    pytest.param(book, entry, id=f"{book.key}-{entry.section}-{entry.position}")
    for book in BOOKS
    for entry in book.entries
]
OF_THE_DOCUMENT = [
    pytest.param(book, name, id=f"{book.key}-{name}")
    for book in BOOKS
    for name, item in book.holders.items()
    if book.values(item) is not None
]


def test_every_document_has_its_register():
    assert set(NAMES) == set(DOCUMENTS)


@pytest.mark.parametrize("book", BOOKS, ids=NAMES)
def test_every_section_is_declared_and_no_other_is_cited(book: Book):
    assert book.laws, f"no law has the source {book.key}"
    declaratory = [each for law in book.laws for each in law.sections if each.citation.source.key == book.key]
    assert all(section.en and section.zh for section in declaratory)
    assert {each.citation.section for each in declaratory} == set(book.sections), (
        "a section with rules says which of its sentences only declare; any other why nothing is computed of it"
    )
    assert {section for name in book.holders for section in book.sections_of(name)} <= set(book.sections)


@pytest.mark.parametrize(("book", "entry"), ENTRIES)
def test_what_an_entry_is_held_by_exists_and_cites_its_section_and_has_its_value(book: Book, entry: Entry):
    for name in entry.held_by:
        assert name in book.holders, f"{name} is nothing of the library that cites {book.key}"
        # A number that the document repeats may be held by what cites the other place; then the entry says so.
        assert entry.section in book.sections_of(name) or entry.reason_en, f"{name} cites {book.sections_of(name)}"
        values = book.values(book.holders[name])
        assert values is None or entry.value in values, f"{name} holds {values}"
    assert entry.held_by or (entry.reason_en and entry.reason_zh)


@pytest.mark.parametrize(("book", "name"), OF_THE_DOCUMENT)
def test_every_number_of_the_module_stands_in_the_register(book: Book, name: str):
    item = book.holders[name]
    values, held = book.values(item) or set(), set(book.held.get(name, ()))
    if isinstance(item, Target):
        risen = {Fraction(goal.level) for goal in item.goals if goal.base_year}
        missing = {value for value in item.numbers - held if value not in risen or value - 1 not in held}
        assert missing <= book.in_words
    elif isinstance(item, Consistency):
        assert held or values <= {entry.value for entry in book.entries}
    elif isinstance(item, Term):
        assert held | {Fraction(0)} >= values
    elif isinstance(item, Calendar) and not held:
        assert values == {Fraction(12)}  # every year, said without a numeral
    elif held or values - {Fraction(0), Fraction(1)}:
        assert held == values


@pytest.mark.parametrize("book", BOOKS, ids=NAMES)
def test_every_provision_that_uses_a_figure_of_its_clause_is_named_beside_it(book: Book):
    for rule in [item for item in book.holders.values() if isinstance(item, Provision)]:
        for name in book.held.keys() & rule.units.keys():
            if isinstance(book.holders[name], Figure) and book.sections_of(name) == {rule.citation.section}:
                beside = any({rule.name, name} <= set(entry.held_by) for entry in book.entries)
                assert beside, f"{rule.name} uses {name} and is not named where it is"


# With the documents ------------------------------------------------------------------------------------------------


def text_of(book: Book) -> dict[str, str]:
    document = DOCUMENTS[book.key]
    if not document.path.exists():
        pytest.skip("the documents' texts are not beside the repository; they are not part of the project")
    return document.sections()


@pytest.mark.parametrize("book", BOOKS, ids=NAMES)
def test_the_document_has_the_sections_of_the_register(book: Book):
    assert list(text_of(book)) == book.sections


@pytest.mark.parametrize("pattern", [ARABIC, NUMERAL], ids=["arabic", "chinese and arabic"])
@pytest.mark.parametrize("book", BOOKS, ids=NAMES)
def test_every_numeral_of_the_document_is_in_the_register_in_order(book: Book, pattern: re.Pattern[str]):
    for section, text in text_of(book).items():
        printed = [entry.numeral for entry in book.entries if entry.section == section]
        # A blank stands where a word without a numeral was, so that what is beside it does not run together.
        listed = pattern.findall(NO_NUMERAL.sub(" ", " ".join(printed)))
        assert listed == pattern.findall(NO_NUMERAL.sub(" ", text)), section


@pytest.mark.parametrize("book", BOOKS, ids=NAMES)
def test_every_numeral_is_printed_as_the_document_has_it(book: Book):
    for section, text in text_of(book).items():
        place = 0
        for numeral in [entry.numeral.replace(" ", "") for entry in book.entries if entry.section == section]:
            assert numeral in text[place:], f"{numeral} is not printed so in {section}, after {text[:place][-20:]}"
            place += text[place:].index(numeral) + len(numeral)


# The reader of the files -------------------------------------------------------------------------------------------


def test_an_unknown_register_suggests_a_near_one():
    with pytest.raises(UnknownName, match="did you mean 'xiangxi-2017'"):
        register("xiangxi")


HEADER = "section,position,numeral,value,held_by,reason_en,reason_zh\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: got the columns"),
        ("section,numeral\n", "line 1: got the columns"),
        (HEADER + "一,1,2%\n", "line 2: got 3 cells"),
        (HEADER + "一,1,2%,2,,,\n", "2% has no reason"),
        (HEADER + "一,1,2%,2,,a reason,\n", "2% has no reason"),
        (HEADER + "一,,,,,,\n", "一 has no reason"),
        (HEADER + "一,1,2%,,x,,\n", "together or none"),
        (HEADER + ",1,2%,2,x,,\n", "a section"),
        (HEADER + "一,one,2%,2,x,,\n", "a whole number as position"),
        (HEADER + "一,1,2%,two,x,,\n", "a number as value"),
        (HEADER + "一,1,2%,1/0,x,,\n", "a number as value"),
        (HEADER + "一,2,2%,2,x,,\n", "got position 2 in 一; allowed: 1"),
        (HEADER + "一,1,2%,2,x,,\n一,1,2%,2,x,,\n", "line 3: got position 1 in 一; allowed: 2"),
        (HEADER + "一,1,2%,2,x,,\n一,,,,,reason,理由\n", "got position None in 一"),
        (HEADER + "一,1,2%,2,x,,\n二,1,3,3,x,,\n一,2,2%,2,x,,\n", "stands in two places"),
    ],
)
def test_a_broken_register_says_where_and_what(tmp_path: Path, text: str, message: str):
    path = tmp_path / "broken.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(RegisterError) as caught:
        read(path)
    assert message in str(caught.value)
    assert "broken.csv, line" in str(caught.value)
