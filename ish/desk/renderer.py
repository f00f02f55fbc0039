"""How forms become HTML: our templates, found where all templates are."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Forms and fields from `templates/forms/`."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    formset_template_name = "forms/formset.html"
