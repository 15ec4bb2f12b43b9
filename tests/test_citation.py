"""Citations: a document, a section of it, and how it was read."""

import pickle
from dataclasses import FrozenInstanceError, replace
from datetime import date

import pytest

from povertykit.citation import Citation, Grade, Source, library_default
from povertykit.errors import CitationError, UnknownName

OPINION = Source("example", "某州意见", "Example opinion", "某州", "Example prefecture", date(2017, 6, 1), number="1号")


@pytest.mark.parametrize(
    ("citation", "en", "zh"),
    [
        (Citation(OPINION, "二(二)"), "Example opinion, 二(二)", "《某州意见》二(二)"),
        (Citation(OPINION, "二(二)", Grade.NEWS), "Example opinion, 二(二) (news)", "《某州意见》二(二)（新闻报道）"),
        (
            Citation(OPINION, "二(二)", Grade.UNVERIFIED, "from memory"),
            "Example opinion, 二(二) (unverified); from memory",
            "《某州意见》二(二)（未核实）；from memory",
        ),
        (Citation(OPINION, "三", note="table"), "Example opinion, 三; table", "《某州意见》三；table"),
        (Citation(OPINION, "三", note="table", note_zh="表"), "Example opinion, 三; table", "《某州意见》三；表"),
        (
            library_default("half up"),
            "povertykit, default (the library's own default); half up",
            "《povertykit》default（本程序库的默认值）；half up",
        ),
    ],
)
def test_a_citation_reads_in_both_languages(citation: Citation, en: str, zh: str) -> None:
    assert (str(citation), citation.text(), citation.text("en"), citation.text("zh")) == (en, en, en, zh)


@pytest.mark.parametrize("language", ["fr", "", "EN", None])
def test_another_language_is_refused(language: str) -> None:
    with pytest.raises(UnknownName, match=r"^language: .*allowed: en, zh"):
        Citation(OPINION, "二").text(language)


@pytest.mark.parametrize("section", ["", "  ", None, 2])
def test_a_citation_names_its_section(section: str) -> None:
    with pytest.raises(CitationError, match=r"^Citation\.section: got .*text that is not empty") as caught:
        Citation(OPINION, section)
    assert repr(section) in caught.value.problem


@pytest.mark.parametrize("source", ["Example opinion", None, Grade.NEWS])
def test_a_citation_names_a_source(source: Source) -> None:
    with pytest.raises(CitationError, match=r"^Citation\.source: got .*a Source"):
        Citation(source, "二")


@pytest.mark.parametrize("grade", ["document", None, 1])
def test_a_citation_has_a_grade(grade: Grade) -> None:
    with pytest.raises(CitationError, match=r"^Citation\.grade: got .*Grade\.DOCUMENT.*Grade\.LIBRARY"):
        Citation(OPINION, "二", grade)


@pytest.mark.parametrize("field", ["key", "title_zh", "title_en", "issuer_zh", "issuer_en"])
@pytest.mark.parametrize("value", ["", " ", None])
def test_a_source_is_named_in_both_languages(field: str, value: str) -> None:
    with pytest.raises(CitationError, match=rf"^Source\.{field}: got"):
        replace(OPINION, **{field: value})  # type: ignore[arg-type]


@pytest.mark.parametrize("issued", ["2017-06-01", 2017])
def test_a_source_is_issued_on_a_date_or_unknown(issued: date) -> None:
    assert replace(OPINION, issued=None).issued is None
    with pytest.raises(CitationError, match=r"^Source\.issued: got"):
        replace(OPINION, issued=issued)


@pytest.mark.parametrize("note", ["", " ", None])
def test_a_default_says_what_was_chosen(note: str) -> None:
    with pytest.raises(CitationError, match=r"^note: got"):
        library_default(note)


def test_a_citation_is_a_frozen_value() -> None:
    citation = Citation(OPINION, "二")
    assert citation == Citation(OPINION, "二", Grade.DOCUMENT, "")
    assert len({citation, Citation(OPINION, "二"), Citation(OPINION, "三")}) == 2
    assert pickle.loads(pickle.dumps(citation)) == citation
    assert library_default("a").grade is Grade.LIBRARY
    with pytest.raises(FrozenInstanceError):
        citation.section = "三"  # type: ignore[misc]
