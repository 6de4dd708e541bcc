"""The generated forms are sound, repeatable, and the damage tells what it took away."""

import csv
import io
import re
import unittest
from decimal import Decimal
from random import Random

from forms import contract, families
from forms.contract import Num
from forms.damage import damage_matrix
from forms.damage_text import LOOK_ALIKES
from forms.dialects import EXTENSIONS
from forms.generate import one_file
from forms.text import squeeze

SEEDS = range(60)
SCORED = [name for name in families.FAMILIES if name not in ("f7", "f8")]


def number(value) -> Decimal:
    return Decimal(0) if value is None else Decimal(str(value))


class Arithmetic(unittest.TestCase):
    def test_sources_add_up_to_the_total_in_every_column(self):
        for name in families.FAMILIES:
            for seed in SEEDS:
                rows = families.build(Random(seed), name).record["funds"]["rows"]
                if len(rows) == 1:
                    continue
                for column in ("initial_budget", "full_budget", "executed"):
                    self.assertEqual(number(rows[0][column]), sum(number(row[column]) for row in rows[1:]), (name, seed, column))

    def test_scores_and_weights_add_up(self):
        for name in SCORED:
            for seed in SEEDS:
                record = families.build(Random(seed), name).record
                scores = number(record["funds"]["rows"][0]["score"]) + sum(number(row["score"]) for row in record["indicators"])
                self.assertEqual(scores, number(record["total"]["score"]), (name, seed))
                if name != "f5":
                    self.assertEqual(sum(number(row["weight"]) for row in record["indicators"]), 90, (name, seed))

    def test_the_score_for_execution_is_weight_times_the_printed_rate(self):
        for name in SCORED:
            for seed in SEEDS:
                row = families.build(Random(seed), name).record["funds"]["rows"][0]
                if row["rate"] is not None:
                    weight = 20 if name == "f5" else number(row["weight"])
                    self.assertLessEqual(abs(weight * number(row["rate"]) - number(row["score"])), Decimal("0.005"), (name, seed))

    def test_a_rate_is_executed_over_budget_rounded_as_printed(self):
        for name in families.FAMILIES:
            for seed in SEEDS:
                for row in families.build(Random(seed), name).record["funds"]["rows"]:
                    budget = number(row["full_budget"] if row["full_budget"] is not None else row["initial_budget"])
                    if row["rate"] is not None and budget:
                        self.assertLessEqual(
                            abs(number(row["executed"]) / budget - number(row["rate"])), Decimal("0.005"), (name, seed)
                        )

    def test_branch_weights_are_the_printed_suffixes(self):
        for seed in SEEDS:
            record = families.build(Random(seed), "f1-anhui").record
            for branch in {row["level1"]["label"] for row in record["indicators"]}:
                rows = [row for row in record["indicators"] if row["level1"]["label"] == branch]
                self.assertEqual(sum(number(row["weight"]) for row in rows), number(rows[0]["level1"]["weight"]), (seed, branch))

    def test_a_score_below_its_weight_has_a_reason(self):
        for seed in SEEDS:
            for row in families.build(Random(seed), "f1-shanghai").record["indicators"]:
                self.assertTrue(row["score"] is None or number(row["score"]) == number(row["weight"]) or row["reason"], seed)


class Files(unittest.TestCase):
    def test_the_same_seed_gives_the_same_file(self):
        for dialect in EXTENSIONS:
            made = [one_file(Random("7"), "all", dialect, 2) for _ in range(2)]
            self.assertEqual(made[0][0], made[1][0])
            self.assertEqual(contract.dumps(made[0][1]), contract.dumps(made[1][1]))

    def test_truth_keeps_numbers_as_printed_through_json(self):
        _, truth = one_file(Random("3"), "all", "tsv", 0)
        self.assertEqual(contract.loads(contract.dumps(truth)), truth)
        self.assertEqual(contract.dumps({"a": Num("380000.00")}), '{"a": 380000.00}')

    def test_csv_is_read_back_cell_for_cell(self):
        for seed in SEEDS:
            tabs, _ = one_file(Random(seed), "f1-anhui", "tsv", 0)
            commas, _ = one_file(Random(seed), "f1-anhui", "csv", 0)
            self.assertEqual(
                [line.split("\t") for line in tabs.splitlines() if line], [line for line in csv.reader(io.StringIO(commas)) if line]
            )

    def test_merged_text_stands_in_its_first_place(self):
        text, truth = one_file(Random("1"), "f1-shenzhen", "tsv", 0)
        rows = [line.split("\t") for line in text.splitlines() if line]
        self.assertEqual({len(row) for row in rows}, {9})
        heads = [index for index, row in enumerate(rows) if row[1] == "产出指标"]
        self.assertEqual(len(heads), len(truth["records"]))
        for head in heads:
            self.assertEqual(rows[head - 1][1], "一级指标")
            self.assertEqual(rows[head][2], "数量指标")


class Damage(unittest.TestCase):
    def test_every_field_that_is_not_reported_stands_in_the_cells_that_print_it(self):
        mend = str.maketrans({wrong: right for right, wrong in LOOK_ALIKES.items()})
        plain = lambda text: squeeze(re.sub(r"<[^>]*>", "", text)).replace(" ", "").translate(mend).translate(mend)  # noqa: E731
        checked = 0
        for seed in range(150):
            for level in (1, 2, 3):
                rng = Random(f"{seed}/{level}")
                matrix = families.build(rng, rng.choice(list(families.FAMILIES))).sheet.matrix()
                before = [(cell.at, cell.text) for line in matrix for cell in line if cell.at and cell.text]
                log: list[dict] = []
                damage_matrix(rng, level, matrix, 0, log)
                gone = {entry["pointer"] for entry in log}
                for at, text in before:
                    if any(pointer == lost or pointer.startswith(lost + "/") for pointer in at for lost in gone):
                        continue
                    after = plain("".join(cell.text for line in matrix for cell in line if at[0] in cell.at))
                    self.assertIn(plain(text), after, (seed, level, at))
                    checked += 1
        self.assertGreater(checked, 20000)

    def test_reported_pointers_exist_in_the_truth(self):
        for seed in range(100):
            _, truth = one_file(Random(seed), "all", "tsv", 3)
            for entry in truth["damaged"]:
                record = truth["records"][int(entry["record"])]
                self.assertIsNotNone(contract.lookup(record, entry["pointer"].rpartition("/")[0]), entry)

    def test_only_heavy_damage_alters_digits(self):
        altered = dict.fromkeys((1, 2, 3), 0)
        for level in altered:
            for seed in range(150):
                _, truth = one_file(Random(seed), "all", "tsv", level)
                altered[level] += sum("digit" in entry["what"] or "point" in entry["what"] for entry in truth["damaged"])
        self.assertEqual((altered[1], altered[2]), (0, 0))
        self.assertGreater(altered[3], 0)

    def test_clean_files_lose_nothing(self):
        for dialect in EXTENSIONS:
            self.assertEqual(one_file(Random(1), "all", dialect, 0)[1]["damaged"], [])


if __name__ == "__main__":
    unittest.main()
