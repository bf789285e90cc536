#!/usr/bin/env python3
"""Shows that the demo's pairs are not told apart by surface features.

Trains nothing but counts: a naive Bayes bag of words and a threshold on the length learn from
train.jsonl which answer of a pair is preferred, and are tried on test.jsonl. Each may be right in at
most 65 % of the pairs. Also checks sizes, uniqueness and that no prompt is in two files.
"""
import collections
import json
import math
import pathlib
import re
import sys

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "resources" / "demo"
LIMIT = 0.65


def read(name):
    with open(FOLDER / f"{name}.jsonl", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def words(text):
    return re.findall(r"[a-z']+", text.lower())


def bag_of_words(train, test):
    counts = {True: collections.Counter(), False: collections.Counter()}
    for row in train:
        counts[True].update(words(row["chosen"]))
        counts[False].update(words(row["rejected"]))
    known = set(counts[True]) | set(counts[False])
    totals = {side: sum(counts[side].values()) + len(known) for side in counts}

    def score(text):
        return sum(
            math.log((counts[True][word] + 1) / totals[True])
            - math.log((counts[False][word] + 1) / totals[False])
            for word in words(text)
            if word in known
        )

    return right(test, score)


def length(train, test):
    longer = right(train, lambda text: len(words(text)))
    sign = 1 if longer >= 0.5 else -1
    return right(test, lambda text: sign * len(words(text)))


def right(pairs, score):
    hits = 0.0
    for row in pairs:
        difference = score(row["chosen"]) - score(row["rejected"])
        hits += 1.0 if difference > 0 else 0.5 if difference == 0 else 0.0
    return hits / len(pairs)


def main():
    files = {name: read(name) for name in ("train", "settings", "test")}
    problems = []
    if len(files["train"]) + len(files["settings"]) < 320 or len(files["test"]) != 96:
        problems.append("sizes: " + ", ".join(f"{name} {len(rows)}" for name, rows in files.items()))
    seen = {}
    for name, rows in files.items():
        for row in rows:
            prompt = row["prompt"][-1]["content"]
            if prompt in seen:
                problems.append(f'{name}.jsonl: "{prompt}" is in {seen[prompt]}.jsonl too')
            seen[prompt] = name
            if not row["chosen"].strip() or not row["rejected"].strip():
                problems.append(f'{name}.jsonl: an answer to "{prompt}" is empty')
    for title, measure in (("bag of words", bag_of_words), ("length", length)):
        share = measure(files["train"], files["test"])
        print(f"{title}: right in {100 * share:.1f} % of the {len(files['test'])} test pairs (limit 65 %)")
        if share > LIMIT:
            problems.append(f"{title} alone tells the better answer in {100 * share:.1f} % of the test pairs")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
