"""Loads models by their URIs as MLflow's Python does, scores the rows of a file, and prints what it found as JSON."""

import json
import sys

import mlflow
import pandas as pd
from mlflow.artifacts import download_artifacts
from mlflow.models import Model, validate_serving_input

uri, rows, *models = sys.argv[1:]
mlflow.set_tracking_uri(uri)
mlflow.set_registry_uri(uri)
with open(rows) as file:
    content = json.load(file)
frame = pd.DataFrame(content["data"], columns=content["columns"], dtype=float)
frame.index = frame.index + 7
found = []
for model_uri in models:
    model = mlflow.pyfunc.load_model(model_uri)
    scored = model.predict(frame)
    assert scored.index.equals(frame.index)
    info = Model.load(model_uri)
    example = info.load_input_example(model_uri)
    served = validate_serving_input(model_uri, info.get_serving_input(download_artifacts(model_uri)))
    try:
        model.predict(frame.drop(columns="disk"))
        refusal = None
    except ValueError as error:
        refusal = str(error)
    found.append(
        {
            "scores": scored["score"].tolist(),
            "anomalies": scored["is_anomaly"].tolist(),
            "inputs": info.signature.inputs.to_dict(),
            "outputs": info.signature.outputs.to_dict(),
            "modelId": info.model_id,
            "runId": info.run_id,
            "status": str(mlflow.get_logged_model(info.model_id).status),
            "refusal": refusal,
            "sizeBytes": info.model_size_bytes,
            "metadata": info.metadata,
            "flavor": info.flavors["ad_json"],
            "example": json.loads(example.to_json(orient="split", index=False)),
            "scoresServed": served["score"].tolist(),
            "scoresOfExample": model.predict(example)["score"].tolist(),
        }
    )
json.dump(found, sys.stdout)
