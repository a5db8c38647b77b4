"""The systemd units as installed: systemd takes them, and they open no more than they need."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

BUILD, SOURCE = pathlib.Path(sys.argv.pop(1)), pathlib.Path(__file__).resolve().parents[2]
UNITS = [BUILD / "data/zhaolu-watch.service", BUILD / "data/zhaolu-batch.service", BUILD / "data/zhaolu-work.service",
         SOURCE / "data/systemd/zhaolu-batch.timer"]


@unittest.skipUnless(shutil.which("systemd-analyze") or "ZHAOLU_TEST_NONE_SKIPPED" in os.environ,
                     "systemd-analyze is not installed: scripts/setup")
class Units(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="zhaolu-units-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        for unit in UNITS:
            text = unit.read_text(encoding="utf-8")
            # The program is where it was built, not yet where it will be installed.
            text = re.sub(r"^ExecStart=\S+/zhaolu ", f"ExecStart={BUILD}/cli/zhaolu ", text, flags=re.M)
            (self.folder / unit.name).write_text(text, encoding="utf-8")

    def test_systemd_has_nothing_against_them(self):
        done = subprocess.run(["systemd-analyze", "verify", "--man=no", *sorted(self.folder.iterdir())],
                              capture_output=True, text=True, check=False,
                              env=dict(os.environ, SYSTEMD_LOG_LEVEL="warning"))
        # What it says of the machine's other units is not ours.
        ours = [line for line in done.stderr.splitlines() if "zhaolu" in line]
        self.assertEqual(ours, [])
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_they_write_what_the_manual_sends_people_to(self):
        for name in ("zhaolu-watch.service", "zhaolu-batch.service"):
            text = (self.folder / name).read_text(encoding="utf-8")
            self.assertRegex(text, r"(?m)^Environment=.*\bZHAOLU_FORMATS=json,html$")
            self.assertRegex(text, r"(?m)^ExecStart=.* -f \$\{ZHAOLU_FORMATS\}")

    def test_they_are_shut_in(self):
        for name in ("zhaolu-watch.service", "zhaolu-batch.service", "zhaolu-work.service"):
            done = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager",
                                   str(self.folder / name)], capture_output=True, text=True, check=False)
            exposure = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
            self.assertIsNotNone(exposure, done.stderr)
            self.assertLess(float(exposure[1]), 2.0, done.stdout)


if __name__ == "__main__":
    unittest.main()
