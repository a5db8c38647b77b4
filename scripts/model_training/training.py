"""The loop: batches in, weights changed, a checkpoint now and then.

Besides the weights their running average is kept; it reads better than the last weights and is what is written as the model.
The rate of learning rises over the first steps and falls as a cosine over all lines that are asked for.
"""
import difflib
import math
import pathlib
import queue as queues
import time
import unicodedata

import torch
from torch.nn import functional

from . import batches, characters
from .network_file import STEP

RATE, RATE_END = 4e-4, 0.03  # at the start, and its share that is left at the end
WARM_STEPS, GRADIENT_NORM, AVERAGE_DECAY = 100, 2.0, 0.999
REPORT_STEPS, SEEN_STEPS = 25, 5  # a line of report, and a batch that is read for it
WAIT_SECONDS = 120


class Training:
    """What is learnt: weights, their average, the optimiser's state, and how many lines it took."""

    def __init__(self, model, rate=RATE):
        self.model, self.rate = model, rate
        self.parameters = list(model.network.parameters())
        self.optimiser = torch.optim.Adam(self.parameters, lr=rate, betas=(0.9, 0.99))
        self.average = {name: value.clone() for name, value in model.network.state_dict().items()}
        self.lines = self.steps = 0

    # -- checkpoints -----------------------------------------------------------------------------
    def save(self, path):
        temporary = pathlib.Path(f"{path}.part")
        torch.save({"network": self.model.network.state_dict(), "average": self.average, "optimiser": self.optimiser.state_dict(),
                    "lines": self.lines}, temporary)
        temporary.replace(path)

    def resume(self, path):
        kept = torch.load(path)
        self.model.network.load_state_dict(kept["network"])
        self.average, self.lines = kept["average"], kept["lines"]
        if kept.get("optimiser"):
            self.optimiser.load_state_dict(kept["optimiser"])

    def use_average(self, others=()):
        """Takes the weights' running average; with those of other checkpoints, the mean of all."""
        averages = [self.average, *(torch.load(path)["average"] for path in others)]
        self.model.network.load_state_dict({name: sum(one[name] for one in averages) / len(averages) for name in self.average})

    # -- one step --------------------------------------------------------------------------------
    def learn(self, pictures, widths, codes, total):
        """Learns from one batch; returns the loss for a code and the network's output."""
        widths = torch.tensor(widths)
        output = self.model.network(torch.from_numpy(pictures), widths)
        lengths = torch.tensor([len(one) for one in codes])
        losses = functional.ctc_loss(functional.log_softmax(output, 2), torch.tensor([code for one in codes for code in one]),
                                     widths // STEP, lengths, blank=characters.BLANK, zero_infinity=True, reduction="none")
        loss = (losses / lengths).mean()
        self._set_rate(total)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.parameters, GRADIENT_NORM)
        self.optimiser.step()
        self.lines, self.steps = self.lines + len(codes), self.steps + 1
        self._average()
        return loss.item(), output.detach()

    def _set_rate(self, total):
        fallen = 0.5 * (1 + math.cos(math.pi * min(1, self.lines / total)))
        rate = self.rate * min(1, (self.steps + 1) / WARM_STEPS) * (RATE_END + (1 - RATE_END) * fallen)
        for group in self.optimiser.param_groups:
            group["lr"] = rate

    def _average(self):
        decay = min(AVERAGE_DECAY, (self.steps + 1) / (self.steps + 10))
        with torch.no_grad():
            for name, value in self.model.network.state_dict().items():
                self.average[name].mul_(decay).add_(value, alpha=1 - decay)


def errors(text, read):
    """Characters of a text that were not read, and their count; widths and spaces do not matter."""
    text, read = (unicodedata.normalize("NFKC", one).replace(" ", "") for one in (text, read))
    matched = sum(block.size for block in difflib.SequenceMatcher(None, text, read, False).get_matching_blocks())
    return len(text) - matched, len(text)


class Report:
    """What the last steps gave, for a line now and then."""

    def __init__(self, model):
        self.model, self.start, self.lines = model, time.monotonic(), 0
        self._clear()

    def _clear(self):
        self.loss, self.count, self.wrong, self.seen, self.waited = 0.0, 0, 0, 0, 0.0

    def add(self, loss, output, widths, written, step):
        self.loss, self.count, self.lines = self.loss + loss, self.count + 1, self.lines + len(widths)
        if step % SEEN_STEPS == 0:
            for place in range(0, len(widths), 4):
                best = output[:widths[place] // STEP, place].argmax(1).tolist()
                wrong, all_of_it = errors(written[place], self.model.characters.decode_best(best))
                self.wrong, self.seen = self.wrong + wrong, self.seen + all_of_it

    def line(self, training):
        passed = time.monotonic() - self.start
        text = (f"{time.strftime('%H:%M:%S')} lines {training.lines}, {self.lines / passed:.1f}/s, waited {self.waited / passed:.0%}, loss {self.loss / self.count:.4f}, "
                f"errors {100 * self.wrong / max(1, self.seen):.2f} %, rate {training.optimiser.param_groups[0]['lr']:.1e}")
        self._clear()
        return text


def run(training, source, total, checkpoint, batch_size, seed, report=print):
    """Learns until `total` lines were seen, from its start and all resumptions together."""
    queue, process = batches.start_drawing(source, batch_size, f"{seed}-{training.lines}")
    said = Report(training.model)
    try:
        while training.lines < total:
            before = time.monotonic()
            pictures, widths, codes, written = _next(queue, process)
            said.waited += time.monotonic() - before
            loss, output = training.learn(pictures, widths, codes, total)
            said.add(loss, output, widths, written, training.steps)
            if training.steps % REPORT_STEPS == 0:
                report(said.line(training))
                training.save(checkpoint)
    finally:
        process.kill()
        training.save(checkpoint)


def _next(queue, process):
    while True:
        try:
            return queue.get(timeout=WAIT_SECONDS)
        except queues.Empty:
            if not process.is_alive():
                raise RuntimeError("the process that draws has ended; its message stands above") from None
