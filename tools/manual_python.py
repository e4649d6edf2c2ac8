"""The page of the public names of the package, made of their source: signatures as written, and docstrings."""

import ast
import inspect
import sys
import textwrap
from collections.abc import Iterator, Mapping

import searcher

_INTRODUCTION = """\
# Python

All names of the package `searcher`; what lies below it may change between versions. [The guide](../how-to/python.md)
shows them at work.
"""


def page() -> str:
    """The page. Raises ValueError for a public name without a docstring."""
    return "\n".join([_INTRODUCTION, *(_section(name) for name in searcher.__all__)])


def _section(name: str) -> str:
    value = getattr(searcher, name)
    (node,) = ast.parse(textwrap.dedent(inspect.getsource(value))).body
    node = _Values(vars(sys.modules[value.__module__])).visit(node)
    if isinstance(node, ast.ClassDef):
        return "\n".join(_class(name, node))
    assert isinstance(node, ast.FunctionDef)
    return "\n".join([f"## {name}\n", _code(f"searcher.{_signature(node)}"), _told(name, node)])


class _Values(ast.NodeTransformer):
    """Puts the values of constants in place of their names where those are defaults."""

    def __init__(self, known: Mapping[str, object]) -> None:
        self._known = known

    def visit_arguments(self, node: ast.arguments) -> ast.arguments:
        node.defaults = [self._value(default) for default in node.defaults]
        node.kw_defaults = [default and self._value(default) for default in node.kw_defaults]
        return node

    def _value(self, default: ast.expr) -> ast.expr:
        value = self._known.get(default.id) if isinstance(default, ast.Name) else None
        return ast.Constant(value) if isinstance(value, (int, str)) else default


def _class(name: str, node: ast.ClassDef) -> Iterator[str]:
    bases = ", ".join(map(ast.unparse, node.bases))
    fields = list(_fields(node))
    yield f"## {name}\n"
    yield _code(f"class searcher.{name}{f'({bases})' if bases else ''}" + "".join(f"\n    {field}" for field in fields))
    yield _told(name, node)
    for member in node.body:
        if isinstance(member, ast.FunctionDef) and (not member.name.startswith("_") or member.name == "__call__"):
            marks = {ast.unparse(mark) for mark in member.decorator_list}
            shown = member.name if "property" in marks else _signature(member, bound=True)
            returned = f" -> {_type(member.returns)}" if "property" in marks and member.returns else ""
            yield f"### {name}.{member.name}\n"
            yield _code(f"{shown}{returned}")
            yield _told(f"{name}.{member.name}", member)


def _fields(node: ast.ClassDef) -> Iterator[str]:
    """What the values of a class have, or the members of an enumeration."""
    for member in node.body:
        if isinstance(member, ast.AnnAssign) and isinstance(member.target, ast.Name):
            if not member.target.id.startswith("_"):
                given = f" = {ast.unparse(member.value)}" if isinstance(member.value, ast.Constant) else ""
                yield f"{member.target.id}: {_type(member.annotation)}{given}"
        elif isinstance(member, ast.Assign) and all(isinstance(target, ast.Name) for target in member.targets):
            yield ast.unparse(member)


def _signature(node: ast.FunctionDef, bound: bool = False) -> str:
    arguments = node.args
    if bound:
        (arguments.posonlyargs or arguments.args).pop(0)
    several = (arguments.vararg,) if arguments.vararg else ()
    for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *several):
        if argument.annotation is not None:
            argument.annotation = ast.parse(_type(argument.annotation), mode="eval").body
    returned = f" -> {_type(node.returns)}" if node.returns is not None else ""
    return f"{node.name}({ast.unparse(arguments)}){returned}"


def _type(node: ast.expr) -> str:
    """An annotation, without the quotation marks in which some stand."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ast.unparse(node)


def _told(name: str, node: "ast.ClassDef | ast.FunctionDef") -> str:
    text = ast.get_docstring(node)
    if not text:
        raise ValueError(f"{name}: a public name without a docstring")
    return f"{text}\n"


def _code(text: str) -> str:
    return f"```text\n{text}\n```\n"
