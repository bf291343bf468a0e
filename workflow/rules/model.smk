TRAINING_THREADS = 2


rule train:
    input:
        data=lambda wildcards: "results/{dataset}/data.h5".format_map(
            config["models"][wildcards.model]["train"]
        ),
        bias=lambda wildcards: [
            f"results/models/{bias}/fold{wildcards.fold}"
            for bias in [config["models"][wildcards.model]["train"].get("bias")]
            if bias
        ],
    output:
        model=directory("results/models/{model}/fold{fold}"),
    log:
        "logs/models/{model}/train.fold{fold}.log",
    benchmark:
        "logs/models/{model}/train.fold{fold}.benchmark.tsv"
    wildcard_constraints:
        model=one_of(origin("train")),
    conda:
        "../../envs/model.yaml"
    threads: TRAINING_THREADS
    resources:
        mem_mb=growing(8000),
        runtime=growing(240),
    params:
        options=lambda wildcards: options(
            config["models"][wildcards.model]["train"], without=["dataset", "each", "bias"]
        ),
        bias=lambda wildcards, input: options({"bias": list(input.bias)}),
        device=device,
        devices=devices,
        # Also where --cores lends fewer: what is learnt depends on the number.
        threads=lambda wildcards, threads: max(threads, TRAINING_THREADS),
        version=VERSION,
    shell:
        "PYTHONPATH=$MOTIFLENS_PATH python -m motiflens train"
        " --data {input.data} {params.options} {params.bias}"
        " --fold {wildcards.fold} --device {params.device} --devices {params.devices}"
        " --threads {params.threads} --output {output.model} 2> {log}"


rule import_model:
    input:
        unpack(imported_files),
    output:
        model=directory("results/models/{model}/fold{fold}"),
    log:
        "logs/models/{model}/import.fold{fold}.log",
    wildcard_constraints:
        model=one_of(origin("import")),
    conda:
        "../../envs/model.yaml"
    threads: 1
    resources:
        mem_mb=growing(4000),
        runtime=growing(10),
    params:
        options=import_options,
        version=VERSION,
    shell:
        "PYTHONPATH=$MOTIFLENS_PATH python -m motiflens import"
        " {params.options} --output {output.model} 2> {log}"
