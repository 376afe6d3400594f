"""Finds refusals: those that the `errors` of a service declare, and all that this process knows."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

from contracts.problems import Problem


def refusals_in(errors: ModuleType) -> tuple[type[Problem], ...]:
    """Return every refusal that the module declares, or the modules of the package, in the order of their codes."""
    problems = (value for module in _modules(errors) for value in vars(module).values() if _is_declared(value, module))
    return tuple(sorted(problems, key=lambda problem: problem.code))


def every_problem(root: type[Problem] = Problem) -> Iterator[type[Problem]]:
    """Yield every Problem class this process knows that has a code, the deepest of a family included."""
    for problem in root.__subclasses__():
        if isinstance(getattr(problem, "code", None), str):
            yield problem
        yield from every_problem(problem)


def _modules(errors: ModuleType) -> Iterator[ModuleType]:
    yield errors
    for module in pkgutil.walk_packages(getattr(errors, "__path__", ()), f"{errors.__name__}."):
        yield importlib.import_module(module.name)


def _is_declared(value: object, module: ModuleType) -> bool:
    """Tell a refusal of this module from one that it imports, and from what several share: that has no code."""
    return (
        isinstance(value, type)
        and issubclass(value, Problem)
        and value.__module__ == module.__name__
        and hasattr(value, "code")
    )
