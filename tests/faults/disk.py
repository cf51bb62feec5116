"""Full disks, on small file systems in memory: rows 33, 34 and 40. And whether `/healthz` tells of them."""

import contextlib
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import oracle
from home import Home, require, until
from newspaper import Site

MIB = 1 << 20
# Larger than ten times the floor of 64 MiB would only take longer to fill.
SIZE = 640 * MIB
EVERY_SECOND = 'min_interval = "1s"\nmax_interval = "1s"\nfull_interval = "1s"'


@contextlib.contextmanager
def mounted(*places):
    """A file system in memory, at each of these places."""
    for place in places:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0700", "tmpfs", place], check=True)
    try:
        yield
    finally:
        for place in places:
            subprocess.run(["umount", "--lazy", place], check=False)


@contextlib.contextmanager
def read_only(place):
    """A read-only mount over a place: what is open there cannot be made so itself."""
    subprocess.run(["mount", "--bind", place, place], check=True)
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", place], check=True)
        yield
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


def fill(place, left=0):
    """Leaves so many bytes of a file system."""
    ballast = Path(place) / "ballast"
    with open(ballast, "ab") as file:
        free = os.statvfs(place).f_bavail * os.statvfs(place).f_frsize
        try:
            os.posix_fallocate(file.fileno(), file.tell(), max(1, free - left))
        except OSError:
            pass  # it is full then
    if not left:
        with contextlib.suppress(OSError), open(ballast, "ab", buffering=0) as file:
            while file.write(b"x" * 512):
                pass


def empty(place):
    with contextlib.suppress(FileNotFoundError):
        (Path(place) / "ballast").unlink()


def news(site, home):
    """A home whose feed has three reports, and has emitted them; its status page's address is what it gives."""
    site.feeds = {"river": [1, 2, 3]}
    with socket.create_server(("127.0.0.1", 0)) as free:
        page = "127.0.0.1:{}".format(free.getsockname()[1])
    home.configure(
        [("river", site.url("/river"))], [site.address], poll=EVERY_SECOND, more=f'[status]\nlisten = "{page}"'
    )
    home.passed()
    return page


def health(page):
    """What `/healthz` answers: status and text; nothing while nobody listens yet."""
    try:
        with urllib.request.urlopen(f"http://{page}/healthz", timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode()
    except OSError as error:
        return None, str(error)


def well(page):
    return health(page) == (200, "well\n")


def is_told(page, *words):
    """It is not well, and the reason has these words."""
    status, text = health(page)
    return status == 503 and all(word in text for word in words)


def sound(home, numbers):
    faults = oracle.faults(home.output, oracle.standing(home.output), {number: [1] for number in numbers})
    require(not faults, *faults)


def low(suite):
    """Row 34: below the floor polling stops and the daemon says so; it is ready, and resumes by itself."""
    site, home = Site(), Home()
    with mounted(home.state, home.output):
        for place in (home.state, home.output):
            site.feeds = {"river": [1, 2, 3]}
            empty(place)
        page = news(site, home)
        for at, place in enumerate((home.state, home.output)):
            run = home.start("run")
            until("it polls", lambda: (run.home.state / "courant.sock").exists() and len(site.asked("/river")))
            until("/healthz says that all is well", lambda: well(page))
            fill(place, left=30 * MIB)
            until("it says so", lambda: "low_disk" in run.stderr())
            require(is_told(page, "nearly full", str(place)), "/healthz with too little space:", health(page))
            before = len(site.asked("/river"))
            fresh = [10 + at]
            site.feeds["river"] = site.feeds["river"] + fresh
            time.sleep(3)  # three polls would have been made
            require(len(site.asked("/river")) <= before + 1, "it polls on with too little space")
            status = home.start("status").wait()
            require(status.code == 0 and "is running" in status.stdout, "it does not answer:", status)
            if suite.all and at == 0:
                time.sleep(70)
                require(run.stderr().count('error="low_disk"') == 2, "it is not said once a minute:", run.stderr())
            else:
                require(run.stderr().count('error="low_disk"') == 1, "it is said too often:", run.stderr())
            empty(place)
            until("it goes on by itself", lambda: oracle.told(home.output) == 4 + at)
            until("/healthz says that all is well", lambda: well(page))
            ended = run.stop()
            require(ended.code == 0, ended)
            require("polling goes on" in ended.stderr, ended)
            # Who asks for a pass is told at once.
            fill(place, left=30 * MIB)
            refused = home.once()
            require(refused.code == 75 and "nearly full" in refused.stderr, "once with too little space:", refused)
            empty(place)
        sound(home, [1, 2, 3, 10, 11])
        suite.count("full disks")
    home.remove()
    site.close()


def full_output(suite):
    """Row 33: the output fills up while articles are made. They are held, no partial name is seen, and they come."""
    site, home = Site(), Home()
    with mounted(home.state, home.output):
        page = news(site, home)
        site.feeds["river"] = [1, 2, 3, 4, 5]
        # It is full from the moment on in which a page is asked for.
        site.hook = lambda path: path in ("/reports/4", "/reports/5") and fill(home.output)
        run = home.start("run")
        until("it says so", lambda: "cannot be written" in run.stderr() or "Publishing pauses" in run.stderr())
        until("/healthz says so", lambda: is_told(page, "be written") or is_told(page, "publishing pauses"))
        time.sleep(1)
        require(run.running(), "a full output ended the daemon:", run.stderr())
        for path, content in oracle.standing(home.output):
            require(not oracle.file_faults(path, content), f"a partial file is seen: {path}")
        site.hook = lambda path: None
        empty(home.output)
        until("it goes on by itself", lambda: not run.running() or oracle.told(home.output) == 5)
        until("/healthz says that all is well", lambda: well(page))
        ended = run.stop()
        require(ended.code == 0, ended)
        require(len([one for one in site.asked("/reports/4") if one[2] == 200]) == 1, "a page was asked for again")
        sound(home, [1, 2, 3, 4, 5])
        suite.count("full disks")
    home.remove()
    site.close()


def full_state(suite):
    """Row 33: the state fills up. It ends with 75, does so again while it is full, and then goes on."""
    site, home = Site(), Home()
    with mounted(home.state, home.output):
        news(site, home)
        site.feeds["river"] = [1, 2, 3, 4, 5]
        site.hook = lambda path: path.startswith("/reports/") and fill(home.state)
        run = home.start("run")
        until("it ends", lambda: not run.running() or oracle.told(home.output) == 5)
        site.hook = lambda path: None
        ended = run.stop()
        # sled has space of its own in what it allocated; then nothing was to be refused.
        require(ended.code == 75 or oracle.told(home.output) == 5, "a full state:", ended)
        for _ in range(3):
            fill(home.state)
            again = home.once()
            require(again.code == 75, "a start on a full disk:", again)
            require(home.put_aside() == 0, "the state was put aside for a full disk:", again)
        empty(home.state)
        home.passed()
        require(home.put_aside() == 0, "the state was put aside after a full disk")
        sound(home, [1, 2, 3, 4, 5])
        suite.count("full disks")
    home.remove()
    site.close()


def first_start(suite):
    """A first start on a full disk ends with 75, and the next one with space is as if it had never been."""
    site, home = Site(), Home()
    site.feeds = {"river": [1, 2, 3]}
    home.configure([("river", site.url("/river"))], [site.address])
    with mounted(home.state, home.output):
        for place in (home.state, home.output):
            fill(place)
            refused = home.once()
            require(refused.code == 75, f"a first start with a full {place.name}:", refused)
            empty(place)
        home.passed()
        sound(home, [1, 2, 3])
        suite.count("full disks")
    home.remove()
    site.close()


def outage(suite):
    """Row 40: the output's file system is read-only at the start, and later for a while; or it is not there."""
    site, home = Site(), Home()
    with mounted(home.output):
        site.feeds = {"river": [1, 2, 3]}
        home.configure([("river", site.url("/river"))], [site.address], poll=EVERY_SECOND)
        with read_only(home.output):
            refused = home.once()
            require(refused.code == 75 and str(home.output) in refused.stderr, "a read-only output:", refused)
        run = home.start("run")
        until("three are out", lambda: oracle.told(home.output) == 3)
        with read_only(home.output):
            site.feeds["river"] = [1, 2, 3, 4, 5]
            until("it says so", lambda: "Publishing pauses" in run.stderr())
            polls = len(site.asked("/river"))
            until("it polls on", lambda: len(site.asked("/river")) > polls + 1)
            require(oracle.told(home.output) == 3, "something was written")
        until("it goes on by itself", lambda: oracle.told(home.output) == 5)
        ended = run.stop()
        require(ended.code == 0, ended)
        sound(home, [1, 2, 3, 4, 5])
    # Unmounted, and the place of the mount removed: it may be mounted later.
    home.output.rmdir()
    missing = home.once()
    require(missing.code == 75 and str(home.output) in missing.stderr, "a missing output:", missing)
    suite.count("outages of a file system", 3)
    home.remove()
    site.close()


def check(suite):
    for part in (low, full_output, full_state, first_start, outage):
        suite.say(part.__doc__.split("\n")[0])
        part(suite)
