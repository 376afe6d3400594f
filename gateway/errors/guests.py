"""Refusals that more than one guest of the gateway raises; each guest lists in its `app` those it can raise."""

from http import HTTPStatus

from contracts.problems import Problem


class OfficerRequired(Problem):
    """A change is made by a person: the system must say, signed by its member, on whose behalf it acts."""

    code = "officer-required"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "Officer required", "ຕ້ອງມີພະນັກງານ"
    en = "Say which officer acts: the system's assertion at the token endpoint names her."
    lo = "ຕ້ອງບອກວ່າພະນັກງານຄົນໃດດຳເນີນການ: ໃຫ້ລະບົບລະບຸຊື່ໃນຄຳຢັ້ງຢືນເວລາຂໍສິດເຂົ້າເຖິງ."
