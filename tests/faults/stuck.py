"""A part of the daemon that does not move: the signs of life stop, so that the service manager ends it. Row 47.

strace holds the sync of the journal up, as a disk does that hangs.
"""

import socket
import threading
import time

import oracle
import trace
from home import Home, require, until
from newspaper import Site

HELD = 20  # seconds
# Half of it is how often a sign of life is due.
WATCHDOG = 2


class Manager:
    """Counts what it is told."""

    def __init__(self, path):
        self.path, self.heard = path, []
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(path))
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while True:
            self.heard += self.socket.recv(4096).decode().splitlines()

    def signs(self):
        return self.heard.count("WATCHDOG=1")


def check(suite):
    site, home = Site(), Home()
    site.feeds = {"river": [1]}
    home.configure([("river", site.url("/river"))], [site.address], poll='min_interval = "1s"\nmax_interval = "1s"')
    home.passed()
    manager = Manager(home.path / "notify")
    held = trace.strace(home.path / "trace", ["fdatasync"], f"fdatasync:delay_enter={HELD * 1_000_000}")
    told = {"NOTIFY_SOCKET": str(manager.path), "WATCHDOG_USEC": str(WATCHDOG * 1_000_000)}
    run = home.start("run", under=held, env=told)
    until("it gives signs of life", lambda: manager.signs() >= 3)
    site.feeds = {"river": [1, 2]}
    until("it says that it is stuck", lambda: 'error="stuck"' in run.stderr())
    before = manager.signs()
    time.sleep(2 * WATCHDOG)
    require(oracle.told(home.output) <= 2 and run.running(), "the sync was not held up:", run.stderr())
    require(manager.signs() == before, "it gives signs of life though a part of it is stuck")
    until("it goes on when the disk does", lambda: manager.signs() > before)
    until("the news are out", lambda: oracle.told(home.output) == 2)
    ended = run.stop()
    require(ended.code == 0, ended)
    suite.count("parts of the daemon held up")
    home.remove()
    site.close()
