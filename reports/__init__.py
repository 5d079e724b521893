from . import kpi_customer_email, kpi_customer_win
