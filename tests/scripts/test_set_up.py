"""scripts/setup where it may not install: the whole command for someone who may."""
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

SETUP = pathlib.Path(__file__).resolve().parents[2] / "scripts/setup"
# A machine of no packages, no root and a sudo that refuses.
TOOLS = {"dpkg-query": "exit 1", "id": "echo 1000", "sudo": "exit 1", "apt-get": "exit 100"}


class SetUp(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="zhaolu-setup-")
        self.addCleanup(folder.cleanup)
        for name, script in TOOLS.items():
            tool = pathlib.Path(folder.name, name)
            tool.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
            tool.chmod(0o755)
        self.environment = dict(os.environ, PATH=f"{folder.name}:{os.environ['PATH']}")

    def test_without_root_the_whole_command_is_printed(self):
        for what in ("build", "all"):
            with self.subTest(what):
                done = subprocess.run([SETUP, what], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, env=self.environment)
                self.assertEqual((done.returncode, done.stdout), (3, ""))
                command = re.search(r"^    apt-get update && apt-get install -y --no-install-recommends (.*)$", done.stderr, re.M)
                self.assertTrue(command, done.stderr)
                packages = command[1].split()
                self.assertIn("libtesseract-dev", packages)
                self.assertEqual("libcmocka-dev" in packages, what == "all")

    def test_the_list_is_what_is_installed(self):
        listed = subprocess.run([SETUP, "--list"], capture_output=True, text=True, check=True).stdout.split()
        done = subprocess.run([SETUP], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, env=self.environment)
        for package in listed:
            self.assertIn(f" {package}", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=1)
