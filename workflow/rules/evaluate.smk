# Where the configuration has `evaluate`: which of the methods to believe, for every task.
rule evaluate:
    input:
        data="results/{dataset}/data.h5",
        models=lambda wildcards: expand(
            "results/models/{model}/fold{fold}", model=wildcards.model, fold=folds(wildcards.model)
        ),
        sites=lambda wildcards: known_sites(wildcards),
    output:
        evaluation="results/{dataset}/{model}/{task}/evaluation.json",
    log:
        "logs/{dataset}/{model}/{task}/evaluate.log",
    benchmark:
        "logs/{dataset}/{model}/{task}/evaluate.benchmark.tsv"
    priority: SECOND
    conda:
        "../../envs/model.yaml"
    threads: 1
    resources:
        mem_mb=growing(4000),
        runtime=growing(240),
    params:
        methods=methods_of_config(),
        options=options(config.get("evaluate", {})),
        sites=lambda wildcards, input: options({"sites": list(input.sites)}),
        device=device,
        version=VERSION,
    shell:
        "PYTHONPATH=$MOTIFLENS_PATH python -m motiflens evaluate"
        " {input.models} --data {input.data} --task {wildcards.task}"
        " {params.methods} {params.options} {params.sites} --device {params.device}"
        " --threads {threads} --output {output.evaluation} > {log} 2>&1"
