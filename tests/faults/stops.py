"""SIGTERM in the middle of a fetch and of an extraction, and a second one: row 42."""

import signal
import threading
import time

import oracle
from home import Home, require, until
from newspaper import Site

# Promised; what runs here is a debug build on a busy machine.
IN_TIME = 10


def stopped(site, home, busy, again):
    """Starts the daemon, stops it when it is `busy`, and has what it left undone made up for."""
    run = home.start("run")
    until("it is busy", busy)
    began = time.monotonic()
    run.signal(signal.SIGTERM)
    if again:
        time.sleep(0.05)
        run.signal(signal.SIGTERM)
    ended = run.wait(10 * IN_TIME)
    took = time.monotonic() - began
    require(ended.code == 0, "it did not end well:", ended)
    require(took < IN_TIME, f"it took {took:.1f} s to stop")


def slow_page(words):
    """A page that takes its parser's whole budget."""
    return b"<html><body><article>" + b"<div>" * 300_000 + words.encode() + b"</body></html>"


def check(suite):
    for again in (False, True):
        site, home = Site(), Home()
        site.feeds = {"river": [1, 2, 3, 4]}
        home.configure([("river", site.url("/river"))], [site.address])
        # In the middle of a fetch: a page that does not come.
        held = threading.Event()
        site.hook = lambda path: path == "/reports/3" and held.wait(60)
        stopped(site, home, lambda: len(site.asked("/reports/4")) or oracle.told(home.output), again)
        held.set()
        site.hook = lambda path: None
        home.passed()
        faults = oracle.faults(home.output, oracle.standing(home.output), {number: [1] for number in (1, 2, 3, 4)})
        require(not faults, *faults)
        # In the middle of an extraction: it has the page, and is at it.
        plain = site.page
        site.page = lambda number: slow_page("x").decode() if number >= 5 else plain(number)
        site.feeds = {"river": [1, 2, 3, 4, 5, 6]}
        home.configure([("river", site.url("/river"))], [site.address], poll='min_interval = "1s"\nmax_interval = "1s"')
        stopped(site, home, lambda: len(site.asked("/reports/6")), again)
        site.page = plain
        home.passed()
        lines = oracle.journal(home.output)[0]
        require(len({line["id"] for line in lines}) == 6, f"{len(lines)} lines, and six reports")
        require(not oracle.journal_faults(home.output), *oracle.journal_faults(home.output))
        suite.count("signals in the middle of work", 4 if again else 2)
        home.remove()
        site.close()
