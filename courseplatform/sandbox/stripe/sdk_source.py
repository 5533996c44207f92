"""Reads the installed SDK's own source as text, so that its types can be rebuilt as schemas.

The SDK is generated from Stripe's OpenAPI description at exactly the version it pins.
Its annotations cannot be evaluated at run time (forward references to names imported
for type checkers only), so they are read with ``ast``.
"""

import ast
import functools
import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@functools.cache
def sdk_folder() -> Path:
    """The folder of the installed ``stripe`` package, found without importing it."""
    found = importlib.util.find_spec("stripe")
    if found is None or found.origin is None:
        raise RuntimeError("The stripe package is not installed.")
    return Path(found.origin).parent


@dataclass(frozen=True, eq=False)
class Scope:
    """A place where a name of the SDK's source can be looked up: a module or a class in it."""

    module: "Module"
    classes: tuple[ast.ClassDef, ...] = ()

    def inside(self, node: ast.ClassDef) -> "Scope":
        return Scope(self.module, (*self.classes, node))

    def find_class(self, name: str) -> "tuple[Scope, ast.ClassDef] | None":
        """The class that ``name`` means here, from the innermost class outwards, then imports.

        Returns the scope the class stands in, and the class; None for names of other packages.
        """
        first, _, rest = name.partition(".")
        for depth in range(len(self.classes), 0, -1):
            for node in _classes(self.classes[depth - 1].body):
                if node.name == first:
                    return _descend(Scope(self.module, self.classes[:depth]), node, rest)
        if first in self.module.classes:
            return _descend(Scope(self.module), self.module.classes[first], rest)
        if first in self.module.imports:
            dotted, original = self.module.imports[first]
            return module(dotted).scope.find_class(f"{original}.{rest}" if rest else original)
        return None


@dataclass(frozen=True, eq=False)
class Module:
    """One parsed module of the SDK: its classes, and where its imported names come from."""

    dotted: str
    classes: dict[str, ast.ClassDef]
    imports: dict[str, tuple[str, str]]

    @property
    def scope(self) -> Scope:
        return Scope(self)


@functools.cache
def module(dotted: str) -> Module:
    """The parsed module ``dotted``, for example ``stripe._refund``."""
    path = sdk_folder().joinpath(*dotted.split(".")[1:])
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return Module(
        dotted=dotted,
        classes={node.name: node for node in _classes(tree.body)},
        imports=dict(_imports(tree)),
    )


def fields(node: ast.ClassDef) -> Iterator[tuple[str, ast.expr]]:
    """The annotated names of a class body, in the order they are declared."""
    for statement in node.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            yield statement.target.id, statement.annotation


def constant(node: ast.ClassDef, name: str) -> str | None:
    """The text of a class constant such as ``OBJECT_NAME``; None when the class has none."""
    for statement in node.body:
        if (
            isinstance(statement, ast.AnnAssign)
            and isinstance(statement.target, ast.Name)
            and statement.target.id == name
            and isinstance(statement.value, ast.Constant)
        ):
            return str(statement.value.value)
    return None


def methods(node: ast.ClassDef) -> Iterator[ast.FunctionDef]:
    """The methods of a class, without the asynchronous ones."""
    for statement in node.body:
        if isinstance(statement, ast.FunctionDef):
            yield statement


def _descend(scope: Scope, node: ast.ClassDef, rest: str) -> tuple[Scope, ast.ClassDef] | None:
    if not rest:
        return scope, node
    return scope.inside(node).find_class(rest)


def _classes(body: list[ast.stmt]) -> Iterator[ast.ClassDef]:
    for statement in body:
        if isinstance(statement, ast.ClassDef):
            yield statement


def _imports(tree: ast.Module) -> Iterator[tuple[str, tuple[str, str]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("stripe"):
            for alias in node.names:
                yield alias.asname or alias.name, (node.module or "", alias.name)
