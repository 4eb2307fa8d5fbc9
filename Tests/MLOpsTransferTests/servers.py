"""Object stores on the loopback for tests: one that fails on demand, moto, and `rclone serve s3`.

    python3 servers.py faulty
    python3 servers.py moto
    python3 servers.py rclone FOLDER KEY SECRET

Prints its port as the first line, and ends when standard input does, so that no test leaves it behind.

The faulty store is a small S3 in memory. A rule, posted as JSON to /-/rule, spoils requests:
    method, match      what it is about: the method, and text that the path with its query holds
    times              how many requests (default 1), after the first `after` ones
    status, body, headers   answer that instead
    fault              drop (no answer), drop-after (it is done, and no answer), cut (half of the body), flip (one bit
                       of the body), stall (half of the body goes either way, and then nothing until the other side
                       hangs up), skew (the server's clock is `seconds` ahead; what is not dated so is refused)
GET /-/stalled answers when a request stalls. DELETE /-/rule forgets them. GET /-/log lists the requests so far; POST /-/object/KEY plants bytes; DELETE /-/object/KEY takes them away.
"""

import hashlib
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

LOCK = threading.RLock()
OBJECTS = {}
UPLOADS = {}
RULES = []
LOG = []
SKEW = [0]
STALLED = threading.Event()


def take_rule(method, target):
    with LOCK:
        for rule in RULES:
            if rule.get("method", method) != method or rule.get("match", "") not in target:
                continue
            if rule.get("after", 0) > 0:
                rule["after"] -= 1
                continue
            if rule.get("times", 1) <= 0:
                continue
            rule["times"] = rule.get("times", 1) - 1
            return rule
    return None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    muted = False

    def log_message(self, *arguments):
        pass

    def date_time_string(self, timestamp=None):
        return formatdate(time.time() + SKEW[0], usegmt=True)

    def read_body(self):
        if self.headers.get("Transfer-Encoding") == "chunked":
            data = b""
            while True:
                size = int(self.rfile.readline().split(b";")[0], 16)
                data += self.rfile.read(size)
                self.rfile.readline()
                if size == 0:
                    return data
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def reply(self, status, body=b"", headers=None, keep=None):
        """keep: how many bytes of the body are really sent."""
        if isinstance(body, str):
            body = body.encode()
        if self.muted:
            return self.drop()
        self.send_response(status)
        headers = dict(headers or {})
        headers.setdefault("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD" and status not in (204, 304):
            self.wfile.write(body if keep is None else body[:keep])
        if keep is not None:
            self.drop()

    def drop(self):
        self.wfile.flush()
        self.close_connection = True
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def stall(self):
        """Waits for the other side to hang up."""
        self.wfile.flush()
        STALLED.set()
        try:
            while self.connection.recv(1 << 16):
                pass
        except OSError:
            pass
        self.close_connection = True

    def error(self, status, code, extra=""):
        self.reply(
            status,
            f"<?xml version='1.0' encoding='UTF-8'?>\n<Error><Code>{code}</Code><Message>{code}</Message>{extra}</Error>",
            {"Content-Type": "application/xml"},
        )

    def handle_one(self):
        target = self.path
        self.muted = False
        if target.startswith("/-/"):
            return self.control(target)
        with LOCK:
            LOG.append({"method": self.command, "target": target, "headers": dict(self.headers.items())})
        rule = take_rule(self.command, target)
        if rule and rule.get("fault") == "stall" and self.command == "PUT":
            self.rfile.read(int(self.headers["Content-Length"]) // 2)
            return self.stall()
        body = self.read_body()
        if rule and "status" in rule:
            return self.reply(rule["status"], rule.get("body", ""), rule.get("headers"))
        fault = rule.get("fault") if rule else None
        if fault == "drop":
            return self.drop()
        if SKEW[0] and not self.is_dated():
            return self.error(403, "RequestTimeTooSkewed")
        self.muted = fault == "drop-after"
        self.serve(target, body, fault)

    def is_dated(self):
        wanted = time.strftime("%Y%m%dT%H", time.gmtime(time.time() + SKEW[0]))
        return (self.headers.get("X-Amz-Date") or "").startswith(wanted)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = do_PATCH = handle_one

    def control(self, target):
        body = self.read_body()
        if target == "/-/stalled":
            has_stalled = STALLED.wait(120)
            STALLED.clear()
            return self.reply(204 if has_stalled else 504)
        with LOCK:
            if target == "/-/rule" and self.command == "DELETE":
                RULES.clear()
                return self.reply(204)
            if target == "/-/rule":
                rule = json.loads(body)
                if rule.get("fault") == "skew":
                    SKEW[0] = rule["seconds"]
                else:
                    RULES.append(rule)
                return self.reply(204)
            if target == "/-/log":
                return self.reply(200, json.dumps(LOG))
            if target == "/-/uploads":
                return self.reply(200, json.dumps({k: sorted(v["parts"]) for k, v in UPLOADS.items()}))
            if target.startswith("/-/object/"):
                key = urllib.parse.unquote(target[len("/-/object/"):])
                if self.command == "DELETE":
                    return self.reply(204 if OBJECTS.pop(key, None) is not None else 404)
                if self.command == "GET":
                    return self.reply(200, OBJECTS.get(key, b""))
                OBJECTS[key] = body
                return self.reply(204)
            if target.startswith("/-/redirect"):
                query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(target).query))
                return self.reply(int(query.get("status", 302)), "moved", {"Location": query["to"]})
            if target.startswith("/-/echo"):
                LOG.append({"method": self.command, "target": target, "headers": dict(self.headers.items())})
                return self.reply(
                    200,
                    json.dumps(
                        {
                            "method": self.command,
                            "target": target,
                            "headers": {k.lower(): v for k, v in self.headers.items()},
                            "sha256": hashlib.sha256(body).hexdigest(),
                            "length": len(body),
                        }
                    ),
                )
        self.reply(404)

    def serve(self, target, body, fault):
        parts = urllib.parse.urlsplit(target)
        query = dict(urllib.parse.parse_qsl(parts.query, keep_blank_values=True))
        key = urllib.parse.unquote(parts.path.lstrip("/"))
        name = "do_" + self.command.lower()
        with LOCK:
            if self.command in ("GET", "HEAD") and "list-type" in query:
                return self.list(key.rstrip("/"), query)
            if self.command == "POST" and "uploads" in query:
                return self.start_upload(key)
            if "uploadId" in query:
                return self.upload(key, query, body)
        if self.command in ("GET", "HEAD"):
            return self.get(key, fault)
        if self.command == "PUT":
            return self.put(key, body)
        if self.command == "DELETE":
            with LOCK:
                OBJECTS.pop(key, None)
            return self.reply(204)
        self.error(405, "MethodNotAllowed" + name)

    def checked(self, body):
        wanted = self.headers.get("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD")
        return not re.fullmatch("[0-9a-f]{64}", wanted) or hashlib.sha256(body).hexdigest() == wanted

    def put(self, key, body):
        if not self.checked(body):
            return self.error(400, "XAmzContentSHA256Mismatch")
        with LOCK:
            if self.headers.get("If-None-Match") == "*" and key in OBJECTS:
                return self.error(412, "PreconditionFailed")
            OBJECTS[key] = body
        self.reply(200, "", {"ETag": f'"{hashlib.md5(body).hexdigest()}"'})

    def get(self, key, fault):
        with LOCK:
            data = OBJECTS.get(key)
        if data is None:
            return self.error(404, "NoSuchKey")
        etag = f'"{hashlib.md5(data).hexdigest()}"'
        if self.headers.get("If-Match", etag) != etag:
            return self.error(412, "PreconditionFailed")
        status, headers = 200, {"ETag": etag, "Accept-Ranges": "bytes"}
        match = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range") or "")
        if match:
            start, end = int(match[1]), int(match[2] or len(data) - 1)
            if start >= len(data):
                return self.error(416, "InvalidRange")
            headers["Content-Range"] = f"bytes {start}-{end}/{len(data)}"
            data, status = data[start : end + 1], 206
        if self.command == "HEAD":
            return self.reply(status, data, headers)
        if fault == "flip":
            data = data[:-1] + bytes([data[-1] ^ 1])
        if fault == "stall":
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(data))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data[: len(data) // 2])
            return self.stall()
        self.reply(status, data, headers, keep=len(data) // 2 if fault == "cut" else None)

    def list(self, bucket, query):
        prefix = bucket + "/" + query.get("prefix", "")
        after = query.get("continuation-token") or query.get("start-after") or ""
        keys = sorted(k for k in OBJECTS if k.startswith(prefix) and k[len(bucket) + 1 :] > after)
        limit = min(int(query.get("max-keys", 1000)), 1000)
        page = keys[:limit]
        names = [k[len(bucket) + 1 :] for k in page]
        rows = "".join(
            f"<Contents><Key>{escape(n)}</Key><Size>{len(OBJECTS[k])}</Size></Contents>" for n, k in zip(names, page)
        )
        more = len(keys) > limit
        token = f"<NextContinuationToken>{escape(names[-1])}</NextContinuationToken>" if more else ""
        self.reply(
            200,
            f"<ListBucketResult><IsTruncated>{str(more).lower()}</IsTruncated>{token}{rows}</ListBucketResult>",
            {"Content-Type": "application/xml"},
        )

    def start_upload(self, key):
        upload = hashlib.md5(os.urandom(16)).hexdigest()
        UPLOADS[upload] = {"key": key, "parts": {}}
        self.reply(
            200,
            f"<InitiateMultipartUploadResult><UploadId>{upload}</UploadId></InitiateMultipartUploadResult>",
        )

    def upload(self, key, query, body):
        upload = UPLOADS.get(query["uploadId"])
        if upload is None:
            return self.error(404, "NoSuchUpload")
        if self.command == "PUT":
            if not self.checked(body):
                return self.error(400, "XAmzContentSHA256Mismatch")
            upload["parts"][int(query["partNumber"])] = body
            return self.reply(200, "", {"ETag": f'"{hashlib.md5(body).hexdigest()}"'})
        if self.command == "GET":
            rows = "".join(
                f'<Part><PartNumber>{n}</PartNumber><ETag>"{hashlib.md5(b).hexdigest()}"</ETag><Size>{len(b)}</Size></Part>'
                for n, b in sorted(upload["parts"].items())
            )
            return self.reply(200, f"<ListPartsResult><IsTruncated>false</IsTruncated>{rows}</ListPartsResult>")
        if self.command == "DELETE":
            del UPLOADS[query["uploadId"]]
            return self.reply(204)
        numbers = [int(n) for n in re.findall(rb"<PartNumber>(\d+)</PartNumber>", body)]
        if numbers != sorted(upload["parts"]):
            return self.error(400, "InvalidPart")
        OBJECTS[key] = b"".join(upload["parts"][n] for n in numbers)
        del UPLOADS[query["uploadId"]]
        self.reply(200, f"<CompleteMultipartUploadResult><Key>{escape(key)}</Key></CompleteMultipartUploadResult>")


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        pass


def serve_faulty():
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1], lambda: None


def serve_moto():
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    return server.get_host_and_port()[1], lambda: None


def serve_rclone(folder, key, secret):
    program = os.path.join(os.path.dirname(sys.executable), "rclone")
    child = subprocess.Popen(
        [program if os.path.exists(program) else "rclone", "serve", "s3", "--addr", "127.0.0.1:0",
         "--auth-key", f"{key},{secret}", "--config", "/dev/null", "--vfs-cache-mode", "off", folder],
        stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)  # fmt: skip
    for line in child.stderr:
        found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        if found:
            threading.Thread(target=child.stderr.read, daemon=True).start()
            return int(found[1]), child.kill
    sys.exit("rclone did not start")


def main():
    start = {"faulty": serve_faulty, "moto": serve_moto, "rclone": serve_rclone}[sys.argv[1]]
    port, stop = start(*sys.argv[2:])
    print(port, flush=True)
    sys.stdin.read()
    stop()
    os._exit(0)


main()
