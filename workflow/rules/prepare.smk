rule prepare:
    input:
        unpack(dataset_files),
    output:
        data="results/{dataset}/data.h5",
        dropped="results/{dataset}/dropped.tsv",
    log:
        "logs/{dataset}/prepare.log",
    benchmark:
        "logs/{dataset}/prepare.benchmark.tsv"
    conda:
        "../../envs/sequences.yaml"
    threads: 1
    resources:
        mem_mb=growing(4000, per_mb=0.5, most=16000),
        runtime=growing(60, per_mb=0.02, most=600),
    params:
        options=prepare_options,
        version=VERSION,
    shell:
        "PYTHONPATH=$MOTIFLENS_PATH python -m motiflens prepare"
        " {params.options}"
        " --output {output.data} --dropped {output.dropped} 2> {log}"
