"""The command `povertykit`: which jurisdictions there are, what their law says, one household, a whole register.

Amounts on the command line are yuan. Results go to standard output, everything else to standard error.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NoReturn, TextIO, cast

from povertykit.cli.terminal import note, say
from povertykit.errors import DateError, PovertyKitError

if TYPE_CHECKING:
    from datetime import date
    from types import ModuleType

    from _typeshed import SupportsWrite

__all__ = ["FINISHED_WITH_GAPS", "INPUT_REFUSED", "WRONG_USAGE", "main"]

INPUT_REFUSED: Final = 1
WRONG_USAGE: Final = 2
FINISHED_WITH_GAPS: Final = 3
INTERRUPTED: Final = 130
PIPE_CLOSED: Final = 141

_CODES: Final = """\
exit codes:
  0    all right
  1    what was handed in cannot be used (a file that cannot be read, a wrong row with --stop)
  2    the command itself is wrong (an option, a name, a date, a value of --set)
  3    finished, but rows were rejected, or amounts hang on facts that are missing
  130  interrupted
"""
_YUAN: Final = "Amounts are yuan: 252.17, 3026/year, 252.17/month."
_SETTINGS: Final = f"""\
values of --set:
  amounts    {_YUAN}
  rates      0.5, 1/2, 50%
  readings   the name of an option: medical_basis=all_cost
  roundings  unit,mode,stage: guarantee_rounding=fen,half_up,person_month
  periods    industry_period=year
`povertykit show JURISDICTION` lists the names. What was understood is repeated on standard error.

"""


# What an error advises is written for Python; here it is said in the words of the command line.
_IN_OTHER_WORDS: Final = {
    "with on_error='quarantine'": "by leaving out --stop",
    "money='yuan' or money='fen'": "--money yuan or --money fen",
    "fill the term when the policy is made": "fill it with --set NAME=VALUE",
    "handed over as per_year(yuan(...))": "written with its period, as in 3026/year",
    ", or name it with columns={heading: field}": "",
    "see list_jurisdictions()": "see povertykit list",
}


class WrongUsage(Exception):
    """The command line names or sets something that cannot be."""


class _Parser(argparse.ArgumentParser):
    """argparse, with its errors in the form of all other errors."""

    def error(self, message: str) -> NoReturn:
        note(f"{message}\n{self.format_usage().rstrip()}\nsee {self.prog} --help")
        raise SystemExit(WRONG_USAGE)

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        say(message.rstrip("\n"), cast("TextIO | None", file))  # the help has Chinese in it, for any terminal


def parser() -> argparse.ArgumentParser:
    """The command line's grammar."""
    top = _command(None, "povertykit", "Exact, cited, explainable calculators of rural anti-poverty policy in China.")
    top.add_argument("--version", action="store_true", help="print the version and stop")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    listing = _command(commands, "list", "List the jurisdictions and what they cover.")
    listing.add_argument("--json", action="store_true", help="as JSON")
    show = _command(commands, "show", "Show the law of a jurisdiction: provisions, figures, open terms, readings.")
    _jurisdiction(show)
    show.add_argument("--on", metavar="DATE", help="only what is in force on this date")
    show.add_argument("--full", action="store_true", help="every step of long tables, such as rates by date")
    show.add_argument("--zh", action="store_true", help="in Chinese")
    covered = _command(commands, "coverage", "Show what of each document is implemented, tested, or only declared.")
    covered.add_argument("jurisdiction", metavar="JURISDICTION", nargs="?", help="one in full; all in a line each")
    covered.add_argument("--json", action="store_true", help="as JSON")
    covered.add_argument("--zh", action="store_true", help="in Chinese")
    assess = _command(commands, "assess", "Decide for one household (or village, county ...) and say why.", _SETTINGS)
    _jurisdiction(assess)
    assess.add_argument("file", metavar="household.json", help="the facts, as JSON; - reads standard input")
    _policy(assess)
    assess.add_argument(
        "--entity", default="household", help="what the file is about: household (default), village ..."
    )
    form = assess.add_mutually_exclusive_group()
    _json(form)
    form.add_argument("--format", default="text", choices=("text", "markdown", "html"), help="of the explanation")
    _simulate(_command(commands, "simulate", "Pay a whole register, streaming.", _SETTINGS))
    return top


def _command(
    commands: argparse._SubParsersAction[_Parser] | None, name: str, about: str, before_codes: str = ""
) -> argparse.ArgumentParser:
    shape = argparse.RawDescriptionHelpFormatter
    if commands is None:
        return _Parser(prog=name, description=f"{about}\n{_YUAN}", epilog=_CODES, formatter_class=shape)
    return commands.add_parser(name, help=about, description=about, epilog=before_codes + _CODES, formatter_class=shape)


def _jurisdiction(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "jurisdiction", metavar="JURISDICTION", help="name, code or Chinese name: xiangxi, 433100, 湘西州"
    )


def _policy(command: argparse.ArgumentParser) -> None:
    command.add_argument("--on", metavar="DATE", required=True, help="the day whose law decides, such as 2017-06-01")
    command.add_argument(
        "--set",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="fill an open term; amounts are yuan (see below)",
    )
    command.add_argument("--provisions", metavar="A,B", help="only these provisions and what they need")
    command.add_argument("--zh", action="store_true", help="in Chinese")


def _json(command: argparse._ActionsContainer) -> None:
    command.add_argument("--json", action="store_true", help="print the result as JSON")


def _simulate(command: argparse.ArgumentParser) -> None:
    _jurisdiction(command)
    command.add_argument("register", metavar="register.csv", help="the households, one a row")
    _policy(command)
    _json(command)
    for name in ("members", "loans", "claims"):
        command.add_argument(f"--{name}", metavar="FILE", help=f"their {name}, joined by the household's id")
    command.add_argument(
        "--money", choices=("yuan", "fen"), help="unit of money columns that do not say it; (元), (分), _yuan, _fen do"
    )
    command.add_argument("-o", "--output", metavar="FILE", help="write what each household is paid")
    command.add_argument("--rejects", metavar="FILE", help="write the rows that cannot be used, with the reason")
    command.add_argument("--undetermined", metavar="FILE", help="write what hangs on a missing fact, with the fact")
    command.add_argument("--findings", metavar="FILE", help="write what a person must look at")
    command.add_argument("--stop", action="store_true", help="stop at wrong rows instead of setting them apart")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        argv: the arguments; those of the process by default.

    Returns:
        The exit code: 0, 1 (input refused), 2 (wrong usage), 3 (finished, with rejects or gaps), 130 (interrupted).

    Examples:
        >>> main(["list"])  # doctest: +ELLIPSIS
        name ...
        xiangxi  433100  2017-01-01 to 2020-12-31  derived    湘西土家族苗族自治州 Xiangxi ...
        0
    """
    try:
        code = _run(parser().parse_args(argv))
        sys.stdout.flush()
        return code
    except SystemExit as stop:  # argparse has said what is wrong, or printed the help
        return int(stop.code or 0)
    except KeyboardInterrupt:
        note("interrupted; nothing was written")
        return INTERRUPTED
    except BrokenPipeError:
        _let_go_of_pipe()
        return PIPE_CLOSED
    except (WrongUsage, PovertyKitError) as error:
        note(_in_other_words(str(error)))
        return WRONG_USAGE if isinstance(error, WrongUsage) else INPUT_REFUSED
    except OSError as error:
        note(f"{error.filename}: {error.strerror}" if error.filename else str(error))
        return INPUT_REFUSED


def _in_other_words(text: str) -> str:
    for python, here in _IN_OTHER_WORDS.items():
        text = text.replace(python, here)
    return re.sub(r"provisions=\[([^]]*)\]", lambda found: "--provisions " + re.sub("[' ]", "", found[1]), text)


def _let_go_of_pipe() -> None:
    """Whoever read the output has stopped reading: leave without a word, now and when the process ends."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):  # not a real file, so nothing is left to be flushed
        return


def _run(given: argparse.Namespace) -> int:
    if given.version:
        from povertykit import __version__

        say(f"povertykit {__version__}")
        return 0
    if given.command is None:
        parser().print_help(sys.stderr)
        return WRONG_USAGE
    if given.command == "list":
        from povertykit.cli.law import list_all

        list_all(given.json)
        return 0
    if given.command == "coverage" and given.jurisdiction is None:
        from povertykit.cli.coverage import cover_all

        cover_all("zh" if given.zh else "en", given.json)
        return 0
    return _of_jurisdiction(given)


def _of_jurisdiction(given: argparse.Namespace) -> int:
    from povertykit.cli import decide, law

    try:
        place: ModuleType = law.by_name(given.jurisdiction)
        language = "zh" if given.zh else "en"
        if given.command == "coverage":
            from povertykit.cli.coverage import cover

            cover(place.law, language, given.json)
            return 0
        on = _day(given.on) if given.on else None
        if given.command == "show":
            from povertykit.cli.show import show

            show(place.law, on, language, given.full)
            return 0
        assert on is not None  # --on is required
        policy = decide.made(place.law, on, given)
    except PovertyKitError as error:
        raise WrongUsage(str(error)) from error
    return decide.assess(policy, given) if given.command == "assess" else decide.simulate(policy, given)


def _day(text: str) -> date:
    from povertykit.dates import parse_date

    try:
        return parse_date(text)
    except DateError as error:
        error.field = "--on"
        raise
