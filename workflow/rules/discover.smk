rule discover:
    input:
        **files_of("discover", "database"),
        contributions="results/{dataset}/{model}/{task}/{method}/contributions.h5",
    output:
        motifs=directory("results/{dataset}/{model}/{task}/{method}/motifs"),
    log:
        "logs/{dataset}/{model}/{task}/{method}/discover.log",
    benchmark:
        "logs/{dataset}/{model}/{task}/{method}/discover.benchmark.tsv"
    priority: FIRST
    conda:
        "../../envs/motifs.yaml"
    threads: 1
    resources:
        mem_mb=growing(8000, per_mb=4, most=32000),
        runtime=growing(480),
    params:
        options=options_with_files("discover", "database"),
        drawn=options(config["draw"], only=["trim", "flank"]),
        version=VERSION,
    shell:
        "PYTHONPATH=$MOTIFLENS_PATH python -m motiflens discover"
        " --contributions {input.contributions} {params.options} {params.drawn}"
        " --threads {threads} --output {output.motifs} 2> {log}"
