# Which bases does a DNA model read, and which motifs are they?
# genome + regions, or sequences -> prepare -> model -> audit -> attribute -> discover -> draw -> report
from snakemake.utils import min_version

min_version("9.19.0")


# A file given by --configfile stands alone; it is not mixed into the demo's.
if "datasets" not in config:

    configfile: "config.yaml"


include: "workflow/rules/check.smk"


check_config()


include: "workflow/rules/common.smk"


wildcard_constraints:
    dataset=one_of(config["datasets"]),
    model=one_of(config["models"]),
    method=one_of(config["methods"]),
    task=one_of({task: 0 for model in config["models"] for task in tasks(model)}),
    fold=r"\d+",


report: "workflow/report/workflow.rst"


include: "workflow/rules/prepare.smk"
include: "workflow/rules/model.smk"
include: "workflow/rules/audit.smk"
include: "workflow/rules/evaluate.smk"
include: "workflow/rules/attribute.smk"
include: "workflow/rules/discover.smk"
include: "workflow/rules/hits.smk"
include: "workflow/rules/effects.smk"
include: "workflow/rules/families.smk"
include: "workflow/rules/draw.smk"
include: "workflow/rules/export.smk"
include: "workflow/rules/variants.smk"
include: "workflow/rules/report.smk"


rule all:
    default_target: True
    input:
        [
            "results/{dataset}/{model}/report.html".format_map(analysis)
            for analysis in config["analyses"]
        ],
        [
            f"results/{analysis['dataset']}/{analysis['model']}/variants/{method}/fold{fold}"
            for analysis in config["analyses"]
            if "variants" in analysis
            for method in config["methods"]
            for fold in folds(analysis["model"])
        ],
        expand("{result}/logos", result=all_results()),
        sorted({f"{Path(result).parent}/loci" for result in all_results() if "loci" in config}),
        expand("{result}/exports", result=all_results() if "export" in config else []),
