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

    def filter_function(self, records, field_expr, operator, value):
        if operator != "in":
            return super().filter_function(records, field_expr, operator, value)
        # To Python 0.0 equals False, which here means "no data".
        getter = self.expression_getter(field_expr)
        without_data = any(item is None or item is False for item in value)
        numbers = {item for item in value if item is not None and item is not False}

        def is_in(record):
            number = getter(record)
            return without_data if number is None else number in numbers

        return is_in
