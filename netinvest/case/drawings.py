"""What a case does with drawings of other tools: takes them in, lists them, erases them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from netinvest.case.leads import Leads

if TYPE_CHECKING:
    import os

    from netinvest.case.import_drawing import Imported


class Drawings(Leads):
    """Mixed into a case."""

    def import_drawing(
        self, file: str | os.PathLike[str], *, author: str | None = None, form: str | None = None
    ) -> Imported:
        """Take links and notes that somebody drew in another tool into the case, as annotations.

        They are kept apart from the evidence: no analysis reads them, charts draw them dashed and by their author's
        name, and they can be switched off. Nodes mean actors by alias, by identifier key, or by number, account or
        address; what names nobody, states records, or changes what the analysis says is refused, with its place and
        reason. A drawing that was exported from this case is compared with it: what is unchanged is recognised.

        Args:
            file: GraphML, GEXF, or a list of links as CSV.
            author: Who drew it; the user by default.
            form: ``graphml``, ``gexf`` or ``edges``; told by the content if None.

        Raises:
            InputRefused: It holds no drawing, is too large, or was exported from another case.
            UnsafeInput: It could do harm.
            UsageError: There is no such format, or no author.
            CaseError: There is no analysis yet.
        """
        from netinvest.case.import_drawing import import_drawing

        return import_drawing(self, Path(file), author=author, form=form)

    def drawings(self) -> list[dict[str, Any]]:
        """The drawings taken in: id, name, SHA-256, format, author, by whom and when, links, notes, and the refused.

        Of what was refused: place, field and reason; the value only after a reveal.
        """
        from netinvest.case import annotation

        with self._open() as ledger, ledger.transaction() as con:
            found = annotation.drawings(con)
            name = self._disclosure(con, self._run(con, None)).name if found else str
            told = [
                {
                    "drawing": drawing.drawing_id, "name": name(drawing.name), "sha256": drawing.sha256,
                    "form": drawing.form, "author": name(drawing.author), "imported_by": drawing.imported_by,
                    "imported_at": f"{drawing.imported_at_utc.isoformat()}Z", "links": drawing.links,
                    "notes": drawing.notes, "erased_by": drawing.erased_by,
                    "refused": [
                        refusal if self.revealed else {k: v for k, v in refusal.items() if k != "value"}
                        for refusal in annotation.refusals(con, drawing.drawing_no)
                    ],
                }
                for drawing in found
            ]  # fmt: skip
            self._log(con, "consultation", "drawings listed", {"drawings": len(found)})
        return told

    def erase_drawing(self, drawing: str, *, reason: str) -> int:
        """Erase a drawing (``drawing-1``) with all its annotations, and write the case file anew.

        Returns:
            How many annotations went.

        Raises:
            CaseError: A legal hold forbids it.
            UsageError: There is no such drawing, or no reason.
        """
        from netinvest.case import annotation, erasure
        from netinvest.errors import UsageError
        from netinvest.ledger import rewrite

        if not reason.strip():
            raise UsageError("an erasure needs a reason", remedy="say why in a few words; it is logged")
        with self._open() as ledger:
            with ledger.transaction() as con:
                erasure.check_not_held(con)
                number = annotation.numbered(con, drawing)
                erasure_id = erasure.next_id(con)
                con.execute("INSERT INTO erasure VALUES (?, 0, 0, 0, 0)", [erasure_id])
                gone = annotation.erase(con, number, erasure_id)
                rewrite.mark_pending(con)
                detail = {"drawing": drawing, "erasure": erasure_id, "annotations": gone}
                self._log(con, "erasure", reason, detail)
            erasure.clear_exports(self.path)
            rewrite.finish(ledger)
        return gone
