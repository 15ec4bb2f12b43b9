"""Errors: each is a PovertyKitError, and says what was given, what is allowed, the rule and what to do."""

import copy
import inspect
import pickle

import pytest

from povertykit import errors
from povertykit.errors import AmountError, PovertyKitError, UnknownName

KINDS = [getattr(errors, name) for name in errors.__all__]


def test_every_error_is_public_and_of_one_family() -> None:
    defined = {
        name for name, kind in vars(errors).items() if inspect.isclass(kind) and issubclass(kind, PovertyKitError)
    }
    assert defined == set(errors.__all__)
    assert list(errors.__all__) == sorted(errors.__all__)


@pytest.mark.parametrize(
    ("name", "builtin"),
    [
        ("AmountError", ValueError),
        ("BareAmount", TypeError),
        ("UnitMissing", ValueError),
        ("OverflowRefused", OverflowError),
        ("DateError", ValueError),
        ("CitationError", TypeError),
        ("DatedError", ValueError),
        ("OutOfCoverage", LookupError),
        ("OpenTerm", LookupError),
        ("OutOfRange", ValueError),
        ("MissingFact", LookupError),
        ("UnlikePeriods", ValueError),
        ("InvalidInput", ValueError),
        ("RegisterError", ValueError),
        ("RuleRefused", TypeError),
        ("MissingArgument", errors.PolicyError),
        ("RuleCycle", errors.PolicyError),
        ("DuplicateRule", errors.PolicyError),
        ("AmbiguousName", LookupError),
        ("UnknownName", LookupError),
    ],
)
def test_an_error_is_also_the_built_in_one(name: str, builtin: type[Exception]) -> None:
    with pytest.raises(builtin):
        raise getattr(errors, name)("wrong")


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({}, "got -3"),
        ({"field": "persons"}, "persons: got -3"),
        ({"allowed": "1 to 50"}, "got -3; allowed: 1 to 50"),
        ({"source": "二(二)"}, "got -3; rule: 二(二)"),
        ({"remedy": "correct it"}, "got -3; to do: correct it"),
        (
            {"field": "persons", "allowed": "1 to 50", "source": "二(二)", "remedy": "correct it"},
            "persons: got -3; allowed: 1 to 50; rule: 二(二); to do: correct it",
        ),
    ],
)
def test_a_message_says_what_is_known(parts: dict[str, str], message: str) -> None:
    assert str(PovertyKitError("got -3", **parts)) == message


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_travels_between_processes_with_all_it_says(kind: type[PovertyKitError]) -> None:
    error = kind("got -3", field="persons", allowed="1 to 50", source="二(二)", remedy="correct it", zh="为 -3")
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(twin) is kind
        assert str(twin) == str(error)
        assert twin.args == error.args == ("got -3",)
        assert vars(twin) == {
            "problem": "got -3",
            "field": "persons",
            "allowed": "1 to 50",
            "source": "二(二)",
            "remedy": "correct it",
            "zh": "为 -3",
        }


def test_the_parts_are_named_and_optional() -> None:
    error = AmountError("got nan")
    assert (error.problem, error.field, error.allowed, error.source, error.remedy) == ("got nan", *[None] * 4)
    with pytest.raises(TypeError):
        AmountError("got nan", "field")  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("given", "remedy", "expected"),
    [
        ("xianxi", None, "did you mean 'xiangxi'?"),
        ("huining2", "list them", "did you mean 'huining'?"),
        ("zzz", "list them", "list them"),
        ("zzz", None, None),
    ],
)
def test_an_unknown_name_suggests_near_ones(given: str, remedy: str | None, expected: str | None) -> None:
    error = UnknownName.among(given, ["xiangxi", "huining", "xiangxi"], "jurisdiction", remedy=remedy)
    assert (error.problem, error.field) == (f"{given!r} is not known", "jurisdiction")
    assert (error.allowed, error.remedy) == ("huining, xiangxi", expected)


def test_at_most_three_near_names_are_suggested() -> None:
    error = UnknownName.among("rate", ["rate_a", "rate_b", "rate_c", "rate_d"], "figure")
    assert error.remedy == "did you mean 'rate_d' or 'rate_c' or 'rate_b'?"


def test_nothing_known_is_said_to_be_nothing() -> None:
    assert UnknownName.among("x", [], "figure").allowed == "(none)"
