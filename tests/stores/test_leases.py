from __future__ import annotations

import asyncio


async def test_a_thread_is_claimed_by_one_run_at_a_time(leases):
    assert await leases.claim("run_1", "thr", "alice", "one", 10)
    assert not await leases.claim("run_2", "thr", "alice", "two", 10)
    assert await leases.claim("run_3", "thr_other", "alice", "two", 10)


async def test_of_many_that_claim_at_once_one_succeeds(leases):
    claims = [leases.claim(f"run_{n}", "thr", "alice", f"{n}", 10) for n in range(10)]
    assert (await asyncio.gather(*claims)).count(True) == 1


async def test_a_released_thread_can_be_claimed_again(leases):
    await leases.claim("run_1", "thr", "alice", "one", 10)
    await leases.release("run_1")
    await leases.release("run_1")
    assert await leases.claim("run_2", "thr", "alice", "one", 10)


async def test_a_lease_that_ran_out_still_holds_until_it_is_recovered(leases, clock):
    await leases.claim("run_1", "thr", "alice", "one", 10)
    clock.now += 11
    assert not await leases.claim("run_2", "thr", "alice", "two", 10)
    (lease,) = await leases.abandoned()
    assert (lease.run_id, lease.thread_id, lease.owner) == ("run_1", "thr", "alice")
    assert await leases.take(lease, "two", 10)
    await leases.release("run_1")
    assert await leases.claim("run_2", "thr", "alice", "two", 10)


async def test_a_renewed_lease_is_not_abandoned(leases, clock):
    await leases.claim("run_1", "thr_1", "alice", "one", 10)
    await leases.claim("run_2", "thr_2", "alice", "one", 10)
    await leases.claim("run_3", "thr_3", "alice", "two", 10)
    clock.now += 9
    assert await leases.renew(["run_1", "run_2"], "one", 10) == {"run_1", "run_2"}
    clock.now += 9
    assert [lease.run_id for lease in await leases.abandoned()] == ["run_3"]


async def test_a_process_learns_which_of_its_leases_are_gone(leases, clock):
    await leases.claim("run_1", "thr_1", "alice", "one", 10)
    await leases.claim("run_2", "thr_2", "alice", "one", 10)
    await leases.release("run_2")
    await leases.claim("run_3", "thr_3", "alice", "two", 10)
    clock.now += 11
    lease = (await leases.abandoned())[0]
    assert await leases.renew(["run_1", "run_2", "run_3"], "one", 10) == {"run_1"}
    await leases.take(lease, "two", 10)
    assert await leases.renew([], "one", 10) == set()


async def test_the_leases_of_a_process_known_to_be_dead_are_abandoned_at_once(leases):
    await leases.claim("run_1", "thr_1", "alice", "one", 10)
    await leases.claim("run_2", "thr_2", "alice", "two", 10)
    assert await leases.abandoned() == []
    assert [lease.run_id for lease in await leases.abandoned(["two", "three"])] == ["run_2"]


async def test_an_abandoned_lease_is_taken_by_one_process_only(leases, clock):
    await leases.claim("run_1", "thr", "alice", "one", 10)
    clock.now += 11
    (lease,) = await leases.abandoned()
    takes = [leases.take(lease, name, 10) for name in ("two", "three", "four")]
    assert (await asyncio.gather(*takes)).count(True) == 1
    assert await leases.abandoned() == []


async def test_a_lease_that_was_renewed_meanwhile_is_not_taken(leases, clock):
    await leases.claim("run_1", "thr", "alice", "one", 10)
    clock.now += 11
    (lease,) = await leases.abandoned()
    await leases.renew(["run_1"], "one", 10)
    assert not await leases.take(lease, "two", 10)
