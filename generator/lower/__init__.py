"""Lowers a patched description to the intermediate representation: what it means for Python.

In this order: schemas are folded (`schemas`) and understood (`meaning`), those that get a name are found, named and
sorted into modules (`declarations`), error classes are named (`errors`), and then everything is built (`types`,
`operations`). Nothing is dropped: what can't be represented is a problem with its place.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator import ir
from generator.document import pointer_text
from generator.lower import settings
from generator.lower.bodies import Bodies
from generator.lower.declarations import Declarations
from generator.lower.errors import Errors
from generator.lower.meaning import Meaning
from generator.lower.naming import Naming
from generator.lower.operations import Operations, operation_places
from generator.lower.parameters import Parameters
from generator.lower.reading import Reader
from generator.lower.sameness import same_schemas
from generator.lower.schemas import Schemas
from generator.lower.texts import first_paragraph
from generator.lower.types import Types
from generator.lower.unions import Unions
from generator.names import module_name
from generator.normalise import normalise
from generator.problems import fail

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from generator.config import Configuration
    from generator.document import Document, Pointer
    from generator.lower.declarations import Namespace, Usage

__all__ = ["lower"]


def lower(
    document: Document, configuration: Configuration, *, settled_errors: Collection[str] | None = None
) -> ir.Package:
    """Lower a description, cut down to what is wanted, to a package.

    `settled_errors` names the error classes of the released surface: others came late. None: nothing is released.

    Raises:
        BadInputError: something in it can't be represented.
    """
    reader = Reader(document, normalise(document.data), configuration.left_out)
    try:
        package = _package(reader, configuration, settled_errors)
    except RecursionError:
        raise fail(document.position(), "schemas refer to each other in too long a chain", "shorten it") from None
    reader.finish()
    return package


def _package(reader: Reader, configuration: Configuration, settled: Collection[str] | None) -> ir.Package:
    reader.same = same_schemas(reader)
    schemas = Schemas(reader)
    meaning = Meaning(reader, schemas)
    declarations = Declarations(reader, schemas, meaning, Naming(reader))
    types = Types(schemas, meaning, Unions(reader, meaning), declarations)
    errors = Errors(reader, configuration)
    parameters = Parameters(reader, types)
    bodies = Bodies(reader, types, parameters, errors)
    operations = Operations(reader, configuration, types, parameters, bodies, declarations)

    places = operation_places(reader)
    _refuse_what_is_no_call(reader, places)
    errors.settle({place: bodies.statuses(place) for place in places})
    declarations.discover(root for place in places for root in _roots(place, parameters, bodies))
    groups = operations.groups()
    lowered = [operation for group in groups for operation in group.operations]
    return ir.Package(
        **_names(configuration),
        spec_title=reader.text(("info", "title")),
        spec_version=reader.text(("info", "version")),
        servers=settings.servers(reader, ()) or (_RELATIVE_SERVER,),
        security_schemes=settings.security_schemes(reader),
        global_headers=_global_headers(reader, places, parameters),
        retries=settings.retries(reader, (), settings.NO_RETRIES),
        groups=groups,
        namespaces=tuple(_namespace(name, types, declarations, groups, configuration) for name in _NAMESPACES),
        errors=errors.classes((response for one in lowered for response in one.responses), settled),
    )


_NAMESPACES: tuple[Namespace, ...] = ("components", "operations")
_DOCS = {"components": "Models that several operations share.", "operations": "What each operation takes and returns."}
_RELATIVE_SERVER = ir.Server(name="default", url="/", variables=(), doc="", source="")
"""Where a document names none (OpenAPI 4.8.1.1)."""


def _refuse_what_is_no_call(reader: Reader, places: list[Pointer]) -> None:
    """Tell of what the document describes and a client's method can't be."""
    for _, webhook in reader.members(("webhooks",)):
        hint = "list /webhooks under left_out, with the reason"
        reader.complain(webhook, "the server calls here; a client can't", hint, key=True)
    for place in places:
        for _, callback in reader.members((*place, "callbacks")):
            hint = f"list {pointer_text((*place, 'callbacks'))} under left_out, with the reason"
            reader.complain(callback, "the server calls back here; a client can't", hint, key=True)
    for _, item in reader.members(("paths",)):
        if "$ref" in reader.node(item):
            reader.complain((*item, "$ref"), "a path that stands elsewhere", "write it out here")


def _roots(place: Pointer, parameters: Parameters, bodies: Bodies) -> Iterator[tuple[Pointer, Usage]]:
    yield from bodies.schemas(place)
    for schema in parameters.schemas(place):
        yield schema, "request"


def _names(configuration: Configuration) -> dict[str, Any]:
    """Give what the configuration decides about the package."""
    dropin, testing = configuration.dropin, configuration.testing
    return {
        "name": configuration.client.package,
        "distribution": configuration.client.distribution,
        "dropin_name": dropin.package if dropin else "",
        "dropin_distribution": dropin.distribution if dropin else "",
        "testing_name": testing.package if testing else "",
        "testing_distribution": testing.distribution if testing else "",
        **{name: getattr(configuration, name) for name in _SAME_NAME},
        "urls": ir.Urls(**configuration.urls),
    }


_SAME_NAME = (
    *("client_class", "instance", "error_base", "default_error", "brand", "summary", "description", "keywords"),
    *("variable_prefix", "api_key_variable", "server_url_variable", "debug_variable", "timeout_ms"),
)


def _global_headers(reader: Reader, places: list[Pointer], parameters: Parameters) -> tuple[ir.GlobalHeader, ...]:
    found: dict[str, ir.GlobalHeader] = {}
    for at in dict.fromkeys(at for place in places for at in parameters.places(place)):
        one = parameters.lowered(at)
        variable = reader.node(at).get("x-sdk-variable", "")
        if not one.is_global:
            continue
        if one.location != "header":
            reader.complain(at, "only a header can be set for all calls", "take x-sdk-global away")
        if not isinstance(variable, str) or not _VARIABLE.fullmatch(variable):
            reader.complain((*at, "x-sdk-variable"), f"{variable!r} is no environment variable", "capitals, digits, _")
        header = ir.GlobalHeader(
            name=one.name, wire_name=one.wire_name, variable=str(variable), doc=one.doc, source=one.source
        )
        found.setdefault(one.wire_name.lower(), header)
    return tuple(found.values())


_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*|")


def _namespace(
    name: Namespace,
    types: Types,
    declarations: Declarations,
    groups: tuple[ir.Group, ...],
    configuration: Configuration,
) -> ir.Namespace:
    calls = {
        operation.module: f"What `{configuration.instance}.{group.name}.{operation.name}` takes and returns."
        for group in groups
        for operation in reversed(group.operations)
    }
    modules: list[ir.Module] = []
    for module, members in declarations.modules(name).items():
        made = tuple(map(types.declaration, members))
        main = next((one for one in made if module_name(one.name, ()) == module), made[0])
        doc = calls.get(module, "") if name == "operations" else first_paragraph(main.doc)
        modules.append(ir.Module(namespace=name, name=module, doc=doc, declarations=made, source=main.source))
    return ir.Namespace(name=name, doc=_DOCS[name], modules=tuple(modules))
