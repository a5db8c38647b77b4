"""One file stops nobody else: hostile files in a folder, and how long others wait, how soon the program ends, how much memory
it takes. The short form is part of scripts/test; scripts/soak sets ZHAOLU_SOAK=1 for the long one, with figures."""

import os
import pathlib
import re
import shutil
import signal
import statistics
import time
import unittest
import zlib

from fault_world import start_quietly
from program import SANITIZED, main
from watch_world import WatchWorld

SOAK = "ZHAOLU_SOAK" in os.environ


def pdf(objects):
    """A PDF of these objects, the first its catalogue."""
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (data + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table +
            b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(data)))


def stream(content, head=b""):
    packed = zlib.compress(content)
    return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (len(packed), head, packed)


def pages_node(pages, first):
    kids = b" ".join(b"%d 0 R" % (first + number) for number in range(pages))
    return [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages)]


def pdf_of_nested_forms(pages, depth=8):
    """Each form draws the next one ten times: a small file whose pages take for ever."""
    forms = [stream(b"/F Do " * 10 if level + 1 < depth else b"0 0 1 1 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 600 900]"
                    b"/Resources << /XObject << /F %d 0 R >> >>" % (4 + level)) for level in range(depth)]
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /XObject << /F 3 0 R >> >> >>"
    first = 3 + depth + 1
    return pdf(pages_node(pages, first) + forms + [stream(b"/F Do")] + [page % (3 + depth)] * pages)


def pdf_of_much_text(pages, seed):
    """Pages full of small print, each unlike the others; they share what can be shared."""
    first, objects = 4, []
    for number in range(pages):
        rows = b"".join(b"1 0 0 1 20 %d Tm (%s) Tj\n" % (
            830 - 2 * row, b"".join(b"%06d" % ((seed * 7919 + number * 104729 + row * 1299709 + k * 15485863) % 1000003)
                                    for k in range(18))) for row in range(400))
        objects.append(stream(b"BT /F 1.7 Tf\n" + rows + b"ET"))
    page = (b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F 3 0 R >> >> >>")
    return pdf(pages_node(pages, first) + [b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"] +
               [page % (first + pages + number) for number in range(pages)] + objects)


def peak_memory(pid):
    """Of the process itself, in MB."""
    return int(re.search(r"VmHWM:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1]) // 1024


class HostileTest(WatchWorld):
    def time_of_good_files(self, count):
        """From the drop of the first to the last one's result."""
        begun = time.monotonic()
        names = [f"good-{time.monotonic_ns()}-{number}" for number in range(count)]
        for number, name in enumerate(names):
            self.drop(f"{name}.png", f"编号{number + time.monotonic_ns() % 10**9:010d}")
        self.wait_for(lambda: all((self.out / f"{name}.json").exists() for name in names), "the good ones", 0.01)
        return time.monotonic() - begun

    def median_times(self, rounds):
        """Of one good file, and of six."""
        times = [(self.time_of_good_files(1), self.time_of_good_files(6)) for _ in range(rounds)]
        return [statistics.median(column) for column in zip(*times)]

    def test_a_good_file_waits_for_no_hostile_ones(self):
        rounds = 7 if SOAK else 3
        for workers, hostile in [(1, 1), (2, 1), (1, 3), (2, 5)][:4 if SOAK else 2]:
            with self.subTest(workers=workers, hostile=hostile):
                process = self.watch_on("-j", workers, "--page-timeout", 30)
                self.time_of_good_files(1)  # everything is loaded
                alone = self.median_times(rounds)
                for number in range(hostile):
                    path = self.inbox / f"hostile-{workers}-{number}.pdf"
                    path.write_bytes(pdf_of_nested_forms(40 + number))
                    self.wait_for(lambda: not path.exists(), "the hostile one")
                first = self.time_of_good_files(1)
                beside = self.median_times(rounds)
                self.assertIsNone(process.poll())
                process.kill()
                process.wait()
                shutil.rmtree(self.out)  # or the next would take up what this one left
                if SOAK:
                    for count, a, b in zip((1, 6), alone, beside):
                        print(f"-j {workers}, {count} good: {a:.2f} s alone, {b:.2f} s beside {hostile} hostile "
                              f"({b / a:.2f} times); the very first one {first:.2f} s")
                for a, b in zip(alone, beside):
                    self.assertLess(b, 2 * a + (10 if SANITIZED else 0.5))

    def end_soon(self, process, what):
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        code = process.wait(60)
        took = time.monotonic() - begun
        if SOAK:
            print(f"ends within {took:.1f} s: {what}")
        self.assertEqual(code, 0)
        self.assertLess(took, 10 * (3 if SANITIZED else 1))

    def test_it_ends_within_ten_seconds_whatever_lies_in_the_inbox(self):
        count = 20000 if SOAK else 2000
        for case in ("a sparse file of 1 TB", f"{count} cut-off files", "forty links, pipes and folders of links", "pages for ever"):
            with self.subTest(case=case):
                if "1 TB" in case:
                    with open(self.inbox / "giant.tif", "wb") as file:
                        file.write(b"II*\0\x08\0\0\0")
                        file.truncate(1 << 40)
                elif "cut-off" in case:
                    for number in range(count):
                        (self.inbox / f"{number}.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR")
                elif "links" in case:
                    for number in range(40):
                        (self.inbox / f"{number}.link.png").symlink_to("/dev/zero")
                        os.mkfifo(self.inbox / f"{number}.pipe.png")
                        (self.inbox / f"folder-{number}").symlink_to("/")
                else:
                    (self.inbox / "hostile.pdf").write_bytes(pdf_of_nested_forms(40))
                process = start_quietly(("watch", self.inbox, "-o", self.out, "--settle", 0, "--patience", 2, "-j", 2),
                                        self.folder / "log")
                self.addCleanup(process.kill)
                time.sleep(4)
                self.assertIsNone(process.poll())
                self.end_soon(process, case)

    @unittest.skipIf(SANITIZED, "sanitizers take memory of their own")
    def test_the_parent_stays_small_over_files_that_give_much_text(self):
        for number in range(4 if SOAK else 2):
            (self.inbox / f"text-{number}.pdf").write_bytes(pdf_of_much_text(20 if SOAK else 2, number))
        process = start_quietly(("batch", self.inbox, "-o", self.out, "-j", 2), self.folder / "log")
        self.addCleanup(process.kill)
        peak = 0
        while process.poll() is None:
            try:
                peak = max(peak, peak_memory(process.pid))
            except (OSError, TypeError):
                break
            time.sleep(0.02)
        process.wait(60)
        characters = sum(path.stat().st_size for path in self.out.glob("*.json"))
        if SOAK:
            print(f"memory of the parent: {peak} MB at most, over results of {characters >> 20} MB")
        self.assertLess(peak, 200)
        self.assertGreater(characters, 100000)


if __name__ == "__main__":
    main()
