"""A folder that watch looks after, for tests: dropping files, waiting, and what is where."""

import json
import time

from program import ProgramTest, SANITIZED, paths_below, run, start

QUICK = ("--settle", 0, "--patience", 1, "--retry-pause", 0)


class WatchWorld(ProgramTest):
    def setUp(self):
        super().setUp()
        self.inbox, self.out = self.folder / "in", self.folder / "out"
        self.inbox.mkdir()

    def drop(self, name, line="公司名称：听松"):
        return self.page(f"in/{name}", (line,))

    def watch_once(self, *options, exit_code=0):
        done = run("watch", self.inbox, "-o", self.out, "--once", *QUICK, *options)
        self.assertEqual(done.returncode, exit_code, done.err)
        return done

    def watch_on(self, *options, settle=0):
        process = start("watch", self.inbox, "-o", self.out, "--settle", settle, "--retry-pause", 0, *options)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def wait_for(self, condition, what, pause=0.05):
        end = time.monotonic() + (200 if SANITIZED else 40)
        while not condition():
            self.assertLess(time.monotonic(), end, what)
            time.sleep(pause)

    def status(self, *options):
        done = run("status", "-o", self.out, "-f", "json", *options)
        self.assertEqual(done.returncode, 0, done.err)
        return json.loads(done.out)

    def names(self, folder):
        return sorted(str(path.relative_to(folder)) for path in paths_below(folder) if ".zhaolu" not in str(path))
