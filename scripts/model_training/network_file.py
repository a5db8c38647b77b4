"""A Tesseract network as its file has it: layers within layers, weights of one byte with a scale for each row.

Weights are read as floats, so that they can be taught, and rounded to bytes again when written. Every other byte is kept.
"""
import struct
from dataclasses import dataclass, field

import numpy

ROWS, STEP = 48, 3  # rows of a line's picture, and columns of it for one step of the output
INT8_MAX = 127
MODE_INT8, MODE_WITH_SCALES = 1, 128
FLAG_LAYER_RATES = 64  # a series that remembers a rate of learning for each of its layers
CONTAINERS = {"Series", "Parallel", "Replicated", "RTLReversed", "TTBReversed", "XYTranspose"}
NUMBERS = {"Input": "iiiii", "Convolve": "ii", "Maxpool": "ii", "Reconfig": "ii"}
LSTM_TYPES = {"LSTM", "SummLSTM"}
LSTM_GATES = 4  # in this order: cell input, input, forget, output


@dataclass
class Layer:
    type: str
    training: int
    needs_backprop: int
    flags: int
    inputs: int
    outputs: int
    weight_count: int
    name: str
    layers: list = field(default_factory=list)
    rates: list = field(default_factory=list)
    numbers: tuple = ()
    states: int = 0
    weights: list = field(default_factory=list)  # float matrices, outputs × (inputs + bias)


class Reader:
    def __init__(self, data):
        self.data, self.place = data, 0

    def take(self, form):
        values = struct.unpack_from("<" + form, self.data, self.place)
        self.place += struct.calcsize("<" + form)
        return values if len(values) > 1 else values[0]

    def text(self):
        length = self.take("I")
        self.place += length
        return self.data[self.place - length:self.place].decode("utf-8")

    def numbers(self, kind, count):
        numbers = numpy.frombuffer(self.data, kind, count, self.place)
        self.place += numbers.nbytes
        return numbers


def _read_weights(reader):
    mode = reader.take("B")
    if not mode & MODE_WITH_SCALES:
        raise ValueError("the network is of Tesseract 3, or still has its training's state")
    rows, columns = reader.take("ii")
    if not mode & MODE_INT8:
        reader.take("d")
        return reader.numbers("<f8", rows * columns).reshape(rows, columns).astype(numpy.float32)
    reader.take("b")
    whole = reader.numbers("<i1", rows * columns).reshape(rows, columns)
    scales = reader.numbers("<f8", reader.take("I"))[:rows]
    return (whole * scales[:, None]).astype(numpy.float32)


def _read_layer(reader):
    reader.take("b")  # a type by number, unused since types have names
    layer = Layer(reader.text(), *reader.take("bbiiii"), reader.text())
    if layer.type in CONTAINERS or layer.type.startswith("Par"):
        layer.layers = [_read_layer(reader) for _ in range(reader.take("I"))]
        if layer.flags & FLAG_LAYER_RATES:
            layer.rates = [reader.take("f") for _ in range(reader.take("I"))]
    elif layer.type in NUMBERS:
        layer.numbers = reader.take(NUMBERS[layer.type])
    elif layer.type in LSTM_TYPES:
        layer.states = reader.take("i")
        layer.weights = [_read_weights(reader) for _ in range(LSTM_GATES)]
    else:
        layer.weights = [_read_weights(reader)]
    return layer


def read(data):
    """The network of the part "lstm", and the bytes that follow it: the training's counters."""
    reader = Reader(data)
    network = _read_layer(reader)
    return network, data[reader.place:]


def _text(text):
    return struct.pack("<I", len(text.encode("utf-8"))) + text.encode("utf-8")


def _weights(weights):
    scales = numpy.abs(weights.astype(numpy.float64)).max(axis=1) / INT8_MAX
    whole = numpy.rint(weights / numpy.where(scales == 0, 1, scales)[:, None]).astype("<i1")
    return (struct.pack("<Biib", MODE_INT8 | MODE_WITH_SCALES, *whole.shape, 0) + whole.tobytes()
            + struct.pack("<I", len(scales)) + scales.astype("<f8").tobytes())


def _layer(layer):
    data = b"\0" + _text(layer.type) + struct.pack("<bbiiii", layer.training, layer.needs_backprop, layer.flags, layer.inputs,
                                                  layer.outputs, layer.weight_count) + _text(layer.name)
    if layer.layers:
        data += struct.pack("<I", len(layer.layers)) + b"".join(_layer(one) for one in layer.layers)
        if layer.flags & FLAG_LAYER_RATES:
            data += struct.pack(f"<I{len(layer.rates)}f", len(layer.rates), *layer.rates)
    elif layer.numbers:
        data += struct.pack("<" + NUMBERS[layer.type], *layer.numbers)
    elif layer.type in LSTM_TYPES:
        data += struct.pack("<i", layer.states)
    return data + b"".join(_weights(one) for one in layer.weights)


def write(network, tail):
    return _layer(network) + tail
