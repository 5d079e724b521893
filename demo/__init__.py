from . import goal_demo
