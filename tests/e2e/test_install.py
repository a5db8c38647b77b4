"""What `meson install` puts down works away from the build folder."""
import gzip
import json
import pathlib
import subprocess
import unittest

from program import PROGRAM, SAMPLES, ProgramTest, clean_environment, main

BUILD = pathlib.Path(PROGRAM).parents[1]


class InstallTest(ProgramTest):
    def installed(self):
        root = self.folder / "root"
        subprocess.run(["meson", "install", "-C", str(BUILD), "--no-rebuild", "--destdir", str(root)], check=True, capture_output=True)
        (prefix,) = [path.parent.parent for path in root.rglob("bin/zhaolu")]
        return prefix

    def run_installed(self, prefix, *arguments, stdin=b""):
        return subprocess.run([str(prefix / "bin/zhaolu"), *map(str, arguments)], input=stdin, capture_output=True, check=False,
                              env=clean_environment(), cwd="/")

    def test_the_installed_program_takes_its_own_data(self):
        prefix = self.installed()
        doctor = self.run_installed(prefix, "doctor")
        self.assertEqual(doctor.returncode, 0, doctor.stdout.decode())
        self.assertIn(str(prefix.resolve()), doctor.stdout.decode())
        text = (SAMPLES / "telecom-licence/page-1.txt").read_bytes()
        record = json.loads(self.run_installed(prefix, "fix", "-f", "json", stdin=text).stdout)["records"][0]
        self.assertEqual(record["fields"]["licence_number"]["value"], "B2-20210386")
        built = subprocess.run([PROGRAM, "fix", "-f", "json"], input=text, capture_output=True, check=True)
        self.assertEqual(json.loads(built.stdout)["records"][0], record)

    def test_the_reference_texts_are_installed(self):
        share = self.installed() / "share"
        manual = next(share.glob("man/man1/zhaolu.1*"))
        opener = gzip.open if manual.suffix == ".gz" else open
        with opener(manual, "rt", encoding="utf-8") as text:
            self.assertIn("EXIT STATUS", text.read())
        for name in ("bash-completion/completions/zhaolu", "zsh/vendor-completions/_zhaolu", "doc/zhaolu/examples/zhaolu.yaml.example",
                     "zhaolu/zhaolu.schema.json", "zhaolu/profiles/value_added_telecom_licence.yaml"):
            self.assertTrue((share / name).is_file(), name)


if __name__ == "__main__":
    main()
