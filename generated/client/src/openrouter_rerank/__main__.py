"""Says what this release is: `--version`, or `--provenance` for what it was made of, as JSON."""

import sys
from pathlib import Path

from ._version import VERSION


def main(arguments: list[str]) -> int:
    """Print what was asked for, and return the exit code."""
    match arguments:
        case ["--version"]:
            print(VERSION)
        case ["--provenance"]:
            print(Path(__file__).with_name("provenance.json").read_text("utf-8"), end="")
        case _:
            print(f"usage: python -m {__package__} --version | --provenance", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
