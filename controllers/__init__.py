from . import goal_excel
