"""A form as a sheet of cells: what stands where, which cells are merged, and which field of the truth each cell prints."""

from dataclasses import dataclass, field


@dataclass
class Cell:
    """One printed cell. `at` holds the JSON pointers of the fields whose text this is; `role` tells the damager what it is."""

    text: str
    rows: int = 1
    cols: int = 1
    at: tuple[str, ...] = ()
    role: str = "blank"


@dataclass
class Sheet:
    """A rectangle of cells; rows are filled from the left, places that a cell above covers are skipped."""

    width: int
    grid: list[list[Cell | None]] = field(default_factory=list)
    _taken: set[tuple[int, int]] = field(default_factory=set)

    def row(self, *cells: Cell) -> None:
        """Adds a row. Cells beyond the free places are an error in the layout, places left over stay blank."""
        index, column = len(self.grid), 0
        line: list[Cell | None] = [None] * self.width
        for cell in cells:
            while (index, column) in self._taken:
                column += 1
            assert column + cell.cols <= self.width, f"row {index} is wider than {self.width}: {[c.text for c in cells]}"
            line[column] = cell
            self._taken |= {(index + r, column + c) for r in range(cell.rows) for c in range(cell.cols)}
            column += cell.cols
        for place in range(self.width):
            if (index, place) not in self._taken:
                line[place] = Cell("")
                self._taken.add((index, place))
        self.grid.append(line)

    def matrix(self) -> list[list[Cell]]:
        """The sheet as exports without spans have it: merged text in the first place, the other places blank."""
        return [
            [Cell(cell.text, 1, 1, cell.at, cell.role) if cell else Cell("", role="covered") for cell in line] for line in self.grid
        ]

    def written_out(self) -> list[list[Cell]]:
        """The sheet as data frames have it: the text of a merged cell in every place that it covers."""
        out = [[Cell("") for _ in range(self.width)] for _ in self.grid]
        for row, line in enumerate(self.grid):
            for column, cell in enumerate(line):
                for down in range(cell.rows if cell else 0):
                    for right in range(cell.cols):
                        out[row + down][column + right] = Cell(cell.text, 1, 1, cell.at, cell.role)
        return out
