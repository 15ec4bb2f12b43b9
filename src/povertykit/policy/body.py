"""Reads a rule's syntax tree and refuses what would not mean the same for every kind of operand.

`if` looks at one truth value, where an array has many; `and`, `or` and `not` the same; `~True` is -2; a chained
comparison hides an `and`; a float is not exact; `/` gives one; flags add up to 2 as ints and to True as arrays. What is
left is small and means the same everywhere. Each value is followed from the arguments on as a flag, a number, a
rounding or a module's Fraction, through the functions that the rule calls.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import textwrap
from collections.abc import Callable, Mapping
from enum import Enum
from fractions import Fraction
from functools import cache
from types import FunctionType
from typing import Final, NoReturn

from povertykit.arithmetic import INT64_MAX, PRIMITIVES, Flag, times, where
from povertykit.errors import RuleRefused
from povertykit.money import Fen, Rounding

__all__ = ["check_body"]

_INSTEAD: Final[dict[type[ast.AST], str]] = {
    ast.If: "`if` looks at one household only; choose with where(condition, yes, no)",
    ast.IfExp: "`x if c else y` looks at one household only; choose with where(c, x, y)",
    ast.Match: "`match` looks at one household only; choose with where(condition, yes, no)",
    ast.BoolOp: "`and` and `or` look at one household only; write & and | with brackets around comparisons",
    ast.Not: "`not` looks at one household only; write negate(flag)",
    ast.Invert: "`~` is not negation on a Python bool (~True is -2); write negate(flag)",
    ast.UAdd: "`+x` does nothing; leave it out",
    ast.Div: "`/` gives a float; write round_div(numerator, denominator, rounding)",
    ast.FloorDiv: "`//` hides its rounding; write round_div(numerator, denominator, rounding)",
    ast.Mod: "`%` hides a division; write round_div and subtract",
    ast.Pow: "`**` can leave int64; multiply",
    ast.For: "a loop looks at one household only; use a total or a count",
    ast.While: "a loop looks at one household only; use a total or a count",
    ast.Try: "an error must not be swallowed in a rule; let the facts' bounds refuse what cannot be",
    ast.Raise: "a rule does not raise; let the facts' bounds refuse what cannot be",
    ast.Assert: "`assert` looks at one household only; let the facts' bounds refuse what cannot be",
    ast.With: "a rule opens nothing; hand the value in as an argument",
    ast.In: "`in` looks at one household only; compare with == and join with |",
    ast.NotIn: "`in` looks at one household only; compare with != and join with &",
    ast.Is: "`is` looks at one household only; compare with ==",
    ast.IsNot: "`is` looks at one household only; compare with !=",
    ast.AugAssign: "`x += y` changes an array in place; write x = x + y",
    ast.NamedExpr: "`:=` hides an assignment; give it a line of its own",
    ast.Lambda: "a lambda cannot be read; write a function with def, outside the rule",
    ast.FunctionDef: "a function within a rule; define it outside, with def",
    ast.AsyncFunctionDef: "a function within a rule; define it outside, with def",
    ast.ClassDef: "a class within a rule; hand values in as arguments",
    ast.ListComp: "a comprehension looks at one household only; use a total or a count",
    ast.SetComp: "a comprehension looks at one household only; use a total or a count",
    ast.DictComp: "a comprehension looks at one household only; use a total or a count",
    ast.GeneratorExp: "a comprehension looks at one household only; use a total or a count",
    ast.Subscript: "`x[...]` looks at one part; hand each value in as an argument of its own",
    ast.JoinedStr: "a text is no operand; words belong into the rule's labels",
    ast.Tuple: "several values at once; a rule makes one at a time",
    ast.List: "a list is no operand; hand each value in as an argument of its own",
    ast.Dict: "a mapping is no operand; hand each value in as an argument of its own",
    ast.Set: "a set is no operand; compare with == and join with |",
    ast.Starred: "`*values` hides how many there are; write each argument",
    ast.Global: "a rule keeps nothing between its runs; hand the value in as an argument",
    ast.Nonlocal: "a rule keeps nothing between its runs; hand the value in as an argument",
    ast.Delete: "a rule forgets nothing; leave the name alone",
    ast.Import: "import at the top of the module",
    ast.ImportFrom: "import at the top of the module",
    ast.Pass: "`pass` does nothing; leave it out",
}
_BUILTINS_INSTEAD: Final = {
    "min": "smaller(a, b)",
    "max": "larger(a, b)",
    "abs": "larger(x, -x)",
    "round": "round_div(numerator, denominator, rounding)",
    "sum": "a total (law.link)",
    "int": "the value itself, or rounded(amount, rounding)",
    "float": "the value itself; there are no floats in a rule",
    "bool": "a comparison",
    "Fraction": "a figure (law.figure), or a constant of the module",
}
_ARITHMETIC: Final = (ast.Add, ast.Sub, ast.Mult)
_ORDER: Final = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)


class _What(Enum):
    """What a value in a rule is, for the question which operators mean the same on it everywhere."""

    FLAG = "a flag"
    NUMBER = "a number"
    FRACTION = "a Fraction of the module"
    ROUNDING = "a rounding"


_FLAG, _NUMBER, _FRACTION, _ROUNDING = _What


def check_body(function: Callable[..., object]) -> None:
    """Refuse a rule whose body would not mean the same for ints, arrays, intervals and traced operands.

    Functions that the rule calls are read in the same way.

    Raises:
        RuleRefused: naming the line, what stands there and what to write instead.

    Examples:
        >>> from povertykit.arithmetic import Amount, floor0
        >>> def gap(standard: Amount, income: Amount) -> Amount:
        ...     return floor0(standard - income)
        >>> check_body(gap)
    """
    tree = _tree(function)
    signature = inspect.signature(function)
    annotated = {name: _annotated(parameter.annotation) for name, parameter in signature.parameters.items()}
    reader = _Reader(function, tree, annotated, frozenset())
    result, stated = reader.read(), _annotated(signature.return_annotation)
    if signature.return_annotation is not inspect.Signature.empty and result is not stated:
        reader.refuse(tree, f"returns {result.value}, but is annotated as {stated.value}; correct one of them")


def _annotated(annotation: object) -> _What:
    """What an annotation (or its text) promises; anything but Flag and Rounding is a number."""
    name = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", "")
    return {Flag.__name__: _FLAG, Rounding.__name__: _ROUNDING}.get(name.rpartition(".")[2], _NUMBER)


@cache
def _tree(function: Callable[..., object]) -> ast.FunctionDef:
    """The function's syntax tree, if what stands in its source is what runs."""
    if not isinstance(function, FunctionType):
        raise RuleRefused(f"{function!r} is not a plain function", allowed="a function defined with def")
    name, code = function.__name__, function.__code__
    if hasattr(function, "__wrapped__"):
        raise RuleRefused("is hidden behind a decorator", field=name, remedy="put nothing between the rule and def")
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    except (OSError, TypeError, SyntaxError, IndexError) as error:
        raise _unreadable(name) from error
    if not isinstance(tree, ast.FunctionDef):
        raise RuleRefused("is not written with def", field=name, remedy="define it with def, on lines of its own")
    arguments = tree.args
    named = [argument.arg for argument in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]]
    if tree.name != code.co_name or named != list(code.co_varnames[: len(named)]):
        raise _unreadable(name)
    return tree


def _unreadable(name: str) -> RuleRefused:
    return RuleRefused(
        "its source cannot be read, so it cannot be checked",
        field=name,
        allowed="a function defined with def in a file or a notebook cell",
    )


class _Reader:
    """Follows the values of one function's body, statement by statement."""

    def __init__(
        self,
        function: Callable[..., object],
        tree: ast.FunctionDef,
        arguments: Mapping[str, _What],
        within: frozenset[object],
    ) -> None:
        assert isinstance(function, FunctionType)
        self.function, self.tree, self.within = function, tree, within | {function}
        if tree.args.vararg or tree.args.kwarg:
            self.refuse(tree, "takes *args or **kwargs; every argument of a rule is named")
        self.local = dict(arguments)

    def refuse(self, node: ast.AST, why: str) -> NoReturn:
        line = self.function.__code__.co_firstlineno + getattr(node, "lineno", 1) - 1
        raise RuleRefused(
            f"line {line}: {why}",
            field=self.function.__name__,
            source="a rule must mean the same for one household and for an array of them",
        )

    def read(self) -> _What:
        """What the function returns."""
        body = list(self.tree.body)
        if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
            body = body[1:]  # the docstring
        for statement in body[:-1]:
            self.assign(statement)
        last = body[-1] if body else self.tree
        if not isinstance(last, ast.Return) or last.value is None:
            if type(last) in _INSTEAD and last is not self.tree:
                self.refuse(last, _INSTEAD[type(last)])
            self.refuse(last, "must end with return and a value")
        return self.value(last.value)

    def assign(self, statement: ast.stmt) -> None:
        """Take note of what a name stands for."""
        if isinstance(statement, ast.Return):
            self.refuse(statement, "returns before its end; choose with where(condition, yes, no)")
        if not isinstance(statement, ast.Assign | ast.AnnAssign):
            shown = "a statement without effect; leave it out" if isinstance(statement, ast.Expr) else ""
            self.unknown(statement, shown)
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        if statement.value is None:
            self.refuse(statement, "a name without a value; give it one")
        value = self.value(statement.value)
        for target in targets:
            if not isinstance(target, ast.Name):
                self.refuse(statement, f"assigns to {ast.unparse(target)}; a rule gives values to plain names only")
            self.local[target.id] = value

    def unknown(self, node: ast.AST, shown: str = "") -> NoReturn:
        """Refuse what is no part of the language."""
        self.refuse(node, shown or _INSTEAD.get(type(node), f"{type(node).__name__} is not part of a rule's language"))

    def value(self, node: ast.expr) -> _What:
        """What an expression is."""
        match node:
            case ast.Name() | ast.Attribute():
                return self.name(node)
            case ast.Constant(value=bool()):
                return _FLAG
            case ast.Constant(value=int(number)) if number <= INT64_MAX:
                return _NUMBER
            case ast.Constant(value=value):
                self.refuse(node, f"the constant {value!r}: only 64-bit whole numbers; make a rate a Fraction figure")
            case ast.UnaryOp(op=ast.USub()):
                return self.need(node.operand, _NUMBER, "`-`")
            case ast.BinOp(op=ast.BitAnd() | ast.BitOr()):
                self.need(node.left, _FLAG, "`&` and `|`")
                return self.need(node.right, _FLAG, "`&` and `|`")
            case ast.BinOp() if isinstance(node.op, _ARITHMETIC):
                self.need(node.left, _NUMBER, "`+`, `-` and `*`")
                return self.need(node.right, _NUMBER, "`+`, `-` and `*`")
            case ast.Compare():
                return self.comparison(node)
            case ast.Call():
                return self.call(node)
            case ast.BinOp() | ast.UnaryOp():
                self.refuse(node, _INSTEAD.get(type(node.op), f"{type(node.op).__name__} is no operator of a rule"))
        self.unknown(node)

    def need(self, node: ast.expr, wanted: _What, who: str) -> _What:
        """The value, if it is what the operator or function needs."""
        found = self.value(node)
        if found is not wanted:
            hint = {
                (_FLAG, _NUMBER): "; count flags with where(flag, 1, 0)",
                (_NUMBER, _FLAG): "; make a flag by a comparison",
                (_FRACTION, _NUMBER): "; write times(amount, fraction), or make it a figure (law.figure)",
            }.get((found, wanted), "")
            self.refuse(node, f"{ast.unparse(node)} is {found.value}, but {who} needs {wanted.value}{hint}")
        return found

    def comparison(self, node: ast.Compare) -> _What:
        if len(node.ops) > 1:
            self.refuse(node, "a chained comparison hides an `and`; write between(low, x, high) or join with &")
        operator = node.ops[0]
        if not isinstance(operator, _ORDER):
            self.refuse(node, _INSTEAD.get(type(operator), f"{type(operator).__name__} is no operator of a rule"))
        kinds = {self.value(node.left), self.value(node.comparators[0])}
        if not (kinds <= {_NUMBER, _FRACTION} or (kinds == {_FLAG} and isinstance(operator, ast.Eq | ast.NotEq))):
            shown = " and ".join(sorted(kind.value for kind in kinds))
            self.refuse(node, f"compares {shown}; compare numbers, and write a flag itself or negate(flag)")
        return _FLAG

    def call(self, node: ast.Call) -> _What:
        shown = ast.unparse(node.func)
        target = self.resolve(node.func)
        if not isinstance(target, FunctionType):
            self.refuse(node, _not_a_function(shown, target))
        if target in self.within:
            self.refuse(node, f"{shown} calls itself, and a rule cannot stop; write out the steps")
        named = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg is not None}
        if len(named) < len(node.keywords):
            self.refuse(node, "`**values` hides the arguments; write each argument")
        for argument in node.args:
            if isinstance(argument, ast.Starred):
                self.unknown(argument)
        signature = inspect.signature(target)
        try:
            given = signature.bind(*node.args, **named).arguments
        except TypeError as error:
            self.refuse(node, f"calls {shown} wrongly: {error}; it takes {signature}")
        if target in PRIMITIVES:
            return self.primitive(target, given)
        kinds = {name: self.value(argument) for name, argument in given.items() if isinstance(argument, ast.expr)}
        for name, parameter in signature.parameters.items():
            if name not in kinds and parameter.default is not inspect.Parameter.empty:
                kinds[name] = self.constant(node, f"the default of {shown}({name})", parameter.default)
        return _Reader(target, _tree(target), kinds, self.within).read()

    def primitive(self, target: FunctionType, given: Mapping[str, ast.expr | tuple[ast.expr, ...]]) -> _What:
        """What a primitive gives, each of its arguments being what it needs."""
        name = target.__name__
        pairs = [(of, each) for of, one in given.items() for each in (one if isinstance(one, tuple) else (one,))]
        if target is where:
            condition, yes, no = (each for _, each in pairs)
            self.need(condition, _FLAG, "the condition of where")
            chosen = self.value(yes)
            return self.need(no if chosen in (_FLAG, _NUMBER) else yes, chosen if chosen is _FLAG else _NUMBER, "where")
        for parameter, each in pairs:
            if not (target is times and self.value(each) is _FRACTION):
                self.need(each, {"flag": _FLAG, "rounding": _ROUNDING}.get(parameter, _NUMBER), f"{name}({parameter})")
        return _FLAG if name in ("negate", "between", "product_at_least") else _NUMBER

    def name(self, node: ast.Name | ast.Attribute) -> _What:
        """What a name stands for: an argument or a local name, or a constant of the module."""
        if isinstance(node, ast.Name) and node.id in self.local:
            return self.local[node.id]
        return self.constant(node, ast.unparse(node), self.resolve(node))

    def constant(self, node: ast.AST, shown: str, value: object) -> _What:
        if isinstance(value, Fen):
            self.refuse(node, f"{shown} is an amount of the module; make it a figure (law.figure), with its clause")
        for kind, what in ((bool, _FLAG), (int, _NUMBER), (Fraction, _FRACTION), (Rounding, _ROUNDING)):
            if isinstance(value, kind):
                return what
        given = "not known here" if value is None else repr(value)
        self.refuse(node, f"{shown} is {given}; only arguments, whole numbers, Fractions and Roundings have a value")

    def resolve(self, node: ast.expr) -> object:
        """What a global name, or a dotted one, stands for; None where that is not known."""
        if isinstance(node, ast.Attribute):
            return getattr(self.resolve(node.value), node.attr, None)
        if not isinstance(node, ast.Name):
            self.refuse(node, f"uses {ast.unparse(node)}; call a named function, use a named value")
        if node.id in self.local:
            return None
        function = self.function
        for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
            if name == node.id:
                try:
                    return cell.cell_contents
                except ValueError:
                    return None  # not yet defined when the rule is read
        return function.__globals__.get(node.id, getattr(builtins, node.id, None))


def _not_a_function(shown: str, target: object) -> str:
    """Why something that is no plain function cannot be called."""
    from povertykit.policy.provision import Provision

    if isinstance(target, Provision):
        return f"calls the rule {target.name}; ask for its result by an argument named {target.name}"
    instead = _BUILTINS_INSTEAD.get(shown, "the primitives of povertykit.arithmetic, or a function defined before")
    return f"calls {shown}, which does not work alike on ints and arrays; use {instead}"
