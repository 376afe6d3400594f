"""Dependency injection by type: what a service works with beside its database, handed in when its app is created."""

from typing import Any, TypeVar

from fastapi import Depends, Request

T = TypeVar("T")


def resource_of(request: Request, kind: type[T]) -> T:
    """Return the resource of this type; raise `LookupError` when the app was given none."""
    for candidate in request.app.state.resources.values():
        if isinstance(candidate, kind):
            return candidate
    raise LookupError(kind)


def resource(kind: type[T]) -> Any:  # Any: as FastAPI types what it depends on
    """Return the FastAPI dependency on the resource of this type.

    It is written `FilesDep = Annotated[Files, resource(Files)]`.
    """

    # async, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
    async def handed_in(request: Request) -> T:
        return resource_of(request, kind)

    return Depends(handed_in)
