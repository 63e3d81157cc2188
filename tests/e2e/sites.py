"""Sites of others, whose pages have the element."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route

# The script types that some systems do not know, and a browser insists on.
mimetypes.add_type("text/javascript", ".js")


@dataclass(frozen=True)
class Site:
    """Files by path, and the headers that they are all sent with."""

    files: dict[str, bytes]
    headers: dict[str, str]

    @classmethod
    def of_folder(cls, folder: Path, headers: dict[str, str]) -> Site:
        """All files below a folder.

        Raises:
            FileNotFoundError: If there is no such folder.
        """
        if not folder.is_dir():
            raise FileNotFoundError(f"{folder} is not built: run `make test`")
        return cls(
            {
                f"/{path.relative_to(folder).as_posix()}": path.read_bytes()
                for path in folder.rglob("*")
                if path.is_file()
            },
            headers,
        )

    def replace(self, old: str, new: str) -> Site:
        """The same with some text in place of another."""
        files = {
            path: body.replace(old.encode(), new.encode()) for path, body in self.files.items()
        }
        return Site(files, self.headers)

    def find(self, path: str) -> tuple[bytes, str] | None:
        """What is at a path, and its media type."""
        path = f"{path}index.html" if path.endswith("/") else path
        body = self.files.get(path)
        if body is None:
            return None
        return body, mimetypes.guess_type(path)[0] or "application/octet-stream"

    def put_below(self, page: Page, prefix: str) -> None:
        """Makes it a part of the site that the page is of."""

        def answer(route: Route) -> None:
            found = self.find(urlsplit(route.request.url).path.removeprefix(prefix))
            if found is None:
                route.fulfill(status=404)
            else:
                body, media_type = found
                route.fulfill(body=body, content_type=media_type, headers=dict(self.headers))

        page.route(f"**{prefix}/**", answer)

    @contextmanager
    def serve(self, port: int = 0) -> Iterator[str]:
        """Serves it at an origin of its own, of another site than the loopback address."""
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                found = site.find(urlsplit(self.path).path)
                body, media_type = found or (b"", "text/plain")
                self.send_response(200 if found else 404)
                for name, value in {**site.headers, "Content-Type": media_type}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                pass

        with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
            thread = Thread(target=server.serve_forever, args=(0.05,))
            thread.start()
            yield f"http://localhost:{server.server_port}"
            server.shutdown()
            thread.join()
