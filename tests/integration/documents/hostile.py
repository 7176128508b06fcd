"""Files that were made to harm their reader, each with the codes that may answer it; `read` where it is harmless."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DUTY = "各部门每季度向区政府报送一次工作进展。"
PARAGRAPH = f"<w:p><w:r><w:t>{DUTY}</w:t></w:r></w:p>"


def packed(parts: dict[str, str | bytes]) -> bytes:
    """A zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def word(body: str, head: str = "") -> bytes:
    """A Word document of one part."""
    return packed({"word/document.xml": f"{head}<w:document {WORD}><w:body>{body}</w:body></w:document>"})


def workbook(rows: str, head: str = "", **more: bytes) -> bytes:
    """An Excel workbook of one sheet."""
    kind = '<Default Extension="{}" ContentType="application/{}xml"/>'
    kinds = kind.format("rels", "vnd.openxmlformats-package.relationships+") + kind.format("xml", "")
    types = f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{kinds}</Types>'
    link = '<Relationships {}><Relationship Id="rId1" Type="{}/{}" Target="{}"/></Relationships>'
    sheets = f'<sheets><sheet name="甲" sheetId="1" r:id="rId1" xmlns:r="{OFFICE}"/></sheets>'
    return packed(
        {
            "[Content_Types].xml": types,
            "_rels/.rels": link.format(RELS, OFFICE, "officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": f"<workbook {SHEET}>{sheets}</workbook>",
            "xl/_rels/workbook.xml.rels": link.format(RELS, OFFICE, "worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": f"{head}<worksheet {SHEET}><sheetData>{rows}</sheetData></worksheet>",
            **more,
        }
    )


def lying(name: str, size: int) -> bytes:
    """A zip whose part swells to `size` bytes and says that it holds ten."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = squeeze.compress(b"<a>" + b" " * size + b"</a>") + squeeze.flush()
    whole = zlib.crc32(b"<a>" + b" " * size + b"</a>")
    head = struct.pack("<HHHHHLLLHH", 20, 0, 8, 0, 33, whole, len(body), 10, len(name), 0)
    local = b"PK\x03\x04" + head + name.encode() + body
    listed = b"PK\x01\x02" + struct.pack("<H", 20) + head + struct.pack("<HHHLL", 0, 0, 0, 0, 0) + name.encode()
    end = b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 1, 1, len(listed), len(local), 0)
    return local + listed + end


def entities() -> str:
    """A billion laughs."""
    lines = ['<!ENTITY a0 "督办督办督办督办督办">', *(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))]
    return f"<!DOCTYPE a [{''.join(lines)}]>"


def swelling_pdf(size: int) -> bytes:
    """A pdf whose one page is a stream of `size` blanks, squeezed twice."""
    stream = zlib.compress(zlib.compress(b"BT " + b" " * size + b" ET", 9), 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%s\nendstream" % (len(stream), stream),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size_of = b"xref\n0 5\n0000000000 65535 f \n" + table + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n"
    return out + size_of + b"%d\n%%%%EOF" % len(out)


def corner() -> bytes:
    """A workbook of a kilobyte, with something in the last corner of its sheet."""
    return workbook('<row r="1048576"><c r="A1048576"><v>1</v></c><c r="XFD1048576"><v>2</v></c></row>')


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
XXE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty.docx": (lambda: b"", "D104"),
    "blank.txt": (lambda: b" \n\t\n", "D104"),
    "bomb.docx": (lambda: word(" " * 60_000_000), "D114"),
    "bomb.xlsx": (lambda: workbook("", more=b" " * 60_000_000), "D114"),
    "bomb.ofd": (lambda: packed({"OFD.xml": b"<a>" + b" " * 60_000_000}), "D114"),
    "heavy.docx": (
        lambda: packed({"word/document.xml": "", **{f"{n}.xml": os_like(n) for n in range(30)}}),
        "D114 D109",
    ),
    "many.docx": (lambda: packed({"word/document.xml": "", **{f"{n}": "" for n in range(2001)}}), "D114"),
    "lying.docx": (lambda: lying("word/document.xml", 50_000_000), "D109 D114"),
    "lying.xlsx": (lambda: lying("xl/workbook.xml", 50_000_000), "D108 D109 D114"),
    "lying.ofd": (lambda: lying("OFD.xml", 50_000_000), "D109 D114"),
    "corner.xlsx": (corner, "D114"),
    "xxe.docx": (lambda: word("<w:p><w:r><w:t>一、任务 &x;</w:t></w:r></w:p>", XXE), "read D109"),
    "xxe.xlsx": (lambda: workbook('<row r="1"><c r="A1"><v>&x;</v></c></row>', XXE), "D104 D108"),
    "xxe.html": (lambda: f"{XXE}<html><body><p>一、任务 &x;</p></body></html>".encode(), "read"),
    "laughs.docx": (lambda: word("<w:p><w:r><w:t>&a11;</w:t></w:r></w:p>", entities()), "read D109"),
    "laughs.xlsx": (lambda: workbook('<row r="1"><c r="A1"><v>&a11;</v></c></row>', entities()), "read D108"),
    "nested50.docx": (lambda: word("<w:tbl><w:tr><w:tc>" * 50 + PARAGRAPH + "</w:tc></w:tr></w:tbl>" * 50), "read"),
    "nested5000.docx": (lambda: word("<w:sdt><w:sdtContent>" * 5000 + PARAGRAPH), "D109"),
    "nested50.html": (lambda: ("<table><tr><td>" * 50 + DUTY + "</td></tr></table>" * 50).encode(), "read"),
    "spans.html": (lambda: (("<tr>" + "<td rowspan=500 colspan=500>甲" * 900).join(["<table>"] * 9)).encode(), "read"),
    "line.txt": (lambda: (DUTY * 180_000).encode(), "read D115 D116"),
    "line.html": (lambda: f"<p>{DUTY * 180_000}</p>".encode(), "D103"),
    "swelling.pdf": (lambda: swelling_pdf(250_000_000), "D109 D111 D116"),
    "short.pdf": (lambda: swelling_pdf(1000)[:300], "D109 D111"),
    "short.docx": (lambda: word(PARAGRAPH * 50)[:-60], "D109"),
    "short.xlsx": (lambda: workbook("")[:700], "D108 D109"),
    "traversal.docx": (lambda: packed({"../../../etc/passwd": "x", "word/document.xml": "<a/>"}), "D104 D109"),
    "polyglot.pdf": (lambda: swelling_pdf(1000) + word(PARAGRAPH), "D109 D111"),
    "polyglot.html": (lambda: word(PARAGRAPH) + b"<html><script>alert(1)</script></html>", "read D109"),
    "locked.docx": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "D112"),
    "locked.xlsx": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "D112"),
    "hollow.doc": (lambda: OLE + "一、任务".encode("utf-16-le") * 200, "D109 D110"),
    "program.txt": (lambda: b"MZ\x90\x00" + b"\x00" * 400, "D105"),
}


HEAVY = [
    name for name in HOSTILE if name.split(".")[0] in ("bomb", "heavy", "lying", "corner", "line", "swelling", "spans")
]
"""Those that would take time or memory if they could; the others only try to trip."""


def os_like(seed: int) -> bytes:
    """Seven megabytes that pack to a fiftieth: none a bomb alone, thirty of them too much."""
    line = bytes((place * seed + place * place) % 251 for place in range(4000))
    return (line + b" " * 140_000) * 50
