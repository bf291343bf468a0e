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
        runtime=30,
    params:
        version=VERSION,
    shell:
        "python -m motiflens logos --motifs {input.motifs} --output {output.logos} 2> {log}"
