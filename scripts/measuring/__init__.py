"""Measures of the program's output.

    errors      character errors between a true and a read text
    documents   folders of page pictures with their true text, and the program run on them
    worst       the worst lines with their picture crops, as a page to look at
"""
