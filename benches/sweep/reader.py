"""What people write themselves: feedparser and requests in 64 threads, a file for each entry, synced and renamed.

python reader.py PORT FEEDS DIRECTORY
"""

import concurrent.futures
import hashlib
import json
import os
import sys
import threading

import feedparser
import requests

port, feeds, directory = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
own = threading.local()


def address(number):
    _, high, middle, low = (number + 256).to_bytes(4, "big")
    return f"http://127.{high + 1}.{middle}.{low}:{port}/feed"


def read(number):
    if not hasattr(own, "session"):
        own.session = requests.Session()
    answer = own.session.get(address(number), timeout=30)
    entries = feedparser.parse(answer.content).entries
    for entry in entries:
        name = hashlib.sha256(f"{number} {entry.id}".encode()).hexdigest()[:24]
        article = {
            "id": name,
            "url": entry.link,
            "title": entry.title,
            "date_published": entry.published,
            "content_html": entry.description,
        }
        partial = f"{directory}/{name}.part"
        with open(partial, "w") as file:
            json.dump(article, file)
            file.flush()
            os.fsync(file.fileno())
        os.rename(partial, f"{directory}/{name}.json")
    return len(entries)


with concurrent.futures.ThreadPoolExecutor(64) as threads:
    print(sum(threads.map(read, range(feeds))))
