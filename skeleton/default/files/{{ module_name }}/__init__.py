{% if include_code_scaffold -%}
"""A breast tumour classifier and the steps that make it; see mlops.yaml for their order."""
{%- else -%}
"""The code of the project; see mlops.yaml for the order of its steps."""
{%- endif %}
