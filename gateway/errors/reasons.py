"""What to change, by the `reason` of a refusal: the words that clients read, each with a sentence in Lao and English.

`docs/reasons.md` is made of it, and a refusal says the sentence behind its own. `{names}` are its particulars.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from contracts.problems import Language, Problem
from contracts.spoken import Said


class Change(NamedTuple):
    """What the client's author is to change."""

    en: str
    lo: str


_TOKEN_AS_IT_CAME: Final = Change(
    "Send the access token exactly as the token endpoint gave it, or ask for a new one.",
    "ສົ່ງ access token ໃຫ້ຄືກັນກັບທີ່ໄດ້ຮັບຈາກ token endpoint ທຸກຕົວອັກສອນ ຫຼື ຂໍອັນໃໝ່.",
)
_NEW_TOKEN: Final = Change("Ask for a new token.", "ຂໍ token ໃໝ່.")
_NEW_PROOF: Final = Change("Make a new proof with a new jti for every request.", "ສ້າງຫຼັກຖານໃໝ່ທີ່ມີ jti ໃໝ່ ສຳລັບທຸກຄຳຮ້ອງ.")
_CLOCK: Final = Change(
    "Set the clock by the server's time in params.serverTime.", "ຕັ້ງໂມງຕາມເວລາຂອງແມ່ຂ່າຍໃນ params.serverTime."
)
_OFFICE: Final = Change(
    "Get a new token that names an office which its system holds today.",
    "ຂໍ token ໃໝ່ ທີ່ລະບຸຫ້ອງການທີ່ລະບົບໃຊ້ໄດ້ໃນມື້ນີ້.",
)

FORM: Final[Mapping[str, Change]] = {
    "form-malformed": Change(
        "Send application/x-www-form-urlencoded in UTF-8, with at most 20 fields.",
        "ສົ່ງແບບ application/x-www-form-urlencoded ເປັນ UTF-8, ບໍ່ເກີນ 20 ຊ່ອງ.",
    ),
    "field-repeated": Change("Send each field once.", "ສົ່ງແຕ່ລະຊ່ອງພຽງຄັ້ງດຽວ."),
    "field-missing": Change(
        "Add {fields}; scope is another name of purpose.", "ຕື່ມ {fields}; scope ເປັນອີກຊື່ໜຶ່ງຂອງ purpose."
    ),
    "client-assertion-type-unknown": Change(
        "Set client_assertion_type to {expected}.", "ຕັ້ງ client_assertion_type ເປັນ {expected}."
    ),
    "subject-token-type-unknown": Change(
        "Set subject_token_type to {expected}.", "ຕັ້ງ subject_token_type ເປັນ {expected}."
    ),
    "life-not-a-number": Change(
        "Let expires_in be a whole number of seconds from 1 on; more than 300 becomes 300.",
        "expires_in ຕ້ອງເປັນຈຳນວນວິນາທີເຕັມ ເລີ່ມແຕ່ 1; ຫຼາຍກວ່າ 300 ຈະເປັນ 300.",
    ),
    "purpose-named-twice": Change(
        "Name one purpose, in `purpose` or in `scope`; in both the same.",
        "ລະບຸຈຸດປະສົງດຽວ ໃນ `purpose` ຫຼື `scope`; ຖ້າໃສ່ທັງສອງ ຕ້ອງຄືກັນ.",
    ),
    "office-malformed": Change(
        "Let office be the code of an office, such as 0101.", "office ຕ້ອງເປັນລະຫັດຫ້ອງການ ເຊັ່ນ 0101."
    ),
    "office-named-twice": Change(
        "The assertion and the form name two offices, {offices}: name one, or the same.",
        "client_assertion ແລະ ແບບຟອມລະບຸສອງຫ້ອງການ, {offices}: ໃຫ້ລະບຸອັນດຽວ ຫຼື ອັນດຽວກັນ.",
    ),
}
ASSERTION: Final[Mapping[str, Change]] = {
    "assertion-malformed": Change(
        "Send a signed JWT in compact form: three parts in base64url without padding, JSON without a repeated member.",
        "ສົ່ງ JWT ທີ່ເຊັນແລ້ວ ແບບ compact: ສາມສ່ວນເປັນ base64url ບໍ່ມີ =, JSON ບໍ່ມີຊື່ຊ້ຳ.",
    ),
    "assertion-header-not-allowed": Change(
        "Use alg, kid and typ in the JWT's header, and no jwk, jku, x5c, x5u, crit or b64.",
        "ສ່ວນຫົວຂອງ JWT ໃຊ້ສະເພາະ alg, kid, typ; ບໍ່ໃຊ້ jwk, jku, x5c, x5u, crit, b64.",
    ),
    "assertion-algorithm-not-allowed": Change("Sign with ES256.", "ເຊັນດ້ວຍ ES256."),
    "assertion-key-not-allowed": Change("Leave jwk out; name the key by kid.", "ບໍ່ໃສ່ jwk; ໃຫ້ລະບຸກະແຈດ້ວຍ kid."),
    "assertion-type-not-expected": Change(
        "Leave typ out, or set it to JWT or client-authentication+jwt.",
        "ບໍ່ໃສ່ typ ຫຼື ຕັ້ງເປັນ JWT ຫຼື client-authentication+jwt.",
    ),
    "assertion-key-not-found": Change(
        "Let iss be your client id, and sign with its registered key; where it has several, name one by kid "
        "(RFC 7638 thumbprint).",
        "iss ຕ້ອງເປັນ client id ຂອງທ່ານ ແລະ ເຊັນດ້ວຍກະແຈທີ່ລົງທະບຽນ; ຖ້າມີຫຼາຍກະແຈ ໃຫ້ລະບຸດ້ວຍ kid (thumbprint ຕາມ RFC 7638).",
    ),
    "assertion-key-unknown": Change(
        "Let iss be your client id and kid the RFC 7638 thumbprint of a key in the directory that nobody suspended.",
        "iss ຕ້ອງເປັນ client id ແລະ kid ເປັນ thumbprint (RFC 7638) ຂອງກະແຈທີ່ຢູ່ໃນສາລະບານ ແລະ ບໍ່ຖືກໂຈະ.",
    ),
    "assertion-signature-invalid": Change(
        "Sign with the private key of the registered one that kid names: ES256, r and s behind each other.",
        "ເຊັນດ້ວຍກະແຈລັບຂອງກະແຈທີ່ລົງທະບຽນ ແລະ kid ລະບຸ: ES256, r ‖ s.",
    ),
    "assertion-claim-missing": Change("State iss, sub, aud, exp and jti.", "ໃສ່ iss, sub, aud, exp ແລະ jti."),
    "assertion-claim-invalid": Change(
        "Let iss, sub and jti be texts (jti of at most 256 characters), and iat, exp and nbf numbers of seconds.",
        "iss, sub, jti ຕ້ອງເປັນຂໍ້ຄວາມ (jti ບໍ່ເກີນ 256 ຕົວ), ແລະ iat, exp, nbf ເປັນຈຳນວນວິນາທີ.",
    ),
    "assertion-audience-not-expected": Change(
        "Set aud to {audience} and nothing else; not to the token endpoint.",
        "ຕັ້ງ aud ເປັນ {audience} ເທົ່ານັ້ນ; ບໍ່ແມ່ນທີ່ຢູ່ຂອງ token endpoint.",
    ),
    "assertion-subject-not-expected": Change(
        "Let sub and iss be your client id.", "sub ແລະ iss ຕ້ອງເປັນ client id ຂອງທ່ານ."
    ),
    "assertion-life-too-long": Change(
        "Let exp lie after iat; without iat at most 300 seconds ahead.",
        "exp ຕ້ອງຢູ່ຫຼັງ iat; ຖ້າບໍ່ມີ iat ບໍ່ເກີນ 300 ວິນາທີຂ້າງໜ້າ.",
    ),
    "assertion-not-yet-valid": _CLOCK,
    "assertion-expired": Change(
        "Make a new assertion for every request; if it is new, set the clock by params.serverTime.",
        "ສ້າງ client_assertion ໃໝ່ທຸກຄັ້ງ; ຖ້າໃໝ່ຢູ່ແລ້ວ ໃຫ້ຕັ້ງໂມງຕາມ params.serverTime.",
    ),
    "assertion-officer-invalid": Change(
        "Let officer be 1 to 64 letters, digits and . _ @ -, a letter or digit first.",
        "officer ຕ້ອງມີ 1 ຫາ 64 ຕົວ: ຕົວອັກສອນ, ຕົວເລກ ແລະ . _ @ -, ເລີ່ມດ້ວຍຕົວອັກສອນ ຫຼື ຕົວເລກ.",
    ),
    "assertion-replayed": Change(
        "Make a new assertion with a new jti for every request.", "ສ້າງ client_assertion ໃໝ່ທີ່ມີ jti ໃໝ່ ທຸກຄັ້ງ."
    ),
    "client-id-mismatch": Change(
        "Leave client_id out of the form, or let it be the assertion's iss.",
        "ບໍ່ໃສ່ client_id ໃນແບບຟອມ ຫຼື ໃຫ້ຄືກັນກັບ iss ຂອງ client_assertion.",
    ),
}
PROOF: Final[Mapping[str, Change]] = {
    "proof-missing": Change("Send one DPoP header, made for this very request.", "ສົ່ງສ່ວນຫົວ DPoP ອັນດຽວ ທີ່ສ້າງສຳລັບຄຳຮ້ອງນີ້."),
    "proof-invalid": Change(
        "Let the proof be a JWT with typ dpop+jwt, alg ES256, the public key as jwk, and jti, htm, htu and iat.",
        "ຫຼັກຖານຕ້ອງເປັນ JWT ທີ່ມີ typ dpop+jwt, alg ES256, ກະແຈສາທາລະນະໃນ jwk, ແລະ jti, htm, htu, iat.",
    ),
    "proof-not-fresh": _CLOCK,
    "key-mismatch": Change(
        "Prove with the registered key that the token is asked with, not with a new pair of keys.",
        "ພິສູດດ້ວຍກະແຈທີ່ລົງທະບຽນ ອັນດຽວກັນກັບຕອນຂໍ token, ບໍ່ແມ່ນກະແຈຄູ່ໃໝ່.",
    ),
    "proof-for-another-request": Change(
        "Let htm be the method and htu the address of this request, without query, under the issuer's host.",
        "htm ຕ້ອງເປັນວິທີການ ແລະ htu ເປັນທີ່ຢູ່ຂອງຄຳຮ້ອງນີ້ ບໍ່ມີ query, ໃຊ້ຊື່ host ຂອງ issuer.",
    ),
    "proof-for-another-token": Change(
        "Let ath be the base64url of the SHA-256 of the access token that is sent.",
        "ath ຕ້ອງເປັນ base64url ຂອງ SHA-256 ຂອງ access token ທີ່ສົ່ງ.",
    ),
    "proof-nonce-missing": Change(
        "Repeat with a new proof whose nonce is that of the DPoP-Nonce header.",
        "ສົ່ງຊ້ຳດ້ວຍຫຼັກຖານໃໝ່ ທີ່ມີ nonce ຈາກສ່ວນຫົວ DPoP-Nonce.",
    ),
    "proof-replayed": _NEW_PROOF,
    "certificate-missing": Change("Show the certificate that the token is bound to.", "ສະແດງໃບຢັ້ງຢືນທີ່ token ຜູກໄວ້."),
    "certificate-malformed": Change(
        "Use an X.509 certificate with a P-256 key; the proxy hands it over as RFC 9440 says.",
        "ໃຊ້ໃບຢັ້ງຢືນ X.509 ທີ່ມີກະແຈ P-256; ພຣັອກຊີສົ່ງຕໍ່ຕາມ RFC 9440.",
    ),
    "certificate-not-valid-now": Change("Use a certificate that is valid today.", "ໃຊ້ໃບຢັ້ງຢືນທີ່ຍັງບໍ່ໝົດອາຍຸ."),
    "certificate-for-another-token": Change(
        "Use the certificate that the token was asked with, or ask for a new token.",
        "ໃຊ້ໃບຢັ້ງຢືນອັນທີ່ໃຊ້ຕອນຂໍ token ຫຼື ຂໍ token ໃໝ່.",
    ),
    "signature-malformed": Change(
        "Send Signature-Input and Signature with one label, as RFC 9421 spells them.",
        "ສົ່ງ Signature-Input ແລະ Signature ດ້ວຍຊື່ດຽວ ຕາມ RFC 9421.",
    ),
    "signature-components": Change(
        "Cover what docs/exchange.md lists, in its order, and nothing else.",
        "ເຊັນສ່ວນທີ່ docs/exchange.md ລະບຸ ຕາມລຳດັບ ແລະ ບໍ່ມີອັນອື່ນ.",
    ),
    "signature-parameters": Change(
        'State created, nonce, keyid (the thumbprint) and tag="saphan"; alg is ecdsa-p256-sha256 or left out.',
        'ໃສ່ created, nonce, keyid (thumbprint) ແລະ tag="saphan"; alg ແມ່ນ ecdsa-p256-sha256 ຫຼື ບໍ່ໃສ່.',
    ),
    "signature-not-fresh": _CLOCK,
    "signature-invalid": Change(
        "Sign the signature base with the token's key: ES256, r and s behind each other.",
        "ເຊັນ signature base ດ້ວຍກະແຈຂອງ token: ES256, r ‖ s.",
    ),
    "signature-replayed": Change("Use a new nonce for every request.", "ໃຊ້ nonce ໃໝ່ສຳລັບທຸກຄຳຮ້ອງ."),
}
TOKEN: Final[Mapping[str, Change]] = {
    "token-missing": Change("Send Authorization: DPoP <access token>.", "ສົ່ງ Authorization: DPoP <access token>."),
    "scheme-not-accepted": Change(
        "Use the scheme that token_type named: DPoP, or Bearer for a token bound to a certificate.",
        "ໃຊ້ scheme ຕາມ token_type: DPoP ຫຼື Bearer ສຳລັບ token ທີ່ຜູກກັບໃບຢັ້ງຢືນ.",
    ),
    "token-malformed": _TOKEN_AS_IT_CAME,
    "token-header-not-allowed": _TOKEN_AS_IT_CAME,
    "token-algorithm-not-allowed": _TOKEN_AS_IT_CAME,
    "token-key-not-allowed": _TOKEN_AS_IT_CAME,
    "token-type-not-expected": Change(
        "Send the access_token of the answer, not the assertion or another JWT.",
        "ສົ່ງ access_token ຈາກຄຳຕອບ, ບໍ່ແມ່ນ client_assertion ຫຼື JWT ອື່ນ.",
    ),
    "token-issuer-not-expected": _TOKEN_AS_IT_CAME,
    "token-key-unknown": _NEW_TOKEN,
    "token-signature-invalid": _TOKEN_AS_IT_CAME,
    "token-claim-missing": _TOKEN_AS_IT_CAME,
    "token-claim-invalid": _TOKEN_AS_IT_CAME,
    "token-audience-not-expected": _TOKEN_AS_IT_CAME,
    "token-life-too-long": _TOKEN_AS_IT_CAME,
    "token-not-yet-valid": Change("The gateway's clocks differ: tell its operator.", "ໂມງຂອງປະຕູເຊື່ອມຕໍ່ບໍ່ກົງກັນ: ແຈ້ງຜູ້ດູແລ."),
    "token-expired": Change("Ask for a new token before expires_in is over.", "ຂໍ token ໃໝ່ ກ່ອນໝົດເວລາ expires_in."),
    "token-revoked": _NEW_TOKEN,
    "system-not-registered": Change(
        "The system is suspended or was removed: ask the control tower.", "ລະບົບຖືກໂຈະ ຫຼື ຖືກລຶບ: ຖາມສູນຄວບຄຸມ."
    ),
    "key-not-registered": Change(
        "The token's key is suspended or was replaced: ask for a token with a registered key.",
        "ກະແຈຂອງ token ຖືກໂຈະ ຫຼື ຖືກປ່ຽນ: ຂໍ token ດ້ວຍກະແຈທີ່ລົງທະບຽນ.",
    ),
    "delegation-not-standing": Change(
        "A system of the chain is suspended: begin with a new token of the one for whom you act.",
        "ລະບົບໜຶ່ງໃນສາຍມອບໝາຍຖືກໂຈະ: ເລີ່ມດ້ວຍ token ໃໝ່ຂອງຜູ້ທີ່ທ່ານເຮັດແທນ.",
    ),
    "purpose-not-of-the-token": Change("Ask for the purpose of the subject_token.", "ຂໍຈຸດປະສົງດຽວກັນກັບ subject_token."),
    "chain-too-long": Change(
        "At most two systems act in a chain, none for itself: act for the first one.",
        "ໃນສາຍມອບໝາຍມີບໍ່ເກີນສອງລະບົບ ແລະ ບໍ່ມີໃຜເຮັດແທນຕົນເອງ: ໃຫ້ເຮັດແທນຜູ້ທຳອິດ.",
    ),
    "office-unknown": _OFFICE,
    "office-not-open-yet": _OFFICE,
    "office-closed": Change(
        "Get a new token for the office in params.successor, or for another that its system holds today.",
        "ຂໍ token ໃໝ່ ສຳລັບຫ້ອງການໃນ params.successor ຫຼື ຫ້ອງການອື່ນທີ່ລະບົບໃຊ້ໄດ້ໃນມື້ນີ້.",
    ),
    "office-not-held": _OFFICE,
}
SERVICE: Final[Mapping[str, Change]] = {
    "not-declared": Change(
        "The service declares this status and media type in its document, or answers another.",
        "ບໍລິການຕ້ອງປະກາດສະຖານະ ແລະ ປະເພດຂໍ້ມູນນີ້ໃນເອກະສານ ຫຼື ຕອບແບບອື່ນ.",
    ),
    "body-not-expected": Change("The service sends no body where it declares none.", "ບໍລິການບໍ່ສົ່ງເນື້ອໃນ ບ່ອນທີ່ບໍ່ໄດ້ປະກາດ."),
    "content-encoding": Change("The service answers uncompressed.", "ບໍລິການຕອບໂດຍບໍ່ບີບອັດ."),
    "header": Change(
        "The service answers with headers as its document declares them, each once.",
        "ບໍລິການຕອບດ້ວຍສ່ວນຫົວຕາມທີ່ປະກາດໃນເອກະສານ ອັນລະຄັ້ງ.",
    ),
    "digest-missing": Change(
        "The service states Content-Digest (sha-256) of a file.", "ບໍລິການໃສ່ Content-Digest (sha-256) ຂອງໄຟລ໌."
    ),
    "malformed-json": Change("The service answers JSON that every system reads alike.", "ບໍລິການຕອບ JSON ທີ່ທຸກລະບົບອ່ານຄືກັນ."),
    "minimised": Change(
        "The service's schema lets what the agreement leaves out be missing.",
        "ໂຄງສ້າງຂອງບໍລິການຕ້ອງຍອມໃຫ້ຂາດສ່ວນທີ່ຂໍ້ຕົກລົງບໍ່ກວມເອົາ.",
    ),
    "schema": Change("The service answers what its schema says.", "ບໍລິການຕອບຕາມໂຄງສ້າງຂອງຕົນ."),
    "too-large": Change("The service answers less at once, in pages.", "ບໍລິການຕອບເທື່ອລະໜ້ອຍ ເປັນໜ້າ."),
    "voucher-refused": Change(
        "The service believes the gateway's vouchers: its keys and its clock are right.",
        "ບໍລິການຕ້ອງເຊື່ອໃບຮັບຮອງຂອງປະຕູເຊື່ອມຕໍ່: ກະແຈ ແລະ ໂມງຕ້ອງຖືກຕ້ອງ.",
    ),
}
REASONS: Final[Mapping[str, Change]] = {**FORM, **ASSERTION, **PROOF, **TOKEN, **SERVICE}
_NONCE: Final = "proof-nonce-missing"
# By the code of the refusal that says them: at the token endpoint nothing is signed, and a nonce has its own refusal.
OF_CODE: Final[Mapping[str, Mapping[str, Change]]] = {
    "token-request-invalid": FORM,
    "client-not-authenticated": ASSERTION,
    "proof-not-accepted": {word: PROOF[word] for word in PROOF if word != _NONCE and not word.startswith("signature-")},
    "dpop-nonce-required": {_NONCE: PROOF[_NONCE]},
    "subject-token-refused": TOKEN,
    "not-authenticated": {**PROOF, **TOKEN},
    "office-not-standing": {word: TOKEN[word] for word in TOKEN if word.startswith("office-")},
    "upstream-invalid": SERVICE,
}


class Reasoned(Problem):
    """A refusal whose `reason`, where it has one, is a word of `REASONS`: its sentence ends with what to change."""

    def detail(self, language: Language) -> str:
        """Return the sentence in that language, and what to change."""
        sentence, reason = super().detail(language), self.particulars.get("reason")
        if reason is None:
            return sentence
        change = REASONS[str(reason)]
        named = Said(self.particulars, language, self.codes)
        return f"{sentence} {(change.lo if language == 'lo' else change.en).format_map(named)}"
