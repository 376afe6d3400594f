"""Describes an exception for a log: its class and where it was raised, never its message.

Messages of exceptions repeat what somebody sent: PostgreSQL names the row (`Key (number)=(…) already exists`), a driver
the argument, pydantic the input, KeyError the key. So no message is ever said, of whatever library; a kind is.
"""

import errno
import sysconfig
from collections.abc import Iterator
from pathlib import PurePath
from traceback import walk_tb
from types import CodeType
from typing import Final

MOST: Final = 2_000  # characters of one failure with its places
_CAUSES: Final = 4
_INNERMOST: Final = 2  # places of each cause, wherever they are
_OF_OURS: Final = 4  # and of our own code: a library's depths alone tell nobody which statement it was
_LIBRARIES: Final = (sysconfig.get_path("stdlib"), sysconfig.get_path("purelib"), sysconfig.get_path("platlib"))


def kind(fault: BaseException) -> str:
    """Return the exception's class name, its SQLSTATE, table and constraint if it has them, and those of its causes."""
    return " from ".join(_name(cause) for cause in _causes(fault))


def places(fault: BaseException) -> str:
    """Return `kind` with the code locations of each cause, the innermost first; at most `MOST` characters."""
    text = "; from ".join(" at ".join([_name(cause), *_places(cause)]) for cause in _causes(fault))
    return text[:MOST]


def _causes(fault: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = fault
    for _ in range(_CAUSES):
        if cause is None:
            return
        yield cause
        if isinstance(cause, BaseExceptionGroup):
            cause = cause.exceptions[0]
        else:
            cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)


def _name(fault: BaseException) -> str:
    # asyncpg: the state and the objects' names are the schema's own; message and detail are not
    names = [getattr(fault, name, None) for name in ("sqlstate", "table_name", "constraint_name")]
    if isinstance(fault, OSError) and fault.errno is not None:
        names.append(errno.errorcode.get(fault.errno, str(fault.errno)))
    return " ".join([type(fault).__name__, *(name for name in names if isinstance(name, str) and name)])


def _places(fault: BaseException) -> list[str]:
    inwards = [(frame.f_code, line) for frame, line in walk_tb(fault.__traceback__)]
    inwards.reverse()
    ours = [(code, line) for code, line in inwards[_INNERMOST:] if not code.co_filename.startswith(_LIBRARIES)]
    return [_place(code, line) for code, line in (*inwards[:_INNERMOST], *ours[:_OF_OURS])]


def _place(code: CodeType, line: int) -> str:
    return f"{'/'.join(PurePath(code.co_filename).parts[-2:])}:{line} {code.co_name}"
