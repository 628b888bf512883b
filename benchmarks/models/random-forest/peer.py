"""scikit-learn behind one JSON request a line; see peer.mjs."""
import json
import sys
import time

import numpy
import sklearn
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import average_precision_score, roc_auc_score


def read(path, columns):
    table = numpy.fromfile(path).reshape(-1, columns + 1)
    return numpy.ascontiguousarray(table[:, :columns]), table[:, columns].astype(int)


def speed(request):
    x, y = read(request["train"], request["columns"])
    test_x, test_y = read(request["test"], request["columns"])
    start = time.perf_counter()
    forest = RandomForestClassifier(100, n_jobs=1, random_state=request["seed"]).fit(x, y)
    trained = time.perf_counter()
    p = forest.predict_proba(test_x)[:, 1]
    scored = time.perf_counter()
    return {
        "train": (trained - start) * 1000,
        "score": (scored - trained) * 1000,
        "accuracy": float(((p > 0.5) == test_y).mean()),
    }


def folds(request):
    x, y = read(request["rows"], request["columns"])
    fold = numpy.array(request["folds"])
    p = numpy.zeros(len(y))
    for k in range(fold.max() + 1):
        forest = RandomForestClassifier(
            100, n_jobs=1, random_state=request["seed"], class_weight="balanced_subsample"
        ).fit(x[fold != k], y[fold != k])
        p[fold == k] = forest.predict_proba(x[fold == k])[:, 1]
    return {"auc": roc_auc_score(y, p), "ap": average_precision_score(y, p)}


for line in sys.stdin:
    request = json.loads(line)
    if request["do"] == "version":
        answer = {"sklearn": sklearn.__version__, "numpy": numpy.__version__}
    else:
        answer = {"speed": speed, "folds": folds}[request["do"]](request)
    print(json.dumps(answer), flush=True)
