"""The key of the bus, for verbs that write people down."""

from typing import Annotated

from fastapi import Depends, Request

from contracts.subject_keys import SubjectKeys


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _subject_keys(request: Request) -> SubjectKeys:
    keys: SubjectKeys = request.app.state.resources["subject_keys"]
    return keys


KeysAre = Annotated[SubjectKeys, Depends(_subject_keys)]
