"""Work over several machines: documents go through a real nats-server to workers and come back."""

import signal

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

    def test_watch_puts_its_files_into_the_queue(self):
        inbox = self.folder / "in"
        inbox.mkdir()
        self.page("in/a.png", ("公司名称：听松",))
        self.page("in/sub/b.png", ("注册资本：人民币壹仟万元",))
        (inbox / "damaged.png").write_bytes((inbox / "a.png").read_bytes()[:300])
        self.work()
        done = run("watch", inbox, "-o", self.out, "--once", "--settle", 0, "--patience", 1, "--retry-pause", 0, *self.queue())
        self.assertEqual(done.returncode, 1, done.err)
        results = self.results()
        for name in ("a.json", "sub/b.json", "done/a.png", "done/sub/b.png", "failed/damaged.png", "failed/damaged.png.reason.txt"):
            self.assertIn(name, results)
        self.assertNotIn(str(self.folder / "work-0"), results["failed/damaged.png.reason.txt"].decode())

    def test_status_says_what_waits_and_who_reads(self):
        self.add("a.png")
        self.add("b.png", "注册资本：人民币壹仟万元")
        batch = self.batch_on()
        self.wait_for(lambda: self.look()["waiting"] == 2, "both wait")
        seen = self.look()
        self.assertEqual((seen["workers"], seen["in_work"], seen["answers"]), (0, 0, 0))
        self.assertGreater(seen["oldest_seconds"], 0)
        text = run("status", *self.queue()).out
        self.assertIn("2 waiting, 0 in work", text)
        self.assertIn("2 documents wait for a worker of the zhaolu and model", text)
        self.wait_for(lambda: f"into {self.out}" in run("status", *self.queue()).out, "the owner is seen")
        self.work()
        self.assertEqual(batch.wait(60), 0)
        seen = self.look()
        self.assertEqual((seen["waiting"], seen["workers"], seen["processes"]), (0, 1, 1))
        metrics = self.folder / "zhaolu.prom"
        done = run("status", "-o", self.out, "--metrics", metrics, *self.queue())
        self.assertEqual((done.returncode, done.out), (0, ""), done.err)
        lines = metrics.read_text().splitlines()
        for line in ('zhaolu_documents{state="done"} 2', "zhaolu_queue_up 1", "zhaolu_queue_waiting 0", "zhaolu_queue_workers 1"):
            self.assertIn(line, lines)
        self.server.stop()
        done = run("status", "--metrics", metrics, *self.queue())
        self.assertIn("zhaolu_queue_up 0", metrics.read_text())
        done = run("status", *self.queue())
        self.assertEqual(done.returncode, 3)
        self.assertIn("cannot be reached", done.out + done.err)

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

    def test_what_a_killed_worker_left_on_its_disk_is_removed_by_the_next(self):
        temporary = self.folder / "work-0"
        worker = self.work()
        self.wait_for(lambda: list(temporary.iterdir()), "its folder is there")
        worker.kill()
        worker.wait()
        (next(temporary.iterdir()) / "a.scan").write_bytes(b"x")
        second = self.work(temporary=temporary)
        third = self.work(temporary=temporary)
        self.wait_for(lambda: not list(temporary.rglob("a.scan")) and len(list(temporary.iterdir())) == 2, "one folder for each")
        for process in (second, third):
            process.terminate()
            self.assertEqual(process.wait(20), 0)
        self.assertEqual(list(temporary.iterdir()), [])

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

    def test_the_configuration_names_the_queue_for_all_verbs(self):
        configuration = self.folder / "zhaolu.yaml"
        configuration.write_text(f"queue:\n  queue: {self.server.url}\n  claim: 3\nbatch:\n  format: txt\n")
        self.add("a.png")
        done = run("batch", self.archive, "-o", self.out, "--config", configuration, "--queue", "")
        self.assertEqual((done.returncode, list(self.results())), (0, ["a.txt"]), done.err)
        self.assertIn("0 with 0 processes", run("status", "--config", configuration).out)
        text = run("status", "--config", configuration, "-o", self.out).out
        self.assertIn("1 done", text)
        self.assertIn("workers ", text)
        configuration.write_text("queue:\n  claims: 3\n")
        done = run("doctor", "--config", configuration)
        self.assertIn("claims", done.out + done.err)
        self.assertNotEqual(done.returncode, 0)


if __name__ == "__main__":
    main()
