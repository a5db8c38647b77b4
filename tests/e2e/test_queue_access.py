"""Who may do what at the queue's server: users, nkeys, TLS, and the few rights that a worker needs."""

import base64
import os
import subprocess

from program import main, run
from queue_world import QueueWorld, Server

# As docs/many-machines.md has them.
RIGHTS = """
authorization {
  OWNER = { publish: ["zhaolu.todo.>", "zhaolu.note.>", "$JS.API.>", "$JS.ACK.zhaolu_done.>"],
            subscribe: ["_INBOX.zhaolu_owner.>", "_INBOX.zhaolu_status.>"] }
  WORKER = { publish: ["zhaolu.done.>", "zhaolu.note.>", "$JS.API.CONSUMER.INFO.zhaolu_todo.*",
                       "$JS.API.CONSUMER.MSG.NEXT.zhaolu_todo.*", "$JS.ACK.zhaolu_todo.>"],
             subscribe: ["_INBOX.zhaolu_worker.>"] }
  users = [ %s ]
}
"""
PASSWORDS = RIGHTS % """{ user: "office", password: "one", permissions: $OWNER },
                        { user: "reader", password: "two", permissions: $WORKER }"""


def crc16(data):
    """CRC-16/XMODEM, which ends an nkey."""
    crc = 0
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def nkey_text(prefix, raw):
    data = prefix + raw
    return base64.b32encode(data + crc16(data).to_bytes(2, "little")).decode().rstrip("=")


def nkey_pair():
    """A user's public nkey and its seed: Ed25519 in NATS's own clothes."""
    secret = os.urandom(32)
    der = bytes.fromhex("302e020100300506032b657004220420") + secret
    public = subprocess.run(["openssl", "pkey", "-inform", "DER", "-pubout", "-outform", "DER"], input=der,
                            capture_output=True, check=True).stdout[-32:]
    user, seed = 20 << 3, 18 << 3
    return nkey_text(bytes([user]), public), nkey_text(bytes([seed | user >> 5, (user & 31) << 3]), secret)


class AccessTest(QueueWorld):
    def serve(self, configuration):
        self.server.stop()
        self.server = Server(self.folder / "own", configuration)
        self.server.start()
        self.addCleanup(self.server.stop)

    def secret(self, name, text):
        path = self.folder / name
        path.write_text(text + "\n")
        return path

    def person(self, user, password):
        return ("--queue-user", user, "--queue-password-file", self.secret(user, password))

    def test_a_worker_needs_no_more_rights_than_to_take_and_to_answer(self):
        self.serve(PASSWORDS)
        self.add("a.png")
        self.page("archive/licence/page-1.png", ("一",))
        self.page("archive/licence/page-2.png", ("二",))
        self.work(*self.person("reader", "two"))
        self.batch(*self.person("office", "one"))
        self.assertEqual(self.look(*self.person("office", "one"))["workers"], 1)
        self.assertNotIn("Violation", self.server.log())
        self.same_as_here()

    def test_a_wrong_password_is_said(self):
        self.serve(PASSWORDS)
        done = run("status", *self.queue(*self.person("office", "wrong")))
        self.assertEqual(done.returncode, 3)
        self.assertIn("uthorization", done.out + done.err)

    def test_a_worker_may_not_put_documents_in(self):
        self.serve(PASSWORDS)
        self.add("a.png")
        batch = self.batch_on(*self.person("reader", "two"))
        self.wait_for(lambda: b"queue" in batch.stderr.readline(), "it is told")
        self.assertIn("Publish Violation", self.server.log())
        self.assertIsNone(batch.poll(), "it waits for somebody to mend the rights")
        self.assertEqual(self.results(), {})

    def test_nkeys(self):
        public, seed = nkey_pair()
        self.serve(RIGHTS % f'{{ nkey: "{public}", permissions: $OWNER }}, {{ user: "reader", password: "two", permissions: $WORKER }}')
        seed_file = self.secret("seed", seed)
        done = run("status", *self.queue("--queue-nkey", public, "--queue-seed", seed_file))
        self.assertEqual(done.returncode, 0, done.err)
        other, _ = nkey_pair()
        done = run("status", *self.queue("--queue-nkey", other, "--queue-seed", seed_file))
        self.assertEqual(done.returncode, 3, done.out)

    def certificate(self, name, issuer=None):
        """NAME.pem and NAME.key, by themselves or by another."""
        key, request, path = (self.folder / f"{name}.{ending}" for ending in ("key", "csr", "pem"))
        openssl = ["openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-subj", f"/CN={name}"]
        if not issuer:
            subprocess.run([*openssl, "-x509", "-days", "2", "-out", path], check=True, capture_output=True)
            return path, key
        names = self.secret("names", "subjectAltName=IP:127.0.0.1")
        subprocess.run([*openssl, "-out", request], check=True, capture_output=True)
        subprocess.run(["openssl", "x509", "-req", "-in", request, "-CA", issuer[0], "-CAkey", issuer[1], "-CAcreateserial", "-days", "2",
                        "-extfile", names, "-out", path], check=True, capture_output=True)
        return path, key

    def test_tls_with_certificates_on_both_sides(self):
        authority = self.certificate("authority")
        server, client, stranger = self.certificate("server", authority), self.certificate("client", authority), self.certificate("stranger")
        self.serve(f'tls {{ cert_file: "{server[0]}", key_file: "{server[1]}", ca_file: "{authority[0]}", verify: true }}')
        own = ("--queue-ca", authority[0], "--queue-certificate", client[0], "--queue-key", client[1])
        self.add("a.png")
        self.work(*own)
        self.batch(*own)
        for wrong in (("--queue-ca", authority[0]), ("--queue-ca", stranger[0], *own[2:]), ()):
            done = run("status", *self.queue(*wrong))
            self.assertEqual(done.returncode, 3, wrong)
            self.assertIn("cannot be reached", done.out + done.err)


if __name__ == "__main__":
    main()
