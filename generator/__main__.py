"""`python -m generator`."""

import gc
import os
import sys

gc.disable()  # a run is short and leaves few cycles behind: looking for them would take a tenth of its time
os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"  # what else is installed has no say in how a description is read

try:
    from generator.cli import main
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] == "generator":
        raise
    sys.stderr.write(
        f"{error.name} is not installed for {sys.executable}\n"
        "    hint: `make generate` sets everything up; then run .venv/bin/python -m generator\n"
    )
    sys.exit(2)

main()
