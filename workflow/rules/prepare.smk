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
        mem_mb=growing(4000),
        runtime=60,
    params:
        options=prepare_options,
        version=VERSION,
    shell:
        "python -m motiflens prepare {params.options}"
        " --output {output.data} --dropped {output.dropped} 2> {log}"
