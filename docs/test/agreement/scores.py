"""Writes scores.json: what scikit-learn's isolation forest says of examples/score-a-csv/readings.csv, higher is more anomalous.

pip install scikit-learn; python docs/test/agreement/scores.py
"""

import csv
import json
import pathlib

import sklearn
from sklearn.ensemble import IsolationForest

here = pathlib.Path(__file__).parent
with open(here / "../../../examples/score-a-csv/readings.csv") as file:
    rows = [[float(value) for value in list(row.values())[1:]] for row in csv.DictReader(file)]

forests = [IsolationForest(n_estimators=100, contamination=0.01, random_state=seed).fit(rows) for seed in range(5)]
scores = [[round(-score, 4) for score in forest.score_samples(rows).tolist()] for forest in forests]
flagged = [[i for i, label in enumerate(forest.predict(rows).tolist()) if label == -1] for forest in forests]
(here / "scores.json").write_text(json.dumps({"version": sklearn.__version__, "scores": scores, "flagged": flagged}) + "\n")
