"""A service to test against: real HTTP on this machine, no account, no bill.

`Fake` is the service; the pytest fixture that the README describes hands one to each test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import _api

if TYPE_CHECKING:
    from .calls import Call
    from .fake import Fake
    from .tapes import TapeError
else:

    def __getattr__(name: str) -> object:
        """Load the server when it is asked for: pytest imports this package in every test run."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from . import calls, fake, tapes  # noqa: PLC0415 - not before they are asked for

        found = {"Call": calls.Call, "Fake": fake.Fake, "TapeError": tapes.TapeError}
        globals().update(found)
        return found[name]


__all__ = ["Call", "Fake", "TapeError", "__version__"]

__version__ = _api.VERSION
