"""Teaches Tesseract's network the print of certificates, and writes it as a model that Tesseract loads.

    traineddata   the file of a model: its parts
    network_file  the network's weights, as Tesseract stores them
    characters    what the network's codes mean, and codes for characters that a model lacks
    recurrent     the recurrent layer, fast on a processor
    network       the network, with weights that can be taught
    faces         the faces that are installed
    texts         lines of invented text
    line_drawing  a picture of one line
    seal_drawing  a picture of a seal's ring, unrolled into a line
    page_drawing  pictures of whole pages, with the place of each character
    page_lines    their lines as zhaolu cuts them
    own_lines     a user's pictures of lines with their text beside them
    batches       lines of like width together
    training      the loop, its checkpoints, what it has learnt
"""
