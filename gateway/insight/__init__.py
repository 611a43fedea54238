"""How well the city answers: days counted as requests change, and figures worked out of them when somebody asks."""

from gateway.insight.counting import rebuild_figures, refresh_figures

__all__ = ["rebuild_figures", "refresh_figures"]
