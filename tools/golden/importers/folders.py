"""A file and those that it is based on, in a folder, for a loader that follows paths."""

import contextlib
import pathlib
import tempfile


@contextlib.contextmanager
def written(file):
    """The path of the file; the folders above it are there, because bases are found through them."""
    with tempfile.TemporaryDirectory() as top:
        folder = pathlib.Path(top) / "a/b/c"
        for name, text in {**file["bases"], file["fileName"]: file["text"]}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        yield str(folder / file["fileName"])
