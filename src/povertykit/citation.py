"""Where a figure or a rule comes from: a document, a section of it, and how well it was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from povertykit.errors import CitationError, UnknownName
from povertykit.labels import Labelled

__all__ = ["Citation", "Grade", "Source", "library_default"]


def _untyped(value: object) -> object:
    """The value as a caller without a type checker may have given it."""
    return value


def _need_text(value: object, what: str) -> None:
    if not isinstance(value, str) or not value.strip():
        raise CitationError(f"got {value!r}", field=what, allowed="text that is not empty")


class Grade(Labelled):
    """How a figure or rule was read, from the document itself down to memory.

    Examples:
        >>> Grade("news").en, Grade.DERIVED.zh
        ('news', '由其他数字推算')
    """

    DOCUMENT = "document", "read in the document itself", "原文"
    OFFICIAL = "official", "official site", "政府网站"
    NEWS = "news", "news", "新闻报道"
    COPY = "copy", "copy of an official page", "政府网页的转载"
    THIRD_PARTY = "third_party", "third party", "第三方"
    EXAM = "exam", "exam question", "考试题"
    DERIVED = "derived", "derived from other figures", "由其他数字推算"
    UNVERIFIED = "unverified", "unverified", "未核实"
    LIBRARY = "library", "the library's own default", "本程序库的默认值"


@dataclass(frozen=True, slots=True)
class Source:
    """A document that rules and figures are cited from.

    Attributes:
        key: a short name, unique among the sources.
        title_zh: the title in Chinese, without the book-title marks.
        title_en: a short title in English.
        issuer_zh: who issued it, in Chinese.
        issuer_en: who issued it, in English.
        issued: the date of issue, or None where it is not known.
        number: the document's number.
        note_en: anything a reader should know, in English.
        note_zh: the same in Chinese.
        address: a public address where it can be read.

    Raises:
        CitationError: when the key, a title or an issuer is empty.

    Examples:
        >>> law = Source("order-649", "社会救助暂行办法", "Social Assistance Measures", "国务院", "State Council", None)
        >>> law.title_en
        'Social Assistance Measures'
    """

    key: str
    title_zh: str
    title_en: str
    issuer_zh: str
    issuer_en: str
    issued: date | None
    number: str | None = None
    note_en: str = ""
    note_zh: str = ""
    address: str | None = None

    def __post_init__(self) -> None:
        for field in ("key", "title_zh", "title_en", "issuer_zh", "issuer_en"):
            _need_text(getattr(self, field), f"Source.{field}")
        if not isinstance(self.issued, date | None):
            raise CitationError(f"got {self.issued!r}", field="Source.issued", allowed="a date, or None if not known")


@dataclass(frozen=True, slots=True)
class Citation:
    """A section of a document, which a figure or rule stands on.

    Attributes:
        source: the document.
        section: the section, as the document numbers it.
        grade: how it was read; shown to readers unless it was the document itself.
        note: what a reader should know about this reading.
        note_zh: the same in Chinese; without it the note stands in both languages.

    Raises:
        CitationError: for anything but a Source, an empty section or an unknown grade.

    Examples:
        >>> opinion = Source("example", "某县意见", "Example opinion", "某县", "Example county", date(2017, 6, 1))
        >>> print(Citation(opinion, "二(二)"))
        Example opinion, 二(二)
        >>> Citation(opinion, "二(二)", Grade.UNVERIFIED).text("zh")
        '《某县意见》二(二)（未核实）'
    """

    source: Source
    section: str
    grade: Grade = Grade.DOCUMENT
    note: str = ""
    note_zh: str = ""

    def __post_init__(self) -> None:
        source, grade = _untyped(self.source), _untyped(self.grade)
        if not isinstance(source, Source):
            raise CitationError(f"got {source!r}", field="Citation.source", allowed="a Source")
        _need_text(self.section, "Citation.section")
        if not isinstance(grade, Grade):
            allowed = ", ".join(f"Grade.{member.name}" for member in Grade)
            raise CitationError(f"got {grade!r}", field="Citation.grade", allowed=allowed)

    def __str__(self) -> str:
        return self.text("en")

    def text(self, language: str = "en") -> str:
        """The citation as a reader sees it, in English (`"en"`) or Chinese (`"zh"`).

        Raises:
            UnknownName: for any other language.
        """
        if language == "en":
            shown, before, after, dash = f"{self.source.title_en}, {self.section}", " (", ")", "; "
            grade, note = self.grade.en, self.note
        elif language == "zh":
            shown, before, after, dash = f"《{self.source.title_zh}》{self.section}", "（", "）", "；"
            grade, note = self.grade.zh, self.note_zh or self.note
        else:
            raise UnknownName.among(str(language), ("en", "zh"), "language")
        if self.grade is not Grade.DOCUMENT:
            shown += before + grade + after
        return shown + dash + note if note else shown


_LIBRARY = Source("povertykit", "povertykit", "povertykit", "povertykit", "povertykit", None)


def library_default(note: str, note_zh: str = "") -> Citation:
    """The citation of what no document says and this library chose.

    Args:
        note: what was chosen.
        note_zh: the same in Chinese; without it the note stands in both languages.

    Raises:
        CitationError: for an empty note.

    Examples:
        >>> print(library_default("half up to the fen, each person's month"))
        povertykit, default (the library's own default); half up to the fen, each person's month
    """
    _need_text(note, "note")
    return Citation(_LIBRARY, "default", Grade.LIBRARY, note, note_zh)
