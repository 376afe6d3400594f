"""Lao and English sentences of every reason for which a certificate stops: what is the matter, and what to do."""

from types import MappingProxyType
from typing import Final

from evidence.findings import Both

SENTENCES: Final = MappingProxyType(
    {
        "text-too-long": Both(
            "ຂໍ້ຄວາມຍາວ {letters} ຕົວ, QR ບັນຈຸໄດ້ບໍ່ເກີນ {most}. ໃຫ້ສະແກນ QR ຂອງໃບຢັ້ງຢືນ.",
            "The text has {letters} letters, and a QR symbol holds {most}. Scan the symbol of the certificate.",
        ),
        "inflates-too-far": Both(
            "ຂໍ້ມູນທີ່ບີບອັດໄວ້ຂ້າງໃນໃຫຍ່ເກີນໄປ: ບໍ່ແມ່ນໃບຢັ້ງຢືນ. ຢ່າເຊື່ອຖືໃບນີ້.",
            "What is compressed inside is larger than {most} bytes: this is no certificate. Do not trust it.",
        ),
        "prefix-missing": Both(
            "ຂໍ້ຄວາມບໍ່ຂຶ້ນຕົ້ນດ້ວຍ {prefix}. ໃຫ້ສະແກນ QR ທີ່ຖືກຕ້ອງ.",
            "The text does not begin with {prefix}. Scan the right symbol.",
        ),
        "prefix-other": Both(
            "ຂໍ້ຄວາມຂຶ້ນຕົ້ນດ້ວຍ “{prefix}” ຈຶ່ງເປັນ QR ຊະນິດອື່ນ. ໃຫ້ສະແກນ QR ຂອງໃບຢັ້ງຢືນທະບຽນ.",
            "The text begins with “{prefix}”, so it is a symbol of another kind. Scan the one of the certificate.",
        ),
        "nothing": Both("ບໍ່ມີຂໍ້ຄວາມ. ໃຫ້ສະແກນ QR ຄືນໃໝ່.", "There is no text. Scan the symbol again."),
        "lower-case": Both(
            "ໃນຂໍ້ຄວາມມີຕົວອັກສອນນ້ອຍ. ໃຫ້ສົ່ງຂໍ້ຄວາມຕາມທີ່ສະແກນໄດ້ ໂດຍບໍ່ປ່ຽນຕົວອັກສອນ.",
            "The text has lower-case letters. Send it as it was scanned, without changing letters.",
        ),
        "line-inside": Both(
            "ຂໍ້ຄວາມຖືກແບ່ງເປັນຫຼາຍແຖວ. ໃຫ້ສົ່ງເປັນແຖວດຽວ ຕາມທີ່ສະແກນໄດ້.",
            "The text is broken into lines. Send it as one line, as it was scanned.",
        ),
        "letter-other": Both(
            "ຕົວທີ {place} ({letter}) ບໍ່ແມ່ນຕົວທີ່ QR ຂອງໃບຢັ້ງຢືນໃຊ້. ໃຫ້ສະແກນຄືນໃໝ່.",
            "Letter {place} ({letter}) is none of Base45. Scan the symbol again.",
        ),
        "not-base45": Both(
            "ຂໍ້ຄວາມບໍ່ຄົບ ຫຼື ເສຍຫາຍ. ຢ່າຕັດຊ່ອງວ່າງອອກ, ໃຫ້ສະແກນ QR ຄືນໃໝ່.",
            "The text is cut off or damaged (Base45). Do not take blanks away, and scan the symbol again.",
        ),
        "not-zlib": Both(
            "ຂໍ້ມູນບໍ່ໄດ້ບີບອັດແບບໃບຢັ້ງຢືນ. ໃຫ້ສະແກນ QR ທີ່ຖືກຕ້ອງ.",
            "The data are not compressed with zlib: this is no certificate. Scan the right symbol.",
        ),
        "zlib-damaged": Both(
            "ຂໍ້ມູນທີ່ບີບອັດໄວ້ເສຍຫາຍ. ໃຫ້ສະແກນ QR ຄືນໃໝ່.",
            "The compressed data are damaged. Scan the symbol again.",
        ),
        "zlib-followed": Both(
            "ມີຂໍ້ມູນອື່ນຕໍ່ທ້າຍຂໍ້ມູນທີ່ບີບອັດໄວ້. ຢ່າເຊື່ອຖືໃບນີ້.",
            "Something stands behind the compressed data. Do not trust it.",
        ),
        "not-cbor": Both(
            "ຂໍ້ມູນຂ້າງໃນບໍ່ແມ່ນຂອງໃບຢັ້ງຢືນ. ໃຫ້ສະແກນ QR ທີ່ຖືກຕ້ອງ.",
            "What is inside is not the CBOR of a certificate. Scan the right symbol.",
        ),
        "cbor-followed": Both(
            "ມີຂໍ້ມູນອື່ນຕໍ່ທ້າຍໃບຢັ້ງຢືນ. ຢ່າເຊື່ອຖືໃບນີ້.",
            "Something stands behind the CBOR. Do not trust it.",
        ),
        "indefinite": Both(
            "ຂໍ້ມູນບໍ່ບອກຄວາມຍາວ: ໃບຢັ້ງຢືນຕ້ອງຂຽນໄດ້ແບບດຽວ. ຢ່າເຊື່ອຖືໃບນີ້.",
            "The CBOR has an item of indefinite length (RFC 8949 §3.2), so a second spelling. Do not trust it.",
        ),
        "too-deep": Both(
            "ຂໍ້ມູນຊ້ອນກັນເກີນ {most} ຊັ້ນ. ຢ່າເຊື່ອຖືໃບນີ້.",
            "The data are nested more than {most} deep. Do not trust it.",
        ),
        "too-many": Both(
            "ຂໍ້ມູນມີຫຼາຍກວ່າ {most} ລາຍການ. ຢ່າເຊື່ອຖືໃບນີ້.",
            "The data have more than {most} items. Do not trust it.",
        ),
        "tagged": Both(
            "ຂໍ້ມູນມີເຄື່ອງໝາຍທີ່ໃບຢັ້ງຢືນບໍ່ໃຊ້. ຢ່າເຊື່ອຖືໃບນີ້.",
            "The CBOR has the tag {tag}, which no certificate has there. Do not trust it.",
        ),
        "key-twice": Both(
            "ມີລາຍການດຽວກັນຢູ່ສອງບ່ອນ: ບໍ່ຮູ້ວ່າອັນໃດຖືກ. ຢ່າເຊື່ອຖືໃບນີ້.",
            "A member stands twice, so it says two things. Do not trust it.",
        ),
        "key-other": Both(
            "ຊື່ຂອງລາຍການບໍ່ແມ່ນຕົວເລກ ຫຼື ຂໍ້ຄວາມ. ຢ່າເຊື່ອຖືໃບນີ້.",
            "A member is named by something else than an integer or a text. Do not trust it.",
        ),
        "encrypted": Both(
            "ຂໍ້ມູນຖືກເຂົ້າລະຫັດ: ກວດໂດຍເປີດເຜີຍບໍ່ໄດ້. ໃຫ້ໃຊ້ໃບຢັ້ງຢືນທີ່ມີລາຍເຊັນ.",
            "It is encrypted (COSE_Encrypt0), so it cannot be checked openly. Use a certificate that is signed.",
        ),
        "not-signed-once": Both(
            "ຂໍ້ມູນບໍ່ມີລາຍເຊັນແບບໃບຢັ້ງຢືນ. ໃຫ້ສະແກນ QR ທີ່ຖືກຕ້ອງ.",
            "The data are no COSE_Sign1: they bear no signature. Scan the right symbol.",
        ),
        "header-other": Both(
            "ລາຍເຊັນມີລາຍການທີ່ບໍ່ຮູ້ຈັກ ເຊິ່ງອາດປ່ຽນຄວາມໝາຍ. ຢ່າເຊື່ອຖືໃບນີ້.",
            "The protected header has the parameter {label}, which may change what the rest means. Do not trust it.",
        ),
        "outside-protected": Both(
            "ມີລາຍການຢູ່ບ່ອນທີ່ລາຍເຊັນບໍ່ຄຸ້ມຄອງ. ຢ່າເຊື່ອຖືໃບນີ້.",
            "Something stands in the header that no signature covers. Do not trust it.",
        ),
        "kid-outside": Both(
            "ເລກກະແຈຢູ່ບ່ອນທີ່ລາຍເຊັນບໍ່ຄຸ້ມຄອງ. ຢ່າເຊື່ອຖືໃບນີ້.",
            "The key id (kid) stands in the header that no signature covers. Do not trust it.",
        ),
        "alg-outside": Both(
            "ວິທີລົງລາຍເຊັນຢູ່ບ່ອນທີ່ລາຍເຊັນບໍ່ຄຸ້ມຄອງ. ຢ່າເຊື່ອຖືໃບນີ້.",
            "The algorithm (alg) stands in the header that no signature covers. Do not trust it.",
        ),
        "kid-missing": Both(
            "ລາຍເຊັນບໍ່ບອກວ່າໃຊ້ກະແຈໃດ. ຢ່າເຊື່ອຖືໃບນີ້.",
            "It does not say by which key it was signed (kid). Do not trust it.",
        ),
        "alg-missing": Both(
            "ລາຍເຊັນບໍ່ບອກວ່າລົງດ້ວຍວິທີໃດ. ຢ່າເຊື່ອຖືໃບນີ້.",
            "It does not say how it was signed (alg). Do not trust it.",
        ),
        "typ-other": Both(
            "ສິ່ງທີ່ລົງລາຍເຊັນໄວ້ເປັນຊະນິດອື່ນ. ໃຫ້ໃຊ້ໄຟລ໌ທີ່ຖືກຕ້ອງ.",
            "What was signed is of another type (typ). Use the right file.",
        ),
        "key-unknown": Both(
            "ທ່ານບໍ່ມີກະແຈ {kid}. ໃຫ້ເອົາໄຟລ໌ກະແຈຫຼ້າສຸດ; ຖ້າຍັງບໍ່ມີ, ຢ່າເຊື່ອຖືໃບນີ້.",
            "You have no key {kid}. Get the newest file of keys; if it is not there either, do not trust this.",
        ),
        "key-of-another": Both(
            "ກະແຈ {kid} ບໍ່ແມ່ນຂອງ {issuer}. ຢ່າເຊື່ອຖືໃບນີ້.",
            "The key {kid} is not one of {issuer}. Do not trust it.",
        ),
        "alg-of-another": Both(
            "ກະແຈ {kid} ບໍ່ໃຊ້ວິທີລົງລາຍເຊັນນີ້. ຢ່າເຊື່ອຖືໃບນີ້.",
            "The key {kid} does not sign with the algorithm {alg}. Do not trust it.",
        ),
        "key-not-begun": Both(
            "ກະແຈ {kid} ໃຊ້ໄດ້ຕັ້ງແຕ່ {begins}, ໃບນີ້ອອກກ່ອນນັ້ນ. ຢ່າເຊື່ອຖືໃບນີ້.",
            "The key {kid} is valid from {begins}, and this bears an earlier date. Do not trust it.",
        ),
        "key-ended": Both(
            "ກະແຈ {kid} ຂອງຜູ້ອອກໃຊ້ໄດ້ເຖິງ {until}. ໃຫ້ຂໍໃບຢັ້ງຢືນສະບັບໃໝ່ຈາກຫ້ອງການທະບຽນ.",
            "The key {kid} of whoever signed was valid until {until}. Ask the registrar for a new print.",
        ),
        "signature-wrong": Both(
            "ລາຍເຊັນບໍ່ກົງ: ຂໍ້ມູນຖືກປ່ຽນແປງ. ຢ່າເຊື່ອຖືໃບນີ້.",
            "The signature does not fit: it was altered. Do not trust it.",
        ),
        "unsigned": Both("ບໍ່ມີລາຍເຊັນ. ຢ່າເຊື່ອຖືໃບນີ້.", "It bears no signature. Do not trust it."),
        "claim-missing": Both(
            "ຂາດລາຍການທີ່ໃບຢັ້ງຢືນຕ້ອງມີ. ໃຫ້ແຈ້ງຫ້ອງການທີ່ອອກໃບນີ້.",
            "It lacks {member}. Tell the office that issued it.",
        ),
        "claim-other": Both(
            "ມີລາຍການທີ່ບໍ່ຖືກຮູບແບບ. ໃຫ້ແຈ້ງຫ້ອງການທີ່ອອກໃບນີ້.",
            "{member} is of another type than it has to be. Tell the office that issued it.",
        ),
        "not-yet": Both(
            "ໃບຢັ້ງຢືນໃຊ້ໄດ້ຕັ້ງແຕ່ {begins}. ໃຫ້ກວດໂມງຂອງເຄື່ອງທ່ານ.",
            "The certificate is valid from {begins}. Look whether your clock is right.",
        ),
        "over": Both(
            "ໃບຢັ້ງຢືນໃຊ້ໄດ້ເຖິງ {until} ແລະ ໝົດອາຍຸແລ້ວ. ໃຫ້ຂໍສະບັບໃໝ່ຈາກຫ້ອງການທະບຽນ.",
            "The certificate was valid until {until} and has expired. Ask the registrar for a new print.",
        ),
        "list-missing": Both(
            "ທ່ານບໍ່ມີບັນຊີສະຖານະ {uri}: ບໍ່ຮູ້ວ່າໃບຢັ້ງຢືນຍັງໃຊ້ໄດ້ຫຼືບໍ່. ໃຫ້ເອົາບັນຊີນັ້ນມາກວດ.",
            "The status list {uri} is not here: whether the certificate still counts is not known. Get the list.",
        ),
        "list-of-another": Both(
            "ບັນຊີສະຖານະບໍ່ແມ່ນ {uri} ຂອງຜູ້ອອກໃບນີ້. ໃຫ້ເອົາບັນຊີນັ້ນມາກວດ.",
            "The status list is not {uri} of the issuer of this certificate. Get that list.",
        ),
        "list-old": Both(
            "ບັນຊີສະຖານະອອກແຕ່ {stated}, ເກີນ 24 ຊົ່ວໂມງແລ້ວ. ໃຫ້ເອົາບັນຊີໃໝ່.",
            "The status list of {stated} is older than 24 hours. Get a new one.",
        ),
        "index-outside": Both(
            "ບັນຊີສະຖານະບໍ່ມີລຳດັບ {index}. ໃຫ້ເອົາບັນຊີໃໝ່.",
            "The status list has no place {index}. Get a new one.",
        ),
        "status-other": Both(
            "ບັນຊີບອກສະຖານະທີ່ໂປຣແກຣມນີ້ບໍ່ຮູ້ຈັກ. ໃຫ້ໃຊ້ໂປຣແກຣມລຸ້ນໃໝ່ ຫຼື ຖາມຫ້ອງການທະບຽນ.",
            "The list has a status that this program does not know. Use a newer one, or ask the registrar.",
        ),
        "revoked": Both(
            "ໃບຢັ້ງຢືນຖືກຖອນແລ້ວ. ຢ່າໃຊ້ໃບນີ້; ໃຫ້ຖາມຫ້ອງການທະບຽນ.",
            "The certificate was revoked. Do not use it, and ask the registrar.",
        ),
        "superseded": Both(
            "ມີໃບຢັ້ງຢືນສະບັບໃໝ່ແທນໃບນີ້ແລ້ວ. ໃຫ້ຂໍເບິ່ງສະບັບໃໝ່.",
            "A later print has taken the place of this one. Ask for the later one.",
        ),
    }
)
