"""Draws pages in another process and trains the network on pieces of them."""
import math
import multiprocessing
import os
import random
import time

import numpy
import torch
from torch.nn import functional

from . import damage, labels, layouts
from .network import LineNet, picture_planes

PIECE = 416  # pixels: side of the pieces that are trained on
PIECES_A_PAGE = 8
BATCH = 6
CHAR_MIN, CHAR_MAX = 8.0, 56.0  # pixels: the middle character height of a page, as the network is to see it


def draw_pieces(source):
    """A page's pieces: planes, region, core."""
    canvas = layouts.draw_page(source)
    height = numpy.median([run.height for run in canvas.runs]) if canvas.runs else 20
    wanted = math.exp(source.uniform(math.log(CHAR_MIN), math.log(CHAR_MAX)) * 0.5 + math.log(20) * 0.5)
    scale = min(max(wanted / height, 0.45), 1.8, 2200 / max(canvas.width, canvas.height))
    picture, corners = damage.damage(canvas, source, scale)
    region, core = labels.draw_labels(corners, picture.size)
    planes = picture_planes(numpy.asarray(picture))
    pieces = []
    for _ in range(PIECES_A_PAGE):
        pieces.append(_cut(planes, region, core, source))
    return pieces


def _cut(planes, region, core, source):
    h, w = planes.shape[1] // 2 * 2, planes.shape[2] // 2 * 2
    x, y = (source.randrange(0, max(1, side - PIECE + 1), 2) for side in (w, h))
    out = numpy.full((2, PIECE, PIECE), 1.0, numpy.float32)
    out[1] = 0
    piece = planes[:, y:y + PIECE, x:x + PIECE]
    out[:, :piece.shape[1], :piece.shape[2]] = piece
    targets = numpy.zeros((2, PIECE // 2, PIECE // 2), numpy.float32)
    for k, label in enumerate((region, core)):
        part = label[y // 2:(y + PIECE) // 2, x // 2:(x + PIECE) // 2]
        targets[k, :part.shape[0], :part.shape[1]] = part
    return out, targets


def _draw_forever(queue, seed):
    torch.set_num_threads(1)
    source = random.Random(seed)
    store = []
    while True:
        try:
            store += draw_pieces(source)
        except (ValueError, OSError):  # a page that cannot be drawn: the next
            continue
        if len(store) >= BATCH * 8:
            source.shuffle(store)
            for _ in range(6):
                batch, store = store[:BATCH], store[BATCH:]
                queue.put((numpy.stack([b[0] for b in batch]), numpy.stack([b[1] for b in batch])))


def loss_of(outputs, targets):
    """Cross entropy over both maps, and for the core how much of it is covered (dice), since it is a small share of the page."""
    region, core = outputs[:, 0], outputs[:, 1]
    entropy = functional.binary_cross_entropy_with_logits(region, targets[:, 0]) + 2 * functional.binary_cross_entropy_with_logits(
        core, targets[:, 1], pos_weight=torch.tensor(2.0))
    chance = torch.sigmoid(core)
    dice = 1 - (2 * (chance * targets[:, 1]).sum((1, 2)) + 1) / ((chance + targets[:, 1]).sum((1, 2)) + 1)
    return entropy + 0.5 * dice.mean()


def train(folder, hours, rate, seed, log=print):
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "line-net.pt")
    net = LineNet()
    average = LineNet()
    steps, fixed = 0, False
    if os.path.exists(path):
        saved = torch.load(path)
        net.load_state_dict(saved["net"])
        average.load_state_dict(saved["average"])
        steps = saved["steps"]
        fixed = saved.get("norms_are_fixed", False)
    else:
        average.load_state_dict(net.state_dict())
    if fixed:  # an exported network has lost what its norms were fitted to: they only scale
        net.eval()
    queue = multiprocessing.Queue(8)
    multiprocessing.Process(target=_draw_forever, args=(queue, seed + steps), daemon=True).start()
    optimiser = torch.optim.Adam(net.parameters(), lr=rate, betas=(0.9, 0.99))
    begin, count, sums = time.time(), 0, [0.0, 0.0]
    while time.time() - begin < hours * 3600:
        share = (time.time() - begin) / (hours * 3600)
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1, (count + 1) / 50) * (0.5 * (1 + math.cos(math.pi * share)) + 0.02)
        planes, targets = (torch.from_numpy(a) for a in queue.get())
        outputs = net(planes)
        loss = loss_of(outputs, targets)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 2.0)
        optimiser.step()
        steps, count = steps + 1, count + 1
        keep = min(0.998, (count + 1) / (count + 10))
        with torch.no_grad():
            for mean, value in zip(average.state_dict().values(), net.state_dict().values()):
                if mean.dtype.is_floating_point:
                    mean.mul_(keep).add_(value, alpha=1 - keep)
                else:
                    mean.copy_(value)
            found = torch.sigmoid(outputs[:, 1]) > 0.5
            true = targets[:, 1] > 0.5
            sums[0] += loss.item()
            sums[1] += (found & true).sum().item() / max(1, (found | true).sum().item())
        if count % 50 == 0:
            log(f"{steps} steps, {count * BATCH / (time.time() - begin):.2f} pieces/s, loss {sums[0] / 50:.4f}, core overlap {sums[1] / 50:.3f}", flush=True)
            sums = [0.0, 0.0]
            torch.save({"net": net.state_dict(), "average": average.state_dict(), "steps": steps, "norms_are_fixed": fixed}, path)
    torch.save({"net": net.state_dict(), "average": average.state_dict(), "steps": steps, "norms_are_fixed": fixed}, path)
