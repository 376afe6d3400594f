"""What may be said of a failure: of which kind it is and where it happened, never what it quotes.

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
    """Return the name of its class, the names that a database gives it, and the kinds of what it came from."""
    return " from ".join(_name(each) for each in _causes(fault))


def places(fault: BaseException) -> str:
    """Return the kinds with the places in the code that they came through, the innermost first; bounded."""
    told = "; from ".join(" at ".join([_name(each), *_places(each)]) for each in _causes(fault))
    return told[:MOST]


def _causes(fault: BaseException) -> Iterator[BaseException]:
    each: BaseException | None = fault
    for _ in range(_CAUSES):
        if each is None:
            return
        yield each
        if isinstance(each, BaseExceptionGroup):
            each = each.exceptions[0]
        else:
            each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)


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
