"""How long feedparser takes to parse gzipped feeds, for `cargo bench --bench feeds`.

usage: parse.py FOLDER ROUNDS      with FOLDER/*.gz; needs feedparser 6.0.14

Prints {version, milliseconds}: of each file the best round, in processor time, summed up.
"""

import gzip
import json
import pathlib
import sys
import time

import feedparser


def main(folder, rounds):
    files = [gzip.open(path).read() for path in sorted(pathlib.Path(folder).glob("*.gz"))]
    took = sum(min(once(content) for _ in range(rounds)) for content in files)
    print(json.dumps({"version": feedparser.__version__, "milliseconds": took * 1000}))


def once(content):
    start = time.process_time()
    try:
        feedparser.parse(content)
    except Exception:
        pass  # It gives up on some.
    return time.process_time() - start


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
