"""The pictures of the page on incentives: drawn by the page's own code, and again in Chinese."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from povertykit import plots, yuan
from povertykit.errors import InvalidInput

_BLOCKS = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def write_pictures(page: Path, folder: Path) -> None:
    """Draw every picture of the page into a folder; where no font has Chinese, the English picture stands for it."""
    folder.mkdir(exist_ok=True)
    names: dict[str, Any] = {}
    with contextlib.chdir(folder), contextlib.redirect_stdout(io.StringIO()):
        for code in _BLOCKS.findall(page.read_text("utf-8")):
            exec(compile(code, page.name, "exec"), names)
    source = "合成名册 synthetic-county，非真实家庭"
    chinese: dict[str, Callable[[], Any]] = {
        "budget-line": lambda: plots.budget_line(names["line"], language="zh"),
        "cost-curve": lambda: plots.cost_curve(names["curve"], budget=yuan(1_500_000), source=source, language="zh"),
        "winners": lambda: plots.winners_and_losers(names["change"], source=source, language="zh"),
        "poverty": lambda: plots.poverty_before_and_after(*names["poverty"], source=source, language="zh"),
        "target": lambda: plots.target_progress(
            names["standing"], names["observed"], source="虚构的实际数据", language="zh"
        ),
    }
    for name, draw in chinese.items():
        try:
            draw().savefig(folder / f"{name}-zh.png")
        except InvalidInput as error:
            print(f"{name}: {error}")
            shutil.copyfile(folder / f"{name}.png", folder / f"{name}-zh.png")
