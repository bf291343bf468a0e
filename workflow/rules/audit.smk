# Before anything is explained: a method that cannot run, or whose sums do not add up, stops here.
rule audit:
    input:
        data="results/{dataset}/data.h5",
        model="results/models/{model}/fold0",
    output:
        audit="results/{dataset}/{model}/audit.json",
    log:
        "logs/{dataset}/{model}/audit.log",
    benchmark:
        "logs/{dataset}/{model}/audit.benchmark.tsv"
    conda:
        "../../envs/audit.yaml"
    threads: 1
    resources:
        mem_mb=growing(4000),
        runtime=growing(60),
    params:
        methods=methods_of_config(),
        options=options(config["audit"]),
        device=device,
        version=VERSION,
    shell:
        "PYTHONPATH=$MOTIFLENS_PATH python -m motiflens audit"
        " {input.model} --data {input.data} {params.methods}"
        " {params.options} --device {params.device} --threads {threads}"
        " --output {output.audit} > {log} 2>&1"
