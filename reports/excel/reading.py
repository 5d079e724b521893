"""Reads columns of many records at once, as the reader: record rules and field groups apply."""


def read_columns(model, domain, names, order=None):
    """The values of stored fields of all records that match, as tuples, in one query.

    Many2one fields come as ids, no data as None. Raises AccessError where the reader may not read
    the model or one of the fields.
    """
    query = model._search(domain, order=order)
    columns = [model._field_to_sql(model._table, name, query) for name in names]
    return model.env.execute_query(query.select(*columns))


def labels(model, name):
    """{key: label} of a selection field, in the reader's language."""
    return dict(model._fields[name]._description_selection(model.env))


def title(model, name):
    """The label of a field, in the reader's language."""
    return model._fields[name].get_description(model.env, ["string"])["string"]


def names_of(model, ids):
    """{id: display name} of records that something readable refers to.

    One query whatever their number; the caller has read what names them.
    """
    # sudo: names only, of what a record that was read under the rules points to.
    records = model.sudo().with_context(active_test=False).browse(sorted(ids))
    records.fetch(["display_name"])
    return {record.id: record.display_name or "" for record in records}
