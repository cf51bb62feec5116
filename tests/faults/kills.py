"""kill -9 at every system call of a pass that changes the file system: rows 15, 31 and 32.

strace kills the program as it enters the N-th such call of a thread; then it runs once more and nothing hinders it.
All the while a consumer takes files at once. Each entry must have been delivered once, whole, and the journal must be
without gaps. The feed does not change between the two runs, and its server answers 304: what the first one had read
and not yet made durable is seen no second time.
"""

import os
import random
import shutil
import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import oracle
import trace
from home import Failure, Home, require, until
from newspaper import Site

# So many rounds at once: they wait for the disk more than they compute.
AT_ONCE = max(2, os.cpu_count() or 1)
# A start after a kill opens the state in under 5 s; ten times that is a guard for busy machines.
START = 50


class Scenario:
    """A home as it stands before the run that is killed, and what must have come in the end."""

    def __init__(self):
        self.site = Site()
        self.home = Home()
        self.taken = []  # what a consumer has of it already
        self.edited = set()
        self.rebuilt = False
        self.site.feeds = {"even": [2], "odd": [1, 3]}
        self.feeds = [("even", self.site.url("/even")), ("odd", self.site.url("/odd"))]
        self.configure(self.home)
        self.prepare()

    def configure(self, home, feeds=None):
        home.configure(feeds or self.feeds, [self.site.address], poll='min_interval = "1s"\nmax_interval = "1s"')

    def prepare(self):
        """Brings the home to where it stands before the run."""

    def expected(self):
        """The revisions of each report that must have come."""
        numbers = sum(self.site.feeds.values(), [])
        return {number: [1, 2] if number in self.edited else [1] for number in numbers}

    def drive(self, home, under):
        """The run that is killed, or not."""
        return home.once(under)

    def close(self):
        self.site.close()
        self.home.remove()

    def first_pass(self):
        consumer = oracle.Consumer(self.home.output)
        self.home.passed()
        self.taken = consumer.stop()

    def news(self):
        self.site.feeds = {"even": [2, 4], "odd": [1, 3, 5]}

    def correct(self, number):
        self.edited = {number}
        self.site.edited = {number}


class FirstOpen(Scenario):
    """A fresh state: its very first open included."""


class News(Scenario):
    """A state that is reopened; new entries and a revision."""

    def prepare(self):
        self.first_pass()
        self.news()
        self.correct(1)


class Recovery(Scenario):
    """What an earlier kill left owed and half published is taken up."""

    def prepare(self):
        self.first_pass()
        self.news()
        for call, number in (("renameat2", 2), ("fdatasync", 1)):
            consumer = oracle.Consumer(self.home.output, self.taken)
            file = self.home.path / "prepared"
            self.home.once(trace.strace(file, [call], f"{call}:signal=KILL:when={number}"))
            self.taken = consumer.stop()
        staged = [name for name in os.listdir(self.home.output / ".staging") if name != "lock"]
        require(staged, "the earlier kill left nothing to take up")


class Rebuild(Scenario):
    """The state is gone, and made anew from the journal."""

    def prepare(self):
        self.first_pass()
        shutil.rmtree(self.home.state)
        self.home.state.mkdir(mode=0o700)
        self.news()


class Reload(Scenario):
    """The daemon: a feed joins by SIGHUP, then it is told to stop."""

    def drive(self, home, under):
        self.configure(home, self.feeds[:1])
        run = home.start("run", under=under)
        out = lambda number: not run.running() or oracle.told(home.output) >= number
        until("the first feed is out", lambda: out(1))
        self.configure(home)
        run.signal(signal.SIGHUP)
        until("the feed that joined is out", lambda: out(3))
        return run.stop()


SCENARIOS = (FirstOpen, News, Recovery, Rebuild, Reload)


def attempt(scenario, call, number):
    """One kill and what follows; says whether it hit, and what is wrong then."""
    home = scenario.home.copy()
    consumer = oracle.Consumer(home.output, scenario.taken)
    try:
        file = home.path / "trace"
        ran = scenario.drive(home, trace.strace(file, [call], f"{call}:signal=KILL:when={number}"))
        hit = ran.code == -signal.SIGKILL
        require(hit or ran.code == 0, f"the run failed by itself: {ran}")
        scenario.configure(home)
        again = home.passed()
        require(again.took < START, f"the start after the kill took {again.took:.0f} s")
    except Failure as failure:
        consumer.stop()
        return None, [str(failure)]
    taken = consumer.stop()
    rebuilt = home.put_aside() > 0
    faults = oracle.faults(home.output, taken, scenario.expected(), scenario.edited, rebuilt)
    if faults:
        faults += [f"the home is kept: {home.path}"]
    else:
        home.remove()
    return hit, faults


def places(scenario):
    """Where the scenario's run changes something."""
    home = scenario.home.copy()
    file = home.path / "trace"
    ran = scenario.drive(home, trace.strace(file))
    require(ran.code == 0, "the run fails though nothing hinders it:", ran)
    found = sorted(trace.places(trace.read(file), home))
    home.remove()
    require(found, "the trace shows no change at all")
    return found


def every(scenario, hits, tried):
    """N = 1, 2 … for each call, until a pass completes without being killed."""
    known = places(scenario)
    faults = []

    def sweep(call):
        numbers = [number for name, number in known if name == call]
        number = numbers[0]
        while True:
            hit, found = attempt(scenario, call, number)
            tried[call] += 1
            faults.extend(f"{type(scenario).__name__}, {call} {number}: {fault}" for fault in found)
            hits[call] += bool(hit)
            if not hit and number >= numbers[-1]:
                return
            number += 1

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(sweep, sorted({call for call, _ in known})))
    return faults


def sample(scenarios, hits, tried, seed, kills):
    """So many places, drawn by a seed; each scenario has its share."""
    dice = random.Random(seed)
    share = kills // len(scenarios)
    chosen = []
    for scenario in scenarios:
        # Kinds of call first, so that the rare ones are among them.
        found = places(scenario)
        kinds = sorted({call for call, _ in found})
        for _ in range(share):
            call = dice.choice(kinds)
            chosen.append((scenario, call, dice.choice([number for name, number in found if name == call])))
    faults = []

    def one(choice):
        scenario, call, number = choice
        hit, found = attempt(*choice)
        tried[call] += 1
        hits[call] += bool(hit)
        faults.extend(f"{type(scenario).__name__}, {call} {number}: {fault}" for fault in found)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(one, chosen))
    return faults


def check(suite):
    hits, tried, faults = Counter(), Counter(), []
    if suite.all:
        for kind in SCENARIOS:
            scenario = kind()
            before = sum(hits.values())
            faults += every(scenario, hits, tried)
            suite.say(f"{kind.__name__}: {sum(hits.values()) - before} kills")
            scenario.close()
    else:
        scenarios = [kind() for kind in SCENARIOS]
        faults = sample(scenarios, hits, tried, suite.seed, 60)
        for scenario in scenarios:
            scenario.close()
    suite.count("kills survived", sum(hits.values()))
    suite.say(f"{sum(hits.values())} of {sum(tried.values())} runs were killed, at: {dict(sorted(hits.items()))}")
    require(not faults, f"{len(faults)} faults:", *faults)
    require(sum(hits.values()) * 2 >= sum(tried.values()), "too few of the runs were killed to show anything")
