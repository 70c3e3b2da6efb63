"""What CPython's own parser says of the files under a folder: the truth that the scanner is held to.

usage: oracle.py ROOT PROCESSES [--time]
Prints one JSON object a line, files in order of their paths: {"path", "facts": [[line, kind, module, name]]}
or {"path", "rejected": reason}; last {"seconds", "cpu_seconds", "files"}.
"""
import ast
import json
import os
import sys
import time
import warnings
from multiprocessing import Pool

warnings.simplefilter("ignore")
sys.setrecursionlimit(20000)


def package(folder):
    names = []
    while os.path.exists(os.path.join(folder, "__init__.py")):
        folder, name = os.path.split(folder)
        names.insert(0, name)
    return names


def typing_test(test):
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )


def facts(tree, folder):
    found = []
    names = None

    def resolve(level, module):
        nonlocal names
        if names is None:
            names = package(folder)
        if level - 1 > len(names):
            return None
        base = names[: len(names) - (level - 1)]
        return ".".join(base + ([module] if module else []))

    # an explicit stack: the standard library holds trees deeper than the interpreter recurses
    stack = [(tree, "eager")]
    while stack:
        node, kind = stack.pop()
        if isinstance(node, ast.Import):
            found += [(node.lineno, kind, a.name, None) for a in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = resolve(node.level, node.module) if node.level else node.module
            found += [(node.lineno, kind, module, a.name) for a in node.names]
        elif isinstance(node, ast.If) and typing_test(node.test):
            stack += [(each, "typing") for each in node.body]
            stack += [(each, kind) for each in node.orelse]
        else:
            inner = kind
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and kind == "eager":
                inner = "lazy"
            if not isinstance(node, ast.expr):
                stack += [(each, inner) for each in ast.iter_child_nodes(node)]
    return found


def one(path):
    try:
        with open(path, "rb") as file:
            tree = ast.parse(file.read(), path)
        return path, facts(tree, os.path.dirname(path)), None
    except (SyntaxError, ValueError, RecursionError, LookupError, MemoryError) as broken:
        return path, None, f"{type(broken).__name__}: {broken}"


def main():
    root, processes = os.path.realpath(sys.argv[1]), int(sys.argv[2])
    paths = []
    for folder, folders, files in os.walk(root):
        folders[:] = [f for f in folders if f not in (".git", ".hg", ".svn")]
        paths += [os.path.join(folder, f) for f in files if f.endswith(".py")]
    paths.sort()
    began, used = time.perf_counter(), time.process_time()
    if processes == 1:
        results = list(map(one, paths))
    else:
        with Pool(processes) as pool:
            results = pool.map(one, paths, chunksize=64)
    seconds, used = time.perf_counter() - began, time.process_time() - used
    if "--time" not in sys.argv:
        for path, found, rejected in results:
            line = {"path": os.path.relpath(path, root)}
            line.update({"facts": found} if rejected is None else {"rejected": rejected})
            print(json.dumps(line))
    print(json.dumps({"seconds": seconds, "cpu_seconds": used, "files": len(paths)}))


if __name__ == "__main__":
    main()
