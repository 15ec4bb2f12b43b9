"""The command line: what it prints and where, what it understands, how it refuses, and how it ends."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pytest

from povertykit import cli, fen, jurisdiction, per_month, per_year, yuan
from povertykit.cli import main
from povertykit.cli.settings import echoed, read_settings
from povertykit.cli.terminal import say
from povertykit.decision import Decision
from povertykit.errors import AmountError, InvalidInput
from povertykit.jurisdictions.cn.hunan import xiangxi
from povertykit.money import FEN, HALF_UP, PERSON_MONTH, Period, Periodic, Rounding
from povertykit.text_table import table, width

HOUSEHOLD = {
    "household_id": "H1",
    "persons": 3,
    "household_income": 268,
    "registered_poor": True,
    "on_dibao": True,
    "in_backstop": False,
}
GAP = ["--on", "2017-06-01", "--set", "dibao_standard=252.17", "--provisions", "guarantee_gap"]


class Ran(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command line in this process."""

    def command(*arguments: str) -> Ran:
        code = main(list(arguments))
        done = capsys.readouterr()
        assert "Traceback" not in done.err
        return Ran(code, done.out, done.err)

    return command


@pytest.fixture
def facts(tmp_path: Path) -> Callable[..., str]:
    """Writes a household's facts, changed as asked, and gives the path."""

    def write(**changed: object) -> str:
        path = tmp_path / "household.json"
        path.write_text(json.dumps(HOUSEHOLD | changed), "utf-8")
        return str(path)

    return write


def in_a_process(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    """Runs the command line as a command."""
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        [sys.executable, "-m", "povertykit", *arguments], capture_output=True, text=True, encoding="utf-8", **options
    )


# list and show ------------------------------------------------------------------------------------------------------


def test_list_shows_every_jurisdiction(run: Run) -> None:
    code, out, err = run("list")
    assert (code, err) == (0, "")
    assert "xiangxi 433100 2017-01-01 to 2020-12-31 derived" in " ".join(out.split())
    assert "湘西土家族苗族自治州" in out
    assert "(fictional)" in out


def test_list_as_json(run: Run) -> None:
    entries = json.loads(run("list", "--json").out)
    entry = next(entry for entry in entries if entry["name"] == "xiangxi")
    assert (entry["code"], entry["start"], entry["basis"]) == ("433100", "2017-01-01", "derived")


@pytest.mark.parametrize("name", ["xiangxi", "433100", "湘西州"])
def test_show_has_everything_that_the_law_declares(run: Run, name: str) -> None:
    code, out, err = run("show", name)
    assert (code, err) == (0, "")
    law = xiangxi.law
    shown = [name for name, item in law.declared.items() if type(item).__name__ not in ("Link", "Need")]
    assert [name for name in [*shown, *law.calendars] if name not in out] == []
    for section in law.sections:
        assert section.en in out
    for words in ("2017-01-01 to 2020-12-31", law.basis_en, "known_to", "third_party", "50.00 yuan to 1500.00 yuan"):
        assert words in out


def test_show_in_chinese_has_no_english_sentence(run: Run) -> None:
    out = run("show", "xiangxi", "--zh").out
    assert "《关于进一步加强精准扶贫精准脱贫工作的意见》" in out
    assert "待定项" in out
    assert "兜底对象按低保标准全额发放" in out
    assert "gap to the dibao standard" not in out


def test_show_on_a_date_shows_the_figures_of_that_date(run: Run) -> None:
    out = run("show", "xiangxi", "--on", "2018-03-01").out
    assert "benchmark_rate_up_to_one_year  4.35%" in out
    assert "5.6%" not in out
    figures, _, missing = out.partition("Not known after")
    assert "secretary_allowance_aim  " not in figures
    assert re.search(r"secretary_allowance_aim +2017-01-01 +2017-12-31", missing.partition("Without a value on")[2])


def test_show_says_to_which_day_rates_and_lines_are_known(run: Run) -> None:
    lines = run("show", "national").out.partition("Not known after")[2].splitlines()
    assert any("2019-08-19" in line and "benchmark_up_to_one_year" in line for line in lines)
    assert any("2026-04-20" in line and "Loan prime rate" in line for line in lines)
    later = run("show", "national", "--on", "2019-08-20").out.partition("Without a value on 2019-08-20")[2]
    assert re.search(r"benchmark_up_to_one_year +2014-11-22 +2019-08-19", later)
    assert "loan_prime_one_year" not in later.partition("\n\n")[0]
    assert "2019-08-20无数值" in run("show", "national", "--on", "2019-08-20", "--zh").out


def test_a_long_table_is_one_line_unless_all_of_it_is_asked_for(run: Run) -> None:
    short, full = run("show", "national").out, run("show", "national", "--full").out
    assert re.search(r"loan-prime-rate\)\s+loan_prime_one_year\s+\S+ \(last of \d+\)\s+2019-08-20", short)
    assert short.count("loan_prime_one_year") == 2  # its line, and to when it is known
    assert full.count("loan_prime_one_year") > 10
    assert "last of" not in full


def test_show_has_targets_and_sums_and_names_other_documents(run: Run) -> None:
    out = run("show", "huaihua").out
    law = jurisdiction("huaihua").law
    assert all(name in out for name in (*law.targets, *law.consistencies))
    assert {"agrees", "disagrees"} <= set(out.split())
    documents = run("show", "xiangxi").out.partition("Other documents")[2]
    assert "pboc-benchmark-lending-rates  Benchmark lending rates in renminbi" in documents


def test_coverage_of_one_and_of_all(run: Run) -> None:
    out = run("coverage", "xiangxi").out
    assert "三(三) (7 numerals, 4 held)" in out
    assert "test_xiangxi_places.py" in out
    assert "仅宣示：" in run("coverage", "xiangxi", "--zh").out
    code, every, err = run("coverage")
    assert (code, err) == (0, "")
    assert re.search(r"^xiangxi +xiangxi-2017 +9 +64 +42 +22 ", every, re.MULTILINE)
    assert "disagrees" in every
    assert run("coverage", "--zh").out.startswith("地区")
    assert run("coverage", "nowhere").code == 2


def test_coverage_as_json(run: Run) -> None:
    one = json.loads(run("coverage", "xiangxi", "--json").out)
    assert one["documents"][0]["numerals"] == 64
    every = json.loads(run("coverage", "--json").out)
    assert one in every


def test_columns_stand_under_one_another_in_chinese(run: Run) -> None:
    lines = run("show", "xiangxi", "--zh").out.splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith("规定"))
    columns = {width(line[: line.index("家庭")]) for line in lines[start:] if "guarantee_" in line and "家庭" in line}
    assert len(columns) <= 2  # the column of provisions, and that of roundings
    assert width("ｆｕｌｌ低保é") == 8 + 4 + 1
    assert width("e\u0301") == 1
    assert table([]) == ""


# assess -------------------------------------------------------------------------------------------------------------


def test_assess_explains(run: Run, facts: Callable[..., str]) -> None:
    code, out, err = run("assess", "xiangxi", facts(), *GAP)
    assert code == 0
    assert "488.51 yuan" in out
    assert "二(二)" in out
    assert err == "povertykit: dibao_standard = 252.17 yuan a month (rural dibao standard for each person)\n"


def test_whole_numbers_of_money_in_json_are_yuan(run: Run, facts: Callable[..., str]) -> None:
    for income in (268, "268", "268.00", 268.0):
        decision = Decision.from_json(run("assess", "xiangxi", facts(household_income=income), *GAP, "--json").out)
        assert decision.payments["guarantee_gap"].fen == 48851


def test_assess_in_chinese_markdown_and_html(run: Run, facts: Callable[..., str]) -> None:
    chinese = run("assess", "湘西州", facts(), *GAP, "--zh")
    assert "488.51元" in chinese.out
    assert "252.17元/月（" in chinese.err or "252.17元/月 (" in chinese.err
    assert "#" in run("assess", "xiangxi", facts(), *GAP, "--format", "markdown").out
    assert "<" in run("assess", "xiangxi", facts(), *GAP, "--format", "html").out


def test_a_standard_by_the_year(run: Run, facts: Callable[..., str]) -> None:
    done = run(
        "assess", "xiangxi", facts(), *GAP[:2], "--set", "dibao_standard=3026/year", "--provisions=guarantee_gap"
    )
    assert "488.50 yuan" in done.out
    assert "dibao_standard = 3026.00 yuan a year" in done.err


def test_standard_input_and_chinese_names(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"户编号": "H1", "家庭人口": 3, "月收入": 268, "农村低保": True, "兜底": False}
    text = b"\xef\xbb\xbf" + json.dumps(given, ensure_ascii=False).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    assert "488.51 yuan" in run("assess", "xiangxi", "-", *GAP).out


def test_a_village(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "village.json"
    path.write_text('{"village_id": "V1", "is_poor_village": true, "collective_income": 39999.99}', "utf-8")
    options = ["--on", "2017-06-01", "--entity", "village", "--provisions", "village_income_test"]
    code, out, _ = run("assess", "xiangxi", str(path), *options)
    assert code == 0
    assert "not met" in out


def test_a_missing_fact_ends_with_3(run: Run, facts: Callable[..., str]) -> None:
    code, out, _ = run("assess", "xiangxi", facts(household_income=None), *GAP)
    assert code == 3
    assert "household income" in out


# What is refused ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "usage: povertykit"),
        (["pay"], "invalid choice: 'pay'"),
        (["assess"], "required: JURISDICTION, household.json, --on"),
        (["show", "xianxi"], "did you mean 'xiangxi'?"),
        (["show", "xiangxi", "--on", "2016-12-31"], "allowed: 2017-01-01 to 2020-12-31"),
        (["show", "xiangxi", "--on", "2017-02-29"], "--on: got '2017-02-29'"),
        (["assess", "xiangxi", "-", "--on", "2017-06-01", "--set", "dibao_standard"], "allowed: name=value"),
        (["assess", "xiangxi", "-", "--on", "2017-06-01", "--set", "dibao=252"], "did you mean 'dibao_standard'"),
        (["assess", "xiangxi", "-", "--on", "2017-06-01", "--set", "dibao_standard=252.175"], "got '252.175'"),
        (
            ["assess", "xiangxi", "-", "--on", "2017-06-01", "--set", "dibao_standard=1,252"],
            "--set dibao_standard: got",
        ),
        (["assess", "xiangxi", "-", "--on", "2017-06-01", "--set", "dibao_standard=3026"], "as in 3026/year"),
        (["assess", "xiangxi", "-", "--on", "2017-06-01", "--set", "dibao_standard=9/week"], "allowed: month, year"),
        (["assess", "xiangxi", "-", "--on", "2017-06-01", "--set", "industry_rate=2000.01"], "三(二)"),
        (
            ["assess", "xiangxi", "-", "--on", "2017-06-01", "--set", "industry_rate=1500/year"],
            "industry_rate: got an amount",
        ),
        (["assess", "xiangxi", "-", "--on", "2017-06-01", "--set", "medical_floor=90%"], "policy.reform"),
        (
            ["assess", "xiangxi", "-", "--on", "2017-06-01", "--provisions", "guarantee_gup"],
            "did you mean 'guarantee_gap'",
        ),
        (["assess", "xiangxi", "-", "--on", "2017-06-01", "--provisions", "guarantee_gap"], "fill it with --set"),
        (["assess", "xiangxi", "-", "--on", "2017-06-01", "--entity", "villag"], "did you mean 'village'?"),
        (["assess", "xiangxi", "-", "--on", "2017-06-01", "--format", "pdf"], "invalid choice: 'pdf'"),
        (["assess", "xiangxi", "-", "--on", "2017-06-01", "--json", "--format", "html"], "not allowed with"),
        (["assess", "xiangxi", "-", "--on", "2017-06-01", "--provisions", ","], "allowed: names with commas"),
        (["assess", "xiangxi", "-", "--on", "2017-06-01", "--provisions="], "--provisions: got ''"),
        (["show", "nowhere"], "to do: see povertykit list"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_so_on_standard_error(run: Run, arguments: list[str], said: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert err.startswith(("povertykit: ", "usage: "))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "is not JSON"),
        (b"{", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"[1]", "Household"),
        ("{}".encode("utf-16"), "is not UTF-8 text"),
        (b"{}", "household_id"),
        (b'{"household_id": "H1", "household_id": "H2", "persons": 3}', "household_id: given twice"),
        (b'{"household_id": "H1", "persons": 3.5}', "got 3.5"),
        (b'{"household_id": "H1", "persons": -3}', "got -3"),
        (b'{"household_id": "H1", "persons": 3, "household_income": NaN}', "household_income"),
        (b'{"household_id": "H1", "persons": 3, "household_income": 268.005}', "268.005"),
        (b'{"household_id": "H1", "persons": 3, "monthly_incom": 268}', "did you mean 'monthly_income'"),
    ],
)
def test_facts_that_cannot_be_used_end_with_1(run: Run, tmp_path: Path, text: bytes, said: str) -> None:
    path = tmp_path / "household.json"
    path.write_bytes(text)
    code, out, err = run("assess", "xiangxi", str(path), *GAP)
    assert (code, out) == (1, "")
    assert said in err


def test_files_that_cannot_be_read(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    absent = run("assess", "xiangxi", str(tmp_path / "absent.json"), *GAP)
    assert (absent.code, absent.out) == (1, "")
    assert "absent.json: No such file or directory" in absent.err
    assert "Is a directory" in run("assess", "xiangxi", str(tmp_path), *GAP).err

    def closed(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", closed)  # the tests may run as one who may read everything
    denied = run("assess", "xiangxi", "secret.json", *GAP)
    assert (denied.code, denied.err.splitlines()[-1]) == (1, "povertykit: secret.json: Permission denied")


# What --set understands ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("dibao_standard=252.17", yuan("252.17")),
        ("dibao_standard = 252.17 yuan", yuan("252.17")),
        ("dibao_standard=252.17元", yuan("252.17")),
        ("dibao_standard=252.17/month", per_month(yuan("252.17"))),
        ("dibao_standard=3026元/年", per_year(yuan(3026))),
        ("living_allowance_primary=500/school_year", Periodic(yuan(500), Period.SCHOOL_YEAR)),
        ("cadre_share=0.5", Fraction(1, 2)),
        ("cadre_share=1/3", Fraction(1, 3)),
        ("cadre_share=12.5%", Fraction(1, 8)),
        ("medical_basis=all_cost", "all_cost"),
        ("guarantee_rounding=fen,half_up,person_month", Rounding(FEN, HALF_UP, PERSON_MONTH)),
        ("industry_period=year", Period.YEAR),
        ("industry_period=年", Period.YEAR),
    ],
)
def test_values_of_set(text: str, value: object) -> None:
    (read,) = read_settings(xiangxi.law, [text]).values()
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    "text",
    [
        *("cadre_share=half", "cadre_share=1/0", "cadre_share=-0.5", "cadre_share=1e-1", "cadre_share=５０%"),
        *(
            "industry_period=week",
            "guarantee_rounding=fen",
            "guarantee_rounding=li,up,year",
            "guarantee_rounding=fen,up,day",
        ),
        *("=3", "dibao_standard=", "dibao_standard=252.17/", "dibao_standard=/year"),
    ],
)
def test_values_that_set_refuses(text: str) -> None:
    with pytest.raises((InvalidInput, AmountError), match=r"--set|allowed"):
        read_settings(xiangxi.law, [text])


def test_a_name_set_twice_is_refused() -> None:
    with pytest.raises(InvalidInput, match="given twice"):
        read_settings(xiangxi.law, ["cadre_share=0.5", "cadre_share=0.6"])


def test_what_was_understood_is_said() -> None:
    given = ["dibao_standard=3026/year", "industry_rate=1750", "cadre_share=50%", "medical_basis=all_cost"]
    settings = read_settings(xiangxi.law, [*given, "guarantee_rounding=yuan,up,year", "industry_period=year"])
    assert [line.partition(" (")[0] for line in echoed(xiangxi.law, settings)] == [
        "dibao_standard = 3026.00 yuan a year",
        "industry_rate = 1750.00 yuan",
        "cadre_share = 50%",
        "medical_basis = all_cost",
        "guarantee_rounding = the year rounded up to the yuan",
        "industry_period = year",
    ]
    assert echoed(xiangxi.law, {"dibao_standard": fen(25217)}, "zh")[0].startswith("dibao_standard = 252.17元/月")


# Terminals, pipes and signals ---------------------------------------------------------------------------------------


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom povertykit.cli import main\nassert main(['--help']) == 0\n"
        "print(*{'numpy', 'pydantic'} & set(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0
    assert done.stderr.strip() == ""
    for words in ("exit codes", "rows were rejected", "Amounts are yuan"):
        assert words in done.stdout


def test_the_version_and_the_help_of_every_command(run: Run) -> None:
    assert run("--version").out.startswith("povertykit 0.")
    for command in ("list", "show", "coverage", "assess", "simulate"):
        code, out, _ = run(command, "--help")
        assert code == 0
        assert "exit codes" in out
    assert "Amounts are yuan" in run("simulate", "--help").out


@pytest.mark.parametrize("arguments", [["list"], ["show", "xiangxi", "--zh"], ["list", "--json"], ["show", "--help"]])
def test_a_terminal_that_knows_no_chinese_gets_codes(arguments: list[str]) -> None:
    done = in_a_process(*arguments, env=os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert done.returncode == 0, done.stderr
    assert done.stdout.isascii()
    assert "\\u6e58" in done.stdout
    if "--json" in arguments:
        assert any(entry["zh"] == "湘西土家族苗族自治州" for entry in json.loads(done.stdout))


def test_signs_beyond_an_encoding_are_written_as_codes() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="gb2312")
    say("低保 \U0001f600", stream)
    stream.seek(0)
    assert stream.read() == "低保 \\U0001f600\n"


def test_a_closed_pipe_ends_quietly() -> None:
    command = [sys.executable, "-m", "povertykit", "show", "xiangxi"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 141


def test_an_interruption_ends_with_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(given: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_run", interrupted)
    code, out, err = run("list")
    assert (code, out) == (130, "")
    assert err.startswith("povertykit: interrupted")


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise there")
def test_an_interruption_while_it_waits_for_input() -> None:
    command = [sys.executable, "-m", "povertykit", "assess", "xiangxi", "-", *GAP]
    # What a shell starts in the background ignores interruptions, and so would the command: it would wait for ever.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    finally:
        signal.signal(signal.SIGINT, before)
    with process:
        assert process.stderr
        assert process.stderr.readline().startswith(b"povertykit: dibao_standard")  # it has begun
        process.send_signal(signal.SIGINT)
        assert process.stderr.read() == b"povertykit: interrupted; nothing was written\n"
        assert process.wait() == 130
