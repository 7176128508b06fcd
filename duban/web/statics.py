"""静件：style sheets and scripts, packed once and sent so to every browser that can unpack them.

Only these are packed: a page carries the secret of its forms beside what a stranger may have written, and the length of
the two packed together would tell of the secret (BREACH).
"""

import gzip
from functools import lru_cache
from pathlib import Path

from fastapi.staticfiles import StaticFiles
from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.types import Scope

PACKED = (".css", ".js")


class Statics(StaticFiles):
    """A folder of files that never change while the house is open."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, packed if it is worth it and the browser says that it may be."""
        answer = await super().get_response(path, scope)
        able = "gzip" in Headers(scope=scope).get("accept-encoding", "")
        if not (able and isinstance(answer, FileResponse) and answer.status_code == 200 and path.endswith(PACKED)):
            return answer
        kept = {name: answer.headers[name] for name in ("etag", "last-modified")}
        told = {**kept, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return Response(packed(str(answer.path)), media_type=answer.media_type, headers=told)


@lru_cache(maxsize=64)
def packed(file: str) -> bytes:
    """What a file holds, packed; the same each time."""
    return gzip.compress(Path(file).read_bytes(), mtime=0)
