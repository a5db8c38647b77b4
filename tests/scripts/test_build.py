"""scripts/build makes the tests part of a folder that was made before cmocka was there, as scripts/quickstart makes it."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

BUILD = pathlib.Path(__file__).resolve().parents[2] / "scripts/build"


class Configuring(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="zhaolu-build-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.target = self.folder / "build"

    def path_without_cmocka(self):
        """A PATH whose pkg-config does not know cmocka, and which has no CMake to ask instead."""
        tools = self.folder / "tools"
        tools.mkdir()
        real = shutil.which("pkg-config")
        for name, script in (("pkg-config", f'case " $* " in *" cmocka "*) exit 1;; esac; exec {real} "$@"'), ("cmake", "exit 1")):
            (tools / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
            (tools / name).chmod(0o755)
        return f"{tools}:{os.environ['PATH']}"

    def build(self, *arguments, path=None):
        environment = {name: value for name, value in os.environ.items() if name not in ("PKG_CONFIG", "PKG_CONFIG_LIBDIR")}
        return subprocess.run([BUILD, *arguments, "--configure-only", self.target], capture_output=True, text=True, check=False,
                              env=dict(environment, PATH=path or os.environ["PATH"]))

    def names_of_tests(self):
        done = subprocess.run(["meson", "introspect", "--tests", self.target], capture_output=True, text=True, check=True)
        return [test["name"] for test in json.loads(done.stdout)]

    def test_a_folder_made_before_cmocka_was_there_gets_its_tests(self):
        path = self.path_without_cmocka()
        done = self.build(path=path)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.names_of_tests(), [])
        done = self.build("--tests", path=path)
        self.assertEqual(done.returncode, 1, "there cannot be tests, so that nothing must pass for tested")
        self.assertIn("libcmocka-dev", done.stderr)
        done = self.build("--tests")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("e2e_samples", self.names_of_tests())


if __name__ == "__main__":
    unittest.main(verbosity=1)
