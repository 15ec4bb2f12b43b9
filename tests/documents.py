"""The five documents' texts, for tests: how each is split into sections, and what of its page is not the document.

The texts are not part of the project; they lie beside the repository where a reader has put them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "sources"
PREFACE = "前言"
ENUMERATED = re.compile(r"(?<!\d)\(?\d\)")  # the numbers of the items of a list, whose opening bracket may be lost


@dataclass(frozen=True)
class Document:
    """How the text of one document is read.

    Attributes:
        key: the key of its source, and of its register.
        start: the words with which the document begins on its page; `end` those with which something else follows.
        marks: how sections are numbered, from the highest level down: what stands at the start of a line, and how the
            number appears in the section's name.
        damaged: what of the text lost its signs, and how it is read.
    """

    key: str
    start: str
    end: str
    marks: tuple[tuple[str, str], ...]
    damaged: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        return FOLDER / f"{self.key}.txt"

    def text(self) -> str:
        """The document itself, with what is damaged as it is read, without blanks inside lines."""
        whole = self.path.read_text("utf-8")
        assert self.start in whole
        assert self.end in whole
        body = whole[whole.index(self.start) :]
        body = body[: body.index(self.end)] if self.end else body
        body = re.sub(r"[^\S\n]", "", body)
        for as_it_stands, read_as in self.damaged.items():
            assert as_it_stands in body, f"{self.key}: {as_it_stands} is not in the text"
            body = body.replace(as_it_stands, read_as)
        return body

    def sections(self) -> dict[str, str]:
        """The text of each section without its number; headings of sections that are divided further are no sections.

        What stands before the first section is the preface.
        """
        numbers, found = list[str](), dict[str, str]()
        for line in self.text().splitlines():
            for level, (mark, shown) in enumerate(self.marks):
                if number := re.match(mark, line):
                    numbers = [*numbers[:level], shown.format(number[1])]
                    line = line[number.end() :]
                    break
            name = "".join(numbers) or PREFACE
            found[name] = found.get(name, "") + ENUMERATED.sub("", line) + "\n"
        return {name: text for name, text in found.items() if "。" in text}


DOCUMENTS = {
    document.key: document
    for document in (
        Document(
            key="xiangxi-2017",
            start="一、总体要求",
            end="",
            marks=((r"([一二三])、", "{}"), (r"\(([一二三四五])\)", "({})")),
        ),
        Document(
            key="lianzhou-2013",
            start="各镇(民族乡)党委",
            end="footer底部",
            marks=((r"([一二])、", "{}"), (r"\(([一二])\)", "({})"), (r"(\d)、", "{}")),
            damaged={
                "2013618": "2013年6月18日",
                "2013610前": "2013年6月10日前",
                "554920933人": "5549户20933人",
                "3241064人": "324户1064人",
            },
        ),
        Document(
            key="huining-2015",
            start="县委发〔201553",
            end="",  # the text is cut off in mid-sentence
            marks=((r"([一二三四])、", "{}"), (r"\(([一二三四])\)", "({})"), (r"(\d)\.", "{}")),
            damaged={
                "县委发〔201553": "县委发〔2015〕53号",
                "201585日)": "(2015年8月5日)",
                "40%2020年": "40%，2020年",
                "201750%以上": "2017年50%以上",
                "30821.39万人": "3082户1.39万人",
                "80%50%20%": "80%、50%、20%",
                "20152017年": "2015—2017年",
                "20182020年": "2018—2020年",
                "100%15周岁": "100%，15周岁",
                "100%17周岁": "100%，17周岁",
            },
        ),
        Document(
            key="huaihua-2015",
            start="近日,湖南省怀化市委",
            end="中国民贸微信",
            marks=((r"([一二三])是", "{}"),),
        ),
        Document(
            key="shandong-2018",
            start="贫困是各种问题的反映",
            end="(来源:山东省扶贫开发办公室)",
            marks=((r"(第[一二三四五六]),", "{}"), (r"([一二三四五六七八])是", " {}")),
        ),
    )
}
