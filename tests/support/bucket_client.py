"""A process that draws from one token bucket (rate limit) as fast as it may, and prints how much it got."""

import asyncio
import sys
import time

from gateway.errors.passage import RateLimited
from gateway.exchange.limiter import Limiter, Policy
from gateway.ledger.pool import Pool


async def spend(url: str, seconds: float, burst: int, rate_per_s: float) -> int:
    """Return how many tokens were to be had; the line on the standard input says from when on (epoch seconds)."""
    pool = Pool(url)
    await pool.open()
    limiter, spent = Limiter(pool), 0
    policy = Policy("agreement", burst, rate_per_s)
    await limiter.take("agr_other", policy)  # connections and statements are made before the clock starts
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    begin = float(await asyncio.to_thread(sys.stdin.readline))
    await asyncio.sleep(begin - time.time())
    while time.time() < begin + seconds:
        try:
            await limiter.take("agr_shared", policy)
            spent += 1
        except RateLimited:
            if not rate_per_s:  # a quota is not filled again
                break
            await asyncio.sleep(0.005)
    await pool.close()
    return spent


if __name__ == "__main__":
    url, seconds, burst, rate_per_s = sys.argv[1:]
    sys.stdout.write(str(asyncio.run(spend(url, float(seconds), int(burst), float(rate_per_s)))))
