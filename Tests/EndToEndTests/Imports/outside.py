"""A web server for imports, on the loopback: python3 outside.py FOLDER

Serves FOLDER with ETag and Last-Modified and answers conditions. Beside that: /to?URL redirects there, /cut sends half
of what it says, /huge says a terabyte, /endless sends without saying how much, /part answers 206, /odd has a broken
ETag. FOLDER/requests lists the requests. Prints its port; ends when standard input does.
"""

import hashlib
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FOLDER = sys.argv[1]


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass

    def answer(self, status, headers, body=b""):
        with open(os.path.join(FOLDER, "requests"), "a") as log:
            log.write(f"{self.path} {status} {self.headers.get('Authorization') or '-'}\n")
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        try:
            self.wfile.write(body)
        except OSError:
            pass

    def do_GET(self):
        name = self.path.lstrip("/")
        if name.startswith("to?"):
            return self.answer(302, {"Location": name[3:], "Content-Length": "0"})
        if name == "cut":
            return self.answer(200, {"Content-Length": "100"}, b"x" * 50)
        if name == "huge":
            return self.answer(200, {"Content-Length": str(1 << 40)}, b"x" * 50)
        if name == "endless":
            return self.answer(200, {}, b"x" * 3_000_000)
        if name == "part":
            return self.answer(206, {"Content-Length": "1", "Content-Range": "bytes 1-1/9"}, b"x")
        if name == "odd":
            return self.answer(200, {"Content-Length": "2", "ETag": '"' + "e" * 5000 + '"'}, b"ok")
        try:
            with open(os.path.join(FOLDER, name), "rb") as file:
                body = file.read()
        except OSError:
            return self.answer(404, {"Content-Length": "0"})
        etag = '"%s"' % hashlib.md5(body).hexdigest()
        if self.headers.get("If-None-Match") == etag:
            return self.answer(304, {"ETag": etag})
        headers = {"ETag": etag, "Last-Modified": "Fri, 02 Jan 2026 03:04:05 GMT", "Content-Length": str(len(body))}
        self.answer(200, headers, body)

    do_HEAD = do_GET


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
sys.stdin.read()
