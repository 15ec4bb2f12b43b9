"""What a rule's body may hold: everything else is refused, naming the line and what to write instead."""

from __future__ import annotations

import functools
import linecache
import re
import textwrap
from collections.abc import Callable
from fractions import Fraction
from types import FunctionType
from typing import Any

import pytest

from povertykit.arithmetic import Amount, Count, Flag, floor0, times, where
from povertykit.citation import library_default
from povertykit.errors import CitationError, RuleRefused, UnknownName
from povertykit.jurisdictions import zz
from povertykit.models import Entity
from povertykit.money import Period, Rounding, yuan
from povertykit.policy import ProvisionKind, provision
from povertykit.policy.body import check_body

HEADER = """
from fractions import Fraction
from povertykit.arithmetic import *
from povertykit.arithmetic import Amount, Count, Flag, Rate, Day, Category
from povertykit.money import FEN, HALF_UP, Rounding, yuan
from povertykit.jurisdictions import zz

HALF = Fraction(1, 2)
LIMIT = yuan(100)
SIX = 6
TO_FEN = Rounding()

class Holder:
    limit = 5

def good(a, b):
    return floor0(a - b)

def bad_inside(a):
    return a / 2

def flags_added(a, b):
    return a + b

def with_float(a, share=0.5):
    return times(a, share)

def times_rate(a, rate):
    return a * rate

def factor(a, rate=HALF):
    return times(a, rate)
"""
COUNTER = iter(range(10_000))


def written(
    body: str, signature: str = "a: Amount, b: Amount, n: Count, f: Flag, g: Flag", gives: str = "Amount"
) -> Any:
    """A function with this body, in a source that can be read like a file's."""
    source = HEADER + f"\ndef rule({signature}) -> {gives}:\n" + textwrap.indent(textwrap.dedent(body).strip(), "    ")
    name = f"<rule {next(COUNTER)}>"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    scope: dict[str, Any] = {}
    exec(compile(source, name, "exec"), scope)
    return scope["rule"]


ACCEPTED = [
    "return a",
    "return 5",
    "return -a + b * 3 - 2",
    '"""A docstring."""\nreturn a',
    "gap = floor0(a - b)\nreturn where(f & negate(g), gap, 0)",
    "gap: Amount = a - b\nreturn gap",
    "x = y = a\nreturn x + y",
    "x = a\nx = x + 1\nreturn x",
    "return where((a > b) | (n == SIX), a, b)",
    "return times(a, HALF, n)",
    "half = HALF\nreturn times(a, half)",
    "return factor(a)",
    "return times(a, rounding=TO_FEN)",
    "return good(a, b) + good(b=b, a=a)",
    "return round_div(a, n, TO_FEN)",
    "return where(f == g, a, 0)",
    "return where(between(0, a, b), a, smaller(a, larger(a, b)))",
    "return where(True, a, b)",
    "return a + Holder.limit",
    "return where(where(f, g, False), a, 0)",
]


@pytest.mark.parametrize("body", ACCEPTED)
def test_what_is_left_is_accepted(body):
    check_body(written(body))


REFUSED = [
    ("if f:\n    x = a\nreturn a", "where"),
    ("if f:\n    return a", "where"),
    ("return a if f else b", "where"),
    ("match n:\n    case 1:\n        return a\nreturn b", "where"),
    ("return where(f and g, a, b)", "&"),
    ("return where(f or g, a, b)", r"\|"),
    ("return where(not f, a, b)", "negate"),
    ("return where(~f, a, b)", "negate"),
    ("return where(0 < a < b, a, b)", "between"),
    ("return a * 1.3", "Fraction figure"),
    ("return a * 1e3", "Fraction figure"),
    ("return a + 1j", "whole numbers"),
    ("return a * 100000000000000000000", "64-bit"),
    ("return a / 2", "round_div"),
    ("return a // 2", "round_div"),
    ("return a % 2", "round_div"),
    ("return a ** 2", "multiply"),
    ("return a @ b", "operator"),
    ("return a ^ b", "operator"),
    ("return a << 1", "operator"),
    ("return +a", "leave it out"),
    ("for i in range(3):\n    a = a + 1\nreturn a", "total or a count"),
    ("while f:\n    a = a + 1\nreturn a", "total or a count"),
    ("return [a for a in b]", "total or a count"),
    ("return sum(a for a in b)", "total"),
    ("return {a for a in b}", "total or a count"),
    ("return {a: 1 for a in b}", "total or a count"),
    ("try:\n    return a\nexcept ValueError:\n    return b", "bounds"),
    ("with a:\n    return a", "argument"),
    ("raise ValueError\nreturn a", "bounds"),
    ("assert f\nreturn a", "bounds"),
    ("return min(a, b)", "smaller"),
    ("return max(a, b)", "larger"),
    ("return abs(a)", "larger"),
    ("return round(a)", "round_div"),
    ("return int(a)", "rounded"),
    ("return float(a)", "no floats"),
    ("return where(bool(a), a, b)", "comparison"),
    ("return where(a in b, a, b)", "=="),
    ("return where(a not in b, a, b)", "!="),
    ("return where(a is b, a, b)", "=="),
    ("return where(a is not None, a, b)", "!="),
    ("return f'{a}'", "labels"),
    ("return 'a'", "whole numbers"),
    ("return None", "whole numbers"),
    ("return ...", "whole numbers"),
    ("return (lambda x: x)(a)", "named function"),
    ("x = lambda y: y\nreturn x(a)", "outside the rule"),
    ("return a.real", "not known here"),
    ("return a.bit_length()", "primitives"),
    ("return undefined", "undefined is not known here"),
    ("return undefined(a)", "primitives"),
    ("Holder.limit = 6\nreturn a", "plain names"),
    ("a[0] = 1\nreturn a", "plain names"),
    ("x, y = a, b\nreturn x", "one at a time"),
    ("x: Amount\nreturn a", "give it one"),
    ("return a[0]", "argument of its own"),
    ("a += b\nreturn a", r"x = x \+ y"),
    ("return (x := a)", "line of its own"),
    ("def inner(x):\n    return x\nreturn inner(a)", "outside"),
    ("class Inner:\n    pass\nreturn a", "arguments"),
    ("return rule(a, b, n, f, g)", "calls itself"),
    ("return bad_inside(a)", "round_div"),
    ("return flags_added(f, g)", "where\\(flag, 1, 0\\)"),
    ("return with_float(a)", "0.5"),
    ("return times_rate(a, HALF)", "times\\(amount, fraction\\)"),
    ("return zz.guarantee_gap(a, b, n, f, g)", "argument named guarantee_gap"),
    ("return good(*b)", "each argument"),
    ("return good(**b)", "each argument"),
    ("return good(a)", "missing a required argument: 'b'"),
    ("return floor0(a, b)", "too many positional"),
    ("return times(a, rate=b)", "unexpected keyword"),
    ("return Fraction(1, 2)", "figure"),
    ("return a * HALF", "times"),
    ("return a + LIMIT", "law.figure"),
    ("return (a > b) + (b > a)", "where\\(flag, 1, 0\\)"),
    ("return n * f", "where\\(flag, 1, 0\\)"),
    ("return -f", "where\\(flag, 1, 0\\)"),
    ("return where(n, a, b)", "comparison"),
    ("return where(n & 1, a, b)", "comparison"),
    ("return where(f, a, g)", "needs a number"),
    ("return where(f, g, a)", "needs a flag"),
    ("return negate(a)", "needs a flag"),
    ("return smaller(f, g)", "needs a number"),
    ("return round_div(a, 2, n)", "needs a rounding"),
    ("return where(f == 1, a, b)", "negate"),
    ("return where(f < g, a, b)", "negate"),
    ("return TO_FEN", "is annotated"),
    ("return a > b", "annotated"),
    ("print(a)\nreturn a", "without effect"),
    ("a\nreturn a", "without effect"),
    ("pass\nreturn a", "leave it out"),
    ("global SIX\nreturn a", "argument"),
    ("import os\nreturn a", "top of the module"),
    ("del a\nreturn b", "forgets"),
    ("return a\nreturn b", "before its end"),
    ("x = y\ny = a\nreturn x", "y is not known here"),
    ("yield a", "return and a value|without effect"),
    ("return (yield a)", "language"),
    ("return a, b", "one at a time"),
    ("return [a]", "argument"),
    ("x = a", "return and a value"),
    ("return", "return and a value"),
    ('"""Only words."""', "return and a value"),
    ("where = a\nreturn where(f, a, b)", "primitives"),
    ("return getattr(a, 'real')", "primitives"),
]


@pytest.mark.parametrize(("body", "instead"), REFUSED)
def test_what_would_not_mean_the_same_is_refused(body, instead):
    function = written(body)
    with pytest.raises(RuleRefused, match=instead) as caught:
        check_body(function)
    assert re.search(r"line \d+: ", str(caught.value)) or "annotated" in str(caught.value)
    assert "must mean the same" in str(caught.value)


def test_the_line_named_is_the_line_in_the_file():
    function = written("x = a + b\ny = x / 2\nreturn y")
    with pytest.raises(RuleRefused, match=f"rule: line {function.__code__.co_firstlineno + 2}: "):
        check_body(function)


def test_flags_that_are_returned_are_annotated_so():
    check_body(written("return f & (a > b)", gives="Flag"))
    with pytest.raises(RuleRefused, match="returns a number"):
        check_body(written("return a", gives="Flag"))


@pytest.mark.parametrize("signature", ["*a: Amount", "a: Amount, **rest: Amount"])
def test_every_argument_is_named(signature):
    with pytest.raises(RuleRefused, match="every argument"):
        check_body(written("return 1", signature))


def test_two_functions_that_call_each_other_are_refused():
    with pytest.raises(RuleRefused, match="calls itself"):
        check_body(_ping)


def _ping(a: Amount) -> Amount:
    return _pong(a)


def _pong(a):
    return _ping(a)


def _wrapped(function: Callable[..., object]) -> Callable[..., object]:
    @functools.wraps(function)
    def inner(*given: object) -> object:
        return function(*given)

    return inner


def test_a_function_behind_a_decorator_is_refused():
    def plain(a: Amount) -> Amount:
        return a

    hidden = _wrapped(plain)
    with pytest.raises(RuleRefused, match="behind a decorator"):
        check_body(hidden)

    def caller(a: Amount) -> Amount:
        return hidden(a)

    with pytest.raises(RuleRefused, match="behind a decorator"):
        check_body(caller)


def test_a_recursion_within_a_function_is_refused_without_a_traceback():
    def again(a: Amount) -> Amount:
        return later(a)

    with pytest.raises(RuleRefused, match="calls later"):
        check_body(again)

    def later(a: Amount) -> Amount:
        return again(a)

    with pytest.raises(RuleRefused, match="calls itself"):
        check_body(later)


@pytest.mark.parametrize("given", [len, 5, None, functools.partial(floor0), type("Called", (), {"__call__": floor0})()])
def test_only_functions_are_rules(given):
    with pytest.raises(RuleRefused, match="plain function"):
        check_body(given)


def test_lambdas_and_coroutines_are_no_rules():
    with pytest.raises(RuleRefused):
        check_body(lambda a: a)

    async def waits(a: Amount) -> Amount:
        return a

    with pytest.raises(RuleRefused, match="def"):
        check_body(waits)


def test_a_source_that_cannot_be_read_is_refused():
    scope: dict[str, Any] = {"Amount": Amount}
    exec("def rule(a: Amount) -> Amount:\n    return a", scope)
    with pytest.raises(RuleRefused, match="cannot be read"):
        check_body(scope["rule"])


def test_a_source_of_something_else_is_refused():
    other = written("return a")
    code = other.__code__.replace(co_name="unlike")
    with pytest.raises(RuleRefused, match="cannot be read"):
        check_body(FunctionType(code, other.__globals__, "unlike"))


# What the declaration refuses --------------------------------------------------------------------------------------

CITED = library_default("a test")


def declare(function: Any, **changes: Any) -> Any:
    given = {
        "kind": ProvisionKind.PAYMENT,
        "entity": Entity.HOUSEHOLD,
        "period": Period.MONTH,
        "en": "allowance",
        "zh": "补贴",
    }
    return provision(CITED, **(given | changes))(function)


def payment(a: Amount, n: Count) -> Amount:
    return times(a, n)


def holds(a: Amount, f: Flag) -> Flag:
    return f & (a > 0)


def test_a_declaration_that_agrees_is_accepted():
    assert declare(payment)(100, 3) == yuan(3)
    assert declare(holds, kind=ProvisionKind.TEST, period=None)(1, True).name == "MET"


@pytest.mark.parametrize("citation", [None, "二(二)", 5])
def test_a_rule_needs_a_citation(citation):
    with pytest.raises(CitationError, match="Citation"):
        provision(citation, kind=ProvisionKind.TEST, entity=Entity.HOUSEHOLD, en="a", zh="一")


@pytest.mark.parametrize(
    ("function", "changes", "message"),
    [
        (payment, {"period": None}, "needs the period"),
        (holds, {"kind": ProvisionKind.TEST}, "only an amount has a period"),
        (holds, {"period": None}, "payment that gives: flag"),
        (payment, {"kind": ProvisionKind.TEST}, "test that gives: amount"),
        (payment, {"kind": ProvisionKind.REVIEW}, "for review"),
        (payment, {"unless_given": {"n": "m"}}, "unless_given"),
        (payment, {"unless_given": {"m": "n"}}, "unless_given"),
        (payment, {"unless_given": {"n": "a", "a": "n"}}, "unless_given"),
        (payment, {"unless_given": {"n": "n"}}, "unless_given"),
        (payment, {"start": zz.law.end, "end": zz.law.start}, "in force from"),
    ],
)
def test_a_declaration_that_contradicts_itself_is_refused(function, changes, message):
    with pytest.raises(RuleRefused, match=message):
        declare(function, **changes)


def test_the_date_a_rule_goes_by_is_a_date_of_its_entity():
    with pytest.raises(UnknownName, match="drawn"):
        declare(payment, entity=Entity.LOAN, as_of="drawm")
    with pytest.raises(UnknownName, match="as_of"):
        declare(payment, as_of="persons")


@pytest.mark.parametrize(
    ("signature", "gives", "message"),
    [
        ("a", "Amount", "argument a is annotated"),
        ("a: int", "Amount", "argument a is annotated"),
        ("a: Amount | None", "Amount", "argument a is annotated"),
        ("a: Amount", "int", "returns"),
        ("a: Amount", "None", "returns"),
        ("a: Nonsense", "Amount", "Nonsense"),
        ("a: Amount = 5", "Amount", "default"),
        ("a: Amount, r: Rounding = TO_FEN", "Amount", "default"),
    ],
)
def test_annotations_say_what_each_argument_is(signature, gives, message):
    source = "from __future__ import annotations" + HEADER + f"\ndef rule({signature}) -> {gives}:\n    return a\n"
    name = f"<rule {next(COUNTER)}>"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    scope: dict[str, Any] = {}
    exec(compile(source, name, "exec"), scope)
    with pytest.raises(RuleRefused, match=message):
        declare(scope["rule"])


def test_an_unannotated_result_is_refused():
    def unsaid(a: Amount):
        return a

    with pytest.raises(RuleRefused, match="returns"):
        declare(unsaid)


def test_constants_of_the_module_are_used_where_they_mean_the_same():
    assert _halved(101) == 51
    check_body(_halved)


def _halved(a: Amount) -> Amount:
    return where(a > 0, times(a, A_HALF), 0)


A_HALF = Fraction(1, 2)


def test_roundings_are_handed_on():
    def rounds(a: Amount, rounding: Rounding) -> Amount:
        return times(a, A_HALF, rounding=rounding)

    assert declare(rounds)(3, Rounding()) == 2
