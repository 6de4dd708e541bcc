"""The tables that producers print."""

import tempfile
import unittest
from pathlib import Path

from forms import dialects, looks
from forms.sheet import Cell, Sheet


class Places(unittest.TestCase):
    def test_a_table_read_back_has_every_cell_in_its_place(self):
        sheet = Sheet(3)
        sheet.row(Cell("产出指标", rows=2), Cell("质量 < 数量", cols=2))
        sheet.row(Cell("10"), Cell(""))
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "form.html"
            source.write_text(dialects.write("html", [], [sheet]), encoding="utf-8")
            [table] = looks.read_tables(source)
        self.assertEqual(table.n_cols(), 3)
        found = [(row, column, cell.text) for row, column, cell in table.places()]
        self.assertEqual(found, [(0, 0, "产出指标"), (0, 1, "质量 < 数量"), (1, 1, "10"), (1, 2, "")])

    def test_a_look_depends_on_nothing_but_name_and_seed(self):
        families = ["A", "B"]
        self.assertEqual(looks.look_of("0001", 7, families), looks.look_of("0001", 7, families))
        different = {looks.look_of(f"{number:04}", 7, families).border for number in range(60)}
        self.assertEqual(different, set(looks.BORDERS))

    def test_columns_are_as_wide_as_their_longest_number(self):
        table = looks.Table()
        table.rows = [[looks.Cell(text, 1, 1) for text in ("年初预算数额与全年执行数额", "1,234,567.89", "其他说明" * 40)]]
        look = looks.look_of("0001", 7, ["A"])
        for size in looks.SIZES:
            look = looks.replace(look, size=size, across=False)
            share = table.widths(look)[1]
            self.assertGreaterEqual(share * looks.PRINTED[0], 12 * looks.UNBROKEN_SIGN * size)

    def test_type_that_is_too_wide_for_the_paper_becomes_smaller(self):
        table = looks.Table()
        table.rows = [[looks.Cell("12345678.90", 1, 1) for _ in range(9)]]
        look = looks.replace(looks.look_of("0001", 7, ["A"]), size=12, across=False)
        fits = looks.fitting(look, [table])
        # 11 signs of 0.6 sizes and 8 points, nine times: 730 points hold them in 10.5 points.
        self.assertEqual((fits.size, fits.across), (10.5, True))


if __name__ == "__main__":
    unittest.main()
