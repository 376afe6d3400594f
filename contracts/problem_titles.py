"""Titles of refusals that have none of their own, in Lao: what their status is called."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

# Titles of last resort: a problem without a title of its own is called what its status is called.
TITLES_LO: Final[Mapping[HTTPStatus, str]] = {
    HTTPStatus.BAD_REQUEST: "ຄຳຮ້ອງບໍ່ຖືກຕ້ອງ",
    HTTPStatus.UNAUTHORIZED: "ຍັງບໍ່ໄດ້ຢືນຢັນຕົວຕົນ",
    HTTPStatus.FORBIDDEN: "ບໍ່ໄດ້ຮັບອະນຸຍາດ",
    HTTPStatus.NOT_FOUND: "ບໍ່ພົບ",
    HTTPStatus.METHOD_NOT_ALLOWED: "ວິທີການນີ້ບໍ່ອະນຸຍາດ",
    HTTPStatus.NOT_ACCEPTABLE: "ບໍ່ມີຮູບແບບຄຳຕອບທີ່ຂໍ",
    HTTPStatus.REQUEST_TIMEOUT: "ໝົດເວລາລໍຖ້າຄຳຮ້ອງ",
    HTTPStatus.CONFLICT: "ຂັດກັບສະພາບປັດຈຸບັນ",
    HTTPStatus.GONE: "ບໍ່ມີແລ້ວ",
    HTTPStatus.PRECONDITION_FAILED: "ເງື່ອນໄຂບໍ່ກົງ",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "ຂໍ້ມູນໃຫຍ່ເກີນໄປ",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "ຊະນິດຂໍ້ມູນບໍ່ຮອງຮັບ",
    HTTPStatus.UNPROCESSABLE_ENTITY: "ດຳເນີນການບໍ່ໄດ້",
    HTTPStatus.PRECONDITION_REQUIRED: "ຕ້ອງມີເງື່ອນໄຂ",
    HTTPStatus.TOO_MANY_REQUESTS: "ຄຳຮ້ອງຫຼາຍເກີນໄປ",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: "ສ່ວນຫົວຂອງຄຳຮ້ອງໃຫຍ່ເກີນໄປ",
    HTTPStatus.INTERNAL_SERVER_ERROR: "ຂໍ້ຜິດພາດພາຍໃນ",
    HTTPStatus.BAD_GATEWAY: "ບໍລິການປາຍທາງຕອບບໍ່ຖືກຕ້ອງ",
    HTTPStatus.SERVICE_UNAVAILABLE: "ບໍລິການບໍ່ພ້ອມໃຊ້ຊົ່ວຄາວ",
    HTTPStatus.GATEWAY_TIMEOUT: "ບໍລິການປາຍທາງຕອບຊ້າເກີນໄປ",
    HTTPStatus.HTTP_VERSION_NOT_SUPPORTED: "ບໍ່ຮອງຮັບລຸ້ນ HTTP ນີ້",
}
