"""The contributing page, followed word by word: its two files make a jurisdiction that is found, shown and tested."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib import import_module, invalidate_caches
from pathlib import Path

import pytest

from povertykit.cli import main
from povertykit.jurisdictions import jurisdiction, registry
from povertykit.jurisdictions.cn import hunan

ROOT = Path(__file__).resolve().parent.parent
FILE = re.compile(r"^`([\w/]+\.py)`:\n\n```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FILES = dict(FILE.findall((ROOT / "CONTRIBUTING.md").read_text("utf-8")))


@pytest.fixture
def followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The page's files, at their places in a checkout of their own; its tests can be imported."""
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    monkeypatch.setattr(hunan, "__path__", [*hunan.__path__, str(tmp_path / "src/povertykit/jurisdictions/cn/hunan")])
    monkeypatch.syspath_prepend(str(tmp_path / "tests"))
    invalidate_caches()
    registry._listing.cache_clear()
    yield tmp_path
    registry._listing.cache_clear()
    for name, module in [*sys.modules.items()]:
        if str(getattr(module, "__file__", None)).startswith(str(tmp_path)):
            del sys.modules[name]
    vars(hunan).pop("xuxi", None)


def test_the_page_holds_two_files_and_no_more() -> None:
    assert list(FILES) == ["src/povertykit/jurisdictions/cn/hunan/xuxi.py", "tests/test_xuxi.py"]


def test_its_tests_pass(followed: Path) -> None:
    assert (
        pytest.main(
            [
                "-q",
                "-p",
                "no:cacheprovider",
                "--import-mode=importlib",
                "--rootdir",
                str(followed),
                str(followed / "tests"),
            ]
        )
        == 0
    )


def test_it_is_found_shown_and_has_its_page(followed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert jurisdiction("虚溪县") is import_module("povertykit.jurisdictions.cn.hunan.xuxi")
    assert main(["show", "xuxi"]) == 0
    assert "heating_support" in capsys.readouterr().out
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        from generate_jurisdictions import write_jurisdictions
    finally:
        sys.path.remove(str(ROOT / "docs"))
    write_jurisdictions(followed / "pages")
    assert "取暖补助" in (followed / "pages" / "xuxi.md").read_text("utf-8")
