"""The rival: the same audit as a competent team would write it in a week.

typer, rich, jinja2, networkx, graphviz and pydantic models, `yaml.CSafeLoader`, one networkx search a category and a
loop over the rules for each row. It finds what the auditor finds in the generated companies (a test and every
measurement hold the two together), in one deployment and without places, witnesses or explanations.
"""
