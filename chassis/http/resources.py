"""What a service works with beside its database, handed in at its composition root and found again by its type."""

from typing import Any, TypeVar

from fastapi import Depends, Request

T = TypeVar("T")


def resource_of(request: Request, kind: type[T]) -> T:
    """Return the one thing of this kind that the app was given; raise `LookupError` when it was given none."""
    for each in request.app.state.resources.values():
        if isinstance(each, kind):
            return each
    raise LookupError(kind)


def resource(kind: type[T]) -> Any:  # Any: as FastAPI types what it depends on
    """Return the dependency on the one thing of this kind.

    It is written `FilesDep = Annotated[Files, resource(Files)]`.
    """

    # async, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
    async def handed_in(request: Request) -> T:
        return resource_of(request, kind)

    return Depends(handed_in)
