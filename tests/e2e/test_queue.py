"""Work over several machines: documents go through a real nats-server to workers and come back."""

import signal
import time

from PIL import Image

from program import main, run
from queue_world import QueueWorld


class QueueTest(QueueWorld):
    def test_two_workers_give_byte_for_byte_what_one_machine_gives(self):
        for number in range(4):
            self.add(f"small-{number}.png", f"注册资本：人民币{number}万元")
        self.add("licence/page-1.png", "一")
        self.add("licence/page-2.png", "二")
        Image.effect_noise((1400, 1000), 90).save(self.archive / "large.png", dpi=(300, 300))
        self.assertGreater((self.archive / "large.png").stat().st_size, 512 << 10)
        (self.archive / "damaged.png").write_bytes((self.archive / "small-0.png").read_bytes()[:200])
        self.work()
        self.work()
        done = self.batch("-f", "json,html,pdf", exit_code=1)
        self.assertIn("damaged.png", done.err)
        self.assertNotIn(str(self.store), done.err)
        here = run("batch", self.archive, "-o", self.folder / "here", "-f", "json,html,pdf")
        self.assertEqual(self.results(), self.results(self.folder / "here"))
        said = [line.split("failed", 1)[1].split("/")[-1] for line in (done.err + here.err).splitlines() if "damaged" in line]
        self.assertEqual(said[0], said[1])
        self.assertEqual([path for path in self.store.rglob("*") if path.is_file()], [], "the store is left clean")

    def test_without_a_store_a_large_file_fails_with_what_to_do(self):
        Image.effect_noise((1400, 1000), 90).save(self.archive / "large.png", dpi=(300, 300))
        self.add("small.png")
        self.work(store=False)
        done = self.batch(store=False, exit_code=1)
        self.assertIn("--store", done.err)
        self.assertIn("small.json", self.results())

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

    def test_what_is_wanted_again_is_read_again(self):
        self.add("a.png")
        self.work()
        self.batch()
        done = self.batch("--force")
        self.assertIn("1 done now", done.out)

    def test_a_worker_that_is_stopped_lets_its_documents_end(self):
        self.add("a.png")
        worker = self.work()
        self.batch()
        worker.send_signal(signal.SIGTERM)
        self.assertEqual(worker.wait(20), 0)
        self.assertEqual(list((self.folder / "work-0").iterdir()), [], "nothing is left of the documents")

    def test_a_server_that_is_not_there_is_waited_for_and_said(self):
        self.add("a.png")
        self.server.stop()
        batch = self.batch_on()
        self.wait_for(lambda: b"cannot be reached" in batch.stderr.readline(), "the trouble is told")
        self.server.start()
        self.work()
        self.assertEqual(batch.wait(60), 0)

    def test_mistakes_of_the_command_line_are_said(self):
        for options, words in ((("--queue", "http://x"), "nats://"), (("--queue-seed", "/nonexistent"), "--queue-nkey"),
                               (("--queue-credentials", self.folder / "none"), "none")):
            done = run("batch", self.archive, "-o", self.out, *self.queue(), *options)
            self.assertEqual(done.returncode, 2, done.err)
            self.assert_one_line(done.err, words)
        self.assertEqual(run("work").returncode, 2)


if __name__ == "__main__":
    main()
