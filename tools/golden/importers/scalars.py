"""What the YAML parsers of Python take a scalar for: PyYAML's, and OmegaConf's, which makes numbers of more of them."""

import yaml
from omegaconf import OmegaConf

SOURCE = f"PyYAML {yaml.__version__}, yaml.safe_load; omegaconf 2.3.1, OmegaConf.create; both run"
WORDS = ["y", "n", "Y", "N", "yes", "no", "Yes", "NO", "on", "off", "On", "OFF", "true", "True", "TRUE", "tRue", "false", "'yes'", "!!bool yes", "~", "null", "Null", "NULL", "nUll", "", "none", "None"]
INTEGERS = ["0", "+1", "00", "017", "-017", "08", "0o17", "0_7", "0x1F", "+0x1F", "0b101", "-0b1", "1_000", "1:30", "1:30:15", "-1:30", "1:60", "12345678901234567890", "1,000", "!!int '7'", "!!str 5"]
FLOATS = ["0.0", "5.", "0.", ".5", ".5e-3", "1.0e-4", "1.0e+4", "1.0e4", "1.e-4", "5.e3", "1e-4", "1e4", "1E4", "1e+4", "-1e-3", "+1e-3", "6.0e-05", "1_000.5", "1.5_0", "190:20:30.15", "!!float 5", "!!float 1e-4", "!!float 1.5e3", "!!float -3", "!!float .5", '"1e-4"', "3e-4 # of all"]
TEXTS = ["1e", "e5", "0x", "0b2", "_1", "0.1.2", "inf", "nan", "Infinity", "100ba", "0.1dur", "3e9tok"]


def document():
    scalars = [{"text": text, "PyYAML": yaml.safe_load(f"a: {text}\n")["a"], "OmegaConf": OmegaConf.create(f"a: {text}\n")["a"]} for text in [*WORDS, *INTEGERS, *FLOATS, *TEXTS]]
    return {"generator": "tools/golden/importers/scalars.py", "source": SOURCE, "scalars": scalars}
