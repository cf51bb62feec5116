"""Many files in the output directory: the time to emit stays flat (row 46).

In the very directory that articles go to, and in those of other feeds. What counts is the ratio to a plain output in
the same run.
"""

import os
import statistics
import time

import oracle
from home import Home, require, until
from newspaper import Site

# A directory twice as slow would not be flat; the rest is the noise of a busy machine.
MOST = 2.0


def times(home, site, numbers):
    """How long each of these reports takes from its page to the journal's line."""
    run = home.start("run")
    until("it runs", lambda: (home.state / "courant.sock").exists())
    took = []
    for number in numbers:
        lines = oracle.told(home.output)
        site.feeds = {"river": site.feeds["river"] + [number]}
        until("the page is asked for", lambda: site.asked(f"/reports/{number}"))
        until("the line stands", lambda: oracle.told(home.output) > lines)
        took.append(time.monotonic() - site.asked(f"/reports/{number}")[0][0])
    ended = run.stop()
    require(ended.code == 0, ended)
    return statistics.median(took)


def check(suite):
    files, rounds = (1_000_000, 15) if suite.all else (40_000, 5)
    site, home = Site(), Home()
    site.feeds = {"river": [1]}
    home.configure([("river", site.url("/river"))], [site.address], poll='min_interval = "1s"\nmax_interval = "1s"')
    home.passed()
    plain = times(home, site, range(2, 2 + rounds))
    first = oracle.standing(home.output)[0][0]
    day, feed, _ = first.split("/")
    for number in range(files):
        # Half beside the articles that come, half in directories of other feeds.
        directory = home.output / day / (feed if number % 2 else f"feed-{number % 100}")
        if number < 100:
            directory.mkdir(exist_ok=True)
        (directory / f"an-article.{number:024x}.json").touch()
    os.sync()  # what is still to be written of them is not what is measured
    full = times(home, site, range(100, 100 + rounds))
    suite.say(f"{plain * 1000:.0f} ms in a plain output, {full * 1000:.0f} ms among {files} files")
    suite.measure("files in the output while articles came", files)
    require(full < plain * MOST, f"an article takes {full / plain:.1f} times as long among {files} files")
    home.remove()
    site.close()
