# SPDX-License-Identifier: Apache-2.0
"""The type stubs say what the module weft has."""

import ast
import inspect

import weft

TREE = ast.parse(open(stubs).read())


def stubbed():
    """Functions and classes of the stubs, with the members of classes."""
    found = {}
    for node in TREE.body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = node
        elif isinstance(node, ast.ClassDef):
            found[node.name] = node
            for member in node.body:
                if isinstance(member, ast.FunctionDef):
                    found[f"{node.name}.{member.name}"] = member
                elif isinstance(member, ast.AnnAssign):
                    found[f"{node.name}.{member.target.id}"] = member
    return found


def test_public_names():
    public = {name for name in stubbed() if "." not in name and not name.startswith("_")}
    assert public == set(weft.__all__), public ^ set(weft.__all__)
    for name in weft.__all__:
        assert hasattr(weft, name), name


def test_members():
    found = stubbed()
    for name in weft.__all__:
        entity = getattr(weft, name)
        if not isinstance(entity, type) or issubclass(entity, tuple):
            continue
        members = {m for m in vars(entity) if not m.startswith("_")}
        declared = {n.split(".")[1] for n in found if n.startswith(name + ".")}
        declared = {m for m in declared if not m.startswith("_")}
        assert members <= declared, (name, members - declared)
        for member in declared:
            assert hasattr(entity, member), (name, member)


def test_fields():
    for name in weft.__all__:
        entity = getattr(weft, name)
        if isinstance(entity, type) and issubclass(entity, tuple):
            fields = [n.split(".")[1] for n in stubbed() if n.startswith(name + ".")]
            assert tuple(fields) == entity._fields, name


def parameters(arguments):
    return [a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]


def test_parameters():
    checked = 0
    for name, node in stubbed().items():
        if not isinstance(node, ast.FunctionDef) or node.args.vararg is not None:
            continue
        entity = weft
        for part in name.split("."):
            entity = vars(entity).get(part) if isinstance(entity, type) else getattr(entity, part)
        if isinstance(entity, property) or not inspect.isfunction(entity):
            continue
        expected = list(inspect.signature(entity).parameters)
        assert parameters(node.args) == expected, (name, parameters(node.args), expected)
        checked += 1
    assert checked > 40, checked
