"""`python -m povertykit`."""

import sys

from povertykit.cli import main

if __name__ == "__main__":
    sys.exit(main())
