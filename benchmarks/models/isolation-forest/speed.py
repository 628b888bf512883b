"""Answers one measurement per line of input, in milliseconds: 'isotree fit', 'sklearn score', ...; argument: a file of doubles."""
import sys
import time
from importlib.metadata import version

import isotree
import numpy as np
import sklearn
from sklearn.ensemble import IsolationForest

rows = np.fromfile(sys.argv[1]).reshape(-1, int(sys.argv[2]))
one = rows[:1].copy()


def isotree_forest(threads=1):
    return isotree.IsolationForest(ntrees=100, sample_size=256, ndim=1, nthreads=threads)


def sklearn_forest():
    return IsolationForest(n_estimators=100, max_samples=256, random_state=1)


fitted = {"isotree": isotree_forest().fit(rows), "isotree2": isotree_forest(2).fit(rows), "sklearn": sklearn_forest().fit(rows)}
work = {
    "isotree fit": lambda: isotree_forest().fit(rows),
    "sklearn fit": lambda: sklearn_forest().fit(rows),
    "isotree score": lambda: fitted["isotree"].predict(rows),
    "isotree score2": lambda: fitted["isotree2"].predict(rows),
    "sklearn score": lambda: fitted["sklearn"].score_samples(rows),
    "isotree row": lambda: fitted["isotree"].predict(one),
    "sklearn row": lambda: fitted["sklearn"].score_samples(one),
}
print(f"isotree {version('isotree')}, scikit-learn {sklearn.__version__}, Python {sys.version.split()[0]}", flush=True)
for line in sys.stdin:
    run = work[line.strip()]
    start = time.perf_counter()
    run()
    print((time.perf_counter() - start) * 1000, flush=True)
