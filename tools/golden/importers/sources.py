"""The source of a package at its pinned version, without installing it: most of these packages bring gigabytes of
dependencies, and one module of them is run. pip downloads each once."""

import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile

here = pathlib.Path(__file__).parent
PINNED = dict(line.split("==") for line in (here / "sources.txt").read_text().split() if "==" in line)
FOLDER = pathlib.Path(os.environ.get("ANNEAL_GOLDEN_SOURCES", pathlib.Path(tempfile.gettempdir()) / "anneal-golden-sources"))


def source(package):
    """The folder that holds its modules."""
    version = PINNED[package]
    folder = FOLDER / f"{package}-{version}"
    if not folder.exists():
        with tempfile.TemporaryDirectory() as archives:
            pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-build-isolation", "-d", archives]
            subprocess.run([*pip, f"{package}=={version}"], check=True)
            (archive,) = pathlib.Path(archives).iterdir()
            unpacked = pathlib.Path(archives) / "unpacked"
            if archive.suffix == ".whl":
                zipfile.ZipFile(archive).extractall(unpacked)
            else:
                tarfile.open(archive).extractall(unpacked, filter="data")
                # A source distribution has one folder with everything in it.
                (unpacked,) = unpacked.iterdir()
            FOLDER.mkdir(parents=True, exist_ok=True)
            shutil.move(unpacked, folder)
    return str(folder)
