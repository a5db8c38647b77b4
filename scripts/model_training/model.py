"""A whole model: the network, its characters, and the other parts of the file, which stay as they were."""
import pathlib

from . import characters, faces, network_file, texts, traineddata
from .network import Network

# The dictionaries' words would have to be coded anew to hold the added characters, and the network does without them.
LEFT_OUT = ()


class Model:
    def __init__(self, path, table=characters.WUBI_TABLE, installed=None):
        """Reads a traineddata file. With `installed` faces, characters of the standard that it lacks get codes."""
        self.parts = traineddata.read(pathlib.Path(path).read_bytes())
        self.layers, self.tail = network_file.read(self.parts["lstm"])
        self.characters = characters.Characters(self.parts["lstm-unicharset"], self.parts["lstm-recoder"])
        self.network = Network()
        self.network.load(self.layers)
        if installed:
            keys = characters.wubi_keys(table)
            known = [one for one in keys if one in self.characters]
            characters.add_lacking(self.characters, texts.standard_characters(), keys,
                                   lambda lacking: faces.look_alike(lacking, known, installed.complete[0]))

    def data(self, version):
        """The bytes of the model's file with the network's present weights; `version` names it."""
        self.network.store(self.layers)
        parts = {name: part for name, part in self.parts.items() if name not in LEFT_OUT}
        parts["lstm"] = network_file.write(self.layers, self.tail)
        parts["lstm-unicharset"], parts["lstm-recoder"] = self.characters.unicharset(), self.characters.recoder()
        parts["version"] = version.encode("utf-8")
        return traineddata.write(parts)

    def write(self, path, version):
        temporary = pathlib.Path(f"{path}.part")
        temporary.write_bytes(self.data(version))
        temporary.replace(path)
