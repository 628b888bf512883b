"""What the programs here measure, with MLflow's Python client. Prints milliseconds as JSON."""

import json
import sys
import time

import mlflow
from mlflow.entities import Metric, Param

task, uri, *rest = sys.argv[1:]
mlflow.set_tracking_uri(uri)
client = mlflow.MlflowClient(uri)


def milliseconds(work):
    start = time.perf_counter()
    result = work()
    return (time.perf_counter() - start) * 1000, result


def log_run():
    """100 params and 10,000 points, in requests as large as the server takes."""
    run_id = client.create_run(rest[0]).info.run_id
    metrics = [Metric("loss", 1 / (step + 1), 1_700_000_000_000 + step, step) for step in range(10_000)]
    client.log_batch(run_id, params=[Param(f"param {i}", str(i)) for i in range(100)])
    for start in range(0, len(metrics), 1000):
        client.log_batch(run_id, metrics=metrics[start : start + 1000])
    client.set_terminated(run_id)


def search():
    return len(client.search_runs([rest[0]], rest[1], max_results=50_000))


def history():
    return len(client.get_metric_history(rest[0], "m"))


def load():
    return mlflow.pyfunc.load_model(rest[0]) is not None


work = {"log-run": log_run, "search": search, "history": history, "load": load}[task]
rounds = 3 if task == "load" else 1
times = [milliseconds(work) for _ in range(rounds)]
print(json.dumps({"milliseconds": [time for time, _ in times], "result": times[-1][1]}))
