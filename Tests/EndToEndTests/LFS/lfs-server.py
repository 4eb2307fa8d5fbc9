#!/usr/bin/env python3
"""A strict Git LFS server for tests: batch API, basic transfers, verification, locks.

usage: lfs-server.py FOLDER

Listens on a free port of the loopback device, prints it, and ends when its standard input does. Every request is
checked against Git LFS's docs/api; what does not fit is answered with 400 and kept.

    FOLDER/switches.json    is read and removed before a request: its members replace those of SWITCHES
    FOLDER/requests         METHOD PATH STATUS, a line each
    FOLDER/violations       what did not fit, a line each
    FOLDER/bodies           the JSON bodies of API requests, a line each
    FOLDER/types            OID and Content-Type of each PUT
    FOLDER/patches          offset and length of each tus upload
    FOLDER/objects          the objects

GET /-/stalled answers when a download stands still. The repository is everything below /repo.git/info/lfs; objects are got and put below /storage.
"""

import base64
import hashlib
import json
import os
import re
import sys
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MEDIA = "application/vnd.git-lfs+json"
API = "/repo.git/info/lfs"

SWITCHES = {
    "users": {},  # name: password; when there are any, the API wants Basic authentication
    "bearer": None,  # a token that is accepted beside them
    "storage_auth": False,  # objects want the same authentication, and no token
    "batch_limit": 0,  # more objects than this in one batch: 413
    "rate_limited": 0,  # so many batch requests are answered with 429
    "retry_after": "0",
    "batch_failures": 0,  # ... with 503
    "storage_failures": 0,  # so many requests for objects are answered with 500
    "truncated": 0,  # so many downloads end in the middle
    "stalled": 0,  # so many stand still in the middle until the other side hangs up
    "corrupted": 0,  # so many downloads have a wrong byte
    "expired": 0,  # so many batch answers hold actions that have run out
    "forgotten": 0,  # so many requests for objects find that their token is not known
    "ignores_range": False,
    "refuses_range": False,
    "errors": {},  # oid: code
    "wrong_size": False,  # objects have less than no bytes
    "verify_failures": 0,
    "broken_patches": 0,  # so many tus uploads are broken off in the middle
    "locks": "on",  # on, 404, 501, 500
    "lock_refusal": None,  # what is said instead of a lock, and 200 with it
    "links": False,  # actions are called _links, as before the batch API was settled
    "page": 2,
    "chunked": False,
    "redirect_to": None,  # another server's address: objects are redirected there
    "transfer": "basic",  # what the server chooses when it is offered
    "known": False,  # whether objects are somewhere else
    "storage_base": None,  # where actions point to, instead of here
}

STATE = {"locks": [], "tokens": set()}
STALLED = threading.Event()
LOCK = threading.RLock()


class Violation(Exception):
    pass


def check(condition, text):
    if not condition:
        raise Violation(text)


def note(name, line):
    with LOCK, open(os.path.join(ROOT, name), "a") as file:
        file.write(line + "\n")


def read_switches():
    path = os.path.join(ROOT, "switches.json")
    with LOCK:
        if os.path.exists(path):
            with open(path) as file:
                SWITCHES.update(json.load(file))
            os.remove(path)


def take(name):
    with LOCK:
        if SWITCHES[name] > 0:
            SWITCHES[name] -= 1
            return True
        return False


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.serve("GET")

    def do_POST(self):
        self.serve("POST")

    def do_PUT(self):
        self.serve("PUT")

    def do_HEAD(self):
        self.serve("HEAD")

    def do_PATCH(self):
        self.serve("PATCH")

    def serve(self, method):
        self.url = urllib.parse.urlsplit(self.path)
        if self.path == "/-/stalled":
            self.send_response(204 if STALLED.wait(120) else 504)
            return self.end_headers()
        read_switches()
        try:
            body = self.read_body(method)
            self.route(method, self.url.path, body)
        except Violation as error:
            note("violations", f"{method} {self.path}: {error}")
            self.answer(400, {"message": f"violation: {error}"})
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def read_body(self, method):
        if method in ("GET", "HEAD"):
            check("Content-Length" not in self.headers, f"a {method} has a body")
            return b""
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            check(self.path.startswith("/storage/"), "a chunked body for the API")
            data = b""
            while True:
                size = int(self.rfile.readline().strip(), 16)
                data += self.rfile.read(size)
                self.rfile.readline()
                if size == 0:
                    return data
        check("Content-Length" in self.headers, "no Content-Length")
        return self.rfile.read(int(self.headers["Content-Length"]))

    def answer(self, status, value=None, headers=(), data=None, kind=MEDIA):
        if data is None:
            data = b"" if value is None else json.dumps(value).encode()
        self.begin(status, headers, len(data), kind)
        if self.command != "HEAD":
            self.wfile.write(data)

    def begin(self, status, headers, length, kind):
        # Kept before the answer: a test reads it as soon as its client has ended.
        note("requests", f"{self.command} {self.path} {status}")
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        for name, text in headers:
            self.send_header(name, text)
        self.end_headers()

    def route(self, method, path, body):
        if path.startswith("/storage/"):
            return self.storage(method, path[len("/storage/") :], body)
        check(path.startswith(API + "/"), "not an address of the API")
        check(self.headers.get("Accept", "").split(";")[0].strip() == MEDIA, f"Accept is {self.headers.get('Accept')}")
        check("User-Agent" in self.headers, "no User-Agent")
        user = self.user()
        if user is None:
            return self.unauthorized()
        value = None
        if method == "POST":
            kind = self.headers.get("Content-Type", "")
            check(re.fullmatch(re.escape(MEDIA) + r"(;\s*charset=utf-8)?", kind, re.I), f"Content-Type is {kind}")
            value = json.loads(body)
            check(isinstance(value, dict), "the body is no object")
            note("bodies", json.dumps(value))
        rest = path[len(API) + 1 :]
        if rest == "objects/batch":
            check(method == "POST", "a batch is POSTed")
            return self.batch(value)
        match = re.fullmatch(r"verify/([0-9a-f]{64})", rest)
        if match:
            return self.verify(match[1], value)
        if rest == "locks" or rest.startswith("locks/"):
            return self.locks(method, rest, value, user)
        return self.answer(404, {"message": "Not found"})

    # who is asking

    def user(self):
        if not SWITCHES["users"] and not SWITCHES["bearer"]:
            return "nobody"
        header = self.headers.get("Authorization", "")
        if SWITCHES["bearer"] and header == SWITCHES["bearer"]:
            return "bearer"
        if header.startswith("Basic "):
            name, _, password = base64.b64decode(header[6:]).decode().partition(":")
            if SWITCHES["users"].get(name) == password:
                return name
        return None

    def unauthorized(self):
        headers = [("LFS-Authenticate", 'Basic realm="Git LFS"'), ("WWW-Authenticate", 'Basic realm="Git"')]
        self.answer(401, {"message": "Credentials needed", "request_id": "42"}, headers)

    # objects

    def base(self):
        return f"http://{self.headers['Host']}"

    def file(self, oid):
        return os.path.join(ROOT, "objects", oid)

    def batch(self, value):
        allowed = {"operation", "transfers", "ref", "objects", "hash_algo"}
        check(set(value) <= allowed, f"unknown members {set(value) - allowed}")
        check(value.get("operation") in ("upload", "download"), "no operation")
        check("basic" in value.get("transfers", ["basic"]), "no basic transfer")
        check(value.get("hash_algo", "sha256") == "sha256", "hash_algo")
        if value.get("ref") is not None:
            check(set(value["ref"]) == {"name"}, "ref has a name only")
            check(value["ref"]["name"].startswith("refs/"), "ref.name is not full")
        check(isinstance(value.get("objects"), list) and value["objects"], "no objects")
        for item in value["objects"]:
            check(set(item) == {"oid", "size"}, "an object has oid and size")
            check(re.fullmatch("[0-9a-f]{64}", item["oid"]), "oid")
            check(isinstance(item["size"], int) and item["size"] >= 0, "size")
        if take("rate_limited"):
            return self.answer(429, {"message": "slow down"}, [("Retry-After", SWITCHES["retry_after"])])
        if take("batch_failures"):
            return self.answer(503, {"message": "not now"})
        if SWITCHES["batch_limit"] and len(value["objects"]) > SWITCHES["batch_limit"]:
            return self.answer(413, {"message": "too many objects"})
        is_expired = take("expired")
        objects = [self.describe(item, value["operation"], is_expired) for item in value["objects"]]
        for item in objects:
            if SWITCHES["links"]:
                item.pop("actions", None)
            if SWITCHES["wrong_size"]:
                item["size"] = -1
        chosen = SWITCHES["transfer"]
        chosen = chosen if chosen in value.get("transfers", ["basic"]) else "basic"
        self.answer(200, {"transfer": chosen, "objects": objects, "hash_algo": "sha256"})

    def describe(self, item, operation, is_expired):
        oid, size = item["oid"], item["size"]
        result = {"oid": oid, "size": size}
        if oid in SWITCHES["errors"]:
            result["error"] = {"code": SWITCHES["errors"][oid], "message": "not this one"}
            return result
        known = SWITCHES["known"] or os.path.exists(self.file(oid))
        if operation == "download" and not known:
            result["error"] = {"code": 404, "message": "Object does not exist"}
            return result
        if operation == "upload" and known:
            return result
        token = f"RemoteAuth {os.urandom(8).hex()}"
        with LOCK:
            STATE["tokens"].add(token)
        header = {} if SWITCHES["storage_auth"] else {"Authorization": token, "X-Oid": oid}
        if operation == "upload" and SWITCHES["chunked"]:
            header["Transfer-Encoding"] = "chunked"
        base = SWITCHES["storage_base"] or self.base()
        action = {"href": f"{base}/storage/{oid}", "header": header}
        if is_expired:
            # The relative time counts, whatever the other says.
            action.update({"expires_in": -5, "expires_at": "2999-01-01T00:00:00Z"})
            action["href"] = f"{base}/storage/expired"
        else:
            action["expires_in"] = 3600
        result["actions"] = {operation: action}
        if operation == "upload":
            result["actions"]["verify"] = {"href": f"{self.base()}{API}/verify/{oid}", "header": {}}
        if SWITCHES["links"]:
            result["_links"] = result["actions"]
        if not SWITCHES["storage_auth"]:
            result["authenticated"] = True
            # The verification is part of the API.
            if SWITCHES["bearer"] and operation == "upload":
                result["actions"]["verify"]["header"] = {"Authorization": SWITCHES["bearer"]}
            elif SWITCHES["users"]:
                name, password = next(iter(SWITCHES["users"].items()))
                text = base64.b64encode(f"{name}:{password}".encode()).decode()
                if operation == "upload":
                    result["actions"]["verify"]["header"] = {"Authorization": f"Basic {text}"}
        return result

    def storage(self, method, oid, body):
        check(oid != "expired", "an action that had run out was used")
        check(re.fullmatch("[0-9a-f]{64}", oid), "not an object")
        if SWITCHES["redirect_to"]:
            return self.answer(307, None, [("Location", f"{SWITCHES['redirect_to']}/storage/{oid}")])
        if SWITCHES["storage_auth"]:
            if self.user() is None:
                return self.unauthorized()
        elif self.headers.get("X-Oid") is None and self.headers.get("Authorization") is None:
            # Redirected here: nothing that says who is asking may have come along.
            pass
        else:
            check(self.headers.get("X-Oid") == oid, "the action's header is missing")
            check(self.headers.get("Authorization") in STATE["tokens"], "Authorization is not the action's")
        if take("forgotten"):
            return self.answer(403, {"message": "token expired"})
        if take("storage_failures"):
            return self.answer(500, {"message": "disk on fire"})
        if method == "PUT":
            return self.put(oid, body)
        if method in ("HEAD", "PATCH"):
            return self.tus(method, oid, body)
        check(method == "GET", "objects are got and put")
        return self.get(oid)

    def put(self, oid, body):
        kind = self.headers.get("Content-Type")
        check(kind, "no Content-Type")
        note("types", f"{oid} {kind}")
        is_chunked = self.headers.get("Transfer-Encoding") is not None
        check(is_chunked == SWITCHES["chunked"], "chunked or not, against the action")
        if hashlib.sha256(body).hexdigest() != oid:
            return self.answer(422, {"message": "wrong content"})
        with open(self.file(oid) + ".new", "wb") as file:
            file.write(body)
        os.rename(self.file(oid) + ".new", self.file(oid))
        self.answer(200)

    def tus(self, method, oid, body):
        """tus.io, core protocol: how much is there, and what comes after it."""
        check(SWITCHES["transfer"] == "tus", "tus was not chosen")
        check(self.headers.get("Tus-Resumable") == "1.0.0", "Tus-Resumable")
        path = self.file(oid) + ".tus"
        have = os.path.getsize(path) if os.path.exists(path) else 0
        headers = [("Tus-Resumable", "1.0.0")]
        if method == "HEAD":
            return self.answer(200, None, headers + [("Upload-Offset", str(have))])
        check(self.headers.get("Content-Type") == "application/offset+octet-stream", "Content-Type")
        if self.headers.get("Upload-Offset") != str(have):
            return self.answer(409, {"message": "another offset"})
        note("patches", f"{have} {len(body)}")
        is_broken = take("broken_patches")
        with open(path, "ab") as file:
            file.write(body[: len(body) // 2] if is_broken else body)
        if is_broken:
            return self.answer(500, {"message": "disk on fire"})
        with open(path, "rb") as file:
            if hashlib.sha256(file.read()).hexdigest() != oid:
                os.remove(path)
                return self.answer(422, {"message": "wrong content"})
        os.rename(path, self.file(oid))
        self.answer(204, None, headers + [("Upload-Offset", str(have + len(body)))])

    def get(self, oid):
        if not os.path.exists(self.file(oid)):
            return self.answer(404, {"message": "no such object"})
        with open(self.file(oid), "rb") as file:
            data = file.read()
        status, headers = 200, []
        span = self.headers.get("Range")
        if span:
            match = re.fullmatch(r"bytes=(\d+)-(\d*)", span)
            check(match, f"Range is {span}")
            start = int(match[1])
            if SWITCHES["refuses_range"] or start >= len(data):
                return self.answer(416, {"message": "no such range"}, [("Content-Range", f"bytes */{len(data)}")])
            if not SWITCHES["ignores_range"]:
                end = min(int(match[2] or len(data) - 1), len(data) - 1)
                headers.append(("Content-Range", f"bytes {start}-{end}/{len(data)}"))
                status, data = 206, data[start : end + 1]
        if take("corrupted"):
            data = bytes([data[0] ^ 1]) + data[1:]
        if take("stalled"):
            self.begin(status, headers, len(data), "application/octet-stream")
            self.wfile.write(data[: len(data) // 2])
            STALLED.set()
            self.rfile.read(1)
            self.close_connection = True
            return
        if take("truncated"):
            self.begin(status, headers, len(data), "application/octet-stream")
            self.wfile.write(data[: len(data) // 2])
            self.wfile.flush()
            self.close_connection = True
            return
        self.answer(status, None, headers, data, "application/octet-stream")

    def verify(self, oid, value):
        check(value is not None and set(value) == {"oid", "size"}, "a verification has oid and size")
        check(value["oid"] == oid, "another object")
        if take("verify_failures"):
            return self.answer(500, {"message": "cannot look"})
        if SWITCHES["transfer"] not in ("basic", "tus"):
            return self.answer(200, {})
        if not os.path.exists(self.file(oid)):
            return self.answer(404, {"message": "no such object"})
        if os.path.getsize(self.file(oid)) != value["size"]:
            return self.answer(422, {"message": "wrong size"})
        self.answer(200, {})

    # locks

    def locks(self, method, rest, value, user):
        if SWITCHES["locks"] != "on":
            return self.answer(int(SWITCHES["locks"]), {"message": "no locks here"})
        if value is not None and "ref" in value:
            check(value["ref"]["name"].startswith("refs/"), "ref.name is not full")
        if rest == "locks" and method == "POST":
            check(set(value) <= {"path", "ref"} and value.get("path"), "a lock has a path and a ref")
            check(not value["path"].startswith("/"), "the path is not relative")
            if SWITCHES["lock_refusal"]:
                return self.answer(200, {"message": SWITCHES["lock_refusal"]})
            return self.create(value["path"], user)
        if rest == "locks" and method == "GET":
            return self.list()
        check(method == "POST", "is POSTed")
        if rest == "locks/verify":
            check(set(value) <= {"cursor", "limit", "ref"}, "unknown members")
            page, cursor = self.page(STATE["locks"], value.get("cursor"))
            ours = [lock for lock in page if lock["owner"]["name"] == user]
            theirs = [lock for lock in page if lock["owner"]["name"] != user]
            # An empty list is null, as the servers that are written in Go say it.
            return self.answer(200, {"ours": ours or None, "theirs": theirs or None, "next_cursor": cursor})
        match = re.fullmatch(r"locks/([^/]+)/unlock", rest)
        check(match, "not an address of the API")
        check(set(value) <= {"force", "ref"}, "unknown members")
        return self.unlock(urllib.parse.unquote(match[1]), value.get("force", False), user)

    def create(self, path, user):
        with LOCK:
            for lock in STATE["locks"]:
                if lock["path"] == path:
                    return self.answer(409, {"lock": lock, "message": "already created lock"})
            lock = {
                "id": f"id-{len(STATE['locks']) + 1}-{os.urandom(3).hex()}",
                "path": path,
                "locked_at": "2026-05-17T15:49:06+00:00",
                "owner": {"name": user},
            }
            STATE["locks"].append(lock)
        self.answer(201, {"lock": lock})

    def list(self):
        query = dict(urllib.parse.parse_qsl(self.url.query))
        check(set(query) <= {"path", "id", "cursor", "limit", "refspec"}, "unknown members of the query")
        found = [
            lock
            for lock in STATE["locks"]
            if query.get("path", lock["path"]) == lock["path"] and query.get("id", lock["id"]) == lock["id"]
        ]
        if query.get("limit") not in (None, "0"):
            return self.answer(200, {"locks": found[: int(query["limit"])]})
        page, cursor = self.page(found, query.get("cursor"))
        self.answer(200, {"locks": page, "next_cursor": cursor})

    def page(self, locks, cursor):
        start = int(cursor or 0)
        end = start + SWITCHES["page"]
        return locks[start:end], str(end) if end < len(locks) else ""

    def unlock(self, name, force, user):
        with LOCK:
            for lock in STATE["locks"]:
                if lock["id"] == name:
                    if lock["owner"]["name"] != user and not force:
                        return self.answer(403, {"message": "You must have push access to delete locks"})
                    STATE["locks"].remove(lock)
                    return self.answer(200, {"lock": lock})
        self.answer(404, {"message": "no such lock"})


def main():
    global ROOT
    ROOT = sys.argv[1]
    os.makedirs(os.path.join(ROOT, "objects"), exist_ok=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    print(server.server_address[1], flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


main()
