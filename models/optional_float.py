from odoo import fields


class OptionalFloat(fields.Float):
    """A float whose NULL is told apart from 0: "no data" reads as ``None``.

    Odoo's own Float turns NULL into 0.0, which would show a KPI that nobody has
    measured as one that failed. RPC answers ``False`` for no data, as dates do, which
    the web client shows as an empty cell; exports are empty too.
    """

    falsy_value = None

    def convert_to_column(self, value, record, values=None, validate=True):
        if value is None or value is False:
            return None
        return super().convert_to_column(value, record, values, validate)

    def convert_to_cache(self, value, record, validate=True):
        if value is None or value is False:
            return None
        return super().convert_to_cache(value, record, validate)

    def convert_to_record(self, value, record):
        return value

    def convert_to_read(self, value, record, use_display_name=True):
        return False if value is None else value

    def convert_to_write(self, value, record):
        return False if value is None else value

    def convert_to_export(self, value, record):
        return "" if value is None else value
