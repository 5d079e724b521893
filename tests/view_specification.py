"""What the web client asks the server for when it shows a view."""

from lxml import etree

NAME = {"fields": {"display_name": {}}}


def specification(records, view_type):
    """The specification of ``web_read`` for a model's view, as its web client builds it."""
    views = records.get_views([(False, view_type)])
    return _fields(records, etree.fromstring(views["views"][view_type]["arch"]))


def _fields(records, node):
    names = {}
    for field_node in node.iterfind(".//field"):
        if next(field_node.iterancestors("field"), None) not in (None, node):
            continue
        field = records._fields[field_node.get("name")]
        names[field.name] = {}
        if field.type == "many2one":
            names[field.name] = NAME
            continue
        if field.relational:
            inner = next(field_node.iterfind("list"), None)
            names[field.name] = {
                "fields": NAME["fields"]
                if inner is None
                else _fields(records.env[field.comodel_name], inner),
                "limit": 40,
            }
    return names
