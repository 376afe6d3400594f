"""Why a database does not let us in: each cause as a finding of its own, and whether it mends itself."""

import errno
from socket import gaierror
from ssl import SSLError
from typing import Final

import asyncpg

from chassis.postgres.database import is_unavailable
from cli.doctor.findings import Finding, wrong

CHECK: Final = "database"


def refused_by(fault: BaseException) -> Finding:
    """Return the finding for a connection, or a statement, that failed."""
    for kinds, finding in (
        (asyncpg.InvalidPasswordError, _password),
        (asyncpg.InvalidCatalogNameError, _no_database),
        (asyncpg.InvalidAuthorizationSpecificationError, _not_let_in),
        (asyncpg.InsufficientPrivilegeError, _no_right),
        (asyncpg.TooManyConnectionsError, _full),
        (asyncpg.DiskFullError, _disk_full),
        (asyncpg.ReadOnlySQLTransactionError, _read_only),
        (SSLError, _tls),
        (gaierror, _no_host),
        ((asyncpg.ClientConfigurationError, ValueError), _no_address),
    ):
        if isinstance(fault, kinds):
            return finding(fault)
    return _away(fault) if isinstance(fault, OSError) or is_unavailable(fault) else _other(fault)


def _password(_: BaseException) -> Finding:
    return wrong(
        CHECK,
        "the password is wrong for this role; correct DATABASE_URL, or give the role its password anew.",
        "ລະຫັດຜ່ານບໍ່ຖືກ; ແກ້ DATABASE_URL ຫຼື ຕັ້ງລະຫັດຜ່ານໃໝ່.",
    )


def _no_database(_: BaseException) -> Finding:
    return wrong(
        CHECK,
        "the server has no database of this name; make it as deploy/roles.sql does, or correct DATABASE_URL.",
        "ເຊີບເວີບໍ່ມີຖານຂໍ້ມູນຊື່ນີ້; ສ້າງຕາມ deploy/roles.sql ຫຼື ແກ້ DATABASE_URL.",
    )


def _not_let_in(fault: BaseException) -> Finding:
    return wrong(
        CHECK,
        f"the server does not let this role in from here: {_first_line(fault)}; look at the role and at pg_hba.conf.",
        f"ເຊີບເວີບໍ່ໃຫ້ຜູ້ໃຊ້ນີ້ເຂົ້າ: {_first_line(fault)}; ກວດຜູ້ໃຊ້ ແລະ pg_hba.conf.",
    )


def _no_right(fault: BaseException) -> Finding:
    return wrong(
        CHECK,
        f"the role lacks a right: {_first_line(fault)}; give it its own database as deploy/roles.sql does.",
        f"ຜູ້ໃຊ້ບໍ່ມີສິດ: {_first_line(fault)}; ໃຫ້ສິດຕາມ deploy/roles.sql.",
    )


def _full(_: BaseException) -> Finding:
    return wrong(
        CHECK,
        "the server takes no more connections; raise max_connections or the role's limit, or lower POOL_SIZE.",
        "ເຊີບເວີບໍ່ຮັບການເຊື່ອມຕໍ່ເພີ່ມ; ເພີ່ມ max_connections ຫຼື ຫຼຸດ POOL_SIZE.",
        stops=False,
    )


def _disk_full(_: BaseException) -> Finding:
    return wrong(
        CHECK,
        "the database's disk is full; make room, nothing was changed.",
        "ດິສຂອງຖານຂໍ້ມູນເຕັມ; ຕ້ອງເພີ່ມບ່ອນຫວ່າງ.",
        stops=False,
    )


def _read_only(_: BaseException) -> Finding:
    return wrong(
        CHECK,
        "the database only reads: it is a standby, or set so; DATABASE_URL must name the primary.",
        "ຖານຂໍ້ມູນອ່ານໄດ້ຢ່າງດຽວ; DATABASE_URL ຕ້ອງແມ່ນເຊີບເວີຫຼັກ.",
    )


def _tls(fault: BaseException) -> Finding:
    return wrong(
        CHECK,
        f"the server's certificate or TLS does not fit: {_first_line(fault)}; look at sslmode and sslrootcert.",
        f"ໃບຢັ້ງຢືນ TLS ຂອງເຊີບເວີບໍ່ຖືກ: {_first_line(fault)}.",
    )


def _no_host(_: BaseException) -> Finding:
    return wrong(
        CHECK,
        "cannot be reached, nobody knows its host: look whether its container runs (a stopped one has no name), "
        "at DATABASE_URL, and at the name server.",
        "ບໍ່ມີໃຜຮູ້ຈັກຊື່ເຄື່ອງຂອງຖານຂໍ້ມູນ: ກວດວ່າ container ຂອງມັນເປີດຢູ່, ກວດ DATABASE_URL ແລະ ເຊີບເວີຊື່.",
        stops=False,
    )


def _no_address(_: BaseException) -> Finding:
    return wrong(
        CHECK,
        "DATABASE_URL is no address: postgresql://user:password@host/database, odd characters as %XX.",
        "DATABASE_URL ບໍ່ຖືກຮູບແບບ: postgresql://user:password@host/database.",
    )


def _away(fault: BaseException) -> Finding:
    told = isinstance(fault, OSError) and fault.errno == errno.ECONNREFUSED
    why = "nothing listens there" if told else _first_line(fault)
    return wrong(
        CHECK,
        f"cannot be reached now: {why}; it is used again by itself once it is back.",
        f"ຕິດຕໍ່ຖານຂໍ້ມູນບໍ່ໄດ້: {why}; ຈະໃຊ້ໄດ້ອີກເອງເມື່ອກັບມາ.",
        stops=False,
    )


def _other(fault: BaseException) -> Finding:
    return wrong(CHECK, f"cannot be used: {_first_line(fault)}.", f"ໃຊ້ຖານຂໍ້ມູນບໍ່ໄດ້: {_first_line(fault)}.")


def _first_line(fault: BaseException) -> str:
    return (str(fault).partition("\n")[0] or type(fault).__name__).rstrip(".")
