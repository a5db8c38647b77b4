"""Requests that no page of the review would make."""

import json
import socket

PATHS = ("/../secret.json", "/..%2fsecret.json", "/%2e%2e/%2e%2e/etc/passwd", "/document/../../secret", "/document/%00", "/picture/../../../etc/passwd/1",
         "//etc/passwd", "/.zhaolu/ledger.sqlite3", "/scan-00000.json", "/document/" + "a" * 64, "/document/" + "A" * 64, "/state/" + "f" * 63,
         "/picture/{digest}/0", "/picture/{digest}/-1", "/picture/{digest}/999999", "/picture/{digest}/1/../../..", "/picture/{digest}/1%00.jpg",
         "/offers/{digest}?record=-1&field=x", "/offers/{digest}?record=99999999999&field=" + "x" * 500, "/next?after=../../secret", "/?from=-1",
         "/?words=%ff%fe%00", "/?type=<script>alert(1)</script>", "/?reason=" + "%27" * 300, "/fields?words=';DROP TABLE review;--", "/" + "x" * 5000,
         "http://evil.example/", "*", "", "/say", "/read", "/session", "/document/{digest}")
PATIENCE = 3  # seconds; the server itself gives up half a request after 20
METHODS = ("GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD", "TRACE", "CONNECT", "PATCH", "PROPFIND", "get", "G\x00T", "X" * 300)
HOSTS = ("127.0.0.1:{port}", "localhost:{port}", "evil.example", "127.0.0.1", "127.0.0.1:{port}.evil.example", "", "[::1]:{port}", "127.0.0.1:{port}@evil.example",
         "x" * 3000)
ORIGINS = (None, "https://evil.example", "null", "http://127.0.0.1:{port}", "http://127.0.0.1:1", "file://")


def bodies(dice, digest):
    saying = {"document": digest, "record": 0, "field": "software_name", "text": "FORGED", "seen": 0, "receipt": "r"}
    return dice.choice((b"", b"{", b"[]", b"null", json.dumps(saying).encode(), json.dumps({**saying, "record": -5}).encode(),
                        json.dumps({**saying, "document": "../../secret"}).encode(), json.dumps({**saying, "text": ["a"]}).encode(),
                        b"[" * 50000, b"\x00" * 2000, b"x" * 70000, dice.randbytes(500)))


def request_bytes(dice, port, digest):
    """Mostly right but for one or two things, for that is how far a stranger gets."""
    path, method = dice.choice(PATHS).replace("{digest}", digest), dice.choice(METHODS if dice.random() < 0.5 else ("GET", "POST"))
    host = dice.choice(HOSTS if dice.random() < 0.4 else HOSTS[:1]).format(port=port)
    origin, body = dice.choice(ORIGINS), bodies(dice, digest) if method == "POST" or dice.random() < 0.1 else b""
    length = dice.choice((len(body), len(body), len(body), 0, -1, 10**12, 10**30, "x"))
    head = [f"{method} {path} {dice.choice(('HTTP/1.1', 'HTTP/1.1', 'HTTP/1.0', 'HTTP/9.9', ''))}", f"Host: {host}"]
    if body or dice.random() < 0.2:
        head.append(f"Content-Length: {length}")
    if dice.random() < 0.1:
        head.append("Transfer-Encoding: chunked")
    if origin:
        head.append("Origin: " + origin.format(port=port))
    if dice.random() < 0.5:
        head.append("Content-Type: " + dice.choice(("application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data")))
    if dice.random() < 0.5:
        head.append("X-Zhaolu-Token: " + dice.choice(("", "0" * 32, "x" * 5000, "../")))
    if dice.random() < 0.1:
        head += [f"X-{index}: " + "y" * 500 for index in range(dice.choice((5, 100)))]
    head.append("Connection: close")
    data = "\r\n".join(head).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body
    return data[:dice.randrange(len(data))] if dice.random() < 0.05 else data


def hostile_requests(port, count, dice, digest):
    """Sends them; yields each one's status, 0 where the connection was closed without one, and what came back."""
    for _ in range(count):
        answer = b""
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
            try:
                connection.sendall(request_bytes(dice, port, digest))
                connection.shutdown(socket.SHUT_WR)
                while part := connection.recv(65536):
                    answer += part
            except OSError:
                pass  # refused before it had said all
        first = answer.split(b"\r\n", 1)[0].split()
        yield (int(first[1]) if len(first) > 1 and first[1].isdigit() else 0), answer
