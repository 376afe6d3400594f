"""`saphan directory new-system`: make a key pair for a system; the private key stays in a local file."""

from collections.abc import Sequence
from pathlib import Path

import orjson
from pydantic import ValidationError

from chassis.client.exchange_client import Credentials
from chassis.tokens.tokens import SigningKey, thumbprint
from cli.data_folder import write_secret
from cli.refusals import Refused
from cli.say import output, people
from contracts.seats import Holding
from gateway.directory.content import System


def new_system(member: str, name: str, holding: Holding, url: str, purposes: Sequence[str], file: Path) -> None:
    """Write the credentials file of a new system (mode 0600) and print its public entry for the control tower.

    Raises `Refused` when the file is there: a key that is overwritten is lost.
    """
    if file.exists():
        raise Refused(f"{file} is there already: choose another.", f"ມີ {file} ແລ້ວ: ເລືອກຊື່ອື່ນ.")
    key = SigningKey.generate()
    jwk = {member_: str(key.public_jwk[member_]) for member_ in ("kty", "crv", "x", "y")}
    try:
        system = System.model_validate({"member": member, "name": name, "offices": holding.to_claim(), "keys": (jwk,)})
    except ValidationError as fault:
        wrong = "; ".join(f"{'/'.join(map(str, e['loc']))}: {e['msg']}" for e in fault.errors())
        raise Refused(f"This cannot be a system: {wrong}.", f"ລະບົບບໍ່ຖືກຕ້ອງ: {wrong}.") from fault
    url = url.rstrip("/")
    credentials = Credentials(
        member=member,
        system=name,
        client_id=system.client_id,
        private_jwk=key.private_jwk(),
        issuer=url,
        token_endpoint=f"{url}/oauth/token",
        base_url=url,
        purposes=tuple(purposes),
    )
    write_secret(file, orjson.dumps(credentials.model_dump(by_alias=True), option=orjson.OPT_INDENT_2))
    people.print(f"{file}: the private key. It stays with you. ກະແຈລັບ, ຮັກສາໄວ້ກັບທ່ານ.")
    people.print("For the control tower, as it is: ສົ່ງໃຫ້ສູນຄວບຄຸມ:")
    # what is read out over the phone, and what `suspend key` wants on a bad day
    lines = [f"# thumbprint (RFC 7638) {thumbprint(jwk)}"]
    lines += [f'member = "{member}"', f'name = "{name}"', *_offices(holding)]
    members = ", ".join(f'{name_} = "{value}"' for name_, value in jwk.items())
    output.print("\n".join([*lines[:1], "[[systems]]", *lines[1:], f"keys = [{{ {members} }}]"]), markup=False)


def held(offices: Sequence[str], below: str | None, *, every: bool) -> Holding:
    """Return what the options of the command say; raise `Refused` for two ways at once."""
    if bool(offices) + (below is not None) + every > 1:
        raise Refused(
            "Say --office (also several times), --below or --all-offices: one of the three.",
            "ໃຫ້ໃສ່ --office (ຫຼາຍຄັ້ງກໍໄດ້), --below ຫຼື --all-offices: ຢ່າງດຽວ.",
        )
    return Holding(tuple(offices), below, every=every)


def _offices(holding: Holding) -> list[str]:
    """Return the line of the file that enrols it for its offices; none for a system without."""
    if holding.every:
        return ["offices = { every = true }"]
    if holding.below is not None:
        return [f'offices = {{ below = "{holding.below}" }}']
    if len(holding.codes) == 1:
        return [f'office = "{holding.codes[0]}"']
    return ["offices = { codes = [" + ", ".join(f'"{code}"' for code in holding.codes) + "] }"] if holding.codes else []
