"""`coverage`: what of each document is implemented, tested, or only declared."""

from __future__ import annotations

from importlib import import_module

from povertykit.cli.law import found, print_json
from povertykit.cli.terminal import say
from povertykit.jurisdictions.coverage import Coverage, coverage
from povertykit.policy.jurisdiction import Jurisdiction
from povertykit.text_table import table

__all__ = ["cover", "cover_all"]


def cover(law: Jurisdiction, language: str, as_json: bool) -> None:
    """Print the coverage of one law's documents, section by section."""
    covered = coverage(law)
    if as_json:
        print_json(covered.to_dict())
    else:
        say(covered.text(language))


def cover_all(language: str, as_json: bool) -> None:
    """Print the totals of every law's documents, and where a document disagrees with itself."""
    every: list[Coverage] = [coverage(import_module(entry.module).law) for entry in found()]
    if as_json:
        print_json([each.to_dict() for each in every])
        return
    zh = language == "zh"
    rows = [
        (
            each.name,
            document.source.key,
            str(len(document.sections)),
            "-" if document.numerals is None else str(document.numerals),
            "-" if document.numerals is None else str(document.held),
            "-" if document.numerals is None else str(document.numerals - document.held),
            *(str(document.total(kind)) for kind in ("provisions", "figures", "targets")),
        )
        for each in every
        for document in each.documents
    ]
    head = "地区 文件 条款 数字 入规 仅宣示 规定 数值 目标" if zh else (
        "jurisdiction document sections numerals held declared provisions figures targets"
    )  # fmt: skip
    say(table(rows, head.split(), indent="", right=range(2, 9)))
    disagreements = [each.text(language) for law in every for each in law.disagreements]
    if disagreements:
        say()
        say("文件自身数字不符之处" if zh else "Where a document disagrees with itself")
        say("\n".join(f"  {line}" for line in disagreements))
