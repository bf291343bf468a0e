rule report:
    input:
        data="results/{dataset}/data.h5",
        models=lambda wildcards: expand(
            "results/models/{model}/fold{fold}", model=wildcards.model, fold=folds(wildcards.model)
        ),
        audit="results/{dataset}/{model}/audit.json",
        evaluations=evaluations,
        contributions=lambda wildcards: expand("{run}/contributions.h5", run=results(wildcards)),
        motifs=lambda wildcards: expand("{run}/motifs", run=results(wildcards)),
        hits=lambda wildcards: expand("{run}/hits", run=results(wildcards)),
        effects=lambda wildcards: expand("{run}/effects.json", run=results(wildcards)),
        families="results/{dataset}/{model}/families.json",
    output:
        html=report(
            "results/{dataset}/{model}/report.html",
            caption="../report/report.rst",
            category="Report",
            labels={"data set": "{dataset}", "model": "{model}"},
        ),
    log:
        "logs/{dataset}/{model}/report.log",
    conda:
        "../../envs/report.yaml"
    threads: 1
    resources:
        mem_mb=growing(4000, per_mb=0.2, most=16000),
        runtime=growing(30, per_mb=0.01, most=240),
    params:
        options=options(config["report"]),
        results=lambda wildcards, input: folders_of(input.motifs),
        models=lambda wildcards, input: options({"model": list(input.models)}),
        evaluations=lambda wildcards, input: options({"evaluation": list(input.evaluations)}),
        version=VERSION,
    shell:
        "PYTHONPATH=$MOTIFLENS_PATH python -m motiflens report"
        " --data {input.data} {params.models} --audit {input.audit}"
        " {params.evaluations} --families {input.families} {params.results} {params.options}"
        " --output {output.html} 2> {log}"
