#!/usr/bin/env python3
"""git-lfs-transfer for tests (Git LFS, docs/proposals/ssh_adapter.md), strict about what it is told.

usage: git-lfs-transfer PATH OPERATION

Objects and locks lie in the folder that LFS_TRANSFER_ROOT names; violations are written there. `faults` in it says how
often something goes wrong, as JSON: `cut` ends in the middle of an object, `flip` spoils one, `busy` has no time for a
request, `deaf` ends instead of taking an object.
"""

import fcntl
import hashlib
import json
import os
import re
import sys

ROOT = os.environ["LFS_TRANSFER_ROOT"]
PATH, OPERATION = sys.argv[1], sys.argv[2]
IN, OUT = sys.stdin.buffer, sys.stdout.buffer
FLUSH, DELIM = "flush", "delim"


def violation(text):
    with open(os.path.join(ROOT, "violations"), "a") as file:
        file.write(text + "\n")
    send("status 400", lines=[text])


def take(fault):
    """Whether it is to happen now; several of us may run."""
    path = os.path.join(ROOT, "faults")
    if not os.path.exists(path):
        return False
    with open(path, "r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        left = json.load(file)
        if left.get(fault, 0) <= 0:
            return False
        left[fault] -= 1
        file.seek(0)
        file.truncate()
        json.dump(left, file)
    return True


def read():
    head = IN.read(4)
    if len(head) < 4:
        sys.exit(0)
    length = int(head, 16)
    if length == 0:
        return FLUSH
    if length == 1:
        return DELIM
    assert 4 <= length <= 65520
    return IN.read(length - 4)


def packet(data):
    data = data if isinstance(data, bytes) else (data + "\n").encode()
    OUT.write(b"%04x" % (len(data) + 4) + data)


def send(status, arguments=(), lines=None, data=None):
    packet(status)
    for argument in arguments:
        packet(argument)
    if lines is not None or data is not None:
        OUT.write(b"0001")
    for line in lines or []:
        packet(line)
    if data is not None:
        for start in range(0, len(data), 65516):
            packet(data[start : start + 65516])
    OUT.write(b"0000")
    OUT.flush()


def request():
    """The command, its arguments, and what follows the delimiter as packets."""
    command = read()
    assert isinstance(command, bytes), command
    arguments, rest, is_past = [], [], False
    while True:
        item = read()
        if item == FLUSH:
            return command.decode().rstrip("\n"), arguments, rest
        if item == DELIM:
            is_past = True
        elif is_past:
            rest.append(item)
        else:
            arguments.append(item.decode().rstrip("\n"))


def file(oid):
    return os.path.join(ROOT, "objects", oid)


def batch(arguments, rest):
    values = dict(item.split("=", 1) for item in arguments)
    if values.get("hash-algo") != "sha256" or not values.get("refname", "refs/").startswith("refs/"):
        return violation(f"batch arguments {values}")
    lines = []
    for item in rest:
        oid, size = item.decode().rstrip("\n").split(" ")[:2]
        if not re.fullmatch("[0-9a-f]{64}", oid) or not size.isdigit():
            return violation(f"batch line {item}")
        known = os.path.exists(file(oid))
        wanted = known if OPERATION == "download" else not known
        action = OPERATION if wanted else "noop"
        lines.append(f"{oid} {size} {action} id={oid[:8]} token=T{oid[:4]} expires-in=3600")
        if wanted and OPERATION == "upload":
            lines.append(f"{oid} {size} verify id={oid[:8]} token=T{oid[:4]}")
    send("status 200", ["hash-algo=sha256"], lines)


def checked(oid, arguments, needs_size):
    values = dict(item.split("=", 1) for item in arguments)
    if values.get("id") != oid[:8] or values.get("token") != f"T{oid[:4]}":
        violation(f"id and token of {oid}: {values}")
        return None
    if needs_size and not values.get("size", "").isdigit():
        violation(f"no size of {oid}")
        return None
    return values


def load_locks():
    path = os.path.join(ROOT, "locks.json")
    return json.load(open(path)) if os.path.exists(path) else []


def save_locks(locks):
    json.dump(locks, open(os.path.join(ROOT, "locks.json"), "w"))


def described(lock):
    return [f"id={lock['id']}", f"path={lock['path']}", f"locked-at={lock['at']}", f"ownername={lock['owner']}"]


def lock(arguments):
    values = dict(item.split("=", 1) for item in arguments)
    locks = load_locks()
    for known in locks:
        if known["path"] == values["path"]:
            return send("status 409", described(known), ["conflict"])
    made = {"id": f"L{len(locks) + 1}", "path": values["path"], "at": "2026-05-17T15:49:06Z", "owner": "me"}
    save_locks(locks + [made])
    send("status 201", described(made))


def list_locks(arguments):
    values = dict(item.split("=", 1) for item in arguments)
    lines = []
    for item in load_locks():
        if values.get("path", item["path"]) != item["path"] or values.get("id", item["id"]) != item["id"]:
            continue
        name = item["id"]
        lines += [f"lock {name}", f"path {name} {item['path']}", f"locked-at {name} {item['at']}"]
        lines += [f"ownername {name} {item['owner']}"]
        if OPERATION == "upload":
            lines += [f"owner {name} {'ours' if item['owner'] == 'me' else 'theirs'}"]
    send("status 200", [], lines)


def unlock(name):
    locks = load_locks()
    for item in locks:
        if item["id"] == name:
            save_locks([other for other in locks if other["id"] != name])
            return send("status 200", described(item))
    send("status 404", [], ["no such lock"])


def main():
    os.makedirs(os.path.join(ROOT, "objects"), exist_ok=True)
    with open(os.path.join(ROOT, "runs"), "a") as log:
        log.write(f"{PATH} {OPERATION}\n")
    packet("version=1")
    packet("locking")
    OUT.write(b"0000")
    OUT.flush()
    while True:
        command, arguments, rest = request()
        name, _, oid = command.partition(" ")
        if name == "version":
            send("status 200", [], [])
        elif name == "quit":
            send("status 200")
            return
        elif name == "batch":
            batch(arguments, rest)
        elif name == "get-object":
            if checked(oid, arguments, False) is not None:
                data = open(file(oid), "rb").read()
                if take("busy"):
                    send("status 503", [], ["not now"])
                    continue
                if take("flip"):
                    data = bytes([data[0] ^ 1]) + data[1:]
                if take("cut"):
                    packet("status 200")
                    packet(f"size={len(data)}")
                    OUT.write(b"0001")
                    packet(data[: min(len(data) // 2, 65516)])
                    OUT.flush()
                    sys.exit(1)
                send("status 200", [f"size={len(data)}"], data=data)
        elif name == "put-object":
            values = checked(oid, arguments, True)
            if values is not None:
                if take("deaf"):
                    sys.exit(1)
                data = b"".join(rest)
                if hashlib.sha256(data).hexdigest() != oid or len(data) != int(values["size"]):
                    send("status 422", [], ["wrong content"])
                else:
                    open(file(oid), "wb").write(data)
                    send("status 200", [], [])
        elif name == "verify-object":
            if checked(oid, arguments, True) is not None:
                send("status 200" if os.path.exists(file(oid)) else "status 404")
        elif name == "lock":
            lock(arguments)
        elif name == "list-lock":
            list_locks(arguments)
        elif name == "unlock":
            unlock(oid)
        else:
            violation(f"command {command}")


main()
