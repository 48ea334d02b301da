"""The refusals that the source can raise, and which of them a worker can meet: read from the source, by its calls."""

import ast
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import kiosk
from kiosk.services.registry import SERVICES

ROOT: Final = Path(kiosk.__file__).parent
_OF_STAFF: Final = ("staff.", "people.")  # PINs, rights, who is in the vault
_SEEN: Final = ("screens", "counter")  # what a service shows asks the desk, as everybody does


class Refusal(NamedTuple):
    """One `Refused("…", {…})` of the source."""

    reason: str
    fields: frozenset[str]
    place: str


class _Place(NamedTuple):
    module: str
    node: ast.AST


class _Module(NamedTuple):
    named: dict[str, ast.AST]
    imported: dict[str, tuple[str, str]]


def raised() -> Iterator[Refusal]:
    """Every refusal of the source, wherever it is raised."""
    for file in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (call := _refused(node)) is not None:
                place = f"{file.relative_to(ROOT)}:{call.lineno}"
                given = call.args[1] if len(call.args) > 1 else ast.Dict([], [])
                assert isinstance(given, ast.Dict), f"{place}: its fields cannot be read from the source"
                fields = frozenset(str(ast.literal_eval(key)) for key in given.keys if key is not None)
                yield from (Refusal(reason, fields, place) for reason in _reasons(call.args[0]))


@cache
def staffs_alone() -> frozenset[str]:
    """Whatever is about who works here, and what rules raise that answer no request of a worker."""
    everything = tuple(raised())
    elsewhere = {one.reason for one in everything if not one.place.startswith("services/")}
    reached = {*elsewhere, *_reached(_open_to_workers())}
    return frozenset(one.reason for one in everything if one.reason.startswith(_OF_STAFF) or one.reason not in reached)


def _refused(node: ast.AST) -> ast.Call | None:
    is_one = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refused"
    return node if is_one and isinstance(node, ast.Call) else None


def _reasons(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from _reasons(node.body)
        yield from _reasons(node.orelse)
    elif isinstance(node, ast.Constant):
        yield str(node.value)


def _open_to_workers() -> Iterator[_Place]:
    """The rules that answer workers, and what is done when they have paid."""
    for service in SERVICES:
        answers: list[Callable[..., Any]] = [service.sells.fulfil, service.sells.release] if service.sells else []
        for handler in service.handlers:
            if "worker" in handler.roles:
                answers += [handler.load, handler.rule]
        for answer in answers:
            place = _resolved(answer.__module__, answer.__qualname__)
            assert place is not None, f"{answer} cannot be read from the source"
            yield place


def _reached(todo: Iterable[_Place]) -> set[str]:
    waiting, seen, reasons = list(todo), set[ast.AST](), set[str]()
    while waiting:
        place = waiting.pop()
        if place.node in seen:
            continue
        seen.add(place.node)
        for node in ast.walk(place.node):
            if (call := _refused(node)) is not None:
                reasons.update(_reasons(call.args[0]))
            waiting += _leads_to(place.module, node)
    return reasons


def _leads_to(module: str, node: ast.AST) -> Iterator[_Place]:
    """What a name means; of a method, every one of that name: more than is called, never less."""
    found: _Place | None = None
    if isinstance(node, ast.Name):
        found = _resolved(module, node.id)
    elif isinstance(node, ast.Attribute):
        of = _source()[module].imported.get(node.value.id) if isinstance(node.value, ast.Name) else None
        if of is not None and ".".join(of) in _source():
            found = _resolved(".".join(of), node.attr)
        else:
            yield from _methods().get(node.attr, ())
    if found is not None:
        yield found


def _resolved(module: str, name: str) -> _Place | None:
    """Where a name of a module is defined, through whatever imports it."""
    source = _source().get(module)
    if source is None:
        return None
    if name in source.named:
        return _Place(module, source.named[name])
    return _resolved(*source.imported[name]) if name in source.imported else None


@cache
def _source() -> dict[str, _Module]:
    """Every module of the services that neither draws nor is drawn."""
    files = (file for file in ROOT.glob("services/**/*.py") if not set(_SEEN) & set(file.relative_to(ROOT).parts))
    return {_name(file): _module(ast.parse(file.read_text(encoding="utf-8"))) for file in files}


def _name(file: Path) -> str:
    return ".".join(file.relative_to(ROOT.parent).with_suffix("").parts).removesuffix(".__init__")


def _module(tree: ast.Module) -> _Module:
    named: dict[str, ast.AST] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            named[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            named.update({target.id: node for target in targets if isinstance(target, ast.Name)})
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    return _Module(
        named, {one.asname or one.name: (str(node.module), one.name) for node in imports for one in node.names}
    )


@cache
def _methods() -> dict[str, list[_Place]]:
    found: dict[str, list[_Place]] = {}
    for module, source in _source().items():
        for node in source.named.values():
            if isinstance(node, ast.ClassDef):
                for method in node.body:
                    if isinstance(method, ast.FunctionDef):
                        found.setdefault(method.name, []).append(_Place(module, method))
    return found
