# Where the configuration has `export`: results in the formats of other tools.
rule export:
    input:
        contributions="results/{dataset}/{model}/{task}/{method}/contributions.h5",
        motifs="results/{dataset}/{model}/{task}/{method}/motifs",
        hits="results/{dataset}/{model}/{task}/{method}/hits",
        genome=lambda wildcards: dataset_files(wildcards).get("genome", []),
    output:
        exports=directory("results/{dataset}/{model}/{task}/{method}/exports"),
    log:
        "logs/{dataset}/{model}/{task}/{method}/export.log",
    conda:
        "../../envs/motifs.yaml"
    threads: 1
    resources:
        mem_mb=growing(4000),
        runtime=growing(60, per_mb=0.02, most=600),
    params:
        options=options(config.get("export", {})),
        results=lambda wildcards, input: str(Path(input.motifs).parent),
        genome=lambda wildcards, input: options({"genome": list(input.genome)}),
        version=VERSION,
    shell:
        "PYTHONPATH=$MOTIFLENS_PATH python -m motiflens export"
        " --results {params.results} {params.options} {params.genome}"
        " --output {output.exports} 2> {log}"
