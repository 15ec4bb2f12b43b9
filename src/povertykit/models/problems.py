"""What is wrong with what a caller handed in: pydantic's errors in the library's own words, one line for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from pydantic_core import PydanticCustomError, ValidationError

from povertykit import amounts
from povertykit.errors import InvalidInput

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from povertykit.models.fields import FieldSpec

__all__ = ["Contradiction", "InvalidRecord", "refusal", "shown", "translated"]

_OURS = "povertykit"


class InvalidRecord(InvalidInput):
    """One or more things wrong with what was handed in for a model; the message has a line for each.

    Args:
        model: the model's name.
        problems: what is wrong, each with its field, what is allowed and what to do.

    Attributes:
        problems: the same, for a program to go through.

    Examples:
        >>> wrong = InvalidInput("got -3", field="persons (家庭人口)", allowed="1 to 50")
        >>> print(InvalidRecord("Household", [wrong, wrong]))
        Household: 2 problems
        - persons (家庭人口): got -3; allowed: 1 to 50
        - persons (家庭人口): got -3; allowed: 1 to 50
    """

    def __init__(self, model: str, problems: Sequence[InvalidInput]) -> None:
        self.problems: tuple[InvalidInput, ...] = tuple(problems)
        if len(self.problems) == 1:
            only = self.problems[0]
            super().__init__(
                only.problem, field=only.field, allowed=only.allowed, source=only.source, remedy=only.remedy
            )
        else:
            lines = [f"{len(self.problems)} problems", *(f"- {problem}" for problem in self.problems)]
            super().__init__("\n".join(lines), field=model)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Facts of one record that cannot be true together, reported at one of them.

    Attributes:
        field: the field that it is reported at.
        problem: what was given.
        allowed: what would have been accepted.
        remedy: what to do.
    """

    field: str
    problem: str
    allowed: str
    remedy: str


def refusal(problems: Iterable[Contradiction] = (), *, problem: str = "", remedy: str = "") -> PydanticCustomError:
    """What a validator raises: contradictions within a record, or one value's problem and what to do about it."""
    details = [asdict(each) for each in problems]
    text = problem or "; ".join(each["problem"] for each in details)
    return PydanticCustomError(_OURS, "{problem}", {"problem": text, "remedy": remedy, "details": details})


def shown(value: object) -> str:
    """A value as a message shows it: short, and with its type where that is what is wrong with it.

    Examples:
        >>> shown(3), shown("x" * 90), shown([1])
        ('3', "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...", '[1] (list)')
    """
    text = amounts.shown(value)
    return text if value is None or isinstance(value, str | bool | int | float) else f"{text} ({type(value).__name__})"


def translated(
    model: str, error: ValidationError, fields: Mapping[str, FieldSpec], names: Mapping[str, frozenset[str]]
) -> InvalidRecord:
    """Pydantic's report as the library's own error.

    Args:
        model: the name of the model that was validated.
        error: what pydantic reports.
        fields: the fields of the model and of the models within it, by `Model.field` path without indices.
        names: every name and alias that a model knows, by the same kind of path ("" is the model itself).
    """
    problems: list[InvalidInput] = []
    for detail in error.errors(include_url=False):
        place = "".join(f".{step}" if isinstance(step, str) else f"[{step}]" for step in detail["loc"]).lstrip(".")
        path = ".".join(step for step in detail["loc"] if isinstance(step, str))
        details = detail.get("ctx", {}).get("details") or []
        if detail["type"] == "extra_forbidden":
            problems.append(_unknown_name(model, place, path, names))
        elif detail["type"] == _OURS and details:
            problems += [_contradicting(model, place, path, fields, each) for each in details]
        else:
            problems.append(_wrong_value(model, place, path, fields, detail))
    return InvalidRecord(model, problems)


def _titled(place: str, spec: FieldSpec | None) -> str:
    return f"{place} ({spec.zh})" if spec else place


def _source(model: str, path: str) -> str:
    return f"{model}.{path}" if path else model


def _unknown_name(model: str, place: str, path: str, names: Mapping[str, frozenset[str]]) -> InvalidInput:
    parent, _, given = path.rpartition(".")
    known = names.get(parent, frozenset())
    if given in known:
        remedy = "the same field was given under another of its names as well; keep one of the two"
    elif near := get_close_matches(given, sorted(known), n=3, cutoff=0.5):
        remedy = "did you mean " + " or ".join(repr(name) for name in near) + "?"
    else:
        remedy = "take it out"
    listed = ", ".join(sorted(name for name in known if name.isascii()))
    problem = "given twice" if given in known else "no such field"
    return InvalidInput(problem, field=place or model, allowed=listed, source=_source(model, parent), remedy=remedy)


def _contradicting(
    model: str, place: str, path: str, fields: Mapping[str, FieldSpec], detail: Mapping[str, str]
) -> InvalidInput:
    field = detail["field"]
    where, key = (f"{before}.{field}" if before else field for before in (place, path))
    return InvalidInput(
        detail["problem"],
        field=_titled(where, fields.get(key)),
        allowed=detail["allowed"],
        source=_source(model, key),
        remedy=detail["remedy"],
    )


def _wrong_value(
    model: str, place: str, path: str, fields: Mapping[str, FieldSpec], detail: ErrorDetails
) -> InvalidInput:
    spec = fields.get(path)
    context = detail.get("ctx", {})
    remedy = context.get("remedy") or (spec.remedy if spec else None)
    if detail["type"] == "missing":
        problem, remedy = "not given", f"give {path.rpartition('.')[2]}"
    elif detail["type"] == _OURS:
        problem = context["problem"]
    else:
        problem = f"got {shown(detail['input'])}"
        problem += "" if spec else f" ({detail['msg'][:1].lower()}{detail['msg'][1:]})"
    return InvalidInput(
        problem,
        field=_titled(place or model, spec),
        allowed=spec.allowed if spec else None,
        source=_source(model, path),
        remedy=remedy,
    )
