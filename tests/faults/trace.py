"""What strace saw: the calls that change the file system, in order."""

import re
from collections import Counter

# Calls that change a file system, or make a change durable.
CHANGING = (
    "openat write pwrite64 writev fsync fdatasync sync_file_range rename renameat renameat2 unlink unlinkat rmdir "
    "mkdir mkdirat ftruncate fallocate link linkat fchmod"
).split()

BEGUN = re.compile(r"(\d+) +(\w+)\((.*)")
RESUMED = re.compile(r"(\d+) +<\.\.\. (\w+) resumed>(.*)")
ON = re.compile(r"\w+\(\d+<([^>]*)>")


def strace(file, calls=CHANGING, inject=None):
    """The words that run a command under strace; `inject` is what happens at a call, as strace has it."""
    words = ["strace", "-f", "-y", "-e", "signal=none", "-o", str(file), "-e", f"trace={','.join(calls)}"]
    return words + (["-e", f"inject={inject}"] if inject else [])


class Call:
    """A call: where in the trace it begins and ends."""

    def __init__(self, thread, name, text, at):
        self.thread, self.name, self.text, self.begun, self.ended = thread, name, text, at, None

    def path(self):
        """The file that its first argument is open on."""
        found = ON.match(f"{self.name}({self.text}")
        return found[1] if found else ""

    def __repr__(self):
        return f"{self.begun}–{self.ended} {self.name}({self.text[:160]}"


def read(file):
    """The calls of a trace, in the order in which they began."""
    calls, open_calls = [], {}
    with open(file, encoding="utf-8", errors="replace") as lines:
        for at, line in enumerate(lines):
            if found := BEGUN.match(line):
                call = Call(found[1], found[2], found[3], at)
                calls.append(call)
                if "<unfinished ...>" in line:
                    open_calls[call.thread] = call
                else:
                    call.ended = at
            elif (found := RESUMED.match(line)) and found[1] in open_calls:
                call = open_calls.pop(found[1])
                call.ended, call.text = at, call.text.replace(" <unfinished ...>", "") + found[3]
    return calls


def changes(call, home):
    """Whether a call changes the state or the output of a home."""
    if not (f"{home.state}" in call.text or f"{home.output}" in call.text):
        return False
    return call.name != "openat" or "O_CREAT" in call.text


def places(calls, home):
    """Each (call, N) at which a thread changes something, since strace counts the calls of each thread."""
    counts, found = Counter(), set()
    for call in calls:
        counts[call.thread, call.name] += 1
        if changes(call, home):
            found.add((call.name, counts[call.thread, call.name]))
    return found
