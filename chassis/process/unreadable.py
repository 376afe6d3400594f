"""Why a file cannot be read, and what to do about it, in English and in Lao; a sentence without its full stop."""

import errno
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

# The cause, and what to do, by what the system says: English, Lao. `WHO` is this process, as `chown` takes it.
_CAUSES: Final[Mapping[int | None, tuple[str, str]]] = {
    errno.ENOENT: (
        "No such file; put it there, or correct what names it",
        "ບໍ່ມີໄຟລ໌ນີ້; ວາງໄຟລ໌ໄວ້ບ່ອນນັ້ນ ຫຼື ແກ້ຄ່າທີ່ບອກຊື່",
    ),
    errno.EACCES: ("Permission denied; give it to this user: chown WHO", "ບໍ່ມີສິດ; ໃຫ້ແກ່ຜູ້ໃຊ້ນີ້: chown WHO"),
    errno.EISDIR: ("Is a directory; name a file", "ແມ່ນໂຟນເດີ; ບອກຊື່ໄຟລ໌"),
    errno.ENOTDIR: ("its folder is a file; correct what names it", "ໂຟນເດີຂອງມັນເປັນໄຟລ໌; ແກ້ຄ່າທີ່ບອກຊື່"),
}
_OTHER: Final = ("look at the disk and at what is mounted there", "ກວດດິສ ແລະ ບ່ອນຕໍ່ໂຟນເດີ")


def unreadable(path: Path, fault: OSError) -> tuple[str, str]:
    """Return in English and in Lao that the file cannot be read, why, and what to do."""
    en, lo = _CAUSES.get(fault.errno, _OTHER)
    who = f"{os.geteuid()}:{os.getegid()} {path}"
    return f"{path} cannot be read: {en.replace('WHO', who)}", f"ອ່ານ {path} ບໍ່ໄດ້: {lo.replace('WHO', who)}"
