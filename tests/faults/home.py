"""The program under test: a home with configuration, state and output, and runs of it, under strace or not."""

import atexit
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

PROGRAM = os.environ["COURANT_PROGRAM"]
# One certificate is read faster than all of the system's, and nothing here speaks TLS.
CERTIFICATE = next(Path("/usr/share/ca-certificates/mozilla").glob("*.crt"))
# A guard against hanging, far above what any run takes.
PATIENCE = 120


class Failure(Exception):
    """A promise that was not kept."""


def require(holds, *told):
    if not holds:
        raise Failure("\n".join(str(part) for part in told))


def until(what, holds, patience=PATIENCE):
    """Waits until something is so."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if found := holds():
            return found
        time.sleep(0.01)
    raise Failure(f"waited {patience} s in vain until {what}")


class Ended:
    """How a run ended."""

    def __init__(self, code, stderr, stdout, took):
        self.code, self.stderr, self.stdout, self.took = code, stderr, stdout, took

    def __str__(self):
        return f"exit {self.code} after {self.took:.1f} s\n{self.stdout}\n{self.stderr}"


class Run:
    """A run that goes on."""

    def __init__(self, command, home, env):
        self.home = home
        atexit.register(self.kill)  # whatever fails, nothing runs on
        self.began = time.monotonic()
        home.runs += 1
        self.files = [home.path / f"run-{home.runs}.{name}" for name in ("stdout", "stderr")]
        with open(self.files[0], "wb") as out, open(self.files[1], "wb") as err:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=env, start_new_session=True
            )

    def stderr(self):
        return self.files[1].read_text(errors="replace")

    def stdout(self):
        return self.files[0].read_text(errors="replace")

    def running(self):
        return self.process.poll() is None

    def signal(self, number):
        """Signals the program itself, also where it runs under strace, faketime or in another name space."""
        try:
            os.kill(self.pid(), number)
        except (FileNotFoundError, ProcessLookupError):
            pass  # it has ended

    def pid(self):
        pid = self.process.pid
        while not os.readlink(f"/proc/{pid}/exe").endswith(PROGRAM.rsplit("/", 1)[1]):
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            if not children:
                return self.process.pid
            pid = int(children[0])
        return pid

    def wait(self, patience=PATIENCE):
        try:
            code = self.process.wait(patience)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            raise Failure(f"a run did not end in {patience} s:\n{self.stderr()}") from None
        return Ended(code, self.stderr(), self.stdout(), time.monotonic() - self.began)

    def stop(self, patience=PATIENCE):
        self.signal(signal.SIGTERM)
        return self.wait(patience)

    def kill(self):
        if self.running():
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Home:
    """A directory with `courant.toml`, `state` and `articles`."""

    def __init__(self, path=None):
        self.own = path is None
        self.path = Path(path or tempfile.mkdtemp(prefix="courant-faults-"))
        self.state, self.output = self.path / "state", self.path / "articles"
        self.runs = 0
        self.state.mkdir(mode=0o700, exist_ok=True)
        self.output.mkdir(exist_ok=True)

    def configure(self, feeds, allow, poll="", fetch="", more=""):
        """`feeds` is a list of (name, address)."""
        text = (
            '[output]\ndirectory = "articles"\nformats = ["json", "markdown", "text"]\n'
            f'[state]\ndirectory = "state"\n[poll]\n{poll}\n'
            f'[fetch]\nhost_delay = "0s"\nallow_addresses = {list(allow)!r}\n{fetch}\n'
            f'[extract]\npatience = "1h"\n{more}\n'
        )
        for name, url in feeds:
            text += f'[[feed]]\nname = "{name}"\nurl = "{url}"\n'
        fresh = self.path / "courant.toml.fresh"
        fresh.write_text(text)
        fresh.rename(self.path / "courant.toml")

    def copy(self):
        """Another home, as this one is now."""
        other = Home()
        for part in ("state", "articles"):
            shutil.rmtree(other.path / part)
            shutil.copytree(self.path / part, other.path / part, symlinks=True)
        os.chmod(other.state, 0o700)
        shutil.copy(self.path / "courant.toml", other.path)
        return other

    def remove(self):
        shutil.rmtree(self.path, ignore_errors=True)

    def command(self, *arguments):
        return [PROGRAM, "--config", str(self.path / "courant.toml"), *arguments]

    def environment(self, more=None):
        env = {name: value for name, value in os.environ.items() if name not in ("NOTIFY_SOCKET", "COURANT_LOG")}
        return env | {"COURANT_LOG": "info", "SSL_CERT_FILE": str(CERTIFICATE), "SSL_CERT_DIR": ""} | (more or {})

    def start(self, *arguments, under=(), env=None):
        return Run([*under, *self.command(*arguments)], self, self.environment(env))

    def once(self, under=(), patience=PATIENCE, env=None):
        return self.start("once", under=under, env=env).wait(patience)

    def passed(self):
        """A pass that must be a good one."""
        ran = self.once()
        require(ran.code == 0, "a pass failed:", ran)
        return ran

    def put_aside(self):
        return len(list(self.path.glob("state.corrupt-*")))
