"""Prints everything MLflow's own Python client sees behind a URI, as JSON."""

import json
import sys

from mlflow import MlflowClient
from mlflow.entities import ViewType

uri = sys.argv[1]
client = MlflowClient(uri, uri)


def number(value):
    """JSON has no word for what is not finite."""
    return value if value == value and abs(value) != float("inf") else str(value)


def run(found):
    info = found.info
    history = {
        key: [[m.timestamp, number(m.value), m.step] for m in client.get_metric_history(info.run_id, key)]
        for key in found.data.metrics
    }
    return {
        "runId": info.run_id,
        "runName": info.run_name,
        "experimentId": info.experiment_id,
        "userId": info.user_id,
        "status": info.status,
        "startTime": info.start_time,
        "endTime": info.end_time,
        "artifactUri": info.artifact_uri,
        "lifecycleStage": info.lifecycle_stage,
        "metrics": {key: number(value) for key, value in found.data.metrics.items()},
        "params": found.data.params,
        "tags": found.data.tags,
        "datasets": [
            {
                "dataset": {
                    "name": entry.dataset.name,
                    "digest": entry.dataset.digest,
                    "sourceType": entry.dataset.source_type,
                    "source": entry.dataset.source,
                    "schema": entry.dataset.schema,
                    "profile": entry.dataset.profile,
                },
                "tags": {tag.key: tag.value for tag in entry.tags},
            }
            for entry in found.inputs.dataset_inputs
        ],
        "outputs": [{"modelId": m.model_id, "step": m.step} for m in found.outputs.model_outputs],
        "history": history,
    }


experiments = client.search_experiments(view_type=ViewType.ALL)
runs = [
    run(found)
    for experiment in experiments
    for found in client.search_runs([experiment.experiment_id], run_view_type=ViewType.ALL)
]
json.dump(
    {
        "experiments": [
            {
                "experimentId": e.experiment_id,
                "name": e.name,
                "artifactLocation": e.artifact_location,
                "lifecycleStage": e.lifecycle_stage,
                "creationTime": e.creation_time,
                "lastUpdateTime": e.last_update_time,
                "tags": e.tags,
            }
            for e in experiments
        ],
        "runs": runs,
        "models": [
            {
                "name": m.name,
                "description": m.description or "",
                "creationTimestamp": m.creation_timestamp,
                "lastUpdatedTimestamp": m.last_updated_timestamp,
                "tags": m.tags,
                "aliases": {alias: str(version) for alias, version in m.aliases.items()},
            }
            for m in client.search_registered_models()
        ],
        "loggedModels": [
            {
                "modelId": m.model_id,
                "name": m.name,
                "experimentId": m.experiment_id,
                "artifactUri": m.artifact_location,
                "status": "UPLOAD_FAILED" if m.status == "FAILED" else str(m.status),
                "modelType": m.model_type or "",
                "sourceRunId": m.source_run_id or "",
                "creationTimestamp": m.creation_timestamp,
                "lastUpdatedTimestamp": m.last_updated_timestamp,
                "params": m.params,
                "tags": m.tags,
                "metrics": {metric.key: metric.value for metric in m.metrics or []},
            }
            for m in client.search_logged_models([e.experiment_id for e in experiments])
        ],
        "versions": [
            {
                "name": v.name,
                "version": str(v.version),
                "description": v.description or "",
                "source": v.source,
                "runId": v.run_id or "",
                "modelId": v.model_id or "",
                "status": v.status,
                "creationTimestamp": v.creation_timestamp,
                "lastUpdatedTimestamp": v.last_updated_timestamp,
                "tags": v.tags,
                "aliases": sorted(v.aliases),
            }
            for v in client.search_model_versions()
            if v.current_stage != "Deleted_Internal"
        ],
    },
    sys.stdout,
)
