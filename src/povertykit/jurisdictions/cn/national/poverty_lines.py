"""The national rural poverty line by year, the persons below it, and the line that a household's exit is judged by.

The line is 2300 yuan a year at prices of 2010, published at each year's prices from the rural low-income price index.
Until 2013 it is set against net income, from 2014 on against disposable income. The year 2017 was not found in any
source read and is left out: asking for it raises `OutOfCoverage`. The World Bank's lines are in dollars a day at
purchasing power, which no amount here can hold; they are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from povertykit.citation import Citation, Grade, Source
from povertykit.dated import Dated, Step
from povertykit.errors import UnknownName
from povertykit.jurisdictions.cn.national.law import national_law as law
from povertykit.money import Fen, Period, yuan

__all__ = [
    "EXIT_LINE_YEARS",
    "HEADCOUNTS",
    "POVERTY_LINE",
    "RURAL_POVERTY_LINE",
    "SHANDONG_POVERTY_LINE",
    "Headcount",
    "exit_line_of",
]

RURAL_POVERTY_LINE: Final = Source(
    key="rural-poverty-line-2010",
    title_zh="农村贫困标准（2010年标准）",
    title_en="Rural poverty line (standard of 2010)",
    issuer_zh="国家统计局",
    issuer_en="National Bureau of Statistics",
    issued=None,
    note_en="2011 to 2016 as a provincial survey yearbook of 2017 prints them; later years from reports; 2017 was not "
    "found",
    note_zh="2011—2016年据2017年某省调查年鉴；以后年份据报道；2017年未查到",
)
_SHANDONG: Final = Source(
    key="shandong-poverty-line",
    title_zh="山东省省定扶贫标准",
    title_en="Provincial poverty line of Shandong",
    issuer_zh="山东省统计局",
    issuer_en="Statistics bureau of Shandong",
    issued=None,
    note_en="read in a newspaper's copy",
    note_zh="据报纸转载",
)
_Line = tuple[int, str, Grade, str, str]


def _years(source: Source, lines: Iterable[_Line]) -> tuple[Step[Fen], ...]:
    """A step for each calendar year."""
    return tuple(
        Step(yuan(line), date(year, 1, 1), date(year, 12, 31), Citation(source, str(year), grade, note, note_zh))
        for year, line, grade, note, note_zh in lines
    )


_NET: Final = ("against net income a person", "按人均纯收入衡量")
_DISPOSABLE: Final = ("against disposable income a person, as from 2014 on", "2014年起按人均可支配收入衡量")
_OFFICIAL, _NEWS, _DERIVED = Grade.OFFICIAL, Grade.NEWS, Grade.DERIVED
POVERTY_LINE: Final = Dated(
    "poverty_line",
    _years(
        RURAL_POVERTY_LINE,
        (
            (
                2010,
                "2300",
                _OFFICIAL,
                f"at constant prices; the yearbook misprints the year of its prices; {_NET[0]}",
                f"2010年不变价，年鉴所印价格年份有误；{_NET[1]}",
            ),
            (2011, "2536", _OFFICIAL, *_NET),
            (2012, "2625", _OFFICIAL, *_NET),
            (2013, "2736", _OFFICIAL, *_NET),
            (2014, "2800", _OFFICIAL, *_DISPOSABLE),
            (2015, "2855", _OFFICIAL, *_DISPOSABLE),
            (2016, "2952", _OFFICIAL, *_DISPOSABLE),
            (
                2018,
                "2995",
                _DERIVED,
                "the line of Shandong, 3609, less the 614 by which it is said to be higher",
                "由山东省标准3609元减去其高出国家标准的614元推得",
            ),
            (
                2019,
                "3218",
                _NEWS,
                "one report prints it for the end of 2018, which the line of 2018 as derived does not bear out",
                "有报道印作2018年底，与推得的2018年标准不符，故作2019年",
            ),
            (
                2020,
                "4000",
                _NEWS,
                "about 4000: a planning figure, no exact one was published",
                "4000元左右，为计划数，未见公布的精确数",
            ),
        ),
    ),
    known_to=date(2020, 12, 31),
)
"""Yuan a year and person, by calendar year from 2010 to 2020 without 2017."""
SHANDONG_POVERTY_LINE: Final = Dated(
    "shandong_poverty_line",
    _years(
        _SHANDONG,
        (
            (2017, "3527", _DERIVED, "the line of 2018 less its rise of 82", "由2018年标准减去提高的82元推得"),
            (2018, "3609", _NEWS, "", ""),
        ),
    ),
    known_to=date(2018, 12, 31),
)
"""Yuan a year and person: a province's own line, which the household's exit there is judged by."""

law.figure(
    "poverty_line",
    POVERTY_LINE,
    POVERTY_LINE.steps[-1].citation,
    period=Period.YEAR,
    en="rural poverty line of the year, for each person",
    zh="当年农村贫困标准（每人每年）",
)

EXIT_LINE_YEARS: Final = ("stated_year", "previous_year")
"""Which year's line an exit may be judged by: the year of the exit itself, or the year before."""


def exit_line_of(year: int, which: str, lines: Dated[Fen] = POVERTY_LINE) -> Fen:
    """The line that exits of a year are judged by, to be handed to `policy(exit_line=...)`.

    Args:
        year: the year in which the household leaves the register.
        which: "stated_year" for that year's line, "previous_year" for the year's before.
        lines: the table; a province's own line in the place of the national one.

    Returns:
        Fen a year and person.

    Raises:
        UnknownName: neither of the two.
        OutOfCoverage: the table does not know that year's line.

    Examples:
        >>> exit_line_of(2016, "stated_year"), exit_line_of(2016, "previous_year")
        (Fen(295200), Fen(285500))
    """
    if which not in EXIT_LINE_YEARS:
        raise UnknownName.among(which, EXIT_LINE_YEARS, "which")
    return lines.value(date(year if which == "stated_year" else year - 1, 12, 31))


@dataclass(frozen=True, slots=True)
class Headcount:
    """The rural persons below the line at the end of a year.

    Attributes:
        persons: persons, published in units of ten thousand.
        incidence: their share of the rural population; None where it was not read.
        citation: where each was read, and how well.
    """

    persons: int
    incidence: Fraction | None
    citation: Citation


HEADCOUNTS: Final = {
    year: Headcount(
        tens_of_thousands * 10_000,
        None if permille is None else Fraction(permille, 1000),
        Citation(RURAL_POVERTY_LINE, f"{year}年末贫困人口", grade, note, note_zh),
    )
    for year, tens_of_thousands, permille, grade, note, note_zh in (
        (1978, 77_000, 975, Grade.COPY, "by the standard of 2010", "按2010年标准"),
        (2011, 12_238, 127, _DERIVED, "9899 and the fall of 2339; printed elsewhere", "由9899加减少数2339推得"),
        (2012, 9_899, 102, Grade.COPY, "", ""),
        (2013, 8_249, 85, _DERIVED, "12238 less the fall of 3989", "由12238减3989推得"),
        (2014, 7_017, 72, Grade.COPY, "", ""),
        (2015, 5_575, None, _NEWS, "the rate was not read", "发生率未查到"),
        (2016, 4_335, 45, _DERIVED, "the count of 2017 and the year's fall", "由2017年人数加当年减少数推得"),
        (2017, 3_046, 31, Grade.COPY, "", ""),
        (2018, 1_660, 17, _NEWS, "", ""),
        (2019, 551, 6, _NEWS, "", ""),
        (2020, 0, 0, _NEWS, "declared at the end of the year", "年底宣布"),
    )
}
"""Persons below the line of 2010 at the end of a year; 2010 itself was not read. The register's counts differ."""
