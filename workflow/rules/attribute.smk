# Shards are explained on their own, so that a lost one costs itself only; --set-scatter shards=N.
# Each loads and reads the model anew, which takes longer than explaining thousands of windows does.
scattergather:
    shards=1,


rule attribute:
    input:
        data="results/{dataset}/data.h5",
        model="results/models/{model}/fold{fold}",
        audit="results/{dataset}/{model}/audit.json",
    output:
        shard=temp("results/{dataset}/{model}/{task}/{method}/fold{fold}.{scatteritem}.h5"),
    log:
        "logs/{dataset}/{model}/{task}/{method}/attribute.fold{fold}.{scatteritem}.log",
    benchmark:
        "logs/{dataset}/{model}/{task}/{method}/attribute.fold{fold}.{scatteritem}.benchmark.tsv"
    priority: FIRST
    conda:
        "../../envs/model.yaml"
    threads: 1
    resources:
        mem_mb=growing(4000),
        runtime=growing(240),
    params:
        options=options(config["attribute"]),
        method=own_options,
        shard=part,
        device=device,
        version=VERSION,
    shell:
        "PYTHONPATH=$MOTIFLENS_PATH python -m motiflens attribute"
        " --data {input.data} --model {input.model}"
        " --task {wildcards.task} --method {wildcards.method} {params.method} {params.options}"
        " --fold {wildcards.fold} --shard {params.shard} --device {params.device} --threads {threads}"
        " --output {output.shard} 2> {log}"


rule gather:
    input:
        shards=lambda wildcards: [
            shard.format(fold=fold, **wildcards)
            for fold in folds(wildcards.model)
            for shard in gather.shards(
                "results/{{dataset}}/{{model}}/{{task}}/{{method}}/fold{{fold}}.{scatteritem}.h5"
            )
        ],
    output:
        contributions="results/{dataset}/{model}/{task}/{method}/contributions.h5",
    log:
        "logs/{dataset}/{model}/{task}/{method}/gather.log",
    priority: FIRST
    conda:
        "../../envs/model.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(30, per_mb=0.01, most=600),
    params:
        version=VERSION,
    shell:
        "PYTHONPATH=$MOTIFLENS_PATH python -m motiflens gather"
        " {input.shards} --output {output.contributions} 2> {log}"
