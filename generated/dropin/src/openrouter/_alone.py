# @generated from spec/openapi.yaml by templates/dropin/src/{dropin_package}/_alone.py.jinja
"""Notices when the official package was installed into the same folder: each then has some of the other's files."""

from os import listdir

OURS = {
    "__init__.py",
    "__pycache__",
    "_alone.py",
    "_names.py",
    "components.py",
    "errors.py",
    "operations.py",
    "py.typed",
    "types.py",
    "utils.py",
}


def refuse_company(folder: str) -> None:
    """Look whether the package's folder holds what this distribution did not put there.

    Raises:
        ImportError: It does.
    """
    try:
        others = sorted(set(listdir(folder)) - OURS)
    except OSError:  # not a folder: a zip file, say, which nobody else wrote into
        return
    if others:
        msg = (
            f"openrouter-rerank-dropin shares the folder {folder} with another package that is called "
            f"openrouter, too (it also holds {', '.join(others[:3])}). Both can't work. Uninstall both "
            "(pip uninstall openrouter openrouter-rerank-dropin), then install the one you want"
        )
        raise ImportError(msg, name="openrouter", path=folder)
