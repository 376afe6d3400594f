"""Refusals of the HTTP protocol, sent before there is a request for an app.

Problem
├── 400  NotHttp  TargetRefused  HostMissing
├── 408  HeadTooSlow   431  HeadTooLong  FramingTooLong
└── 505  HttpVersionNotSupported
"""

from http import HTTPStatus

from contracts.problems import Problem


class NotHttp(Problem):
    """Bytes that are no request, or one whose end two readers would see in two places."""

    code = "not-http"
    status = HTTPStatus.BAD_REQUEST
    title_en, title_lo = "No HTTP request", "ບໍ່ແມ່ນຄຳຮ້ອງ HTTP"
    en = "What arrived is not a request that every system reads in the same way (RFC 9112)."
    lo = "ສິ່ງທີ່ມາຮອດບໍ່ແມ່ນຄຳຮ້ອງທີ່ທຸກລະບົບອ່ານໄດ້ຄືກັນ (RFC 9112)."


class TargetRefused(Problem):
    """A request line that names no path of this server: another house's address, or two different ones."""

    code = "target-refused"
    status = HTTPStatus.BAD_REQUEST
    title_en, title_lo = "Target refused", "ປະຕິເສດທີ່ຢູ່ຄຳຮ້ອງ"
    en = "The request line must name a path of this server, or its full address with the same Host."
    lo = "ແຖວຄຳຮ້ອງຕ້ອງລະບຸເສັ້ນທາງຂອງເຄື່ອງແມ່ຂ່າຍນີ້ ຫຼື ທີ່ຢູ່ເຕັມທີ່ກົງກັບ Host."


class HostMissing(Problem):
    """A request of HTTP/1.1 that does not say which house it is meant for."""

    code = "host-missing"
    status = HTTPStatus.BAD_REQUEST
    title_en, title_lo = "Host missing", "ຂາດ Host"
    en = "Send the header Host with the name of this server (RFC 9112, section 3.2)."
    lo = "ໃຫ້ສົ່ງສ່ວນຫົວ Host ທີ່ມີຊື່ຂອງເຄື່ອງແມ່ຂ່າຍນີ້ (RFC 9112, ຂໍ້ 3.2)."


class HeadTooSlow(Problem):
    """The head of a request did not come in the time that any client needs."""

    code = "head-too-slow"
    status = HTTPStatus.REQUEST_TIMEOUT
    title_en, title_lo = "Head too slow", "ສ່ວນຫົວມາຊ້າເກີນໄປ"
    en = "The head of the request did not arrive within {within_s} seconds."
    lo = "ສ່ວນຫົວຂອງຄຳຮ້ອງບໍ່ມາຮອດພາຍໃນ {within_s} ວິນາທີ."

    def __init__(self, *, within_s: float) -> None:
        super().__init__(within_s=f"{within_s:g}")


class HeadTooLong(Problem):
    """The head of a request has no end in sight."""

    code = "head-too-long"
    status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
    title_en, title_lo = "Head too long", "ສ່ວນຫົວຍາວເກີນໄປ"
    en = "The head of the request is longer than {limit} bytes."
    lo = "ສ່ວນຫົວຂອງຄຳຮ້ອງຍາວກວ່າ {limit} ໄບຕ໌."

    def __init__(self, *, limit: int) -> None:
        super().__init__(limit=limit)


class FramingTooLong(Problem):
    """Sizes of chunks, their extensions or trailers without end, and no body between them."""

    code = "framing-too-long"
    status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
    title_en, title_lo = "Framing too long", "ສ່ວນຫໍ່ຫຸ້ມຍາວເກີນໄປ"
    en = "The request has more than {limit} bytes of trailers or chunk extensions around its body."
    lo = "ຄຳຮ້ອງມີສ່ວນທ້າຍ ຫຼື ສ່ວນຂະຫຍາຍຂອງທ່ອນຍາວກວ່າ {limit} ໄບຕ໌ ອ້ອມຮອບເນື້ອໃນ."

    def __init__(self, *, limit: int) -> None:
        super().__init__(limit=limit)


class HttpVersionNotSupported(Problem):
    """Another version of HTTP than 1.1 and 1.0."""

    code = "http-version-not-supported"
    status = HTTPStatus.HTTP_VERSION_NOT_SUPPORTED
    en = "This server speaks HTTP/1.1; send the request in that version."
    lo = "ເຄື່ອງແມ່ຂ່າຍນີ້ໃຊ້ HTTP/1.1; ກະລຸນາສົ່ງຄຳຮ້ອງດ້ວຍລຸ້ນນີ້."
