"""What people write themselves: trafilatura on as many processes as there are cores, a JSON file for each article.

python reader.py PROCESSES DIRECTORY < ADDRESSES
"""

import hashlib
import json
import multiprocessing
import sys

import requests
import trafilatura

processes, directory = int(sys.argv[1]), sys.argv[2]
session = requests.Session()


def read(address):
    answer = session.get(address, timeout=60)
    read = trafilatura.bare_extraction(answer.content, url=address, with_metadata=True)
    if read is None:
        return 0
    name = hashlib.sha256(address.encode()).hexdigest()[:24]
    with open(f"{directory}/{name}.json", "w") as file:
        json.dump({"url": address, "title": read.title, "text": read.text}, file)
    return 1


if __name__ == "__main__":
    addresses = sys.stdin.read().split()
    with multiprocessing.Pool(processes) as pool:
        print(sum(pool.imap_unordered(read, addresses, chunksize=4)))
