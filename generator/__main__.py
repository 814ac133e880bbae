"""`python -m generator`."""

import gc

gc.disable()  # a run is short and leaves few cycles behind: looking for them would take a tenth of its time

from generator.cli import main  # noqa: E402 - importing makes most of the objects

main()
