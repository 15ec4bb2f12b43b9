"""What was not computed and why, in lines for a reader; what has one reason stands in one line."""

from __future__ import annotations

from collections.abc import Mapping

from povertykit.decision import LeftOut

__all__ = ["left_out_lines"]


def left_out_lines(left_out: Mapping[str, LeftOut], language: str = "en") -> list[str]:
    """One line for each reason, with the provisions that it keeps out.

    Args:
        left_out: the provisions, by name.
        language: "en" or "zh".

    Examples:
        >>> why = ("open term", "the standard is not filled", "标准未填")
        >>> missing = {"a": LeftOut(*why, "first", "甲"), "b": LeftOut(*why, "second", "乙")}
        >>> left_out_lines(missing), left_out_lines(missing, "zh")
        (['left out first, second: the standard is not filled'], ['未计算甲、乙：标准未填'])
    """
    zh = language == "zh"
    by_reason: dict[str, list[str]] = {}
    for name, why in left_out.items():
        label, reason = (why.label_zh, why.zh) if zh else (why.label_en or name, why.en)
        labels = by_reason.setdefault(reason, [])
        if label and label not in reason and label not in labels:
            labels.append(label)
    if zh:
        return [f"未计算{'、'.join(labels)}：{reason}" for reason, labels in by_reason.items()]
    lines = ((" " if labels else "") + ", ".join(labels) for labels in by_reason.values())
    return [f"left out{which}: {reason}" for which, reason in zip(lines, by_reason, strict=True)]
