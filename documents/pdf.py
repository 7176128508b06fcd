"""PDF：the text layer of a pdf → pages → layout.  A scan has none and is refused with what to do."""

import io
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from documents.layout import Layout
from documents.pages.compose import compose, scanned
from documents.pages.ink import Box, Page, Sign
from engine.source import Refused

PAGES = 1000
"""The most pages that are read: a plan has some dozens."""
FEWEST_SIGNS = 8
"""A page of a scan may hold a stamp of a few signs; a page of text holds more."""


def read_pdf(content: bytes, path: Path, encoding: str | None = None) -> Layout:
    """A pdf with a text layer.

    Raises `Refused` D109 when it is damaged, D111 when it is a scan, D112 when it is locked, D113 when it is too long.
    """
    del encoding  # a pdf carries its own
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it comments on every odd font
    try:
        with pdfplumber.open(io.BytesIO(content)) as book:
            _check_length(len(book.pages), path)
            pages = list(_pages(book))
    except PdfminerException as error:
        raise _refusal(error, path) from error
    except Refused:
        raise
    except Exception as error:  # a broken pdf breaks its reader in a hundred ways
        raise _damaged(path) from error
    if sum(len(page.signs) for page in pages) < FEWEST_SIGNS * max(1, len(pages)):
        raise scanned(path)
    return compose(pages)


def _check_length(count: int, path: Path) -> None:
    if count > PAGES:
        raise Refused("D113", f"{path}：共 {count} 页，超过 {PAGES} 页；请只保留正文和任务分工表后重试")


def _refusal(error: PdfminerException, path: Path) -> Refused:
    if any(isinstance(cause, PDFPasswordIncorrect) for cause in error.args):
        return Refused("D112", f"{path}：文件有打开密码；请解除密码后重试")
    return _damaged(path)


def _damaged(path: Path) -> Refused:
    return Refused("D109", f"{path}：PDF 文件不完整或已损坏；请重新导出或重新下载后重试")


def _pages(book: Any) -> Iterator[Page]:
    for page in book.pages:
        signs = tuple(_signs(page))
        grids = tuple(tuple(Box(*cell) for cell in table.cells) for table in page.find_tables())
        yield Page(float(page.width), float(page.height), signs, tuple(grid for grid in grids if len(grid) > 1))
        page.close()  # frees what was read of the page


def _signs(page: Any) -> Iterator[Sign]:
    """The signs of a page that stand upright; those set across it are watermarks."""
    for char in page.chars:
        if char["upright"] and char["text"].strip():
            yield Sign(char["text"], Box(char["x0"], char["top"], char["x1"], char["bottom"]))
