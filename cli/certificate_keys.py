"""`saphan certificates key`: makes a key by which certificates are signed, and its successor before it ends."""

import time
from pathlib import Path
from typing import Final

from chassis.process.secret_files import SecretFileRefused
from chassis.tokens.certificate_keys import CertificateKey, CertificateKeys, must_be_an_address
from chassis.tokens.tokens import SigningKey
from cli.data_folder import write_secret
from cli.refusals import Refused
from cli.say import output
from evidence.certificates.layers import day_of, last_day_of
from evidence.certificates.status_lists import DAY

DAYS: Final = 3 * 365  # of a key: a certificate of a year can be signed by it for two
LATER: Final = 7 * DAY  # until a successor signs: by then checkers have it


def new_key(path: Path, issuer: str, days: int, *, at_once: bool) -> None:
    """Add a key to the file, or make the file; raise `Refused` for a file or an issuer that cannot be used."""
    try:
        known = CertificateKeys.read(path if path.exists() else None)
        must_be_an_address(issuer)
    except (SecretFileRefused, ValueError) as fault:
        raise Refused(f"{fault}.", f"ໃຊ້ບໍ່ໄດ້: {getattr(fault, 'lo', issuer)}.") from fault
    begins_at = int(time.time()) + (0 if at_once or not known.keys else LATER)
    path.parent.mkdir(parents=True, exist_ok=True)
    added = _added(path, known, issuer, begins_at, days)
    begins, ends = day_of(added.begins_at), last_day_of(added.ends_at)
    output.print(f"{path}: a key of {issuer}, valid from {begins} until {ends}. ກະແຈໃໝ່ ໃຊ້ໄດ້ແຕ່ {begins} ເຖິງ {ends}.")
    output.print(
        "Start civil registration again, and give checkers the new file of keys: GET /certificate-keys. "
        "ໃຫ້ເປີດລະບົບທະບຽນຄືນໃໝ່ ແລະ ສົ່ງໄຟລ໌ກະແຈໃໝ່ໃຫ້ຜູ້ກວດ: GET /certificate-keys."
    )


def kept(path: Path, issuer: str) -> Path:
    """Return the file of keys of a country for trying, in which a key of this issuer is; made at the first start."""
    known = CertificateKeys.read(path if path.exists() else None)
    now = int(time.time())
    if (signer := known.signer(now)) is None or signer.issuer != issuer:
        _added(path, known, issuer, now, DAYS)
    return path


def _added(path: Path, known: CertificateKeys, issuer: str, begins_at: int, days: int) -> CertificateKey:
    added = CertificateKey(SigningKey.generate(), issuer, begins_at, begins_at + days * DAY)
    write_secret(path, CertificateKeys([*known.keys, added]).private_document())
    return added
