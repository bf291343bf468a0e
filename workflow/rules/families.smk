# Motifs of all tasks and methods of an analysis that are one motif.
rule families:
    input:
        motifs=lambda wildcards: expand("{run}/motifs", run=results(wildcards)),
    output:
        families="results/{dataset}/{model}/families.json",
    log:
        "logs/{dataset}/{model}/families.log",
    conda:
        "../../envs/motifs.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(60),
    params:
        options=options(config["families"]),
        results=lambda wildcards, input: folders_of(input.motifs),
        version=VERSION,
    shell:
        "PYTHONPATH=$MOTIFLENS_PATH python -m motiflens families"
        " {params.results} {params.options}"
        " --output {output.families} 2> {log}"
