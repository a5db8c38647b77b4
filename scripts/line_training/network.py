"""The network: a small feature pyramid of separable convolutions over two planes (luminance, redness).

Plain layers only, so that page/line_net.c can run it by a list of operations: see export.py.
"""
import torch
from torch import nn
from torch.nn import functional

PLANES, OUTPUTS = 2, 2  # luminance and redness in; region and core out, at half resolution
WIDTHS = (16, 32, 64, 96, 128)
LATERAL = 48
STRIDE = 32  # sides of a picture are multiples of this


class Conv(nn.Sequential):
    """Convolution, batch norm (folded into it by export), ReLU."""

    def __init__(self, inputs, outputs, kernel=(3, 3), stride=1, groups=1, relu=True):
        layers = [nn.Conv2d(inputs, outputs, kernel, stride, (kernel[0] // 2, kernel[1] // 2), groups=groups, bias=False), nn.BatchNorm2d(outputs)]
        super().__init__(*layers, *([nn.ReLU()] if relu else []))


class Separable(nn.Module):
    """Each channel by itself over space, then all channels at each place; added to its input where it can be."""

    def __init__(self, inputs, outputs, kernel=(3, 3), stride=1):
        super().__init__()
        self.depth = Conv(inputs, inputs, kernel, stride, groups=inputs)
        self.point = Conv(inputs, outputs, (1, 1))
        self.residual = inputs == outputs and stride == 1

    def forward(self, x):
        y = self.point(self.depth(x))
        return x + y if self.residual else y


LONG = (1, 9)  # along the row


class LineNet(nn.Module):
    def __init__(self):
        super().__init__()
        a, b, c, d, e = WIDTHS
        self.stem = Conv(PLANES, a, stride=2)
        self.quarter = nn.Sequential(Conv(a, b, stride=2), Separable(b, b), Separable(b, b))
        self.eighth = nn.Sequential(Separable(b, c, stride=2), Separable(c, c), Separable(c, c, LONG), Separable(c, c))
        self.sixteenth = nn.Sequential(Separable(c, d, stride=2), Separable(d, d), Separable(d, d, LONG), Separable(d, d))
        self.last = nn.Sequential(Separable(d, e, stride=2), Separable(e, e), Separable(e, e, LONG), Separable(e, e))
        self.lateral = nn.ModuleList(Conv(width, LATERAL, (1, 1), relu=False) for width in (b, c, d, e))
        self.smooth = nn.ModuleList(Separable(LATERAL, LATERAL) for _ in range(3))
        self.head = Conv(LATERAL, 32)
        self.out = nn.Conv2d(32, 4 * OUTPUTS, 1)  # four places of half resolution each, depth to space

    def forward(self, x):
        levels = []
        x = self.stem(x)
        for stage in (self.quarter, self.eighth, self.sixteenth, self.last):
            x = stage(x)
            levels.append(x)
        y = self.lateral[3](levels[3])
        for level in (2, 1, 0):
            y = functional.interpolate(y, scale_factor=2, mode="bilinear", align_corners=False) + self.lateral[level](levels[level])
            y = self.smooth[level](y)
        return depth_to_space(self.out(self.head(y)))


def depth_to_space(x):
    """Channels (dy, dx, output) to places, as XNNPACK orders them."""
    batch, _, height, width = x.shape
    x = x.view(batch, 2, 2, OUTPUTS, height, width).permute(0, 3, 4, 1, 5, 2)
    return x.reshape(batch, OUTPUTS, height * 2, width * 2)


def picture_planes(rgb):
    """uint8 H × W × 3 to float 2 × H × W, as page/line_net.c makes them: luminance −1 … 1, redness 0 … 1."""
    import numpy
    red, green, blue = (rgb[:, :, k].astype(numpy.int32) for k in range(3))
    luminance = (red * 77 + green * 151 + blue * 28) >> 8  # as page/colour_plane.c has them
    redness = numpy.clip(red - numpy.maximum(green, blue) - numpy.maximum(green - blue - 30, 0), 0, 128)
    return numpy.stack([luminance / 127.5 - 1, redness / 64]).astype(numpy.float32)
