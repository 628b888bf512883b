"""Peers behind one JSON request a line; see python.mjs. Every method gets the train and test rows and returns scores of both."""
import json
import platform
import sys
from importlib.metadata import PackageNotFoundError, version

import numpy as np


def isolation_forest(train, test, seed):
    from sklearn.ensemble import IsolationForest

    forest = IsolationForest(n_estimators=100, max_samples=min(256, len(train)), random_state=seed).fit(train)
    return -forest.score_samples(train), -forest.score_samples(test)


def pyod_detector(create):
    def score(train, test, _seed):
        detector = create().fit(train)
        # Given rows that it was not trained on, PyOD ranks them among each other and the training rows.
        return detector.decision_scores_, detector.decision_function(test)

    return score


def ecod():
    from pyod.models.ecod import ECOD

    return ECOD()


def copod():
    from pyod.models.copod import COPOD

    return COPOD()


def half_space_trees(train, test, seed):
    from river.anomaly import HalfSpaceTrees

    low, high = train.min(axis=0), train.max(axis=0)
    span = np.where(high > low, high - low, 1)
    trees = HalfSpaceTrees(n_trees=25, height=8, window_size=min(250, max(20, len(train) // 3)), seed=seed)

    def stream(rows):
        scores = np.empty(len(rows))
        for i, row in enumerate(np.clip((rows - low) / span, 0, 1)):
            features = dict(enumerate(row))
            scores[i] = trees.score_one(features)
            trees.learn_one(features)
        return scores

    return stream(train), stream(test)


def random_cut_forest(train, test, seed):
    import rrcf

    trees, size = 10, min(256, len(train))
    random = np.random.default_rng(seed)
    deviation = train.std(axis=0)
    scale = np.where(deviation > 0, deviation, 1)
    forest = []
    for _ in range(trees):
        chosen = train[random.choice(len(train), size, replace=False)] / scale
        # A cut needs two different points; equal ones are one point to rrcf.
        jitter = 1e-9 * random.standard_normal(chosen.shape)
        forest.append(rrcf.RCTree(chosen + jitter, random_state=int(random.integers(2**31))))

    def displacement(row):
        total = 0.0
        for tree in forest:
            tree.insert_point(row, index="new")
            total += tree.codisp("new")
            tree.forget_point("new")
        return total / trees

    # At 13 ms a row only some rows can be scored; the rows between have the score of the last one before them.
    def sample(rows, most):
        step = -(-len(rows) // most)
        return np.repeat([displacement(row / scale) for row in rows[::step]], step)[: len(rows)]

    return sample(train, 500), sample(test, 2000)


STATIC, SLOW = {"isStatic": True}, {"isSlow": True}
METHODS = {
    "scikit-learn isolation forest": (isolation_forest, "scikit-learn", {**STATIC, "seeds": 5}),
    "PyOD ECOD": (pyod_detector(ecod), "pyod", STATIC),
    "PyOD COPOD": (pyod_detector(copod), "pyod", STATIC),
    "river half-space trees": (half_space_trees, "river", SLOW),
    "rrcf random cut forest, 2,000 rows": (random_cut_forest, "rrcf", SLOW),
}


def installed(package):
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def listing():
    packages = ["numpy", *dict.fromkeys(package for _, package, _ in METHODS.values())]
    versions = {"python": platform.python_version(), **{name: installed(name) for name in packages}}
    methods = [{"name": name, **more} for name, (_, package, more) in METHODS.items() if versions[package]]
    return {"versions": versions, "methods": methods}


def score(request):
    train, test = (np.fromfile(request[name]).reshape(-1, request["columns"]) for name in ("train", "test"))
    scores = METHODS[request["name"]][0](train, test, request["seed"])
    np.concatenate(scores).astype(float).tofile(request["scores"])
    return {}


for line in sys.stdin:
    asked = json.loads(line)
    print(json.dumps(listing() if asked["do"] == "list" else score(asked)), flush=True)
