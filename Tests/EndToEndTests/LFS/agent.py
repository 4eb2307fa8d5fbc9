#!/usr/bin/env python3
"""A custom transfer agent for tests (Git LFS, docs/custom-transfers.md), strict about what it is told.

usage: agent.py FOLDER [WORD...]

Objects lie in FOLDER; what it was told is kept in FOLDER/log, a line each, and what does not fit in FOLDER/violations.
Words: `loud` prints on standard error, `refuse` does not start, `wrong` sends other bytes, `lose` fails each object, `die` ends at the first one, `hang` says
nothing at it for ever.
"""

import json
import os
import re
import shutil
import sys
import tempfile

FOLDER, WORDS = sys.argv[1], sys.argv[2:]
if "loud" in WORDS:
    print("here I am", file=sys.stderr)


def note(name, line):
    with open(os.path.join(FOLDER, name), "a") as file:
        file.write(line + "\n")


def say(**message):
    print(json.dumps(message), flush=True)


def check(condition, message):
    if not condition:
        note("violations", json.dumps(message))


def transfer(message):
    oid, size = message["oid"], message["size"]
    check(re.fullmatch("[0-9a-f]{64}", oid) and "action" in message, message)
    action = message["action"]
    check(action is None or action["href"].endswith(oid), message)
    stored = os.path.join(FOLDER, "objects", oid)
    if "hang" in WORDS:
        # Until whoever started it is gone.
        sys.stdin.read()
        sys.exit(0)
    if "die" in WORDS:
        sys.exit(3)
    if "lose" in WORDS:
        return say(event="complete", oid=oid, error={"code": 2, "message": "it fell off the lorry"})
    say(event="progress", oid=oid, bytesSoFar=size // 2, bytesSinceLast=size // 2)
    if message["event"] == "upload":
        check(os.path.getsize(message["path"]) == size, message)
        shutil.copyfile(message["path"], stored)
        say(event="progress", oid=oid, bytesSoFar=size, bytesSinceLast=size - size // 2)
        return say(event="complete", oid=oid)
    check("path" not in message, message)
    if not os.path.exists(stored):
        return say(event="complete", oid=oid, error={"code": 404, "message": "no such object"})
    handle, path = tempfile.mkstemp(dir=FOLDER)
    with os.fdopen(handle, "wb") as file:
        file.write(b"wrong" if "wrong" in WORDS else open(stored, "rb").read())
    say(event="progress", oid=oid, bytesSoFar=size, bytesSinceLast=size - size // 2)
    say(event="complete", oid=oid, path=path)


def main():
    os.makedirs(os.path.join(FOLDER, "objects"), exist_ok=True)
    for line in sys.stdin:
        message = json.loads(line)
        note("log", json.dumps(message, sort_keys=True))
        if message["event"] == "init":
            check(set(message) == {"event", "operation", "remote", "concurrent", "concurrenttransfers"}, message)
            say(**({"error": {"code": 32, "message": "not today"}} if "refuse" in WORDS else {}))
        elif message["event"] == "terminate":
            return
        else:
            transfer(message)


main()
