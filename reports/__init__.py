from . import goal_excel, goal_excel_import, kpi_customer_email, kpi_customer_win
