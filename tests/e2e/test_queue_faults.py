"""Killed workers, owners and servers, slow documents and hostile messages: the short form of scripts/queue-trial."""

import signal

from program import main, run
from queue_world import QueueWorld, message_put


class QueueFaultsTest(QueueWorld):
    def test_a_worker_that_is_killed_loses_nothing(self):
        for number in range(6):
            self.add(f"{number}.png", f"编号：{number * 1234567}")
        first = self.work("-v")
        batch = self.batch_on("--claim", 3)
        self.assertTrue(first.stderr.readline())
        self.wait_for(lambda: self.results(), "the first result")
        first.kill()
        self.work()
        self.assertEqual(batch.wait(60), 0, batch.stderr.read())
        self.same_as_here()

    def test_a_server_that_is_killed_and_an_owner_that_is_killed_lose_nothing(self):
        for number in range(8):
            self.add(f"{number}.png", f"编号：{number * 7654321}")
        self.work()
        batch = self.batch_on("--claim", 3)
        self.wait_for(lambda: self.results(), "the first result")
        self.server.stop(signal.SIGKILL)
        batch.kill()
        batch.wait()
        self.server.start()
        self.batch("--claim", 3)
        self.same_as_here()

    def long_document(self, pages=12):
        """One that takes seconds."""
        for number in range(1, pages + 1):
            self.page(f"archive/long/page-{number}.png", [f"第 {number} 页 编号：{number * line}" for line in range(1, 20)])

    def test_a_document_that_takes_longer_than_a_claim_is_read_once(self):
        self.long_document()
        self.work("-v")
        self.batch("--claim", 3)
        self.assertEqual(self.look()["waiting"] + self.look()["in_work"], 0)
        self.workers[0].terminate()
        self.assertEqual(self.workers[0].stderr.read().count(b" 12 pages in "), 1)

    def test_a_document_that_three_workers_did_not_survive_fails_with_its_reason(self):
        self.long_document()
        batch = self.batch_on("--claim", 3)
        for _ in range(3):
            worker = self.work()
            self.wait_for(lambda: self.look()["in_work"] == 1 and self.took(worker), "a worker has it")
            worker.kill()
            worker.wait()
        self.work()
        self.assertEqual(batch.wait(60), 1)
        self.assertIn("3 workers of the queue were lost", run("status", "-o", self.out).out)
        self.assertIn("1 quarantined", run("status", "-o", self.out).out)

    def test_a_worker_that_hangs_loses_its_document_and_its_late_answer_is_thrown_away(self):
        self.long_document(6)
        batch = self.batch_on("--claim", 3)
        worker = self.work()
        self.wait_for(lambda: self.took(worker), "it has the document")
        worker.send_signal(signal.SIGSTOP)
        self.work()
        self.assertEqual(batch.wait(60), 0)
        before = self.results()
        worker.send_signal(signal.SIGCONT)
        self.wait_for(lambda: not self.took(worker), "it has answered")
        self.assertIn("0 done now", self.batch("--claim", 3).out)
        self.assertEqual(self.results(), before)

    def took(self, worker):
        """The worker has a document's files in its folder."""
        folder = self.folder / f"work-{self.workers.index(worker)}"
        return any(path.is_file() for path in folder.rglob("*"))

    def test_hostile_messages_cost_nothing_but_themselves(self):
        self.add("a.png")
        self.work()
        self.batch()
        line = self.look()["readers"][0]["reader"]
        key, owner = "0" * 32, "f" * 16
        for content in (b"", b"nonsense", b"1QLZ" + b"\xff" * 100, b"\x31\x51\x4c\x5a" + b"\x00" * 12, b"x" * 900000):
            message_put(self.server, f"zhaolu.todo.{line}.{owner}.{key}", content)
            message_put(self.server, f"zhaolu.todo.{line}.else", content)
            message_put(self.server, f"zhaolu.todo.{line}.{owner}.{'a' * 31}*".replace("*", "b"), content)
            message_put(self.server, f"zhaolu.done.{owner}.{key}", content)
            message_put(self.server, f"zhaolu.note.{owner}", content)
        self.wait_for(lambda: self.look()["waiting"] + self.look()["in_work"] == 0, "all are thrown away")
        self.add("b.png", "注册资本：人民币壹仟万元")
        done = self.batch()
        self.assertIn("1 done now", done.out)
        self.assertIsNone(self.workers[0].poll())

    def test_hostile_answers_cost_one_attempt(self):
        self.add("a.png")
        batch = self.batch_on("-v", "--claim", 3)
        self.wait_for(lambda: self.look()["waiting"] == 1, "the document waits")
        subject = self.server.first_subject("zhaolu_todo")
        owner, key = subject.split(".")[3:]
        message_put(self.server, f"zhaolu.done.{owner}.{key}", b"nonsense")
        self.wait_for(lambda: b"answered nonsense" in batch.stderr.readline(), "it is told")
        self.work()
        self.assertEqual(batch.wait(60), 0)
        self.same_as_here()


if __name__ == "__main__":
    main()
