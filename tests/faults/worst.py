"""The worst mix: two hundred hostile servers at once, row 45. The peak of the program's memory, seen from outside,
against the bound that it prints at its start.

Each has an address of its own, so all of them are visited at once: bombs, bodies without end, drips, redirects in a
circle, heads without end, feeds with too many entries, pages too deep to parse.
"""

import re
import socket
import threading
import time
import zlib
from pathlib import Path

import oracle
from home import Home, require, until
from newspaper import Site

SERVERS = 200
SECONDS = {False: 30, True: 120}
# How long an honest feed may take among them: they keep all the places for requests busy until their time is up, again
# and again, and this is a debug build. A guard against starving for ever.
HONEST = 300
UNITS = {"B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "kB": 10**3, "MB": 10**6, "GB": 10**9}
# "memory bound" and, somewhere after it in the line, a size.
PRINTED = re.compile(r"memory bound\D{0,40}?(\d+(?:\.\d+)?) ?(B|[KMG]iB|[kMG]B)", re.I)


def bomb(text, times):
    """A few bytes that are `times` as much text when they are unpacked; to their end, which is missing, nobody comes."""
    packer = zlib.compressobj(9, wbits=31)
    head = packer.compress(text) + packer.flush(zlib.Z_FULL_FLUSH)
    # What follows such a flush knows nothing of what was before it, and so may be repeated.
    return head + times * (packer.compress(text) + packer.flush(zlib.Z_FULL_FLUSH))


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
BOMB = bomb(b"<item><title>a</title></item>" * 100_000, 300)  # 870 MB
DEEP_BOMB = bomb(b"<div><ul><li>" * 100_000, 200)
MANY = b'<rss version="2.0"><channel>' + b"<item/>" * 400_000
FLOOD = b'<rss version="2.0"><channel><item ' + b"".join(b'a%d="" ' % number for number in range(200_000)) + b"/>"


def drip(connection, kind):
    connection.sendall(kind + b"\r\n")
    while True:
        connection.sendall(b"<")
        time.sleep(0.3)


def endless(connection, kind):
    connection.sendall(kind + b"\r\n<rss><channel>")
    while True:
        connection.sendall(b"<item><title>on and on</title></item>" * 1_000)


def endless_head(connection, kind):
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X-More: and more\r\n" * 100)


def circle(connection, kind):
    connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /round\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


def whole(head, body, coding=b""):
    return lambda connection, _: connection.sendall(
        head + coding + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body
    )


def feed_of_pages(connection, kind):
    """Its entries lead to pages that are hostile, each at another path."""
    address = "{}:{}".format(*connection.getsockname())
    items = b"".join(
        f"<item><title>Report {time.monotonic_ns()}-{number}</title><link>http://{address}/page/{number}/"
        f"{time.monotonic_ns()}</link></item>".encode() for number in range(len(PAGES))
    )
    whole(HEAD, b'<rss version="2.0"><channel>' + items + b"</channel></rss>")(connection, kind)


def long_entries(connection, kind):
    """Its entries are long themselves, and their pages do not come."""
    address = "{}:{}".format(*connection.getsockname())
    text = "&lt;p&gt;" + "A sentence of an entry without end. " * 30_000
    items = "".join(
        f"<item><title>Long {time.monotonic_ns()}-{number}</title><link>http://{address}/page/{DRIP}/"
        f"{time.monotonic_ns()}</link><description>{text}</description></item>" for number in range(12)
    )
    whole(HEAD, f'<rss version="2.0"><channel>{items}</channel></rss>'.encode())(connection, kind)


ZIPPED = b"Content-Encoding: gzip\r\n"
FEEDS = [
    whole(HEAD, BOMB, ZIPPED), drip, endless, endless_head, circle, whole(HEAD, MANY), whole(HEAD, FLOOD),
    feed_of_pages, feed_of_pages, long_entries,
]
PAGES = [
    whole(PAGE, DEEP_BOMB, ZIPPED), whole(PAGE, b"<div>" * 400_000), whole(PAGE, b"<ul><li>" * 250_000), endless,
    whole(PAGE, b"<p " + b"a=b " * 160_000 + b">"), drip, whole(PAGE, b"<p>" + b"word " * 2_500_000),
    whole(PAGE, b"<table><tr><td>" * 100_000),
    # Each paragraph opens again all the formatting that was left open.
    whole(PAGE, b"".join(b"<b id=%d>" % number for number in range(10_000)) + b"<p>x" * 10_000),
    whole(PAGE, b"<p>A sentence of a page without end, with <em>marks</em> in it.</p>" * 200_000),
]

DRIP = PAGES.index(drip)


def answer(connection):
    try:
        connection.settimeout(60)
        asked = connection.recv(4096)
        path = asked.split(b" ")[1] if asked.count(b" ") > 1 else b"/"
        server = int(connection.getsockname()[0].split(".")[2])
        if path == b"/robots.txt":
            connection.sendall(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        elif path.startswith(b"/page/"):
            PAGES[int(path.split(b"/")[2]) % len(PAGES)](connection, PAGE)
        else:
            FEEDS[server % len(FEEDS)](connection, HEAD)
    except OSError:
        pass  # it had enough
    finally:
        connection.close()


def hostile():
    """One listener for all addresses of 127/8; its port."""
    listener = socket.create_server(("0.0.0.0", 0), backlog=1024)

    def accept():
        while True:
            threading.Thread(target=answer, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return listener.getsockname()[1]


def peak(pid):
    """The most memory that it ever had, in bytes."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) * 1024


def check(suite):
    site, home = Site(), Home()
    site.feeds = {"good": [1]}
    port = hostile()
    feeds = [(f"hostile-{number}", f"http://127.20.{number}.1:{port}/feed") for number in range(SERVERS)]
    home.configure(
        [*feeds, ("good", site.url("/good"))],
        ["127.0.0.0/8"],
        poll='min_interval = "2s"\nmax_interval = "4s"\nfull_interval = "2s"',
        fetch='timeout = "10s"',
    )
    run = home.start("run")
    pid = run.pid()
    end = time.monotonic() + SECONDS[suite.all]
    while time.monotonic() < end:
        require(run.running(), "the daemon ended:", run.stderr()[-2000:])
        time.sleep(1)
    # Beside them an honest feed goes on.
    site.feeds = {"good": [1, 2]}
    until("the honest feed's news is out", lambda: any(line["feed"] == "good" for line in oracle.journal(home.output)[0]), HONEST)
    most = peak(pid)
    ended = run.stop()
    require(ended.code == 0, ended.code, ended.stderr[-2000:])
    faults = oracle.journal_faults(home.output)
    require(not faults, *faults)
    suite.say(f"peak memory: {most / UNITS['MiB']:.0f} MiB, with {SERVERS} hostile servers for {SECONDS[suite.all]} s")
    suite.measure("peak memory in MiB under the worst mix", round(most / UNITS["MiB"]))
    printed = PRINTED.search(ended.stderr)
    require(printed, 'the log names no "memory bound" at the start')
    bound = float(printed[1]) * UNITS[printed[2]]
    suite.measure("printed bound of memory in MiB", round(bound / UNITS["MiB"]))
    require(most < bound, f"the peak is above the printed bound of {bound / UNITS['MiB']:.0f} MiB")
    home.remove()
    site.close()
