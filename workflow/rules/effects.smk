# What each motif does when it is put into sequences, and when it is taken out of them.
rule effects:
    input:
        data="results/{dataset}/data.h5",
        models=lambda wildcards: expand(
            "results/models/{model}/fold{fold}", model=wildcards.model, fold=folds(wildcards.model)
        ),
        contributions="results/{dataset}/{model}/{task}/{method}/contributions.h5",
        motifs="results/{dataset}/{model}/{task}/{method}/motifs",
        hits="results/{dataset}/{model}/{task}/{method}/hits",
    output:
        effects="results/{dataset}/{model}/{task}/{method}/effects.json",
    log:
        "logs/{dataset}/{model}/{task}/{method}/effects.log",
    benchmark:
        "logs/{dataset}/{model}/{task}/{method}/effects.benchmark.tsv"
    priority: SECOND
    conda:
        "../../envs/model.yaml"
    threads: 1
    resources:
        mem_mb=growing(4000),
        runtime=growing(240),
    params:
        options=options(config["effects"]),
        results=lambda wildcards, input: str(Path(input.motifs).parent),
        device=device,
        version=VERSION,
    shell:
        "PYTHONPATH=$MOTIFLENS_PATH python -m motiflens effects"
        " {input.models} --data {input.data}"
        " --results {params.results} {params.options} --device {params.device}"
        " --threads {threads} --output {output.effects} 2> {log}"
