rule train:
    input:
        data=lambda wildcards: "results/{dataset}/data.h5".format_map(
            config["models"][wildcards.model]["train"]
        ),
    output:
        model=directory("results/models/{model}/fold0"),
    log:
        "logs/models/{model}/train.log",
    benchmark:
        "logs/models/{model}/train.benchmark.tsv"
    wildcard_constraints:
        model=one_of(origin("train")),
    conda:
        "../../envs/model.yaml"
    threads: 1
    resources:
        mem_mb=growing(8000),
        runtime=240,
    params:
        options=lambda wildcards: options(
            config["models"][wildcards.model]["train"], without=["dataset"]
        ),
        device=device,
        version=VERSION,
    shell:
        "python -m motiflens train --data {input.data} {params.options}"
        " --device {params.device} --threads {threads} --output {output.model} 2> {log}"


rule import_model:
    input:
        weights=lambda wildcards: config["models"][wildcards.model]["import"]["weights"],
    output:
        model=directory("results/models/{model}/fold0"),
    log:
        "logs/models/{model}/import.log",
    wildcard_constraints:
        model=one_of(origin("import")),
    conda:
        "../../envs/model.yaml"
    threads: 1
    resources:
        mem_mb=growing(4000),
        runtime=10,
    params:
        options=lambda wildcards: options(config["models"][wildcards.model]["import"]),
        version=VERSION,
    shell:
        "python -m motiflens import {params.options} --output {output.model} 2> {log}"
