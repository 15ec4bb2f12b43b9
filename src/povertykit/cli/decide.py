"""`assess` and `simulate`: one household or a register, under the policy that the command line describes."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from povertykit.cli import FINISHED_WITH_GAPS
from povertykit.cli.law import print_json
from povertykit.cli.settings import echoed, read_settings
from povertykit.cli.terminal import note, say
from povertykit.errors import InvalidInput, UnknownName
from povertykit.money import to_yuan

if TYPE_CHECKING:
    from povertykit.decision import Decision
    from povertykit.models import Entity
    from povertykit.policy import Jurisdiction, Policy
    from povertykit.scenarios.outcome import Outcome, Total

__all__ = ["assess", "made", "simulate"]


def made(law: Jurisdiction, on: date, given: argparse.Namespace) -> Policy:
    """The policy that the options describe; what was understood is repeated on standard error.

    What `Jurisdiction.policy` and `read_settings` refuse is refused here.
    """
    settings = read_settings(law, given.set)
    policy = law.policy(on, provisions=_listed(given.provisions), **settings)
    if given.command == "assess":
        entity_of(given.entity, policy)
    for line in echoed(law, settings, "zh" if given.zh else "en"):
        note(line)
    return policy


def _listed(text: str | None) -> list[str] | None:
    if text is None:
        return None
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        raise InvalidInput(f"got {text!r}", field="--provisions", allowed="names with commas between them")
    return names


def entity_of(word: str, policy: Policy) -> Entity:
    """The kind of thing that a word names, among those that the policy has rules for.

    Raises:
        UnknownName: none of them.
    """
    for entity in policy.plans:
        if word.casefold().replace("-", "_") in (entity.value, entity.en, entity.zh):
            return entity
    raise UnknownName.among(word, [entity.value for entity in policy.plans], "--entity")


def assess(policy: Policy, given: argparse.Namespace) -> int:
    """Decide for what a JSON file describes, and print why.

    Raises:
        InvalidInput: the file holds no JSON, or its facts break the model's constraints.
        OSError: it cannot be read.
    """
    from povertykit.models import MODEL_OF, validate

    entity = entity_of(given.entity, policy)
    decision = policy.assess(validate(MODEL_OF[entity], _facts(given.file)))
    if given.json:
        print_json(decision.to_dict())
    else:
        say(decision.explain("zh" if given.zh else "en", given.format).rstrip("\n"))
    return FINISHED_WITH_GAPS if _hanging(decision) else 0


def _hanging(decision: Decision) -> bool:
    """Whether any amount or verdict hangs on a missing fact."""
    return bool(decision.undetermined) or any(_hanging(part) for part in decision.parts)


def _facts(file: str) -> str:
    """JSON text that says each thing once."""
    data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    name = "standard input" if file == "-" else file
    try:
        text = data.decode("utf-8-sig")
        json.loads(text, object_pairs_hook=_once)
    except UnicodeDecodeError as error:
        raise InvalidInput("is not UTF-8 text", field=name, allowed="JSON in UTF-8") from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise InvalidInput(f"is not JSON: {error}", field=name, allowed="one JSON object with the facts") from error
    return text


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object whose names are each given once; JSON readers keep the last of several without a word."""
    seen: dict[str, object] = {}
    for name, value in pairs:
        if name in seen:
            raise InvalidInput("given twice", field=name, allowed="each name once", remedy="keep one of the two")
        seen[name] = value
    return seen


def simulate(policy: Policy, given: argparse.Namespace) -> int:
    """Pay a register, write what was asked for, and print the totals.

    Raises:
        RegisterError, UnitMissing: the register cannot be used.
        OSError: a file cannot be read or written.
    """
    parts = {name: file for name in ("members", "loans", "claims") if (file := getattr(given, name))}
    outcome = policy.simulate(
        {"households": given.register, **parts} if parts else given.register,
        on_error="stop" if given.stop else "quarantine",
        money=given.money,
        out=given.output,
        rejects=given.rejects,
        undetermined=given.undetermined,
        findings=given.findings,
        progress=True,
    )
    if given.json:
        print_json(_plain(outcome))
    else:
        say(outcome.summary("zh" if given.zh else "en"))
    return FINISHED_WITH_GAPS if outcome.counts["rejects"] or outcome.counts["undetermined"] else 0


def _plain(outcome: Outcome) -> dict[str, object]:
    """An outcome as JSON takes it; amounts in fen, and in yuan as text."""
    law = outcome.identity
    return {
        "jurisdiction": law.jurisdiction,
        "code": law.code,
        "on": law.on.isoformat(),
        "settings": dict(law.settings),
        "povertykit": law.povertykit,
        "rows": {table: rows._asdict() for table, rows in outcome.rows.items()},
        "totals": {name: _total(total) for name, total in outcome.totals.items()},
        "counts": dict(outcome.counts),
        "left_out": {name: why.en for name, why in outcome.left_out.items()},
        "unknown_columns": {table: list(columns) for table, columns in outcome.unknown_columns.items()},
        "files": {name: str(path) for name, path in outcome.files.items()},
    }


def _total(total: Total) -> dict[str, object]:
    return {
        "fen": int(total.amount),
        "yuan": str(to_yuan(total.amount)),
        "period": total.period.value,
        "households": total.households,
        "parts": total.parts,
        "undetermined": total.undetermined,
        "counts": total.counts,
        "en": total.en,
        "zh": total.zh,
    }
