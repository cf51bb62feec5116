"""Name servers that are down at the start, and a network that is away for a while: row 44.

The daemon lives in a network of its own, with publishers at public addresses and a name server, all at the other end
of one cable. It is ready although no name resolves; it catches up without a burst when the network is back.
"""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import threading
import time
from collections import Counter
from pathlib import Path

import oracle
from home import Failure, Home, require, until
from newspaper import Site

HERE, THERE = "courant-faults", "courant-world"
NAMES = [f"paper{number}.example" for number in range(30)]
SERVER = "44.0.0.1"
INTERVAL = 10
# Each feed may ask once more, within two intervals, on a connection from before the outage, and TCP tries for 30 s to
# bring that there. If the cable is back by then, all of these arrive at once, and none of them is a poll begun then.
AWAY = 2 * INTERVAL + 30 + 5
CLONE_NEWNET = 0x40000000
# One host is tried each minute while nothing can be reached; twice that, and what is spread, on a busy machine.
BACK = 300


def ip(*words):
    subprocess.run(["ip", *words], check=True)


@contextlib.contextmanager
def cable():
    """Two networks and a cable between them; the world's end is `world`."""
    settings = Path(f"/etc/netns/{HERE}")
    taken_down()
    try:
        for name in (HERE, THERE):
            ip("netns", "add", name)
            ip("-n", name, "link", "set", "lo", "up")
        ip("link", "add", "here", "netns", HERE, "type", "veth", "peer", "name", "world", "netns", THERE)
        ip("-n", HERE, "address", "add", "44.0.0.2/16", "dev", "here")
        ip("-n", HERE, "link", "set", "here", "up")
        ip("-n", THERE, "address", "add", f"{SERVER}/16", "dev", "world")
        for number in range(len(NAMES)):
            ip("-n", THERE, "address", "add", f"44.0.1.{number + 1}/16", "dev", "world")
        ip("-n", THERE, "link", "set", "world", "up")
        settings.mkdir(parents=True, exist_ok=True)
        (settings / "resolv.conf").write_text(f"nameserver {SERVER}\noptions timeout:1 attempts:1\n")
        yield
    finally:
        taken_down()
        with contextlib.suppress(FileNotFoundError):
            (settings / "resolv.conf").unlink()
            settings.rmdir()


def taken_down():
    for name in (HERE, THERE):
        subprocess.run(["ip", "netns", "delete", name], check=False, stderr=subprocess.DEVNULL)


def within(namespace, make):
    """What `make` gives on a thread within a network: a socket stays in the network that it was made in."""
    made = []

    def work():
        libc = ctypes.CDLL(None, use_errno=True)
        with open(f"/run/netns/{namespace}", "rb") as file:
            if libc.setns(file.fileno(), CLONE_NEWNET):
                made.append(OSError(ctypes.get_errno(), "setns"))
                return
        made.append(make())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    if isinstance(made[0], Exception):
        raise made[0]
    return made[0]


class NameServer:
    """Knows the papers, and answers nobody while it is down."""

    def __init__(self):
        self.up = True
        self.asked = 0
        self.socket = within(THERE, lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        self.socket.bind((SERVER, 53))
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            question, who = self.socket.recvfrom(512)
            self.asked += 1
            if self.up:
                self.socket.sendto(answer(question), who)


def answer(question):
    """An address for each paper, and none of version 6."""
    labels, at = [], 12
    while question[at]:
        labels.append(question[at + 1 : at + 1 + question[at]].decode())
        at += 1 + question[at]
    asked = question[12 : at + 5]
    name, kind = ".".join(labels).lower(), question[at + 1 : at + 3]
    head = question[:2] + b"\x81\x80" + b"\x00\x01"
    if name in NAMES and kind == b"\x00\x01":
        address = bytes([44, 0, 1, NAMES.index(name) + 1])
        return head + b"\x00\x01\x00\x00\x00\x00" + asked + b"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x01\x00\x04" + address
    return head + b"\x00\x00\x00\x00\x00\x00" + asked


def burst(site, since):
    """The most feeds that were polled within a second."""
    moments = sorted(at for at, path, _ in site.requests if at >= since and path.startswith("/feed"))
    seconds = Counter()
    for at in moments:
        seconds[at] = sum(1 for other in moments if at <= other < at + 1)
    return max(seconds.values(), default=0)


def listen(manager):
    """A service manager takes in whatever it is told."""
    manager.settimeout(None)
    while manager.recv(4096):
        pass


def is_offline(log):
    """By the last that was said of it."""
    return log.rfind('error="offline"') > log.rfind("this machine is online")


class World:
    """The papers at the other end of the cable, and the daemon that reads them."""

    def __init__(self, suite):
        self.suite, self.home = suite, Home()
        self.names = NameServer()
        self.site = within(THERE, lambda: Site("0.0.0.0", 80))
        self.site.address = NAMES[0]
        self.site.feeds = {f"feed{number}": [number + 1] for number in range(len(NAMES))}
        feeds = [(f"feed{number}", f"http://{name}/feed{number}") for number, name in enumerate(NAMES)]
        poll = f'min_interval = "{INTERVAL}s"\nmax_interval = "{INTERVAL}s"\nfull_interval = "1s"'
        self.home.configure(feeds, [], poll=poll)

    def start(self):
        manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        manager.bind(str(self.home.path / "notify"))
        manager.settimeout(60)
        under, env = ["ip", "netns", "exec", HERE], {"NOTIFY_SOCKET": str(self.home.path / "notify")}
        self.run = self.home.start("run", under=under, env=env)
        require(b"READY=1" in manager.recv(4096), "it is not ready though only names do not resolve")
        threading.Thread(target=listen, args=(manager,), daemon=True).start()

    def catches_up(self, editions):
        until("it catches up", lambda: oracle.told(self.home.output) == editions * len(NAMES), BACK)

    def names_are_down(self):
        """No name resolves when it starts."""
        self.names.up = False
        self.start()
        until("it says so", lambda: 'error="offline"' in self.run.stderr() or 'error="dns"' in self.run.stderr())
        require(not self.site.requests, "it reached a server")
        asked = self.names.asked
        time.sleep(5)
        asked = self.names.asked - asked
        require(asked <= 2 * len(NAMES), f"it asked {asked} times in 5 s while nothing answers")
        self.names.up = True
        self.catches_up(1)
        self.suite.count("outages of the network")

    def cable_is_out(self):
        """It has read all papers; then the cable is out for a while."""
        ip("-n", THERE, "link", "set", "world", "down")
        out = time.monotonic()
        self.site.feeds = {name: numbers + [numbers[0] + 100] for name, numbers in self.site.feeds.items()}
        try:
            until("it notices", lambda: is_offline(self.run.stderr()), BACK)
        except Failure:
            told = self.run.stderr()[-3000:]
            raise Failure(f"it does not notice that nothing can be reached:\n{told}") from None
        time.sleep(30 if self.suite.all else 5)
        time.sleep(max(0, out + AWAY - time.monotonic()))
        since = time.monotonic()
        ip("-n", THERE, "link", "set", "world", "up")
        self.catches_up(2)
        most = burst(self.site, since)
        mean = len(NAMES) / INTERVAL
        self.suite.say(f"at most {most} polls within a second after the outage, {mean:.0f} in the mean")
        # Spread by chance over the interval, half of them meet within a second less than once in a million outages.
        require(most <= len(NAMES) // 2, f"{most} of {len(NAMES)} feeds were polled within one second after the outage")
        self.suite.count("outages of the network")

    def end(self, editions):
        ended = self.run.stop()
        require(ended.code == 0, ended)
        expected = {number + 1 + 100 * edition: [1] for number in range(len(NAMES)) for edition in range(editions)}
        faults = oracle.faults(self.home.output, oracle.standing(self.home.output), expected)
        require(not faults, *faults)
        self.home.remove()


def check(suite):
    """Both outages; in a sample one of them, drawn by the seed: each waits for the minute of a try."""
    drawn = None if suite.all else suite.seed % 2
    with cable():
        world = World(suite)
        if drawn == 1:
            world.start()
            world.catches_up(1)
        else:
            world.names_are_down()
        if drawn != 0:
            world.cable_is_out()
        world.end(1 if drawn == 0 else 2)
