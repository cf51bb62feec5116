"""The clock jumps ten years forth or back, while the daemon runs and across a restart: row 41.

libfaketime changes the time of day and leaves the monotonic clock alone, as a set clock does. No feed is polled more
often than its floor allows, none is idle for longer than its longest interval, and nothing is lost or comes twice.
"""

import glob
import time

import oracle
from home import Home, require, until
from newspaper import Site

FEEDS = [f"feed-{number}" for number in range(6)]
FLOOR, LONGEST = 1.0, 2.0
POLL = f'min_interval = "{FLOOR:.0f}s"\nmax_interval = "{LONGEST:.0f}s"\nfull_interval = "1s"'
# Against hanging, and no more: on a busy machine a poll may be long in coming.
GUARD = 120
YEARS = 10 * 365 * 86_400


class Clock:
    """What time the program is told, as an offset in seconds from the real one."""

    def __init__(self, home):
        self.file = home.path / "clock"
        self.set(0)

    def set(self, offset):
        fresh = self.file.with_suffix(".fresh")
        fresh.write_text(f"{offset:+d}\n")
        fresh.rename(self.file)

    def environment(self):
        library = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
        require(library, "there is no libfaketime; it comes with the package faketime")
        return {
            "LD_PRELOAD": library[0],
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }


def polls(site, since):
    """When each feed was polled, since a moment."""
    return {name: [at for at, path, _ in site.asked(f"/{name}") if at >= since] for name in FEEDS}


def calm(site, since, what):
    """From a moment on, every feed is polled twice, and none more often than its floor allows."""
    until(f"every feed is polled twice after {what}", lambda: all(len(of) > 1 for of in polls(site, since).values()), GUARD)
    now = time.monotonic()
    for name, moments in polls(site, since).items():
        # A poll that was due anyway may follow the one before the jump.
        most = (now - since) / FLOOR + 2
        require(len(moments) <= most, f"{name} was polled {len(moments)} times in {now - since:.1f} s after {what}")
        gaps = [after - before for before, after in zip(moments, moments[1:])]
        require(min(gaps) > FLOOR * 0.5, f"{name} was polled again after {min(gaps):.2f} s, after {what}")


def check(suite):
    site, home = Site(), Home()
    clock = Clock(home)
    home.configure([(name, site.url(f"/{name}")) for name in FEEDS], [site.address], poll=POLL)
    expected = []

    def goes_on(run, what):
        """What is new comes out after the jump."""
        since = time.monotonic()
        expected.append(len(expected) + 1)
        site.feeds = {name: [number for number in expected if number % 6 == at] for at, name in enumerate(FEEDS)}
        require(run.running(), "the daemon ended:", run.stderr())
        calm(site, since, what)
        until(f"the news are out after {what}", lambda: oracle.told(home.output) == len(expected), 10 * GUARD)
        suite.count("jumps of the clock")

    # Back again after a jump forth is a jump back, of the same size.
    offset = 0
    run = home.start("run", env=clock.environment())
    goes_on(run, "the start")
    for jump in (YEARS, -YEARS, -YEARS, YEARS):
        offset += jump
        clock.set(offset)
        goes_on(run, f"a jump of {jump // 86_400} days")
    for jump in (YEARS, -2 * YEARS, YEARS):
        ended = run.stop()
        require(ended.code == 0, ended)
        offset += jump
        clock.set(offset)
        run = home.start("run", env=clock.environment())
        goes_on(run, f"a jump of {jump // 86_400} days across a restart")
    ended = run.stop()
    require(ended.code == 0, ended)
    faults = oracle.faults(home.output, oracle.standing(home.output), {number: [1] for number in expected})
    require(not faults, *faults)
    days = [line["path"][:10] for line in oracle.journal(home.output)[0]]
    require(any(day > "2030" for day in days), "the program did not see the clock jump:", days)
    home.remove()
    site.close()
