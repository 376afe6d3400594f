"""What is wrong with a setting, as a sentence in English and in Lao that names the variable and what to do."""

from typing import Any, Final

from chassis.process.secret_files import SecretFileRefused
from chassis.process.secrets_folder import FOLDER

_IN_LAO: Final = {
    "int_parsing": "ຕ້ອງເປັນຈຳນວນເຕັມ",
    "float_parsing": "ຕ້ອງເປັນຕົວເລກ",
    "bool_parsing": "ຕ້ອງເປັນ true ຫຼື false",
    "literal_error": "ບໍ່ແມ່ນຄ່າທີ່ເລືອກໄດ້",
    "greater_than": "ນ້ອຍເກີນໄປ",
    "greater_than_equal": "ນ້ອຍເກີນໄປ",
    "less_than_equal": "ໃຫຍ່ເກີນໄປ",
    "string_pattern_mismatch": "ຮູບແບບບໍ່ຖືກ",
}


def complaint(prefix: str, error: Any, whole: str = "") -> str:  # Any: pydantic's ErrorDetails, for types alone
    """Return variable and fault; `whole` is named where the fault is of several settings together, if anything is."""
    said = error["msg"].removeprefix("Value error, ")
    variable = _variable(prefix, error, whole)
    if error["type"] == "missing":
        return f"{variable}: is not set; set it, or put the file {variable.lower()} into the folder of {FOLDER}"
    return f"{variable}: {said[:1].lower()}{said[1:]}" if variable else said


def complaint_in_lao(prefix: str, error: Any, whole: str = "") -> str:  # Any: as above
    """Return the same in Lao; a rule of several settings keeps its English words, which name them."""
    variable = _variable(prefix, error, whole)
    if error["type"] == "missing":
        return f"{variable}: ຕ້ອງຕັ້ງຄ່າ ຫຼື ວາງໄຟລ໌ {variable.lower()} ໃສ່ໂຟນເດີຂອງ {FOLDER}"
    told = error["msg"].removeprefix("Value error, ")
    return f"{variable}: {_IN_LAO.get(error['type'], f'ຄ່າບໍ່ຖືກ ({told})')}"


def in_lao(fault: BaseException) -> str:
    """Return the Lao sentence of a file that is refused, whoever refused it in turn; else what the fault says."""
    for each in (fault, fault.__cause__):
        if isinstance(each, SecretFileRefused):
            return each.lo
    return str(fault)


def _variable(prefix: str, error: Any, whole: str) -> str:  # Any: as above
    return f"{prefix}{str(error['loc'][0]).upper()}" if error["loc"] else whole
