"""`saphan keys`: create the gateway's key file and rotate its long-lived keys."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from cli.environment import variable
from cli.refusals import Refused
from cli.say import people
from gateway.trust import key_files

OPENS: Final = "SAPHAN_GATEWAY_KEY_PASSPHRASE"


def change_keys(verb: str, file: Path) -> None:
    """Create the file, complete an older one, or add, promote or drop a key; sealed when the passphrase is set."""
    changes: dict[str, Callable[[Path, str | None], str]] = {
        "add": key_files.add,
        "promote": key_files.promote,
        "drop": key_files.drop,
    }
    passphrase = variable(OPENS) or None
    try:
        if verb == "create":
            key_files.create(file, passphrase)
            said = ("sealed", "ປິດຜະນຶກ") if passphrase else ("readable by its owner alone", "ມີແຕ່ເຈົ້າຂອງອ່ານໄດ້")
            people.print(f"{file}: one new key, {said[0]}. ກະແຈໃໝ່ໜຶ່ງອັນ, {said[1]}.")
        elif verb == "add-checkpoint":
            key_files.add_checkpoint(file, passphrase)
            people.print(f"{file}: the next keys sign checkpoints too, from the next start on. ເພີ່ມກະແຈຈຸດກວດສອບແລ້ວ.")
        elif verb == "drop-checkpoint":
            key_files.drop_checkpoint(file, passphrase)
            people.print(f"{file}: only the next keys sign checkpoints, from the next start on. ປ່ຽນກະແຈຈຸດກວດສອບແລ້ວ.")
        elif verb == "complete":
            added = key_files.complete(file, passphrase)
            said = ("keys for checkpoints added", "ເພີ່ມກະແຈແລ້ວ") if added else ("nothing was missing", "ຄົບແລ້ວ")
            people.print(f"{file}: {said[0]}. {said[1]}.")
        else:
            kid = changes[verb](file, passphrase)
            people.print(f"{file}: {verb} {kid}. ປ່ຽນກະແຈແລ້ວ.")
    except FileExistsError as fault:
        raise Refused(f"{file} is there already; keys are never replaced in passing.", f"ມີໄຟລ໌ {file} ແລ້ວ.") from fault
    except (key_files.KeyFileRefused, OSError) as fault:
        raise Refused(f"{fault}.", f"ໃຊ້ໄຟລ໌ກະແຈ {file} ບໍ່ໄດ້.") from fault
