rule hits:
    input:
        contributions="results/{dataset}/{model}/{task}/{method}/contributions.h5",
        motifs="results/{dataset}/{model}/{task}/{method}/motifs",
    output:
        hits=directory("results/{dataset}/{model}/{task}/{method}/hits"),
    log:
        "logs/{dataset}/{model}/{task}/{method}/hits.log",
    benchmark:
        "logs/{dataset}/{model}/{task}/{method}/hits.benchmark.tsv"
    priority: SECOND
    conda:
        "../../envs/motifs.yaml"
    threads: 1
    resources:
        mem_mb=growing(4000, per_mb=0.5, most=16000),
        runtime=growing(60, per_mb=0.05, most=960),
    params:
        options=options(config["hits"]),
        version=VERSION,
    shell:
        "PYTHONPATH=$MOTIFLENS_PATH python -m motiflens hits"
        " --contributions {input.contributions} --motifs {input.motifs}"
        " {params.options} --output {output.hits} 2> {log}"
