"""Reads a rule's syntax tree and refuses what would not mean the same for every kind of operand.

`if` looks at one truth value, where an array has many; `and`, `or` and `not` the same; `~True` is -2; a chained
comparison hides an `and`; a float is not exact; `/` gives one. What is left is small and means the same everywhere.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import textwrap
from collections.abc import Callable
from fractions import Fraction
from types import FunctionType
from typing import Final

from povertykit.arithmetic import PRIMITIVES
from povertykit.errors import RuleRefused
from povertykit.money import Rounding

__all__ = ["check_body"]

_INSTEAD: Final[dict[type[ast.AST], str]] = {
    ast.If: "`if` looks at one household only; choose with where(condition, yes, no)",
    ast.IfExp: "`x if c else y` looks at one household only; choose with where(c, x, y)",
    ast.BoolOp: "`and` and `or` look at one household only; write & and | with brackets around comparisons",
    ast.Not: "`not` looks at one household only; write negate(flag)",
    ast.Invert: "`~` is not negation on a Python bool (~True is -2); write negate(flag)",
    ast.Div: "`/` gives a float; write round_div(numerator, denominator, rounding)",
    ast.FloorDiv: "`//` hides its rounding; write round_div(numerator, denominator, rounding)",
    ast.Mod: "`%` hides a division; write round_div and subtract",
    ast.Pow: "`**` can leave int64; multiply",
    ast.For: "a loop looks at one household only; use a total or a count",
    ast.While: "a loop looks at one household only; use a total or a count",
    ast.Try: "an error must not be swallowed in a rule",
    ast.In: "`in` looks at one household only; compare with == and join with |",
    ast.NotIn: "`in` looks at one household only; compare with != and join with &",
    ast.Is: "`is` looks at one household only; compare with ==",
    ast.IsNot: "`is` looks at one household only; compare with !=",
}
_ALLOWED: Final = (
    ast.Expr,
    ast.Assign,
    ast.AnnAssign,
    ast.Return,
    ast.BinOp,
    ast.UnaryOp,
    ast.Compare,
    ast.Call,
    ast.keyword,
    ast.Name,
    ast.Constant,
    ast.Attribute,
    ast.Load,
    ast.Store,
    ast.Add,
    ast.Sub,
    ast.Mult,
    ast.BitAnd,
    ast.BitOr,
    ast.USub,
    ast.Lt,
    ast.LtE,
    ast.Gt,
    ast.GtE,
    ast.Eq,
    ast.NotEq,
)
_BUILTINS_INSTEAD: Final = {"min": "smaller(a, b)", "max": "larger(a, b)", "abs": "larger(x, -x)", "round": "round_div"}


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
    _check(function, frozenset())


def _check(function: Callable[..., object], within: frozenset[object]) -> None:
    if not isinstance(function, FunctionType):
        raise RuleRefused(f"{function!r} is not a plain function", allowed="a function defined with def")
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    except (OSError, TypeError, SyntaxError, IndexError) as error:
        raise RuleRefused(
            "its source cannot be read, so it cannot be checked",
            field=function.__name__,
            allowed="a function defined with def in a file or a notebook cell",
        ) from error
    if not isinstance(tree, ast.FunctionDef):
        raise RuleRefused(
            "is not written with def", field=function.__name__, remedy="define it with def, on lines of its own"
        )
    _Reader(function, tree, within | {function}).read()


class _Reader:
    """Walks one function's body."""

    def __init__(self, function: FunctionType, tree: ast.FunctionDef, within: frozenset[object]) -> None:
        self.function, self.tree, self.within = function, tree, within
        arguments = tree.args
        if arguments.vararg or arguments.kwarg:
            self.refuse(tree, "takes *args or **kwargs; every argument of a rule is named")
        self.local = {argument.arg for argument in [*arguments.args, *arguments.kwonlyargs, *arguments.posonlyargs]}

    def refuse(self, node: ast.AST, why: str) -> None:
        line = self.function.__code__.co_firstlineno + getattr(node, "lineno", 1) - 1
        raise RuleRefused(
            f"line {line}: {why}",
            field=self.function.__name__,
            source="a rule must mean the same for one household and for an array of them",
        )

    def read(self) -> None:
        body = self.tree.body
        if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
            body = body[1:]  # the docstring
        if not body or not isinstance(body[-1], ast.Return) or body[-1].value is None:
            self.refuse(self.tree, "must end with return and a value")
        for statement in body:
            if isinstance(statement, ast.Expr):
                self.refuse(statement, "a statement without effect")
            for node in ast.walk(statement):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    self.local.add(node.id)
        for statement in body:
            self.visit(statement)

    def visit(self, node: ast.AST) -> None:
        if type(node) in _INSTEAD:
            self.refuse(node, _INSTEAD[type(node)])
        if not isinstance(node, _ALLOWED):
            self.refuse(node, f"{type(node).__name__} is not part of a rule's language")
        for operator in [getattr(node, "op", None), *getattr(node, "ops", ())]:
            if type(operator) in _INSTEAD:
                self.refuse(node, _INSTEAD[type(operator)])
        if isinstance(node, ast.Compare) and len(node.ops) > 1:
            self.refuse(node, "a chained comparison hides an `and`; write between(low, x, high) or join with &")
        if isinstance(node, ast.Constant) and type(node.value) not in (int, bool):
            self.refuse(node, f"the constant {node.value!r}: only whole numbers; write a rate as a Fraction figure")
        if isinstance(node, ast.Call):
            self.call(node)
            children: list[ast.AST] = [*node.args, *node.keywords]
        elif isinstance(node, ast.AnnAssign):
            children = [child for child in (node.target, node.value) if child is not None]
        elif isinstance(node, ast.Attribute | ast.Name):
            self.name(node)
            return
        else:
            children = list(ast.iter_child_nodes(node))
        for child in children:
            self.visit(child)

    def call(self, node: ast.Call) -> None:
        shown = ast.unparse(node.func)
        target = self.resolve(node.func)
        if target in PRIMITIVES or target in self.within:
            return
        if not isinstance(target, FunctionType):
            instead = _BUILTINS_INSTEAD.get(shown, "the primitives of povertykit.arithmetic")
            self.refuse(node, f"calls {shown}, which does not work alike on ints and arrays; use {instead}")
        _check(target, self.within)  # type: ignore[arg-type]

    def name(self, node: ast.Attribute | ast.Name) -> None:
        if isinstance(node, ast.Name) and (node.id in self.local or isinstance(node.ctx, ast.Store)):
            return
        value = self.resolve(node)
        if not isinstance(value, int | Fraction | Rounding):
            self.refuse(node, f"{ast.unparse(node)} is no whole number, Fraction or Rounding but {value!r}")

    def resolve(self, node: ast.AST) -> object:
        """What a global name, or a dotted one, stands for."""
        if isinstance(node, ast.Attribute):
            return getattr(self.resolve(node.value), node.attr, None)
        if not isinstance(node, ast.Name):
            self.refuse(node, f"calls {ast.unparse(node)}; call a named function")
            return None
        if node.id in self.local:
            return None
        nonlocals = inspect.getclosurevars(self.function).nonlocals
        scope = self.function.__globals__
        return nonlocals.get(node.id, scope.get(node.id, getattr(builtins, node.id, None)))
