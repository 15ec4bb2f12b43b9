"""The columns of a frame as operands of the rules, and which of its rows break what the models say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import narwhals as nw

from povertykit.adapters.native_program import ARROW, HOUSEHOLD, KINDS
from povertykit.errors import RegisterError
from povertykit.models import MODEL_OF, FieldSpec, Household, Kind, fields_of
from povertykit.scenarios.register import HOUSEHOLD_ID, Heading, Headings

__all__ = ["Reading", "nullable", "nulls"]

_MOST_FLOAT: Final = 2.0**51
_MOST_PLACES: Final = 27
"""The places that leave 38 digits room for every amount that the models allow."""


def nullable(headings: Headings) -> list[str]:
    """The facts that may be missing."""
    return [n for n, h in headings.known.items() if h.spec.kind in KINDS and h.spec.nullable and n != "persons"]


def nulls(headings: Headings) -> dict[str, nw.Expr]:
    """How often each fact that may be missing is missing."""
    known = headings.known
    return {f"null {n}": nw.col(known[n].text).is_null().cast(nw.Int64).sum() for n in nullable(headings)}


class Reading:
    """The columns of a frame as operands: for each its value, where it is missing and where it is wrong."""

    def __init__(self, frame: Any, headings: Headings, complete: frozenset[str], *, guarded: bool) -> None:
        self.operands: dict[str, nw.Expr] = {}
        self.specs: dict[str, FieldSpec] = {}
        self.complete: frozenset[str] = complete
        self.guarded: bool = guarded
        schema = frame.collect_schema()
        for name, heading in headings.known.items():
            if heading.spec.kind in KINDS:
                self._add(name, heading, schema[heading.text])
            elif name == HOUSEHOLD_ID:
                self.operands["_pk_wrong_id"] = nw.col(heading.text).is_null()

    def _add(self, name: str, heading: Heading, dtype: Any) -> None:
        column, spec = nw.col(heading.text), heading.spec
        missing = column.is_null()
        low, high = spec.ends
        scale = 1
        whole = name in self.complete
        if spec.kind is Kind.FLAG:
            if dtype != nw.Boolean:
                raise _unread(heading, dtype, "booleans")
            value, wrong = column if whole else column.fill_null(False), None
        elif dtype.is_integer() and dtype != nw.UInt64 and dtype != nw.UInt128 and dtype != nw.Int128:
            if spec.kind is Kind.AMOUNT and heading.unit is None:
                raise heading.unit_missing(f"a column of {dtype}")
            scale = 100 if heading.unit == "yuan" else 1
            least, most = -(-low // scale), high // scale
            wide = column if whole else column.fill_null(0)
            wide = wide if dtype == nw.Int64 else wide.cast(nw.Int64)
            wrong = (wide < least) | (wide > most)
            wrong = wrong if whole else wrong & ~missing
            value = self._guarded(wide, wrong if whole else missing | wrong, nw.lit(0, nw.Int64))
            value = value * scale if scale > 1 else value
        elif spec.kind is Kind.AMOUNT and (dtype.is_float() or dtype.is_decimal()):
            number = column.cast(nw.Float64)
            number = number if whole else number.fill_null(0.0)
            places = 0 if heading.unit == "fen" else 2
            scaled = (number * 100.0 if places else number).round(0)
            exact = _exact_decimals(heading, dtype, places) if dtype.is_decimal() else _exact_floats(number, places)
            in_bounds = (scaled.abs() <= _MOST_FLOAT) & (scaled >= low) & (scaled <= high)
            wrong = ~in_bounds if exact is None else ~(exact & in_bounds)
            wrong = wrong if whole else wrong & ~missing
            bad = wrong if whole else missing | wrong  # a float that is no number cannot be made whole
            value = nw.when(bad).then(nw.lit(0.0)).otherwise(scaled).cast(nw.Int64)
        else:
            words = "whole numbers, floats or decimals" if spec.kind is Kind.AMOUNT else "whole numbers of int64"
            raise _unread(heading, dtype, words)
        self.specs[name] = spec
        self.operands[f"_pk_{name}"] = value
        if spec.kind is not Kind.FLAG or name == "persons":
            assert wrong is not None
            self.operands[f"_pk_wrong_{name}"] = wrong
        if not whole:
            self.operands[f"_pk_missing_{name}"] = missing

    def _guarded(self, value: nw.Expr, wrong: nw.Expr, instead: nw.Expr) -> nw.Expr:
        """A value with something harmless where it is wrong, for engines that stop where a number leaves int64."""
        return nw.when(wrong).then(instead).otherwise(value) if self.guarded else value

    def _known(self, *names: str) -> nw.Expr | None:
        """Where none of some facts is missing; None for everywhere."""
        found: nw.Expr | None = None
        for name in names:
            if name not in self.complete:
                known = ~nw.col(f"_pk_missing_{name}")
                found = known if found is None else found & known
        return found

    def rejected(self) -> nw.Expr:
        """Where a row breaks what the models say."""
        found = [nw.col(name) for name in self.operands if name.startswith("_pk_wrong_")]
        for name, spec in self.specs.items():
            if (not spec.nullable or name == "persons") and name not in self.complete:
                found.append(nw.col(f"_pk_missing_{name}"))
        for order in MODEL_OF[HOUSEHOLD].orders:
            if {order.lesser, order.greater} <= self.specs.keys():
                a, b = nw.col(f"_pk_{order.lesser}"), nw.col(f"_pk_{order.greater}")
                known, broken = self._known(order.lesser, order.greater), a >= b if order.strict else a > b
                found.append(broken if known is None else broken & known)
        if {"persons", "persons_covered", "special_hardship_persons"} <= self.specs.keys():
            covered, hardship = (nw.col(f"_pk_{name}") for name in ("persons_covered", "special_hardship_persons"))
            known = self._known("persons_covered", "special_hardship_persons")
            twice = covered + hardship > nw.col("_pk_persons")
            found.append(twice if known is None else twice & known)
        whole = found[0] if found else nw.lit(False)
        for each in found[1:]:
            whole = whole | each
        return whole

    def clean(self) -> dict[str, nw.Expr]:
        """The operands with something harmless in rows that are rejected, and the persons covered where not given."""
        made: dict[str, nw.Expr] = {}
        for name, spec in self.specs.items():
            value = nw.col(f"_pk_{name}")
            if spec.kind is not Kind.FLAG:
                value = self._guarded(value, nw.col("rejected"), nw.lit(spec.ends[0], nw.Int64))
            made[f"_pk_{name}"] = value
        if "persons" in self.specs and "persons_covered" not in self.specs | dict.fromkeys(self.complete):
            made["_pk_persons_covered"] = self._all_covered(made)
        elif "persons" in self.specs and "persons_covered" not in self.complete:
            missing = nw.col("_pk_missing_persons_covered")
            covered = nw.when(missing).then(self._all_covered(made)).otherwise(made["_pk_persons_covered"])
            made["_pk_persons_covered"] = covered
        return made

    def _all_covered(self, made: Mapping[str, nw.Expr]) -> nw.Expr:
        """The persons covered where they are not given: all who are not in special hardship."""
        covered = made["_pk_persons"]
        if "special_hardship_persons" not in self.specs:
            return covered
        hardship = made["_pk_special_hardship_persons"]
        if "special_hardship_persons" in self.complete:
            return covered - hardship
        missing = nw.col("_pk_missing_special_hardship_persons")
        return covered - nw.when(missing).then(nw.lit(0, nw.Int64)).otherwise(hardship)

    def inputs(self, facts: Iterable[str]) -> dict[str, nw.Expr]:
        """What the symbols of the facts stand for."""
        found: dict[str, nw.Expr] = {}
        for name in facts:
            spec, value = fields_of(Household)[name], nw.col(f"_pk_{name}")
            found[name] = value
            for end, bound in zip(("low", "high"), spec.ends, strict=True):
                if name in self.specs and name not in self.complete:
                    missing = nw.col(f"_pk_missing_{name}")
                    filled = nw.lit(bool(bound)) if spec.kind is Kind.FLAG else nw.lit(bound, nw.Int64)
                    found[f"{name}.{end}"] = nw.when(missing).then(filled).otherwise(value)
        return found


def _exact_floats(number: nw.Expr, places: int) -> nw.Expr:
    """Where a float is the nearest to its whole fen, which is what `simulate` takes.

    The division is by a column: by a constant Polars multiplies with its reciprocal, which is not the nearest float.
    """
    scaled = (number * 100.0 if places else number).round(0)
    exact = scaled / (number * 0.0 + 100.0) == number if places else scaled == number
    return exact.fill_null(False)  # pandas takes infinity times 0 for missing


def _exact_decimals(heading: Heading, dtype: Any, places: int) -> nw.Expr | None:
    """Where a decimal has no further places than money has, compared as decimals; None for everywhere."""
    if dtype.scale <= places:
        return None
    if dtype.scale > _MOST_PLACES:
        raise _unread(heading, dtype, f"decimals of at most {_MOST_PLACES} places")
    column = nw.col(heading.text)
    taken = column.cast(nw.Float64).abs() <= float(max(map(abs, heading.spec.ends)))
    number = nw.when(taken).then(column.cast(nw.Decimal(38, dtype.scale)))  # so that rounding up has its digit
    return (number.round(places) == number).fill_null(False)


def _unread(heading: Heading, dtype: Any, allowed: str) -> RegisterError:
    return RegisterError(
        f"is a column of {dtype}",
        field=heading.hint,
        allowed=allowed,
        source=heading.rule,
        remedy=f"convert the column, or {ARROW}",
    )
