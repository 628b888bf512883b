/**
 * Python that scores with an isolation forest of `@ad/models`, for whoever loads a logged model with `mlflow.pyfunc.load_model`.
 * Logged beside the model, so that nothing needs to be installed but numpy and pandas.
 */
export const isolationForestPython = `"""Scores with an isolation forest that was saved as JSON by @ad/models. Needs numpy, and pandas for its results."""

import base64
import json

import numpy as np

LEAF = 0xFFFF
ROWS_AT_ONCE = 256
LARGEST_EXCESS = 2.0**30
TYPES = {"Float64Array": "<f8", "Uint32Array": "<u4", "Uint16Array": "<u2"}


def _load_pyfunc(path):
    """What mlflow.pyfunc.load_model calls."""
    with open(path, encoding="utf-8") as file:
        return IsolationForest(json.load(file))


def _decode(value):
    """Typed arrays are {"Float64Array": "<base64>"}, at any depth."""
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((name, content),) = value.items()
        if name in TYPES:
            return np.frombuffer(base64.b64decode(content), TYPES[name])
    return {key: _decode(entry) for key, entry in value.items()}


def _average_path_lengths(most):
    """c(n) = 2 (H(n) - 1): how many splits further n samples in a leaf would be apart, for 0 to most."""
    lengths = np.zeros(most + 1)
    lengths[2:] = np.cumsum(2 / np.arange(2, most + 1))
    return lengths


class IsolationForest:
    """Scores and decides as the model did where it was saved; NaN is a missing value."""

    def __init__(self, saved):
        found = tuple(saved.get(key) for key in ("format", "formatVersion", "kind"))
        if found != ("ad-model", 1, "isolation_forest"):
            raise ValueError(f"expected an isolation forest in format version 1, got {found}")
        state = _decode(saved["state"])
        threshold = saved["calibration"]["threshold"]
        self.features = list(saved["featureNames"])
        self.threshold = np.nan if threshold is None else threshold
        self._trees = state["trees"]
        self._feature = state["feature"].astype(np.intp)
        self._split = state["threshold"]
        self._count = state["count"].astype(float)
        average = _average_path_lengths(state["subsample"])
        self._normalizer = average[-1]
        self._link(average[state["count"]])
        self._planes = state.get("hyperplanes")
        if self._planes:
            splits = self._feature != LEAF
            self._first_term = (np.cumsum(splits) - splits) * self._planes["terms"]
        self._range = None
        if saved["options"].get("outOfRange"):
            low, high = state["range"]["low"], state["range"]["high"]
            width = np.maximum(high - low, saved["options"]["outOfRange"]["minimumRange"])
            self._range = low, high, np.where(width > 0, width, 1)

    def predict(self, model_input):
        """A frame with the columns score (higher is more anomalous) and is_anomaly, for a frame or an array of rows."""
        import pandas as pd

        scores = self.score(self._rows(model_input))
        index = model_input.index if isinstance(model_input, pd.DataFrame) else None
        return pd.DataFrame({"score": scores, "is_anomaly": scores > self.threshold}, index=index)

    def score(self, rows):
        """One score per row."""
        scores = np.empty(len(rows))
        with np.errstate(invalid="ignore"):
            for start in range(0, len(rows), ROWS_AT_ONCE):
                part = rows[start : start + ROWS_AT_ONCE]
                path = self._sum_paths(part) / self._trees - self._shortening(part)
                # Trees of single samples tell nothing apart: the score is then in the middle.
                exponent = path / self._normalizer if self._normalizer > 0 else np.ones(len(part))
                scores[start : start + len(part)] = np.exp2(-exponent)
        return scores

    def _rows(self, given):
        if hasattr(given, "columns"):
            absent = [name for name in self.features if name not in given.columns]
            if absent:
                raise ValueError(f"the model needs the columns {self.features}, missing are {absent}")
            return given[self.features].to_numpy(dtype=float, na_value=np.nan)
        rows = np.asarray(given, dtype=float)
        if rows.ndim != 2 or rows.shape[1] != len(self.features):
            raise ValueError(f"the model needs rows of {len(self.features)} values, got the shape {rows.shape}")
        return rows

    def _link(self, beyond):
        """Finds roots, right children and path lengths: nodes are in preorder, left children follow their parents."""
        nodes = len(self._feature)
        self._right = np.zeros(nodes, np.intp)
        self._path = np.zeros(nodes)
        roots, splits, depth = [], [], 0
        for node, feature in enumerate(self._feature):
            if not splits and depth == 0:
                roots.append(node)
            if feature != LEAF:
                splits.append((node, depth))
                depth += 1
                continue
            self._path[node] = depth + beyond[node]
            depth = 0
            if splits:
                parent, above = splits.pop()
                self._right[parent] = node + 1
                depth = above + 1
        if splits or depth or len(roots) != self._trees:
            raise ValueError(f"the saved model is damaged: its nodes are not {self._trees} trees")
        self._roots = np.array(roots)

    def _sum_paths(self, rows):
        """Walks all rows down all trees, a level at a time; a missing value goes both ways, in shares."""
        row = np.repeat(np.arange(len(rows)), len(self._roots))
        node = np.tile(self._roots, len(rows))
        share = np.ones(len(row))
        sums = np.zeros(len(rows))
        while len(row):
            ends = self._feature[node] == LEAF
            sums += np.bincount(row[ends], share[ends] * self._path[node[ends]], len(rows))
            row, node, share = row[~ends], node[~ends], share[~ends]
            value = self._values(rows, row, node)
            both = np.isnan(value)
            known = ~both
            child = np.where(value > self._split[node], self._right[node], node + 1)
            ways = node[both] + 1, self._right[node[both]]
            shares = (share[both] * self._count[way] / self._count[node[both]] for way in ways)
            row = np.concatenate([row[known], row[both], row[both]])
            share = np.concatenate([share[known], *shares])
            node = np.concatenate([child[known], *ways])
        return sums

    def _values(self, rows, row, node):
        """What each row shows to the split it has reached: a column, or a weighted sum of some."""
        if not self._planes:
            return rows[row, self._feature[node]]
        total = np.zeros(len(row))
        for term in range(self._planes["terms"]):
            at = self._first_term[node] + term
            weight = self._planes["weight"][at]
            total += np.where(weight != 0, weight * rows[row, self._planes["column"][at]], 0)
        return total

    def _shortening(self, rows):
        """Rows outside of the training range end sooner, the further outside the sooner."""
        if self._range is None:
            return 0
        low, high, width = self._range
        outside = np.maximum(np.maximum(low - rows, rows - high), 0)
        excess = np.where(outside > 0, np.minimum(outside / width, LARGEST_EXCESS), 0)
        return np.log2(1 + excess.sum(axis=1))
`;
