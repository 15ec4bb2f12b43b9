"""Write the generated pages of the documentation: reference, jurisdictions, pictures, and copies of root documents.

Run it as `python docs/generate.py`. It also renews what is kept in the repository and compared by tests: the tables of
fields in the page on registers, and the package's table of which tests touch which rule.
"""

from __future__ import annotations

import logging
import shutil
import sys
from pathlib import Path

from generate_coverage import renew_table, write_coverage
from generate_fields import renew_tables
from generate_jurisdictions import write_jurisdictions
from generate_pictures import write_pictures
from generate_reference import write_reference

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent


class Complaints(logging.Handler):
    """Counts what is wrong with docstrings, so that a page with a gap is not published."""

    count = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Say it, and count it."""
        self.count += 1
        print(record.getMessage(), file=sys.stderr)


def main() -> int:
    """Write all generated pages anew; returns 1 where a docstring could not be read."""
    complaints = Complaints(logging.WARNING)
    logging.getLogger("griffe").addHandler(complaints)
    for copied in ("CONTRIBUTING.md", "CHANGELOG.md"):
        shutil.copyfile(ROOT / copied, DOCS / copied.lower())
    renew_tables(DOCS / "registers.md")
    write_reference(DOCS / "reference", ROOT / "src")
    write_jurisdictions(DOCS / "jurisdictions")
    write_pictures(DOCS / "incentives.md", DOCS / "pictures")
    renew_table()
    write_coverage(DOCS / "coverage.md")
    return int(complaints.count > 0)


if __name__ == "__main__":
    sys.exit(main())
