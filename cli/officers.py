"""The officer whom an operator names on the command line: what is recorded for good must stand for somebody."""

import typer


def an_officer(name: str) -> str:
    """Return the name; refuse one that stands for nobody, such as blanks or what cannot be seen."""
    from contracts.officers import names_an_officer  # wanted once an officer is named: help names none

    if not names_an_officer(name):
        raise typer.BadParameter("names nobody. ບໍ່ລະບຸຊື່ຜູ້ໃດ.")
    return name
