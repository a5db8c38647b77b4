"""Learns how far two shapes of characters are from each other where it counts (ocr/shape_metric.h).

    reading    what the program reads on drawn pages, and the true character at each place
    drawn      the shapes that the program draws from its faces
    metric     the metric: learning it, its file
    check      how often it finds what was misread
"""
