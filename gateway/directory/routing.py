"""Router from method and path to operation: a tree of segments, fixed segments before parameters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from chassis.http.heads import GET, HEAD

T = TypeVar("T")


class AmbiguousPath(ValueError):  # noqa: N818 - a sentence, as every refusal here
    """Two operations that the same request could mean."""


@dataclass(slots=True)
class _Node(Generic[T]):
    fixed: dict[str, "_Node[T]"] = field(default_factory=dict)
    parameter: "_Node[T] | None" = None
    targets: dict[str, tuple[T, tuple[str, ...]]] = field(default_factory=dict)  # by method, with parameter names


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """What a path leads to."""

    target: T
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OtherMethods:
    """The path exists, with these methods only."""

    allowed: tuple[str, ...]


class Router(Generic[T]):
    """Finds targets by method and path in one walk over the segments."""

    def __init__(self, routes: Iterable[tuple[str, str, T]]) -> None:
        """Build from (method, path template, target); raise `AmbiguousPath` for a second target at one place."""
        self._root: _Node[T] = _Node()
        for method, template, target in routes:
            self._add(method, template, target)

    def _add(self, method: str, template: str, target: T) -> None:
        node, names = self._root, []
        for segment in template.split("/")[1:]:
            if segment.startswith("{") and segment.endswith("}"):
                names.append(segment[1:-1])
                node.parameter = node.parameter or _Node()
                node = node.parameter
            elif "{" in segment or "}" in segment:
                raise AmbiguousPath(f"{template}: a parameter is a whole segment")
            else:
                node = node.fixed.setdefault(segment, _Node())
        if method in node.targets:
            raise AmbiguousPath(f"{method} {template} is declared twice")
        node.targets[method] = (target, tuple(names))

    def find(self, method: str, path: str) -> Found[T] | OtherMethods | None:
        """Return the target for a decoded path, the methods there are instead, or None for an unknown path.

        HEAD is answered wherever GET is (RFC 9110 §9.3.2), by the same target unless it has one of its own.
        """
        segments = path.split("/")
        allowed: set[str] = set()
        # A fixed segment wins over a parameter, but only for the methods it has (OpenAPI 3.1, Paths Object).
        trail: list[tuple[_Node[T], int, tuple[str, ...]]] = [(self._root, 1, ())]
        while trail:
            node, depth, values = trail.pop()
            if depth == len(segments):
                hit = node.targets.get(method) or (node.targets.get(GET) if method == HEAD else None)
                if hit is not None:
                    return Found(hit[0], dict(zip(hit[1], values, strict=True)))
                allowed.update(node.targets)
                continue
            segment = segments[depth]
            if node.parameter is not None and segment:
                trail.append((node.parameter, depth + 1, (*values, segment)))
            if (child := node.fixed.get(segment)) is not None:
                trail.append((child, depth + 1, values))
        if GET in allowed:
            allowed.add(HEAD)
        return OtherMethods(tuple(sorted(allowed))) if allowed else None
