"""OFD documents (GB/T 33190) as electronic licences are issued: pages of text, pictures and paths, millimetres."""

import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

A4 = (210, 297)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'


class Ofd:
    """Collects pages; `write` makes the file. Further parts may be put into `parts` by their path."""

    def __init__(self, size=A4):
        self.size, self.pages, self.resources, self.fonts, self.number = size, [], [], [], 10
        self.parts, self.page_resources = {}, ""

    def next_id(self):
        self.number += 1
        return self.number

    def font(self, name="宋体", data=None):
        """A font by name, or one that comes along; returns its ID."""
        number = self.next_id()
        file = ""
        if data is not None:
            file = f"<ofd:FontFile>font_{number}.ttf</ofd:FontFile>"
            self.parts[f"Doc_0/Res/font_{number}.ttf"] = data
        self.fonts.append(f"<ofd:Font ID=\"{number}\" FontName={quoteattr(name)}>{file}</ofd:Font>")
        return number

    def page(self):
        self.pages.append([])

    def text(self, x, y, text, size=5, font=None, colour=None, extra="", inner=""):
        """A line whose baseline begins at x, y."""
        number = self.next_id()
        wide = [size if ord(c) >= 0x1100 else size / 2 for c in text]
        steps = f" DeltaX=\"{' '.join(f'{w:g}' for w in wide[:-1])}\"" if len(text) > 1 else ""
        fill = f"<ofd:FillColor Value=\"{colour}\"/>" if colour else ""
        self.pages[-1].append(
            f'<ofd:TextObject ID="{number}" Boundary="{x:g} {y - size:g} {sum(wide):g} {size * 1.2:g}" Font="{font or 3}" '
            f'Size="{size:g}" {extra}>{fill}{inner}<ofd:TextCode X="0" Y="{size:g}"{steps}>{escape(text)}</ofd:TextCode>'
            "</ofd:TextObject>")

    def picture(self, x, y, width, height, image, ending="png"):
        """A PIL picture, or the bytes of a file."""
        number, shown = self.next_id(), self.next_id()
        if not isinstance(image, bytes):
            stream = io.BytesIO()
            image.save(stream, "JPEG" if ending == "jpg" else ending)
            image = stream.getvalue()
        self.parts[f"Doc_0/Res/image_{number}.{ending}"] = image
        self.resources.append(f'<ofd:MultiMedia ID="{number}" Type="Image">'
                              f"<ofd:MediaFile>image_{number}.{ending}</ofd:MediaFile></ofd:MultiMedia>")
        self.pages[-1].append(f'<ofd:ImageObject ID="{shown}" Boundary="{x} {y} {width} {height}" '
                              f'CTM="{width} 0 0 {height} 0 0" ResourceID="{number}"/>')

    def bar(self, x, y, width, height, colour="0 0 0"):
        """A filled rectangle."""
        self.pages[-1].append(
            f'<ofd:PathObject ID="{self.next_id()}" Boundary="{x} {y} {width} {height}" Stroke="false" Fill="true">'
            f'<ofd:FillColor Value="{colour}"/><ofd:AbbreviatedData>M 0 0 L {width} 0 L {width} {height} L 0 {height} C'
            "</ofd:AbbreviatedData></ofd:PathObject>")

    def write(self, path):
        parts = {
            "OFD.xml": f'{HEAD}<ofd:OFD {SPACE} Version="1.1" DocType="OFD"><ofd:DocBody><ofd:DocInfo/>'
                       "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
            "Doc_0/Document.xml":
                f"{HEAD}<ofd:Document {SPACE}><ofd:CommonData><ofd:MaxUnitID>{self.number}</ofd:MaxUnitID>"
                f"<ofd:PageArea><ofd:PhysicalBox>0 0 {self.size[0]} {self.size[1]}</ofd:PhysicalBox></ofd:PageArea>"
                "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
                "</ofd:CommonData><ofd:Pages>" +
                "".join(f'<ofd:Page ID="{9000 + i}" BaseLoc="Pages/Page_{i}/Content.xml"/>'
                        for i in range(len(self.pages))) + "</ofd:Pages></ofd:Document>",
            "Doc_0/PublicRes.xml":
                f'{HEAD}<ofd:Res {SPACE} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="3" FontName="宋体"/>{"".join(self.fonts)}'
                "</ofd:Fonts></ofd:Res>",
            "Doc_0/DocumentRes.xml":
                f'{HEAD}<ofd:Res {SPACE} BaseLoc="Res"><ofd:MultiMedias>{"".join(self.resources)}</ofd:MultiMedias>'
                "</ofd:Res>",
        }
        for i, objects in enumerate(self.pages):
            parts[f"Doc_0/Pages/Page_{i}/Content.xml"] = (
                f'{HEAD}<ofd:Page {SPACE}>{self.page_resources}<ofd:Content><ofd:Layer ID="{8000 + i}" Type="Body">{"".join(objects)}'
                "</ofd:Layer></ofd:Content></ofd:Page>")
        parts.update(self.parts)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in parts.items():
                archive.writestr(name, data)
        return path


LICENCE = (
    ("经营许可证编号：", "浙B2-20231583"), ("公司名称：", "杭州听松网络科技有限公司"), ("法定代表人：", "陈建国"),
    ("注册资本：", "壹仟贰佰万元"), ("注册住所：", "浙江省杭州市滨江区文澜路318号"), ("发证日期：", "2023年04月17日"),
    ("有效期至：", "2028年04月17日"))


def licence(ofd, rows=LICENCE, **options):
    """A licence's front: a heading, and labels with their values."""
    ofd.page()
    ofd.text(60, 40, "增值电信业务经营许可证", size=8)
    for row, (label, value) in enumerate(rows):
        ofd.text(30, 70 + 14 * row, label, **options)
        ofd.text(75, 70 + 14 * row, value, **options)
    return ofd
