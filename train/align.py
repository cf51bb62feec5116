"""Which leaves of a page are in its reference text: both are aligned in order, word by word."""

import re
from collections import Counter, defaultdict

WORD = re.compile(r"\w+")
LONGEST = 4
"""Runs of so many words are looked up."""
SLACK = 12
"""By so many words may a leaf and the reference text differ."""


def candidates(leaf, places, size):
    """Where a leaf may stand in the reference text: (first word, one past the last, share covered, words covered)."""
    length = min(size, LONGEST)
    votes = Counter()
    found = []
    for i in range(size - length + 1):
        at = places.get(tuple(leaf[i : i + length]), ())[:200]
        found.append((i, at))
        for place in at:
            votes[place - i] += 1
    for shift, _ in votes.most_common(6):
        covered, first, end = set(), None, 0
        for i, at in found:
            place = next((p for p in at if abs(p - i - shift) <= SLACK), None)
            if place is not None:
                covered.update(range(i, i + length))
                first = place if first is None else min(first, place)
                end = max(end, place + length)
        if len(covered) * 2 >= size or len(covered) >= 12:
            yield first, end, len(covered) / size, len(covered)
    if size < LONGEST and len(votes) > 6:
        for shift in list(votes)[:60]:
            yield shift, shift + size, 1.0, size


def align(leaves, truth):
    """For each leaf the share of its words in the reference text, and where; the best chain in order wins."""
    places = defaultdict(list)
    for i in range(len(truth)):
        for length in range(1, LONGEST + 1):
            if i + length <= len(truth):
                places[tuple(truth[i : i + length])].append(i)
    found = []
    for number, leaf in enumerate(leaves):
        if leaf:
            found += [(number, *c) for c in candidates(leaf, places, len(leaf))]
    found.sort(key=lambda c: (c[0], c[1]))
    # The best chain that ends at or before each word, in a Fenwick tree of maxima.
    size = len(truth) + 2
    best = [(0.0, -1)] * (size + 1)
    value, back = [0.0] * len(found), [-1] * len(found)
    at = 0
    while at < len(found):
        end = at
        while end < len(found) and found[end][0] == found[at][0]:
            _, first, last, share, words = found[end]
            i = first + 1 + min(2, (last - first) // 8)
            top = (0.0, -1)
            while i > 0:
                if best[i][0] > top[0]:
                    top = best[i]
                i -= i & -i
            value[end] = top[0] + words + 0.01 * share - 0.001 * (last - first)
            back[end] = top[1]
            end += 1
        for c in range(at, end):
            i = found[c][2] + 1
            while i <= size:
                if value[c] > best[i][0]:
                    best[i] = (value[c], c)
                i += i & -i
        at = end
    shares, spans = [0.0] * len(leaves), [None] * len(leaves)
    c = max(range(len(found)), key=value.__getitem__, default=-1)
    while c >= 0:
        shares[found[c][0]] = found[c][3]
        spans[found[c][0]] = found[c][1:3]
        c = back[c]
    return shares, spans


def label(texts, truth):
    """A page's labels, 0 to 1, and how much each leaf counts; a leaf of which nothing is known counts nothing."""
    leaves = [WORD.findall(text) for text in texts]
    if truth.get("body"):
        words, optional = [], []
        for number, line in enumerate(truth["body"].split("\n")):
            found = WORD.findall(line)
            words += found
            optional += [number in (truth.get("optional") or [])] * len(found)
        shares, spans = align(leaves, words)
        weights = [(len(leaf) + 3.0) / max(60, len(words)) for leaf in leaves]
        for i, span in enumerate(spans):
            if span and any(optional[span[0] : span[1]]):
                weights[i] = 0.0
        total = sum(weights)
        if total > 6:
            weights = [weight * 6 / total for weight in weights]
        return shares, weights
    labels, weights = [0.0] * len(texts), [0.0] * len(texts)
    for snippet in truth.get("with") or []:
        i = next((i for i, text in enumerate(texts) if snippet in text), None)
        if i is not None:
            labels[i], weights[i] = 1.0, 1.0
    for snippet in truth.get("without") or []:
        i = next((i for i, text in enumerate(texts) if snippet in text and labels[i] != 1.0), None)
        if i is not None:
            weights[i] = 1.0 if len(snippet) * 2 > len(texts[i]) or len(snippet) > 15 else 0.1
    return labels, weights
