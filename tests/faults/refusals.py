"""The disk refuses one call of a pass, ENOSPC or EIO: rows 33 and 35.

strace lets the N-th write or sync of a thread fail. `once` ends with 75 on a full disk, with 74 where a sync or the
database failed, and no sync that failed is tried again. The daemon waits where it may. Then it runs again, nothing
hinders it, and nothing was lost or came twice.
"""

import random
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import oracle
import trace
from home import Failure, Run, require, until
from kills import AT_ONCE, FirstOpen, News, places

SYNCS = ("fsync", "fdatasync", "sync_file_range")
CALLS = ("write", "pwrite64", *SYNCS)
FULL, BROKEN = 75, 74


def refused(calls, home):
    """The call that was refused, if it was one that changes the state or the output."""
    for call in calls:
        if "(INJECTED)" in call.text and trace.changes(call, home):
            return call
    return None


def retried(calls, failed, home):
    """A later sync of the same file, which would succeed without what is lost."""
    if failed.name not in SYNCS or not re.search(r"\.(json|md|txt|ndjson|gz|part)$|/sled/db$", failed.path()):
        return None  # a directory is synced for others too
    again = (call for call in calls if call.name in SYNCS and call.path() == failed.path())
    return next((call for call in again if call.thread == failed.thread and call.begun > failed.begun), None)


def attempt(scenario, call, number, error):
    """One refusal and what follows; says what was refused, and what is wrong then."""
    home = scenario.home.copy()
    consumer = oracle.Consumer(home.output, scenario.taken)
    found, failed = [], None
    try:
        file = home.path / "trace"
        ran = home.once(trace.strace(file, CALLS, f"{call}:error={error}:when={number}"))
        calls = trace.read(file)
        failed = refused(calls, home)
        if failed is None:
            require(ran.code == 0, "a run failed though its files were not refused:", ran)
        else:
            found += misled(ran, failed, calls, home, error)
        again = home.passed()
    except Failure as failure:
        found.append(str(failure))
    taken = consumer.stop()
    found += oracle.faults(home.output, taken, scenario.expected(), scenario.edited, home.put_aside() > 0)
    if found:
        found = [f"{type(scenario).__name__}, {call} {number} {error}: {fault}" for fault in found]
        found.append(f"the home is kept: {home.path}")
    else:
        home.remove()
    return failed, found


def misled(ran, failed, calls, home, error):
    """What is wrong with the end of a run whose call was refused."""
    faults = []
    strict = failed.name in SYNCS or "/sled" in failed.text
    right = {FULL} if error == "ENOSPC" else {BROKEN} if strict else {BROKEN, FULL}
    if ran.code not in right and not (ran.code == 0 and is_last(failed, calls)):
        faults.append(f"it ended so, and {right} was right: {ran}\n{failed}")
    if again := retried(calls, failed, home):
        faults.append(f"a sync that failed was tried again: {failed}, then {again}")
    return faults


def is_last(failed, calls):
    """Whether nothing was left to do that could have been built on it: it came after the last line's sync."""
    return not any(call.name == "fdatasync" and call.begun > failed.begun for call in calls)


def check(suite):
    dice = random.Random(suite.seed)
    chosen = []
    scenarios = [FirstOpen(), News()]
    for scenario in scenarios:
        found = [(call, number) for call, number in places(scenario) if call in CALLS]
        everything = [(scenario, *place, error) for place in found for error in ("ENOSPC", "EIO")]
        if suite.all:
            chosen += everything
        else:
            for call in CALLS:
                some = [one for one in everything if one[1] == call]
                chosen += dice.sample(some, min(2, len(some)))
    counts, faults = Counter(), []

    def one(choice):
        failed, found = attempt(*choice)
        if failed is not None:
            counts[failed.name] += 1
        faults.extend(found)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(one, chosen))
    suite.count("faults injected", sum(counts.values()))
    suite.say(f"{sum(counts.values())} refusals, at: {dict(sorted(counts.items()))}")
    for scenario in scenarios:
        scenario.close()
    require(not faults, f"{len(faults)} faults:", *faults)
    require(sum(counts.values()) * 3 >= len(chosen) * 2, f"too few of {len(chosen)} runs met a refusal")
