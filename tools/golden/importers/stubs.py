"""Loads one module of a package whose other modules need what is not installed."""

import importlib.util
import sys
import types


def stub(name, **members):
    """A module that has only these members."""
    module = types.ModuleType(name)
    module.__dict__.update(members)
    module.__path__ = []
    sys.modules[name] = module
    return module


def load(name, path):
    """A module from a file, under a name."""
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def extract(path, *names, **members):
    """Functions of a file, methods too, without the rest of it: what they need of it is in `members`."""
    import ast

    tree = ast.parse(open(path).read())
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name in names and node.name not in found:
            node.decorator_list, node.returns = [], None
            for argument in node.args.args:
                argument.annotation = None
            scope = dict(members)
            exec(compile(ast.Module([node], []), path, "exec"), scope)
            found[node.name] = scope[node.name]
    return [found[name] for name in names]
