rule logos:
    input:
        motifs="results/{dataset}/{model}/{task}/{method}/motifs",
    output:
        logos=report(
            directory("results/{dataset}/{model}/{task}/{method}/logos"),
            patterns=["{motif}.contribution.svg"],
            caption="../report/logo.rst",
            category="Motifs",
            subcategory="{dataset}, {model}",
            labels={"task": "{task}", "method": "{method}", "motif": "{motif}"},
        ),
    log:
        "logs/{dataset}/{model}/{task}/{method}/logos.log",
    conda:
        "../../envs/motifs.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(30),
    params:
        options=options(config["draw"], without=["trim", "flank"]),
        version=VERSION,
    shell:
        "PYTHONPATH=$MOTIFLENS_PATH python -m motiflens logos"
        " --motifs {input.motifs} {params.options} --threads {threads}"
        " --output {output.logos} 2> {log}"


# Where the configuration has `loci`: what the bases of chosen loci contribute, by every method.
rule loci:
    input:
        **files_of("loci", "regions", "genes"),
        contributions=lambda wildcards: expand(
            "{run}/contributions.h5", run=results_of_task(wildcards)
        ),
        motifs=lambda wildcards: expand("{run}/motifs", run=results_of_task(wildcards)),
        hits=lambda wildcards: expand("{run}/hits", run=results_of_task(wildcards)),
    output:
        loci=report(
            directory("results/{dataset}/{model}/{task}/loci"),
            patterns=["{locus}.svg"],
            caption="../report/locus.rst",
            category="Loci",
            subcategory="{dataset}, {model}",
            labels={"task": "{task}", "locus": "{locus}"},
        ),
    log:
        "logs/{dataset}/{model}/{task}/loci.log",
    conda:
        "../../envs/motifs.yaml"
    threads: 1
    resources:
        mem_mb=growing(4000),
        runtime=growing(60),
    params:
        results=lambda wildcards, input: folders_of(input.motifs),
        options=options_with_files("loci", "regions", "genes"),
        drawn=options(config["draw"], only=["formats", "palette"]),
        version=VERSION,
    shell:
        "PYTHONPATH=$MOTIFLENS_PATH python -m motiflens loci"
        " {params.results} {params.options} {params.drawn}"
        " --output {output.loci} 2> {log}"
