"""`saphan ledger witness`: co-sign another member's checkpoints (C2SP tlog-witness), as long as its tree only grows."""

import secrets
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import orjson

from chassis.http import serve
from chassis.process import logs
from chassis.process.secret_files import secret_folder
from cli.data_folder import secret
from cli.refusals import Refused
from cli.say import output, people
from evidence.note_keys import SEED_SIZE, NoteSigner
from evidence.notes import NoteMalformed, SignatureType, VerifierKey
from gateway.ledger.witness.app import build
from gateway.ledger.witness.witness import KeyMissing, Witness

_DRAIN_S: Final = 5


def serve_witness(folder: Path, name: str, log: Sequence[str], host: str, port: int) -> None:
    """Make keys at the first start, print them for the ledger's operator, and co-sign until SIGTERM."""
    try:
        logs_known = [VerifierKey.read(key) for key in log]
        signers = witness_keys(folder, name)
        witness = Witness(folder / "seen", signers, logs_known, lambda: int(time.time()))
    except NoteMalformed as fault:
        raise Refused(f"A name or a key is not well written: {fault}.", f"ຊື່ ຫຼື ກະແຈບໍ່ຖືກຕ້ອງ: {fault}.") from fault
    except KeyMissing as fault:
        raise Refused(f"Say both keys of the ledger: {fault}.", f"ຕ້ອງບອກກະແຈທັງສອງຂອງປຶ້ມບັນທຶກ: {fault}.") from fault
    except OSError as fault:
        raise Refused(f"Cannot use {folder}: {fault.strerror}.", f"ໃຊ້ {folder} ບໍ່ໄດ້.") from fault
    people.print(f"Witness {name} on http://{host}:{port}. Its keys, for SAPHAN_GATEWAY_WITNESSES: ກະແຈຂອງພະຍານ:")
    for signer in signers:
        output.print(signer.verifier.vkey)
    logs.configure("witness", "info")
    serve.serve(build(witness), serve.Listening(host, port), drain_s=_DRAIN_S)


def witness_keys(folder: Path, name: str) -> tuple[NoteSigner, ...]:
    """Return the witness's two signing keys (Ed25519, ML-DSA-44) (mode 0600), made at the first start."""
    secret_folder(folder)
    made = {kind: secrets.token_hex(SEED_SIZE) for kind in ("ed25519", "mlDsa44")}
    kept = orjson.loads(secret(folder / "keys.json", lambda: orjson.dumps(made)))
    kinds = {"ed25519": SignatureType.COSIGNATURE, "mlDsa44": SignatureType.ML_DSA_44}
    return tuple(NoteSigner.from_seed(name, type_, bytes.fromhex(kept[kind])) for kind, type_ in kinds.items())
