# Where an analysis names a VCF: both alleles of its variants, scored, and explained by every method.
rule variants:
    input:
        vcf=lambda wildcards: analysis_of(wildcards)["variants"],
        genome=lambda wildcards: config["datasets"][wildcards.dataset]["genome"],
        model="results/models/{model}/fold{fold}",
    output:
        variants=directory("results/{dataset}/{model}/variants/{method}/fold{fold}"),
    log:
        "logs/{dataset}/{model}/variants/{method}/fold{fold}.log",
    benchmark:
        "logs/{dataset}/{model}/variants/{method}/fold{fold}.benchmark.tsv"
    conda:
        "../../envs/model.yaml"
    threads: 1
    resources:
        mem_mb=growing(4000),
        runtime=growing(240),
    params:
        tasks=lambda wildcards: options({"task": explained(wildcards)}),
        method=own_options,
        options=options(config["variants"]),
        settings=options(config["attribute"], without=["select", "top"]),
        device=device,
        version=VERSION,
    shell:
        "PYTHONPATH=$MOTIFLENS_PATH python -m motiflens variants"
        " --model {input.model} --genome {input.genome:q}"
        " --vcf {input.vcf:q} {params.tasks} --method {wildcards.method} {params.method}"
        " {params.options} {params.settings} --device {params.device} --threads {threads}"
        " --output {output.variants} 2> {log}"
