"""Logs a model with the flavor ad_json by MLflow's own Python client, and prints its ids."""

import json
import os
import sys

import mlflow
from mlflow.models import Model, ModelSignature
from mlflow.types import ColSpec, Schema

flavor = sys.modules[__name__]


def save_model(path, mlflow_model, saved):
    os.makedirs(path)
    with open(os.path.join(path, "saved.json"), "w") as file:
        json.dump(saved, file)
    mlflow_model.add_flavor("ad_json", data="saved.json", format_version=1, algorithm="any")
    mlflow_model.signature = ModelSignature(Schema([ColSpec("double", "a" * 90), ColSpec("long", "ü: b")]))
    mlflow_model.save(os.path.join(path, "MLmodel"))


mlflow.set_tracking_uri(sys.argv[1])
mlflow.set_registry_uri(sys.argv[1])
name = sys.argv[2]
experiment = mlflow.set_experiment(name)
with mlflow.start_run() as run:
    info = Model.log(
        artifact_path=None,
        name="logged by python",
        flavor=flavor,
        saved=json.loads(sys.argv[3]),
        registered_model_name=name,
        metadata={"text": "a: 'b'\n" + "long " * 40, "number": 1.5e-7, "list": [1, "x"]},
    )
    mlflow.log_metric("auc", 0.75, model_id=info.model_id)
mlflow.MlflowClient().set_registered_model_alias(name, "champion", "1")
print(json.dumps({"runId": run.info.run_id, "modelId": info.model_id}))
