"""The hand-written half of the package: how calls are made. Nothing here is part of the interface."""
