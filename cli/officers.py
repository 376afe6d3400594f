"""Validation of --officer: the name is recorded for good, so it must not be blank or invisible."""

import typer


def an_officer(name: str) -> str:
    """Return the name; refuse one that stands for nobody, such as blanks or what cannot be seen."""
    from contracts.officers import names_an_officer  # wanted once an officer is named: help names none

    if not names_an_officer(name):
        raise typer.BadParameter("names nobody. ບໍ່ລະບຸຊື່ຜູ້ໃດ.")
    return name
