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
    start, start_cpu = time.perf_counter(), time.process_time()
    forest = RandomForestClassifier(100, n_jobs=1, random_state=request["seed"]).fit(x, y)
    trained, trained_cpu = time.perf_counter(), time.process_time()
    p = forest.predict_proba(test_x)[:, 1]
    scored, scored_cpu = time.perf_counter(), time.process_time()
    return {
        "train": (trained - start) * 1000,
        "score": (scored - trained) * 1000,
        "trainCpu": (trained_cpu - start_cpu) * 1000,
        "scoreCpu": (scored_cpu - trained_cpu) * 1000,
        "accuracy": float(((p > 0.5) == test_y).mean()),
    }


def folds(request):
    x, y = read(request["rows"], request["columns"])
    fold = numpy.array(request["folds"])
    auc, ap = [], []
    for k in range(fold.max() + 1):
        forest = RandomForestClassifier(
            100, n_jobs=1, random_state=request["seed"], class_weight="balanced_subsample"
        ).fit(x[fold != k], y[fold != k])
        p = forest.predict_proba(x[fold == k])[:, 1]
        auc.append(roc_auc_score(y[fold == k], p))
        ap.append(average_precision_score(y[fold == k], p))
    return {"auc": numpy.mean(auc), "ap": numpy.mean(ap)}


for line in sys.stdin:
    request = json.loads(line)
    if request["do"] == "version":
        answer = {"sklearn": sklearn.__version__, "numpy": numpy.__version__}
    else:
        answer = {"speed": speed, "folds": folds}[request["do"]](request)
    print(json.dumps(answer), flush=True)
