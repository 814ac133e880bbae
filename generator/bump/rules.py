"""The table: which kinds of change there are, which row each falls under, and what it asks of a caller.

Requests may widen, answers may narrow; parameters are keyword-only, enums are open, limits are the server's to check.
A kind that isn't here is major: what the table doesn't know may break anything.
"""

# ruff: noqa: E501 - a table reads best with a row a line

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["BUMPS", "KINDS", "ROWS", "UNKNOWN", "Bump", "Kind", "Section"]

Bump: TypeAlias = Literal["none", "patch", "minor", "major"]
Section: TypeAlias = Literal["Breaking", "Added", "Changed", "Deprecated", "Removed", "Fixed"]

BUMPS: tuple[Bump, ...] = ("none", "patch", "minor", "major")
"""From the smallest to the largest."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of change: its row, the bump it asks for, where the changelog tells it, what it is, what to do."""

    row: int
    bump: Bump
    section: Section
    says: str
    advice: str = ""


UNKNOWN = Kind(
    0, "major", "Breaking", "changed in a way the table of changes does not know", "Try it before you upgrade."
)

ROWS: Mapping[int, str] = {
    1: "an operation or its method is removed or renamed",
    2: "an operation is added",
    3: "an operation's path or HTTP method changes under the same Python name",
    4: "a server's URL changes, a server is added or removed",
    5: "an argument that must be given is added",
    6: "an argument that must be sent is added, and the package fills it",
    7: "an argument that may be left out is added",
    8: "the order of positional parameters changes",
    9: "an argument is removed or renamed",
    10: "an argument must now be given",
    11: "an argument may now be left out",
    12: "an argument gains or loses null",
    13: "an argument takes more types",
    14: "an argument's type is narrowed or changed",
    15: "an argument's enum gains a value",
    16: "an argument's enum loses a value",
    17: "an argument's limits change",
    18: "a value that the package sends by itself changes",
    19: "an answer gains a property",
    20: "an answer loses a property",
    21: "a property of an answer may now be absent or null",
    22: "a property of an answer is now always there, never null, or of fewer types",
    23: "the type of an answer or of one of its properties changes",
    24: "an enum in an answer gains a value",
    25: "an enum in an answer loses a value",
    26: "a success status with the same answer is added, or one is removed",
    27: "a success status with another answer is added",
    28: "an error status with a class of its own is added",
    29: "an error status or its class is removed or renamed",
    30: "an error class changes its status or its base",
    31: "an error's body gains, loses or changes a property",
    32: "the default for retries changes",
    33: "the default for time-outs or sizes changes",
    34: "security changes",
    35: "a header for every call is added or removed",
    36: "something is deprecated, or no longer",
    37: "only words and order change",
    38: "an exported class is renamed",
    39: "only templates, generator or tools change",
    40: "the lowest Python changes",
    41: "a dependency changes",
    42: "a name of the distribution, package, a script or an export is removed or added",
}

KINDS: Mapping[str, Kind] = {
    # operations
    "operation-removed": Kind(1, "major", "Removed", "removed", "The service no longer offers it: remove the call."),
    "operation-renamed": Kind(1, "major", "Changed", "renamed", "Call it by its new name."),
    "operation-added": Kind(2, "minor", "Added", "new operation"),
    "operation-moved": Kind(3, "major", "Changed", "sent elsewhere", "Upgrade: earlier releases call the old address."),
    # servers
    "server-url-changed": Kind(4, "minor", "Changed", "another address", "Mind allow-lists and proxies."),
    "default-server-changed": Kind(4, "minor", "Changed", "another default", "Pass `server=` to stay where you were."),
    "server-added": Kind(4, "minor", "Added", "new"),
    "server-removed": Kind(4, "major", "Removed", "removed", "Choose another, or pass its address as `server_url`."),
    "server-variable-changed": Kind(4, "minor", "Changed", "another default for a part of the address"),
    "server-variable-added": Kind(4, "minor", "Added", "new part of the address"),
    "server-variable-removed": Kind(4, "major", "Removed", "part of the address removed", "Don't pass it in `url_params`."),
    # requests
    "argument-required-added": Kind(5, "major", "Added", "new, must be given", "Pass it in every call."),
    "argument-filled-added": Kind(6, "minor", "Added", "new, sent by itself"),
    "argument-added": Kind(7, "minor", "Added", "new, optional"),
    "argument-position-changed": Kind(8, "major", "Changed", "another position", "Pass arguments by name."),
    "argument-position-added": Kind(8, "minor", "Changed", "may also be given by position"),
    "argument-removed": Kind(9, "major", "Removed", "removed", "Don't pass it any more."),
    "argument-renamed": Kind(9, "major", "Changed", "renamed", "Pass it by its new name."),
    "argument-rewired": Kind(9, "major", "Changed", "sent under another name", "Upgrade: earlier releases send the old one."),
    "argument-became-required": Kind(10, "major", "Changed", "must now be given", "Pass it in every call."),
    "argument-became-optional": Kind(11, "minor", "Changed", "may now be left out"),
    "argument-gained-null": Kind(12, "minor", "Changed", "may now be None"),
    "argument-lost-null": Kind(12, "major", "Changed", "may no longer be None", "Leave it out instead of passing None."),
    "argument-widened": Kind(13, "minor", "Changed", "takes more"),
    "argument-changed": Kind(14, "major", "Changed", "takes something else", "Pass the new type."),
    "argument-moved": Kind(14, "major", "Changed", "travels differently", "Upgrade: earlier releases send it the old way."),
    "media-type-added": Kind(13, "minor", "Added", "another form of body"),
    "media-type-removed": Kind(14, "major", "Removed", "form of body removed", "Send one of the other forms."),
    "request-value-added": Kind(15, "minor", "Added", "new value"),
    "request-value-removed": Kind(16, "minor", "Removed", "value gone", "It can still be sent; the service may refuse it."),
    "closed-request-value-removed": Kind(16, "major", "Removed", "value gone", "Choose another."),
    "limit-tightened": Kind(17, "patch", "Changed", "narrower limits", "The service checks them; earlier releases meet them, too."),
    "checked-limit-tightened": Kind(17, "major", "Changed", "narrower limits", "Keep to them: calls beyond are refused."),
    "limit-loosened": Kind(17, "minor", "Changed", "wider limits"),
    "format-changed": Kind(17, "patch", "Changed", "another format", "The service checks it."),
    "default-changed": Kind(18, "minor", "Changed", "another default", "Pass the old value to keep it."),
    "constant-changed": Kind(18, "major", "Changed", "another fixed value", "The old value can't be sent any more."),
    # answers
    "property-added": Kind(19, "minor", "Added", "new"),
    "property-removed": Kind(20, "major", "Removed", "removed", "Don't read it any more."),
    "property-renamed": Kind(20, "major", "Changed", "renamed", "Read it by its new name."),
    "property-became-optional": Kind(21, "major", "Changed", "may be absent", "Handle None before you use it."),
    "property-gained-null": Kind(21, "major", "Changed", "may be null", "Handle None before you use it."),
    "property-became-required": Kind(22, "minor", "Changed", "is always there"),
    "property-lost-null": Kind(22, "minor", "Changed", "is never null"),
    "property-narrowed": Kind(22, "minor", "Changed", "is of fewer types"),
    "property-changed": Kind(23, "major", "Changed", "is something else", "Handle the new type."),
    "union-member-added": Kind(23, "minor", "Added", "one more variant", "It reached you as an unknown one before."),
    "response-value-added": Kind(24, "minor", "Added", "new value"),
    "closed-response-value-added": Kind(24, "major", "Added", "new value", "Handle it."),
    "response-value-removed": Kind(25, "minor", "Removed", "value gone"),
    "enum-member-removed": Kind(25, "major", "Removed", "member gone", "Don't use it any more."),
    "success-added": Kind(26, "minor", "Added", "another success with the same answer"),
    "success-removed": Kind(26, "major", "Removed", "success status removed", "Don't wait for it."),
    "success-differs": Kind(27, "major", "Added", "another success with another answer", "Handle what it returns."),
    # errors
    "error-added": Kind(28, "minor", "Added", "a class of its own", "Handlers of the default error still catch it."),
    "uncaught-error-added": Kind(28, "major", "Added", "a class of its own", "Catch it, too, where you catch the default error."),
    "error-removed": Kind(29, "major", "Removed", "removed", "Catch the default error instead."),
    "error-renamed": Kind(29, "major", "Changed", "renamed", "Catch it by its new name."),
    "error-deprecated": Kind(29, "minor", "Deprecated", "no longer raised"),
    "error-status-changed": Kind(30, "major", "Changed", "another status", "Check what you catch."),
    "base-removed": Kind(30, "major", "Changed", "no longer derives from", "Catch or test for the class itself."),
    "base-added": Kind(30, "minor", "Changed", "also derives from"),
    "error-property-added": Kind(31, "minor", "Added", "new"),
    "error-property-narrowed": Kind(31, "minor", "Changed", "is of fewer types"),
    "error-property-removed": Kind(31, "major", "Removed", "removed", "Don't read it any more."),
    "error-property-changed": Kind(31, "major", "Changed", "is something else", "Handle the new type."),
    # behaviour
    "retries-changed": Kind(32, "minor", "Changed", "another policy", "Pass `retry_config` to keep yours."),
    "retries-turned-on": Kind(32, "major", "Changed", "tries again by default", "Pass `retry_config=None` where twice is wrong."),
    "timeout-changed": Kind(33, "minor", "Changed", "another default", "Pass `timeout_ms` to keep yours."),
    "limit-raised": Kind(33, "minor", "Changed", "a wider limit"),
    "security-required": Kind(34, "major", "Changed", "other credentials", "Give what it now asks for."),
    "security-removed": Kind(34, "major", "Removed", "credentials no longer taken", "Use one of the others."),
    "security-added": Kind(34, "minor", "Added", "another way to say who calls"),
    "header-added": Kind(35, "minor", "Added", "new header for every call"),
    "header-removed": Kind(35, "major", "Removed", "removed", "Pass it in `http_headers` if the service wants it."),
    "header-rewired": Kind(35, "major", "Changed", "sent under another name", "Upgrade: earlier releases send the old one."),
    "header-variable-changed": Kind(35, "major", "Changed", "another environment variable", "Set the new variable."),
    "deprecated": Kind(36, "minor", "Deprecated", "deprecated", "Plan to do without it."),
    "undeprecated": Kind(36, "patch", "Changed", "no longer deprecated"),
    # names and packaging
    "words-changed": Kind(37, "patch", "Changed", "documentation reworded"),
    "declaration-renamed": Kind(38, "major", "Changed", "renamed", "Import it by its new name."),
    "declaration-renamed-kept": Kind(38, "minor", "Changed", "renamed; the old name still works", "Prefer the new name."),
    "package-changed": Kind(39, "patch", "Changed", "internals and documentation"),
    "python-raised": Kind(40, "minor", "Changed", "a newer Python is needed", "Installers keep older Pythons on the release before."),
    "python-lowered": Kind(40, "minor", "Added", "runs on older Pythons"),
    "dependency-added": Kind(41, "minor", "Changed", "new dependency"),
    "dependency-removed": Kind(41, "minor", "Changed", "dependency gone", "Ask for it yourself if you use it."),
    "dependency-changed": Kind(41, "minor", "Changed", "another range of versions"),
    "exposed-dependency-switched": Kind(41, "major", "Changed", "its types are part of ours", "Upgrade your use of it, too."),
    "distribution-renamed": Kind(42, "major", "Changed", "renamed", "Install it by its new name."),
    "import-renamed": Kind(42, "major", "Changed", "renamed", "Import it by its new name."),
    "product-added": Kind(42, "minor", "Added", "new distribution"),
    "product-removed": Kind(42, "major", "Removed", "distribution gone", "Do without it."),
    "script-removed": Kind(42, "major", "Removed", "command removed", "Do without it."),
    "script-added": Kind(42, "minor", "Added", "new command"),
    "extra-removed": Kind(42, "major", "Removed", "extra removed", "Ask for what it brought yourself."),
    "extra-added": Kind(42, "minor", "Added", "new extra"),
    "variable-changed": Kind(42, "major", "Changed", "another environment variable", "Set the new variable."),
    "variable-added": Kind(42, "minor", "Added", "is read from the environment"),
    "name-removed": Kind(42, "major", "Removed", "removed", "Don't import it any more."),
    "name-added": Kind(42, "minor", "Added", "new"),
}  # fmt: skip
