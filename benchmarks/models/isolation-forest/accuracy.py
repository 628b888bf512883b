"""scikit-learn's isolation forest on one set: AUC and average precision per seed, as JSON."""
import json
import sys

import numpy as np
import pandas as pd
import sklearn
from sklearn.ensemble import IsolationForest
from sklearn.metrics import average_precision_score, roc_auc_score

frame = pd.read_csv(sys.argv[1])
labels = frame.pop("label").to_numpy()
rows = frame.to_numpy(dtype=np.float64)
auc, ap = [], []
for seed in range(int(sys.argv[2])):
    forest = IsolationForest(n_estimators=100, max_samples=min(256, len(rows)), random_state=seed).fit(rows)
    scores = -forest.score_samples(rows)
    auc.append(roc_auc_score(labels, scores))
    ap.append(average_precision_score(labels, scores))
print(json.dumps({"version": sklearn.__version__, "auc": auc, "ap": ap}))
