"""Teaches the network that tells text lines from everything else on a page (page/line_net.h)."""
