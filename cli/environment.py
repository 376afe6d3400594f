"""Variables that a verb reads without the settings of a component: of the environment, or of the secrets folder."""

from chassis.process import secrets_folder
from chassis.process.secret_files import SecretFileRefused
from cli.refusals import Refused


def variable(name: str) -> str | None:
    """Return the variable's value, None when neither environment nor folder has it; raise `Refused` for its file."""
    try:
        return secrets_folder.variable(name)
    except SecretFileRefused as fault:
        raise Refused(f"{fault}.", f"ໃຊ້ໄຟລ໌ຄວາມລັບບໍ່ໄດ້: {fault.lo}.") from fault
