"""Refusals when a case is opened, numbered, related or looked for."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import ClassVar, Final

from contracts.problems import Fault, Problem


class OpeningNotAllowed(Problem):
    """Cases of this category enter the registry through offices of another kind."""

    code = "opening-not-allowed"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "Opening not allowed", "ເປີດຄະດີບໍ່ໄດ້"
    en = (
        "A case of category {category} is opened by: {allowedBy}; kind of office: {kinds}; level: {levels}. "
        "Hand your papers to them; they open the case."
    )
    lo = (
        "ຄະດີປະເພດ {category} ຕ້ອງເປີດໂດຍ: {allowedBy}; ປະເພດຫ້ອງການ: {kinds}; ຂັ້ນ: {levels}. "
        "ກະລຸນາມອບເອກະສານໃຫ້ສະມາຊິກດັ່ງກ່າວເພື່ອເປີດຄະດີ."
    )

    codes: ClassVar = {
        "category": "case-category",
        "allowedBy": "member-kind",
        "kinds": "office-kind",
        "levels": "office-level",
    }

    def __init__(self, category: str, *, openers: Iterable[str], kinds: Iterable[str], levels: Iterable[str]) -> None:
        super().__init__(category=category, allowedBy=sorted(openers), kinds=sorted(kinds), levels=sorted(levels))


class CaseNumberTaken(Problem):
    """The same office has used this number already in that year: most likely the same case, entered twice."""

    code = "case-number-taken"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Case number taken", "ເລກຄະດີຊ້ຳ"
    en = "Your office has already given the number {number} to a case in {year}; look it up by its number first."
    lo = "ຫ້ອງການຂອງທ່ານໄດ້ໃຊ້ເລກຄະດີ {number} ໃນປີ {year} ແລ້ວ; ກະລຸນາຄົ້ນຫາຕາມເລກຄະດີກ່ອນ."


class CategoryUnknown(Problem):
    """The case is of a category of which nothing is known here, so no rule says what may be done in it."""

    code = "category-unknown"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Category of the case not known", "ບໍ່ຮູ້ຈັກປະເພດຂອງຄະດີ"
    en = (
        "This case is of category {category}, which the national list case-category does not have, or has without the "
        "attributes that rules need (way, openedBy, series). It can be read. Ask the office that governs the list to "
        "publish the category in the directory, then do this again."
    )
    lo = (
        "ຄະດີນີ້ເປັນປະເພດ {category} ທີ່ບັນຊີປະເພດຄະດີແຫ່ງຊາດບໍ່ມີ ຫຼື ມີແຕ່ຂາດທາງດຳເນີນຄະດີ, ຜູ້ເປີດຄະດີ ຫຼື ຊຸດເລກທີ. "
        "ຍັງອ່ານໄດ້. ກະລຸນາຂໍໃຫ້ອົງການທີ່ຮັບຜິດຊອບບັນຊີເຜີຍແຜ່ປະເພດນີ້ໃນສາລະບານ, ແລ້ວດຳເນີນການອີກຄັ້ງ."
    )

    def __init__(self, category: str) -> None:
        super().__init__(category=category)


WITHOUT_ATTRIBUTES: Final = Fault(
    code="category-unknown",
    en="The directory has this category without what rules need: publish it with way, openedBy and series.",
    lo="ສາລະບານມີປະເພດນີ້ ແຕ່ຂາດຂໍ້ມູນທີ່ຈຳເປັນ: ໃຫ້ເຜີຍແຜ່ພ້ອມທາງດຳເນີນຄະດີ, ຜູ້ເປີດຄະດີ ແລະ ຊຸດເລກທີ.",
    pointer="/category",
)
ALWAYS_RESTRICTED: Final = Fault(
    code="restriction-required",
    en="A case of this category is always restricted: leave it out or state juvenile, familySecret or stateSecret.",
    lo="ຄະດີປະເພດນີ້ຕ້ອງຈຳກັດການເຂົ້າເຖິງສະເໝີ: ບໍ່ຕ້ອງໃສ່ການຈຳກັດ ຫຼື ໃສ່ຄະດີເດັກ, ຄວາມລັບຄອບຄົວ ຫຼື ຄວາມລັບຂອງລັດ.",
    pointer="/restriction",
)


class AlreadyRelated(Problem):
    """The two cases are related in this way already."""

    code = "already-related"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Already related", "ເຊື່ອມກັນແລ້ວ"
    en = "This relation to the other case is on record already."
    lo = "ຄວາມສຳພັນກັບຄະດີນັ້ນມີໃນທະບຽນແລ້ວ."


TO_ITSELF: Final = Fault(
    code="to-itself",
    en="A case is not related to itself: give the id of the other one.",
    lo="ຄະດີບໍ່ກ່ຽວຂ້ອງກັບຕົນເອງ: ໃສ່ລະຫັດຂອງຄະດີອື່ນ.",
    pointer="/otherCaseId",
)
NO_SUCH_CASE: Final = Fault(
    code="no-such-case",
    en="There is no case with this id that you may see.",
    lo="ບໍ່ມີຄະດີທີ່ມີລະຫັດນີ້ທີ່ທ່ານເບິ່ງໄດ້.",
    pointer="/otherCaseId",
)
ARTICLE_OF_WHAT: Final = Fault(
    code="required",
    en="Name the article of the law that is meant.",
    lo="ລະບຸມາດຕາຂອງກົດໝາຍທີ່ຕ້ອງການ.",
    location="query",
    name="article",
)


def name_too_short(parameter: str) -> Fault:
    """Return the fault of a query that looks for the beginning of a name, and names one letter of it or none."""
    return Fault(
        code="minLength",
        en="Give at least two letters of the name.",
        lo="ໃສ່ຊື່ຢ່າງໜ້ອຍສອງຕົວອັກສອນ.",
        location="query",
        name=parameter,
    )


COMES_BY_ITSELF: Final = Fault(
    code="comes-by-itself",
    en="This relation comes with a split or a joining: split the case, or join the two.",
    lo="ຄວາມກ່ຽວຂ້ອງນີ້ມາພ້ອມກັບການແຍກ ຫຼື ການລວມຄະດີ: ໃຫ້ແຍກ ຫຼື ລວມຄະດີ.",
    pointer="/kind",
)
