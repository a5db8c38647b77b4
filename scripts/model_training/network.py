"""Debian's simplified Chinese network, `[1,48,0,1 Ct3,3,16 Mp3,3 Lfys64 Lfx96 Lrx96 Lfx512 O1c]`, in PyTorch.

It reads a line's picture of 48 rows and gives for each third column how likely each code is. Loaded with a model's weights it
reads as Tesseract does."""
import numpy
import torch
from torch.nn import functional

from .network_file import ROWS, STEP
from .recurrent import Recurrent


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.strokes = torch.nn.Conv2d(1, 16, 3, padding=1)
        self.column = Recurrent(16, 64)
        self.forth = Recurrent(64, 96)
        self.back = Recurrent(96, 96)
        self.context = Recurrent(96, 512)
        self.codes = torch.nn.Linear(512, 224)
        self.strokes_rest = False  # whether what it makes of strokes stays as it is: learning is half as fast again

    def forward(self, pictures, widths):
        """`pictures`: batch × 1 × 48 × width, -1 black to 1 white; returns steps × batch × codes, before softmax."""
        with torch.set_grad_enabled(torch.is_grad_enabled() and not self.strokes_rest):
            seen = self._columns(pictures)
        turned = _turn(self.forth(seen), widths // STEP)
        return self.codes(self.context(_turn(self.back(turned), widths // STEP)))

    def _columns(self, pictures):
        """What stands in each step's columns, read from top to bottom: steps × batch × 64."""
        maps = functional.max_pool2d(torch.tanh(self.strokes(pictures)), STEP)
        batch, _, _, steps = maps.shape
        columns = maps.permute(2, 0, 3, 1).reshape(ROWS // STEP, batch * steps, 16)
        return self.column(columns)[-1].reshape(batch, steps, 64).transpose(0, 1).contiguous()

    def load(self, network):
        """Takes the weights of a network file."""
        strokes, column, forth, back, context, codes = _weighted(network)
        self.strokes.weight.data = _tensor(strokes[0][:, :-1]).reshape(16, 1, 3, 3).transpose(2, 3).contiguous()
        self.strokes.bias.data = _tensor(strokes[0][:, -1])
        for layer, gates in ((self.column, column), (self.forth, forth), (self.back, back), (self.context, context)):
            _gates_load(layer, gates)
        self.codes.weight.data, self.codes.bias.data = _tensor(codes[0][:, :-1]), _tensor(codes[0][:, -1])

    def store(self, network):
        """Puts the weights into a network file's layers."""
        strokes, column, forth, back, context, codes = _weighted(network)
        strokes[0] = _joined(self.strokes.weight.transpose(2, 3).reshape(16, 9), self.strokes.bias)
        for layer, gates in ((self.column, column), (self.forth, forth), (self.back, back), (self.context, context)):
            gates[:] = _gates_of(layer)
        codes[0] = _joined(self.codes.weight, self.codes.bias)


def _turn(sequence, lengths):
    """Each line from its last step to its first; what follows its end stays."""
    place, length = torch.arange(sequence.shape[0])[:, None], lengths[None, :]
    order = torch.where(place < length, length - 1 - place, place)
    return torch.gather(sequence, 0, order[:, :, None].expand_as(sequence))


def _weighted(network):
    """The weight lists of the layers that have some, in the picture's way."""
    found = []

    def search(layer):
        if layer.weights:
            found.append(layer.weights)
        for inner in layer.layers:
            search(inner)
    search(network)
    shapes = [weights[0].shape for weights in found]
    if shapes != [(16, 10), (64, 81), (96, 161), (96, 193), (512, 609), (224, 513)]:
        raise ValueError(f"the model's network is another than chi_sim's: {shapes}")
    return found


def _tensor(array):
    return torch.tensor(numpy.ascontiguousarray(array))


def _joined(weights, bias):
    return torch.cat([weights, bias[:, None]], 1).detach().numpy().copy()


def _gates_load(layer, gates):
    value, entry, forget, output = gates
    joined = numpy.concatenate([entry, forget, value, output])
    features = layer.input_weights.shape[1]
    layer.input_weights.data = _tensor(joined[:, :features])
    layer.state_weights.data = _tensor(joined[:, features:-1])
    layer.bias.data = _tensor(joined[:, -1])


def _gates_of(layer):
    joined = torch.cat([layer.input_weights, layer.state_weights, layer.bias[:, None]], 1).detach().numpy().copy()
    entry, forget, value, output = numpy.split(joined, 4)
    return [value, entry, forget, output]
