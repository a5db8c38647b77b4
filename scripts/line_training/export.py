"""Writes the network as page/line_net.c reads it, and reads it back.

The file: "ZLN1", then uint32 planes, outputs and count of operations, then each operation: uint8 kind, relu, kernel height,
kernel width, stride; uint16 first input, second input, input channels, output channels; a convolution's weights (float16,
[output, row, column, input], by depth [row, column, channel]) and biases (float32). Value 0 is the picture, operation k makes
value k + 1. Little-endian.
"""
import os
import struct

import numpy
import torch

from .network import OUTPUTS, PLANES, Conv, LineNet

MAGIC = b"ZLN1"
CONVOLUTION, BY_DEPTH, ADD, ENLARGE, TO_SPACE = range(5)


class _Writer:
    def __init__(self):
        self.operations = []

    def add(self, kind, first, second=0, relu=0, kernel=(1, 1), stride=1, channels=(0, 0), weights=b""):
        self.operations.append(struct.pack("<5B4H", kind, relu, *kernel, stride, first, second, *channels) + weights)
        return len(self.operations)

    def convolution(self, value, weight, bias, stride=1, relu=0, by_depth=False):
        outputs, inputs, *kernel = weight.shape
        order = (2, 3, 0, 1) if by_depth else (0, 2, 3, 1)
        data = weight.permute(*order).contiguous().numpy().astype("<f2").tobytes() + bias.numpy().astype("<f4").tobytes()
        return self.add(BY_DEPTH if by_depth else CONVOLUTION, value, relu=relu, kernel=kernel, stride=stride,
                        channels=(outputs if by_depth else inputs, outputs), weights=data)

    def conv(self, value, block):
        weight, bias = _folded(block[0], block[1])
        return self.convolution(value, weight, bias, block[0].stride[0], int(len(block) > 2), block[0].groups > 1)

    def separable(self, value, block):
        out = self.conv(self.conv(value, block.depth), block.point)
        return self.add(ADD, value, out) if block.residual else out

    def stage(self, value, blocks):
        for block in blocks:
            value = self.conv(value, block) if isinstance(block, Conv) else self.separable(value, block)
        return value


def _folded(conv, norm):
    scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    return conv.weight * scale[:, None, None, None], norm.bias - norm.running_mean * scale


def as_bytes(net):
    writer = _Writer()
    value = writer.conv(0, net.stem)
    levels = []
    for stage in (net.quarter, net.eighth, net.sixteenth, net.last):
        value = writer.stage(value, stage)
        levels.append(value)
    value = writer.conv(levels[3], net.lateral[3])
    for level in (2, 1, 0):
        value = writer.add(ADD, writer.add(ENLARGE, value), writer.conv(levels[level], net.lateral[level]))
        value = writer.separable(value, net.smooth[level])
    value = writer.convolution(writer.conv(value, net.head), net.out.weight, net.out.bias)
    writer.add(TO_SPACE, value, channels=(4 * OUTPUTS, OUTPUTS))
    return MAGIC + struct.pack("<3I", PLANES, OUTPUTS, len(writer.operations)) + b"".join(writer.operations)


def write(folder, path):
    net = LineNet()
    net.load_state_dict(torch.load(os.path.join(folder, "line-net.pt"))["average"])
    with torch.no_grad():
        data = as_bytes(net.eval())
    with open(path, "wb") as file:
        file.write(data)


def _convolutions(data):
    """Weights (torch's order) and biases of the file's convolutions, in order."""
    if data[:4] != MAGIC:
        raise ValueError("not a line network")
    planes, outputs, count = struct.unpack_from("<3I", data, 4)
    place = 16
    for _ in range(count):
        kind, _, rows, columns, _, _, _, inputs, channels = struct.unpack_from("<5B4H", data, place)
        place += 13
        if kind > BY_DEPTH:
            continue
        size = rows * columns * channels * (1 if kind == BY_DEPTH else inputs)
        weight = numpy.frombuffer(data, "<f2", size, place).astype(numpy.float32)
        place += 2 * size
        bias = numpy.frombuffer(data, "<f4", channels, place)
        place += 4 * channels
        if kind == BY_DEPTH:
            yield weight.reshape(rows, columns, channels, 1).transpose(2, 3, 0, 1), bias
        else:
            yield weight.reshape(channels, rows, columns, inputs).transpose(0, 3, 1, 2), bias


def _blocks(net):
    """The network's convolutions in the order that as_bytes writes them: (convolution, its norm or None)."""
    def of(blocks):
        for block in blocks:
            if isinstance(block, Conv):
                yield block[0], block[1]
            else:
                yield block.depth[0], block.depth[1]
                yield block.point[0], block.point[1]
    yield from of([net.stem])
    for stage in (net.quarter, net.eighth, net.sixteenth, net.last):
        yield from of(stage)
    yield from of([net.lateral[3]])
    for level in (2, 1, 0):
        yield from of([net.lateral[level], net.smooth[level]])
    yield from of([net.head])
    yield net.out, None


def state_from_file(path, folder):
    """A training's state from an exported network: the norms stay what they were folded to (see training.py)."""
    net = LineNet()
    with open(path, "rb") as file:
        data = file.read()
    with torch.no_grad():
        for (conv, norm), (weight, bias) in zip(_blocks(net), _convolutions(data), strict=True):
            conv.weight.copy_(torch.from_numpy(weight.copy()))
            if norm is None:
                conv.bias.copy_(torch.from_numpy(bias.copy()))
            else:
                norm.bias.copy_(torch.from_numpy(bias.copy()))
    os.makedirs(folder, exist_ok=True)
    torch.save({"net": net.state_dict(), "average": net.state_dict(), "steps": 0, "norms_are_fixed": True}, os.path.join(folder, "line-net.pt"))
