"""Runs the code cells of a notebook in order, as Jupyter would, with nothing but the standard library; prints what each cell gives.

The last expression of a cell is its answer. It is written out as Jupyter shows it, so that a query that fails does so here. A line of JSON per cell: its id, and how
many rows a DuckDB relation has.
"""

import ast
import json
import sys

names = {"__name__": "__main__"}
for cell in json.load(open(sys.argv[1], encoding="utf-8"))["cells"]:
    if cell["cell_type"] != "code":
        continue
    source = "".join(cell["source"])
    body = ast.parse(source).body
    last = body.pop() if isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), cell["id"], "exec"), names)
    answer = None if last is None else eval(compile(ast.Expression(last.value), cell["id"], "eval"), names)
    shown = repr(answer)
    rows = answer.aggregate("count(*)").fetchall()[0][0] if hasattr(answer, "aggregate") else None
    print(json.dumps({"cell": cell["id"], "rows": rows, "characters": len(shown)}))
