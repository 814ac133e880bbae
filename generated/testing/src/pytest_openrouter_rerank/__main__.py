"""Lets `python -m` start the fake."""

import sys

from .command_line import main

sys.exit(main(sys.argv[1:]))
