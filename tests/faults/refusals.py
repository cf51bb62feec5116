"""The disk refuses one call of a pass, ENOSPC or EIO: rows 33 and 35.

strace lets the N-th sync, or write to the database, of a thread fail; the other writes fail by a library that is
preloaded. `once` ends with 75 on a full disk, with 74 where a sync or the database failed, and no sync that failed is
tried again. The daemon waits where it may. Then it runs again, nothing hinders it, and nothing was lost or came twice.
"""

import atexit
import errno
import functools
import random
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import oracle
import trace
from home import Failure, require, until
from kills import AT_ONCE, FirstOpen, News, places

SYNCS = ("fsync", "fdatasync", "sync_file_range")
CALLS = ("pwrite64", *SYNCS)
# What is written otherwise, by a part of its path.
FILES = ("/articles/.staging/", "/articles/journal/", "/state/spool/", "/state/opening", "/state/sled")
FULL, BROKEN = 75, 74


def refused(calls, home):
    """The call that was refused, if it was one that changes the state or the output."""
    for call in calls:
        if "(INJECTED)" in call.text and trace.changes(call, home):
            return call
    return None


def retried(calls, failed):
    """A later sync of the same file, which would succeed without what is lost."""
    if failed.name not in SYNCS or not re.search(r"\.(json|md|txt|ndjson|gz|part)$|/sled/db$", failed.path()):
        return None  # a directory is synced for others too
    # The same descriptor, and the same range of it; sled syncs what it closes, which nothing is built on.
    words = failed.text.split(" = ")[0]
    again = (call for call in calls if call.name == failed.name and call.text.split(" = ")[0] == words)
    return next((call for call in again if call.thread == failed.thread and call.begun > failed.begun), None)


def is_last(failed, calls):
    """Whether nothing was left to do that could have been built on it: it came after the last line's sync."""
    return not any(call.name == "fdatasync" and call.begun > failed.begun for call in calls)


def by_strace(scenario, home, call, number, error):
    """A run that meets a refusal of strace's: what was refused, and what is wrong with how it took it."""
    file = home.path / "trace"
    ran = home.once(trace.strace(file, CALLS, f"{call}:error={error}:when={number}"))
    calls = trace.read(file)
    failed = refused(calls, home)
    if failed is None:
        require(ran.code == 0, "a run failed though its files were not refused:", ran)
        return None, []
    faults = []
    right = FULL if error == "ENOSPC" else BROKEN
    if ran.code != right and not (ran.code == 0 and is_last(failed, calls)):
        faults.append(f"it ended so, and {right} was right: {ran}\n{failed}")
    if again := retried(calls, failed):
        faults.append(f"a sync that failed was tried again: {failed}, then {again}")
    return call, faults


def by_strace_in_the_daemon(scenario, home, call, number, error):
    """The same while the daemon runs: it waits for nothing that follows a sync that failed."""
    file = home.path / "trace"
    run = home.start("run", under=trace.strace(file, CALLS, f"{call}:error={error}:when={number}"))
    lines = oracle.told(home.output) + 3
    until("the daemon ended or is done", lambda: not run.running() or oracle.told(home.output) == lines)
    ran = run.stop()
    failed = refused(trace.read(file), home)
    if failed is None or ran.code == 0 and is_last(failed, trace.read(file)):
        return None, []
    right = FULL if error == "ENOSPC" else BROKEN
    faults = [] if ran.code == right else [f"the daemon ended so, and {right} was right: {ran}\n{failed}"]
    return f"{call} in the daemon", faults


@functools.cache
def library():
    """The library that refuses writes, built anew."""
    directory = Path(tempfile.mkdtemp(prefix="courant-faults-library-"))
    atexit.register(shutil.rmtree, directory)
    source = Path(__file__).with_name("refuse.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", directory / "refuse.so", source, "-ldl"], check=True)
    return directory / "refuse.so"


def preloaded(home, part, number, error, half):
    env = {"LD_PRELOAD": str(library()), "REFUSE_PATH": part, "REFUSE_AT": str(number)}
    env |= {"REFUSE_ERRNO": str(getattr(errno, error)), "REFUSE_LOG": str(home.path / "refused")}
    return env | ({"REFUSE_HALF": "1"} if half else {})


def by_library(scenario, home, part, number, error):
    """The same with a write that the library refuses, every other time after half of it."""
    ran = home.once(env=preloaded(home, part, number, error, half=number % 2))
    if not (home.path / "refused").exists():
        require(ran.code == 0, "a run failed though nothing was refused:", ran)
        return None, []
    right = (FULL,) if error == "ENOSPC" else (BROKEN,)
    return f"write to {part}", [] if ran.code in right else [f"it ended so, and {right} was right: {ran}"]


def attempt(kind, scenario, what, number, error):
    """One refusal and what follows; says what was refused, and what is wrong then."""
    home = scenario.home.copy()
    consumer = oracle.Consumer(home.output, scenario.taken)
    met, found = None, []
    try:
        met, found = kind(scenario, home, what, number, error)
        home.passed()
    except Failure as failure:
        found.append(str(failure))
    taken = consumer.stop()
    found += oracle.faults(home.output, taken, scenario.expected(), scenario.edited, home.put_aside() > 0)
    if found:
        found = [f"{type(scenario).__name__}, {what} {number} {error}: {fault}" for fault in found]
        found.append(f"the home is kept: {home.path}")
    else:
        home.remove()
    return met, found


def waits(part, number, counts):
    """The daemon meets a full disk where it may wait: it says so, and goes on by itself."""
    scenario = News()
    home = scenario.home.copy()
    consumer = oracle.Consumer(home.output, scenario.taken)
    run = home.start("run", env=preloaded(home, part, number, "ENOSPC", half=number % 2))
    lines = len(oracle.journal(home.output)[0]) + 3
    until(f"the daemon goes on after a write to {part} failed", lambda: not run.running() or oracle.told(home.output) == lines)
    ended = run.stop()
    taken = consumer.stop()
    require(ended.code == 0, f"a full disk at {part} ended the daemon:", ended)
    require((home.path / "refused").exists(), f"nothing was refused at {part}")
    require("No space left" in ended.stderr, "it did not say so:", ended)
    faults = oracle.faults(home.output, taken, scenario.expected(), scenario.edited)
    require(not faults, f"a full disk at {part}, write {number}:", *faults, ended)
    counts[f"write to {part}, waited for"] += 1
    home.remove()
    scenario.close()


def chosen(suite, scenario, dice):
    """(kind, scenario, what, N, error): all of them, or some of each kind."""
    found = [(by_strace, call, number) for call, number in places(scenario) if call in CALLS]
    found += [(by_strace_in_the_daemon, call, number) for _, call, number in found if call in ("fsync", "fdatasync")]
    found += [(by_library, part, number) for part in FILES for number in range(1, 13)]
    everything = [(kind, scenario, what, number, error) for kind, what, number in found for error in ("ENOSPC", "EIO")]
    if suite.all:
        return everything
    some = []
    for what in (*CALLS, *FILES):
        of_it = [one for one in everything if one[2] == what and (one[0] is not by_library or one[3] <= 3)]
        # The first is surely made; how many follow depends on what is written together.
        least = min((one[3] for one in of_it), default=0)
        first, later = [one for one in of_it if one[3] == least], [one for one in of_it if one[3] > least]
        some += [dice.choice(among) for among in (first, later) if among]
    return some


def check(suite):
    dice = random.Random(suite.seed)
    library()  # before threads ask for it
    scenarios = [FirstOpen(), News()]
    counts, faults = Counter(), []

    def one(choice):
        met, found = attempt(*choice)
        if met is not None:
            counts[met] += 1
        faults.extend(found)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(one, [one for scenario in scenarios for one in chosen(suite, scenario, dice)]))
    for scenario in scenarios:
        scenario.close()
    for part in FILES[:2]:
        # Three articles come out, with a line each.
        for number in range(1, 4 if suite.all else 2):
            waits(part, number, counts)
    suite.count("faults injected", sum(counts.values()))
    suite.say(f"{sum(counts.values())} refusals, at: {dict(sorted(counts.items()))}")
    require(not faults, f"{len(faults)} faults:", *faults)
    missing = [what for what in (*CALLS, *FILES) if not any(what in met for met in counts)]
    require(not missing, f"nothing was refused at {missing}")
