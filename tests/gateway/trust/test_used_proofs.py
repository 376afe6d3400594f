"""Used proofs are remembered for as long as a token could come back with one, and not longer."""

from gateway.ledger.pool import Pool
from gateway.trust import used_proofs
from tests.support.postgres import FreshDatabase


async def test_a_proof_is_forgotten_when_no_token_outlives_it(fresh_database: FreshDatabase) -> None:
    pool = Pool(fresh_database("gateway.migrations"))
    await pool.open()
    await pool.execute(
        "insert into used_proofs (proof, expires_at) "
        "values ('\\x01', now() - interval '1 second'), ('\\x02', now() + interval '1 minute')"
    )
    await used_proofs.forget(pool)
    assert [row["proof"] for row in await pool.fetch("select proof from used_proofs")] == [b"\x02"]
    await pool.close()
