"""Writes one of everything with MLflow's own Python client, awkward on purpose."""

import sys

from mlflow import MlflowClient
from mlflow.entities import Dataset, DatasetInput, InputTag, LoggedModelOutput, Metric, Param, RunTag

uri = sys.argv[1]
client = MlflowClient(uri, uri)
names = ["Ünï: \"x\" 😀\x85", "yes", "1e5", "007", "2020-01-01", "a" * 300 + " b" * 60, "- x", "it's: #1", "a\nb", "null", " lead"]
for name in names:
    experiment = client.create_experiment(name.replace("'", ""), tags={"a/b": "1", "k" * 200: name})
    run = client.create_run(experiment, run_name=name, tags={"text": name + "\n"})
    run_id = run.info.run_id
    client.log_batch(
        run_id,
        metrics=[
            Metric("m/a", float("inf"), 5, 3),
            Metric("m/a", 1e-7, 6, 4),
            Metric("n", float("nan"), 6, 0),
            Metric("big", 1.7976931348623157e308, 6, 0),
            Metric("min", 5e-324, 6, 0),
        ],
        params=[Param("ü p", name), Param("empty", "")],
        tags=[RunTag("naïve é", "x")],
    )
    client.log_inputs(
        run_id, [DatasetInput(Dataset(name[:100], "d", "local", name, schema=name), [InputTag("tag", name)])]
    )
    client.set_terminated(run_id, "FAILED", 1_700_000_000_000)
    model = client.create_logged_model(
        experiment, "logged ü", run_id, {"tag": name}, {"ü p": name, "empty": ""}, "forest"
    )
    client.log_metric(run_id, "auc", 0.5, 5, 1, model_id=model.model_id)
    client.log_metric(run_id, "auc", 0.75, 6, 2, model_id=model.model_id)
    client.log_outputs(run_id, [LoggedModelOutput(model.model_id, 2)])
    client.finalize_logged_model(model.model_id, "READY")
client.create_logged_model(experiment, "pending")
client.delete_logged_model(client.create_logged_model(experiment, "deleted").model_id)
client.create_registered_model("model ü", tags={"a": "b"}, description="d: e\nf")
for _ in range(3):
    client.create_model_version("model ü", run.info.artifact_uri + "/model", run_id, tags={"x": "y"})
client.set_registered_model_alias("model ü", "champion", "2")
client.delete_model_version("model ü", "3")
client.delete_run(run_id)
client.delete_experiment(experiment)
