"""A small document of sections, lists and steps, and its three forms: plain text, Markdown and HTML.

Whatever a caller wrote (an id, a label) is cleaned and escaped here and nowhere else, so no form can be broken by it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias

from povertykit.text_table import width

__all__ = ["FORMS", "Block", "Bullets", "Rows", "Section", "Steps"]

WIDTH: Final = 100
_ATOM: Final = re.compile(r"[^\s\u2e80-\uffef]+|[\u2e80-\uffef]")
_NOT_FIRST: Final = "，。；：、）》」”！？％元天人/()[],.;:%"
_NOT_LAST: Final = "（《「“(["
_MARKDOWN: Final = re.compile(r"([\\`*_\[\]{}|#~$])")
_BLOCK_START: Final = re.compile(r"^(\d*)([.)]|[-+=])(?=[\s=-]|$)")
_WARNING: Final = "border-left:.3em solid #c77700;background:rgba(199,119,0,.09);padding:.1em 1em .4em;margin:1em 0"
_DEEPER: Final = "border-left:2px solid rgba(127,127,127,.3);padding-left:.9em;margin:.8em 0"
_SIZES: Final = {3: "1.3em", 4: "1.1em"}
_GRID: Final = "display:grid;grid-template-columns:minmax(7em,max-content) 1fr;gap:.15em 1em;margin:.5em 0"


@dataclass(frozen=True)
class Rows:
    """What something is called, and what is said of it, line by line."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Bullets:
    """A list without an order."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Steps:
    """A numbered list under a summary; a page can fold it."""

    summary: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """A title with what stands under it; one that asks for attention is marked."""

    title: str
    blocks: tuple[Block, ...]
    attention: bool = False


Block: TypeAlias = "Rows | Bullets | Steps | Section"


def _clean(text: str) -> str:
    """One line: control characters and anything else that cannot be printed become a space."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


# Plain text ---------------------------------------------------------------------------------------------------------


def _atoms(text: str) -> Iterator[str]:
    """The pieces between which a line may break, each with the space before it."""
    piece, end = "", 0
    for match in _ATOM.finditer(text):
        atom, spaced = match.group(), match.start() > end
        kept = not spaced and (atom[0] in _NOT_FIRST or piece[-1:] in _NOT_LAST)
        if piece and not kept and not (piece[-1].isdigit() and atom.startswith("yuan")):
            yield piece
            piece = ""
        piece += (" " if spaced else "") + atom
        end = match.end()
    if piece:
        yield piece


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    """Lines of at most `WIDTH` columns, the first and the others with their own indent."""
    lines: list[str] = []
    line, indent = "", first
    for atom in _atoms(_clean(text)):
        if line and width(indent + line + atom) > WIDTH:
            lines.append(indent + line)
            line, indent = "", rest
        line += atom if line else atom.lstrip()
    return [*lines, indent + line]


def _text(section: Section, language: str) -> str:
    return "\n".join(_text_lines(section, 1)) + "\n"


def _text_lines(section: Section, level: int) -> Iterator[str]:
    indent = "  " * max(level - 2, 0)
    title = _wrapped(section.title, indent, indent)
    yield from title
    if level < 3:
        yield ("=" if level == 1 else "-") * min(max(map(width, title)), WIDTH)
    inner = "  " * max(level - 1, 0) if level > 2 else ""
    for block in section.blocks:
        match block:
            case Section():
                yield ""
                yield from _text_lines(block, level + 1)
            case Rows(rows):
                for term, said in rows:
                    yield from _wrapped(f"{term}: {said}" if term.isascii() else f"{term}：{said}", inner, inner + "  ")
            case Bullets(items):
                for item in items:
                    yield from _wrapped(item, inner + "- ", inner + "  ")
            case Steps(_, items):
                for number, item in enumerate(items, 1):
                    mark = f"{number}. "
                    yield from _wrapped(item, inner + mark, inner + " " * len(mark))


# Markdown -----------------------------------------------------------------------------------------------------------


def _markdown_escaped(text: str) -> str:
    """Text that no Markdown reader takes for anything else, at the start of a line neither."""
    safe = _MARKDOWN.sub(r"\\\1", _clean(text))
    safe = safe.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _BLOCK_START.sub(r"\1\\\2", safe)


def _markdown(section: Section, language: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(_markdown_lines(section, 2))).strip() + "\n"


def _markdown_lines(section: Section, level: int) -> Iterator[str]:
    yield from ("", f"{'#' * min(level, 6)} {_markdown_escaped(section.title)}", "")
    for block in section.blocks:
        match block:
            case Section():
                yield from _markdown_lines(block, level + 1)
            case Rows(rows):
                for term, said in rows:
                    colon = ":" if term.isascii() else "："
                    yield f"- **{_markdown_escaped(term)}{colon}** {_markdown_escaped(said)}"
                yield ""
            case Bullets(items):
                yield from (f"- {_markdown_escaped(item)}" for item in items)
                yield ""
            case Steps(summary, items):
                yield from (_markdown_escaped(summary), "")
                yield from (f"{number}. {_markdown_escaped(item)}" for number, item in enumerate(items, 1))
                yield ""


# HTML ---------------------------------------------------------------------------------------------------------------


def _html_escaped(text: str) -> str:
    return html.escape(_clean(text), quote=True)


def _html(section: Section, language: str) -> str:
    tongue = "zh-CN" if language == "zh" else "en"
    body = "\n".join(_html_lines(section, 3))
    return (
        f'<div class="povertykit-explanation" lang="{tongue}" style="max-width:62em;line-height:1.5">\n{body}\n</div>\n'
    )


def _html_lines(section: Section, level: int) -> Iterator[str]:
    look = _WARNING if section.attention else _DEEPER if level > 4 else ""
    style = f' style="{look}"' if look else ""
    margin = (
        f"{'1.2em' if level == 4 and not section.attention else '.3em'} 0 .3em;font-size:{_SIZES.get(level, '1em')}"
    )
    tag = f"h{min(level, 6)}"
    yield f'<section{style}><{tag} style="margin:{margin}">{_html_escaped(section.title)}</{tag}>'
    for block in section.blocks:
        match block:
            case Section():
                yield from _html_lines(block, level + 1)
            case Rows(rows):
                yield f'<dl style="{_GRID}">'
                for term, said in rows:
                    yield f'<dt style="opacity:.7;font-weight:normal">{_html_escaped(term)}</dt>'
                    yield f'<dd style="margin:0">{_html_escaped(said)}</dd>'
                yield "</dl>"
            case Bullets(items):
                yield '<ul style="margin:.3em 0;padding-left:1.4em">'
                yield from (f"<li>{_html_escaped(item)}</li>" for item in items)
                yield "</ul>"
            case Steps(summary, items):
                yield f'<details open><summary style="cursor:pointer">{_html_escaped(summary)}</summary>'
                yield '<ol style="margin:.3em 0;padding-left:2em;font-variant-numeric:tabular-nums">'
                yield from (f"<li>{_html_escaped(item)}</li>" for item in items)
                yield "</ol></details>"
    yield "</section>"


FORMS: Final[Mapping[str, Callable[[Section, str], str]]] = MappingProxyType(
    {"text": _text, "markdown": _markdown, "html": _html}
)
"""What writes a document in each form, given the document and its language."""
