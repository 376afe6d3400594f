"""Lao and English sentences of every finding, for when it holds and when it fails."""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Said(NamedTuple):
    """Sentences of one kind of finding, each as (Lao, English); `str.format` templates of its particulars."""

    holds: tuple[str, str]
    fails: tuple[str, str]


SENTENCES: Final[Mapping[str, Said]] = {
    "certificate-read": Said(
        ("ໃບຢັ້ງຢືນຂອງ {issuer}, ອອກວັນທີ {issued}.", "A certificate of {issuer}, issued on {issued}."),
        ("ອ່ານໃບຢັ້ງຢືນບໍ່ໄດ້ (ຊັ້ນ {layer}): {why}.", "The certificate cannot be read (layer {layer}): {why}."),
    ),
    "certificate-signed": Said(
        (
            "ໃບຢັ້ງຢືນຖືກລົງລາຍເຊັນດ້ວຍກະແຈ {kid} ທີ່ທ່ານເຊື່ອຖື.",
            "The certificate was signed with the key {kid}, which you trust.",
        ),
        (
            "ບໍ່ມີລາຍເຊັນທີ່ທ່ານເຊື່ອຖືໄດ້ (ຊັ້ນ {layer}): {why}.",
            "It bears no signature that you can trust (layer {layer}): {why}.",
        ),
    ),
    "certificate-in-time": Said(
        ("ໃບຢັ້ງຢືນໃຊ້ໄດ້ເຖິງ {until}.", "The certificate is valid until {until}."),
        ("ບໍ່ຢູ່ໃນໄລຍະທີ່ໃຊ້ໄດ້ (ຊັ້ນ {layer}): {why}.", "It does not count at this time (layer {layer}): {why}."),
    ),
    "certificate-counts": Said(
        ("ບັນຊີສະຖານະບອກວ່າໃບຢັ້ງຢືນຍັງໃຊ້ໄດ້.", "By the status list the certificate still counts."),
        ("ກວດສະຖານະບໍ່ຜ່ານ (ຊັ້ນ {layer}): {why}.", "By its status it does not hold (layer {layer}): {why}."),
    ),
    "certificate-names-no-list": Said(
        (
            "ໃບຢັ້ງຢືນບໍ່ອ້າງເຖິງບັນຊີສະຖານະ: ບໍ່ຮູ້ວ່າມີສະບັບໃໝ່ແທນ ຫຼື ຖືກຖອນຫຼືບໍ່.",
            "The certificate names no status list: whether it was revoked, or a later print took its place, is open.",
        ),
        ("ໃບຢັ້ງຢືນອ້າງເຖິງບັນຊີສະຖານະ.", "The certificate names a status list."),
    ),
    "receipt-read": Said(
        (
            "ໃບຮັບຂອງ {issuer} ສຳລັບການແລກປ່ຽນ {exchange} ເວລາ {at}.",
            "A receipt of {issuer} for the exchange {exchange} at {at}.",
        ),
        ("ນີ້ບໍ່ແມ່ນໃບຮັບ: {why}.", "This is no receipt: {why}."),
    ),
    "key-vouched-for": Said(
        ("ກະແຈ {kid} ໄດ້ຮັບການຢັ້ງຢືນຈາກກະແຈ {root} ທີ່ທ່ານເຊື່ອຖື.", "The key {kid} is vouched for by {root}, which you trust."),
        (
            "ບໍ່ມີກະແຈໃດທີ່ທ່ານເຊື່ອຖືຢັ້ງຢືນກະແຈ {kid} ໃນເວລາທີ່ອອກໃບຮັບ.",
            "No key that you trust vouches for the key {kid} at the time of the receipt.",
        ),
    ),
    "receipt-signed": Said(
        ("ໃບຮັບຖືກລົງລາຍເຊັນດ້ວຍກະແຈ {kid}.", "The receipt was signed with the key {kid}."),
        ("ລາຍເຊັນບໍ່ກົງ: ໃບຮັບຖືກປ່ຽນແປງ.", "The signature does not fit: the receipt was altered."),
    ),
    "entry-opened": Said(
        (
            "ລາຍລະອຽດກົງກັບທີ່ລາຍການ {phase} ຂອງ {exchange} ຜູກມັດໄວ້.",
            "The details are those that the entry of {exchange} ({phase}) commits to.",
        ),
        (
            "ລາຍລະອຽດບໍ່ກົງກັບທີ່ລາຍການ {phase} ຂອງ {exchange} ຜູກມັດໄວ້.",
            "The details are not those that the entry of {exchange} ({phase}) commits to.",
        ),
    ),
    "details-agree": Said(
        (
            "ລາຍລະອຽດ ແລະ ລາຍການເວົ້າເຖິງ {exchange} ({phase}) ໃນເວລາດຽວກັນ.",
            "Details and entry speak of {exchange} ({phase}) at the same moment.",
        ),
        (
            "ລາຍລະອຽດເວົ້າເຖິງລາຍການອື່ນ, ບໍ່ແມ່ນ {exchange} ({phase}).",
            "The details speak of another exchange, phase or moment than the entry of {exchange} ({phase}).",
        ),
    ),
    "answer-matches": Said(
        ("ຄຳຕອບນີ້ແມ່ນຄຳຕອບຂອງໃບຮັບ.", "The answer is the one that the receipt was given for."),
        ("ຄຳຕອບນີ້ບໍ່ແມ່ນຄຳຕອບຂອງໃບຮັບ.", "The answer is not the one that the receipt was given for."),
    ),
    "bundle-read": Said(
        ("ຊຸດຫຼັກຖານມີ {count} ລາຍການ.", "A bundle of evidence with entries: {count}."),
        ("ນີ້ບໍ່ແມ່ນຊຸດຫຼັກຖານ: {why}.", "This is no bundle of evidence: {why}."),
    ),
    "entry-included": Said(
        (
            "ລາຍການທີ {index} ({exchange}) ຢູ່ໃນຕົ້ນໄມ້ທີ່ມີ {size} ລາຍການ.",
            "Entry {index} ({exchange}) is in the tree of {size} entries.",
        ),
        (
            "ພິສູດບໍ່ໄດ້ວ່າລາຍການທີ {index} ({exchange}) ຢູ່ໃນຕົ້ນໄມ້ທີ່ມີ {size} ລາຍການ.",
            "Entry {index} ({exchange}) is not proven to be in the tree of {size} entries.",
        ),
    ),
    "receipt-of-entry": Said(
        ("ໃບຮັບແມ່ນຂອງລາຍການໃນຊຸດນີ້.", "The receipt is of an entry of this bundle."),
        ("ໃບຮັບເປັນຂອງລາຍການອື່ນ ທີ່ບໍ່ຢູ່ໃນຊຸດນີ້.", "The receipt is of another entry, which this bundle does not hold."),
    ),
    "intent-cited": Said(
        ("ຜົນໄດ້ຮັບອ້າງເຖິງເຈດຕະນາຂອງ {exchange} ທີ່ຢູ່ໃນຊຸດນີ້.", "The outcome of {exchange} cites the intent in this bundle."),
        (
            "ຜົນໄດ້ຮັບຂອງ {exchange} ອ້າງເຖິງເຈດຕະນາອື່ນ.",
            "The outcome of {exchange} cites another intent than the one in this bundle.",
        ),
    ),
    "request-kept": Said(
        (
            "ລາຍເຊັນຂອງຄຳຮ້ອງແມ່ນອັນທີ່ລາຍການ {exchange} ບອກ.",
            "The kept signature of the request is the one that {exchange} names.",
        ),
        (
            "ລາຍເຊັນຂອງຄຳຮ້ອງທີ່ລາຍການ {exchange} ຕ້ອງມີ ຂາດຫາຍ ຫຼື ແມ່ນອັນອື່ນ.",
            "The signature of the request that {exchange} must have is missing, or another one is kept.",
        ),
    ),
    "system-key-known": Said(
        ("ມີກະແຈ {kid} ທີ່ {exchange} ບອກ.", "The key {kid} that {exchange} names is here."),
        (
            "ບໍ່ມີກະແຈ {kid} ທີ່ {exchange} ບອກ: ພິສູດບໍ່ໄດ້ວ່າໃຜລົງລາຍເຊັນຄຳຮ້ອງ.",
            "The key {kid} that {exchange} names is not here: who signed the request is not shown.",
        ),
    ),
    "request-signed": Said(
        ("ຄຳຮ້ອງຖືກລົງລາຍເຊັນດ້ວຍກະແຈ {kid} ຂອງລະບົບ.", "The request was signed with the system's key {kid}."),
        (
            "ຄຳຮ້ອງຂອງ {exchange} ບໍ່ໄດ້ຖືກລົງລາຍເຊັນດ້ວຍກະແຈ {kid}.",
            "The request of {exchange} was not signed with the key {kid}.",
        ),
    ),
    "legal-acts-signed": Said(
        (
            "ທຸກນິຕິກຳຖືກລົງລາຍເຊັນດ້ວຍກະແຈທີ່ລາຍການບອກ: {count}.",
            "Every legal act was signed with the key that its entry names: {count}.",
        ),
        ("ບໍ່ແມ່ນທຸກນິຕິກຳຖືກລົງລາຍເຊັນ.", "Not every legal act was signed."),
    ),
    "exchange-ended": Said(
        ("ລາຍການບອກວ່າ {exchange} ສິ້ນສຸດແນວໃດ.", "An entry says how {exchange} ended."),
        (
            "ບໍ່ມີລາຍການທີ່ບອກວ່າ {exchange} ສິ້ນສຸດແນວໃດ: ຍັງບໍ່ສິ້ນສຸດ ຫຼື ຖືກເອົາອອກ.",
            "No entry says how {exchange} ended: it is still open, or the entry was taken out.",
        ),
    ),
    "details-there": Said(
        (
            "ລາຍລະອຽດຂອງ {exchange} ({phase}) ຖືກລຶບ ຕາມທີ່ລາຍການ {by} ບອກ.",
            "The details of {exchange} ({phase}) were erased, as the entry {by} tells.",
        ),
        (
            "ລາຍລະອຽດຂອງ {exchange} ({phase}) ຂາດຫາຍ ແລະ ບໍ່ມີລາຍການໃດບອກວ່າຖືກລຶບ.",
            "The details of {exchange} ({phase}) are not here, and no entry tells that they were erased.",
        ),
    ),
    "details-whole": Said(
        (
            "ລາຍລະອຽດມີຄົບ, ຍົກເວັ້ນທີ່ຖືກລຶບຕາມການບັນທຶກ: {erased}.",
            "All details are here, but for those of which an entry tells that they were erased: {erased}.",
        ),
        (
            "ລາຍລະອຽດຂາດ {missing} ແຕ່ລາຍການບອກວ່າຖືກລຶບພຽງ {erased}.",
            "Details of {missing} entries are missing, but entries tell of {erased} that were erased.",
        ),
    ),
    "checkpoint-read": Said(
        ("ຈຸດກວດສອບຂອງ {origin} ມີ {size} ລາຍການ.", "A checkpoint of {origin} over entries: {size}."),
        ("ອ່ານຈຸດກວດສອບ {name} ບໍ່ໄດ້: {why}.", "{name} is no checkpoint: {why}."),
    ),
    "checkpoint-signed": Said(
        ("ຈຸດກວດສອບ {size} ຖືກລົງລາຍເຊັນໂດຍ {by}.", "The checkpoint at {size} is signed by the ledger: {by}."),
        (
            "ຈຸດກວດສອບ {size} ບໍ່ມີລາຍເຊັນທີ່ຖືກຕ້ອງດ້ວຍກະແຈຂອງປຶ້ມບັນທຶກທີ່ທ່ານເຊື່ອຖື: ຂາດ {missing}.",
            "The checkpoint at {size} has no valid signature of a ledger key that you trust: it lacks {missing}.",
        ),
    ),
    "keys-paired": Said(
        ("ທ່ານມີກະແຈທັງສອງຂອງ {origin}.", "You have both keys of {origin}."),
        (
            "ປຶ້ມບັນທຶກ {origin} ລົງລາຍເຊັນດ້ວຍສອງກະແຈ, ແຕ່ໄຟລ໌ກະແຈຂອງທ່ານຂາດ {missing}. ໃຫ້ຫາມາໃສ່ ຫຼື ໃຊ້ --one-key.",
            "{origin} signs with two keys, and your file of keys lacks the one of {missing}: get it, or say --one-key.",
        ),
    ),
    "checkpoint-witnessed": Said(
        ("ພະຍານຮ່ວມລົງລາຍເຊັນຈຸດກວດສອບ {size}: {by}.", "Witnesses have co-signed the checkpoint at {size}: {by}."),
        (
            "ບໍ່ມີພະຍານທີ່ທ່ານເຊື່ອຖືຮ່ວມລົງລາຍເຊັນຈຸດກວດສອບ {size}.",
            "No witness that you trust has co-signed the checkpoint at {size}.",
        ),
    ),
    "one-ledger": Said(
        ("ຈຸດກວດສອບທັງໝົດແມ່ນຂອງ {origin}.", "All checkpoints are of {origin}."),
        (
            "ຈຸດກວດສອບແມ່ນຂອງປຶ້ມບັນທຶກອື່ນ: {other}, ບໍ່ແມ່ນ {origin}.",
            "A checkpoint is of another ledger: {other}, not {origin}.",
        ),
    ),
    "trees-agree": Said(
        ("ຈຸດກວດສອບ {older} ແລະ {newer} ສະແດງປຶ້ມບັນທຶກດຽວກັນ.", "The checkpoints at {older} and {newer} show one ledger."),
        (
            "ຈຸດກວດສອບ {older} ແລະ {newer} ສະແດງປຶ້ມບັນທຶກຄົນລະອັນ: ມີຜູ້ຖືກຫຼອກ.",
            "The checkpoints at {older} and {newer} show two ledgers: somebody is being deceived.",
        ),
    ),
    "ledger-read": Said(
        ("ປຶ້ມບັນທຶກ {origin} ມີ {size} ລາຍການ.", "The ledger {origin} with entries: {size}."),
        ("ອ່ານປຶ້ມບັນທຶກບໍ່ໄດ້: {why}.", "This is no ledger: {why}."),
    ),
    "entries-unchanged": Said(
        ("ທຸກລາຍການ ({count}) ແມ່ນອັນທີ່ຖືກບັນທຶກໄວ້.", "Every entry is the one that was logged: {count}."),
        ("ລາຍການທີ {index} ບໍ່ແມ່ນອັນທີ່ຖືກບັນທຶກໄວ້: {exchange}.", "Entry {index} is not the one that was logged: {exchange}."),
    ),
    "entries-there": Said(
        ("ບໍ່ມີລາຍການໃດຂາດຫາຍ.", "No entry is missing."),
        ("ລາຍການທີ {index} ຂາດຫາຍ.", "Entry {index} is missing."),
    ),
    "entries-read": Said(
        ("ທຸກລາຍການຂຽນຖືກຮູບແບບ.", "Every entry is written as an entry is."),
        ("ລາຍການທີ {index} ບໍ່ແມ່ນລາຍການຂອງປຶ້ມບັນທຶກ.", "Entry {index} is no entry of a ledger."),
    ),
    "entries-once": Said(
        ("ບໍ່ມີການແລກປ່ຽນໃດຖືກບັນທຶກສອງຄັ້ງ.", "No phase of an exchange is logged twice."),
        ("ການແລກປ່ຽນ {exchange} ຖືກບັນທຶກສອງຄັ້ງ: ລາຍການທີ {index}.", "{exchange} is logged twice: entry {index} again."),
    ),
    "tiles-whole": Said(
        ("ທຸກແຜ່ນ ({count}) ແມ່ນຂອງຕົ້ນໄມ້.", "Every tile is that of the tree: {count}."),
        ("ແຜ່ນ {path} ຂາດຫາຍ ຫຼື ຖືກປ່ຽນແປງ.", "The tile {path} is missing or was altered."),
    ),
    "roots-hold": Said(
        (
            "ທຸກຈຸດກວດສອບ ({count}) ກົງກັບລາຍການ, ແລະ ແຕ່ລະອັນຕໍ່ຈາກອັນກ່ອນ.",
            "Every checkpoint fits the entries, and so each continues the one before: {count}.",
        ),
        (
            "ຈຸດກວດສອບ {size} ບໍ່ກົງກັບລາຍການ: ມີລາຍການລະຫວ່າງ {since} ຫາ {size} ຖືກປ່ຽນ, ລຶບ, ຍ້າຍ ຫຼື ແຊກ.",
            "The checkpoint at {size} does not fit: from entry {since} on one was changed, deleted, moved or inserted.",
        ),
    ),
    "ledger-whole": Said(
        ("ປຶ້ມບັນທຶກຄົບເຖິງຈຸດກວດສອບລ່າສຸດ: {size}.", "The ledger reaches to the newest checkpoint known: {size}."),
        (
            "ມີຈຸດກວດສອບ {size} ແຕ່ປຶ້ມບັນທຶກມີພຽງ {count} ລາຍການ: ສ່ວນທ້າຍຖືກຕັດ.",
            "A checkpoint at {size} was signed, but the ledger has {count} entries: its end was cut off.",
        ),
    ),
    "times-ordered": Said(
        ("ເວລາຂອງຈຸດກວດສອບບໍ່ຖອຍຫຼັງ.", "The times of the checkpoints do not run back."),
        ("ຈຸດກວດສອບ {size} ມີເວລາກ່ອນອັນກ່ອນໜ້າ.", "The checkpoint at {size} tells an earlier time than the one before."),
    ),
    "details-opened": Said(
        ("ລາຍລະອຽດທີ່ໃຫ້ມາ ({count}) ກົງກັບລາຍການ.", "The details that are given are those of their entries: {count}."),
        ("ລາຍລະອຽດຂອງລາຍການທີ {index} ຖືກປ່ຽນແປງ: {exchange}.", "The details of entry {index} were altered: {exchange}."),
    ),
    "details-read": Said(
        ("ແຟ້ມລາຍລະອຽດຂຽນຖືກຮູບແບບ.", "The details are written in order."),
        (
            "ແຖວທີ {line} ຂອງລາຍລະອຽດ ບໍ່ຖືກຮູບແບບ ຫຼື ບໍ່ມີລາຍການ.",
            "Line {line} of the details is broken, out of order or of no entry.",
        ),
    ),
    "and-more": Said(
        ("ບໍ່ມີອີກ.", "No more of {of}."),
        ("ແລະ ຍັງມີອີກ {count} ຂໍ້ຄືກັນ ({of}).", "And so on, more of {of}: {count}."),
    ),
}
