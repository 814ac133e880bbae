"""How types are written: in models, in their plain-data twins, in signatures, in the documentation's tables.

Inside, a type is the list of its union's members, so that nested unions flatten and no member stands twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from keyword import kwlist
from typing import TYPE_CHECKING, Final, TypeAlias, assert_never

from generator.ir import AnyValue, Argument, Array, Constant, Enum, Field, Map, Primitive, Reference, Type, Union
from generator.literals import literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "Key",
    "Scope",
    "argument",
    "default",
    "documented",
    "documented_type",
    "enum_type",
    "given_type",
    "key",
    "members",
    "model_field",
    "model_type",
    "names",
    "open_type",
    "twin_field",
    "twin_type",
]

Key: TypeAlias = tuple[str, str]
"""A declaration's namespace and name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Where an annotation stands, which decides how names are spelled there."""

    namespace: str = ""
    """Names of this namespace are imported and stand alone; others are written `namespace.Name`."""
    shadowed: frozenset[str] = frozenset()
    """Names that mean something else there, such as a field called `list`."""
    items: Mapping[Key, str] = field(default_factory=dict[Key, str])
    """The mappings taken in place of these models where they are items of a list, as programs make them."""
    unions: Mapping[Union, str] = field(default_factory=dict[Union, str])
    """Names of unions that are written elsewhere, for models."""


_NOWHERE: Final = Scope()


# ----------------------------------------------------------------------------------------------------------- in models


def model_field(item: Field, scope: Scope = _NOWHERE) -> str:
    """The annotation of a model's field."""
    if item.nullable and not item.required:
        return f"OptionalNullable[{model_type(item.type, scope)}]"
    return _union(_held(item.type, scope), nullable=item.nullable or not item.required)


def model_type(found: Type, scope: Scope = _NOWHERE, *, nullable: bool = False) -> str:
    """A type as models hold it: what an answer gives, and what is checked before sending."""
    return _union(_held(found, scope), nullable=nullable)


def members(found: Union, scope: Scope = _NOWHERE) -> list[str]:
    """The members of a union as models hold them; one that is open may also hold an object that is none of them."""
    unknown = [f"{_builtin('dict', scope)}[{_builtin('str', scope)}, Any]"] if found.open else []
    return [*(text for member in found.members for text in _held(member, scope)), *unknown]


def _held(found: Type, scope: Scope) -> list[str]:
    match found:
        case Array():
            return [f"{_builtin('list', scope)}[{_union(_held(found.items, scope), nullable=found.nullable_items)}]"]
        case Map():
            values = _union(_held(found.values, scope), nullable=found.nullable_values)
            return [f"{_builtin('dict', scope)}[{_builtin('str', scope)}, {values}]"]
        case Union():
            return [scope.unions[found]] if found in scope.unions else members(found, scope)
        case AnyValue():
            return ["Any"]
        case Reference():
            return [_name(found, found.name, scope)]
        case Primitive() | Constant():
            return [_scalar(found, scope)]
    assert_never(found)


# ------------------------------------------------------------------------------------------- in twins and in signatures


def twin_field(item: Field, scope: Scope = _NOWHERE) -> str:
    """The annotation of a field of a model written as a dict; whether it must be given is for the caller to add."""
    return _union(_given(item.type, scope), nullable=item.nullable)


def twin_type(found: Type, scope: Scope = _NOWHERE, *, is_item: bool = False) -> str:
    """An alias's type as plain data alone: its models are left out, their twins stand in."""
    return _union(_plain(found, scope, is_item=is_item))


def given_type(found: Type, scope: Scope = _NOWHERE) -> str:
    """A type as callers may give it: models or plain data, and at its top any collection or iterator for a list."""
    return _union(_given(found, scope, collection="Items"))


def argument(item: Argument, scope: Scope = _NOWHERE) -> str:
    """The annotation of a method's argument."""
    if item.nullable and not item.required and _is_body(item):
        return f"OptionalNullable[{given_type(item.type, scope)}]"
    found = _given(item.type, scope, collection="Items")
    return _union(found, nullable=item.nullable or not item.required)


def default(item: Argument | Field) -> str:
    """What stands for a value that isn't given, with its equals sign; empty where one must be given."""
    if item.required:
        return ""
    return " = UNSET" if item.nullable and (isinstance(item, Field) or _is_body(item)) else " = None"


def _is_body(item: Argument) -> bool:
    """Only in a body null differs from nothing."""
    return item.location in ("field", "body")


def _plain(found: Type, scope: Scope, *, is_item: bool) -> list[str]:
    if isinstance(found, Union):
        return [text for member in found.members for text in _plain(member, scope, is_item=is_item)]
    if isinstance(found, Reference) and found.has_twin:
        return [_name(found, found.twin, scope), *_mappings(found, scope, is_item=is_item)]
    return _given(found, scope)


def _given(found: Type, scope: Scope, *, collection: str = "CollectionNotStr", is_item: bool = False) -> list[str]:
    match found:
        case Array():
            items = _given(found.items, scope, is_item=collection == "Items")
            return [f"{collection}[{_union(items, nullable=found.nullable_items)}]"]
        case Map():
            values = _union(_given(found.values, scope), nullable=found.nullable_values)
            return [f"Mapping[{_builtin('str', scope)}, {values}]"]
        case Union():
            parts = (_given(one, scope, collection=collection, is_item=is_item) for one in found.members)
            return [text for part in parts for text in part]
        case AnyValue():
            return [_builtin("object", scope)]
        case Reference():
            twins = _plain(found, scope, is_item=is_item) if found.has_twin else []
            return [_name(found, found.name, scope), *twins]
        case Primitive() | Constant():
            return [_scalar(found, scope)]
    assert_never(found)


def _mappings(found: Reference, scope: Scope, *, is_item: bool) -> list[str]:
    """The free-form mappings that stand in for a model: one that takes other keys takes any."""
    if found.is_open:
        return [f"Mapping[{_builtin('str', scope)}, {_builtin('object', scope)}]"]
    mapping = scope.items.get(key(found), "") if is_item else ""
    return [mapping] if mapping else []


# ------------------------------------------------------------------------------------------------ in the documentation


def documented(item: Argument | Field) -> str:
    """The type of an argument or a field as the documentation's tables spell it."""
    text = documented_type(item.type)
    if item.required:
        return f"Nullable[{text}]" if item.nullable else text
    return f"OptionalNullable[{text}]" if item.nullable else f"Optional[{text}]"


def documented_type(found: Type, *, nullable: bool = False) -> str:
    """A type in the spelling of `typing`: `List[operations.Document]`."""
    parts = list(dict.fromkeys(_documented(found)))
    text = parts[0] if len(parts) == 1 else f"Union[{', '.join(parts)}]"
    return f"Nullable[{text}]" if nullable else text


def _documented(found: Type) -> list[str]:
    match found:
        case Array():
            return [f"List[{documented_type(found.items, nullable=found.nullable_items)}]"]
        case Map():
            return [f"Dict[str, {documented_type(found.values, nullable=found.nullable_values)}]"]
        case Union():
            return [text for member in found.members for text in _documented(member)]
        case Reference():
            return [f"{found.namespace}.{found.name}"]
        case _:
            return _held(found, _NOWHERE)


# --------------------------------------------------------------------------------------------------------- shared parts

_PRIMITIVES: Final = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "null": "None",
    "bytes": "bytes",
}
_BUILTINS: Final = frozenset({*_PRIMITIVES.values(), "dict", "list", "object", *kwlist})
_DOTTED_NAME: Final = re.compile(r'"(?:[^"\\]|\\.)*"|([A-Za-z_]\w*)(?:\.\w+)*(?![\w.=])')


def key(reference: Reference) -> Key:
    """The declaration that a reference means."""
    return reference.namespace, reference.name


def names(annotations: Iterable[str]) -> set[str]:
    """The names in expressions that need an import: the first of dotted ones, no builtins, keywords or literals."""
    found = {match[1] for text in annotations for match in _DOTTED_NAME.finditer(text)}
    return {name for name in found if name} - _BUILTINS


def enum_type(enum: Enum) -> str:
    """An enum for checkers: its values as `Literal[…]`, and the types of those that no Literal holds."""
    return _union([*_literals(enum.values), *(_value_types(enum.values) if enum.open else [])])


def open_type(enum: Enum) -> str:
    """An open enum for the program: the types of its values."""
    return _union(_value_types(enum.values))


def _literals(values: Iterable[str | float]) -> list[str]:
    """Only strings and whole numbers: decoders understand no other literals."""
    values = list(values)
    literals = [literal(value) for value in values if isinstance(value, str) or type(value) is int]
    types = [type(value).__name__ for value in values if isinstance(value, (float, bool))]
    return [*([f"Literal[{', '.join(literals)}]"] if literals else []), *types]


def _value_types(values: Iterable[str | float]) -> list[str]:
    return [type(value).__name__ for value in values]


def _name(found: Reference, name: str, scope: Scope) -> str:
    return name if found.namespace == scope.namespace else f"{found.namespace}.{name}"


def _builtin(name: str, scope: Scope) -> str:
    return f"builtins.{name}" if name in scope.shadowed else name


def _scalar(found: Primitive | Constant, scope: Scope) -> str:
    if isinstance(found, Primitive):
        return _builtin(_PRIMITIVES[found.kind], scope)
    if found.value is None:
        return "None"
    text = type(found.value).__name__ if found.open else _literals([found.value])[0]
    return text if text.startswith("Literal") else _builtin(text, scope)


def _union(members: Iterable[str], *, nullable: bool = False) -> str:
    """Join the members of a union: each once, None last; one that takes everything makes the others superfluous."""
    found = dict.fromkeys(members)
    everything = [member for member in found if member in ("Any", "object", "builtins.object")]
    if everything:
        return everything[0]
    has_none = "None" in found or nullable
    return " | ".join([*(member for member in found if member != "None"), *(["None"] if has_none else [])])
