"""What somebody drew in another tool (Gephi, yEd, i2, networkx), read back: never evidence."""

from netinvest.drawing.drawing import Drawing, DrawnLink, DrawnNode
from netinvest.drawing.file import FORMATS, read

__all__ = ["FORMATS", "Drawing", "DrawnLink", "DrawnNode", "read"]
