"""The scorer: a perfect record scores full, and each way of being wrong is counted as what it is."""

import contextlib
import copy
import io
import stat
import sys
import tempfile
import unittest
from pathlib import Path
from random import Random

from forms import contract, generate, score
from forms.compare import compare_file
from forms.contract import Num
from forms.dialects import EXTENSIONS
from forms.text import squeeze


def form() -> dict:
    """A small truth written by hand."""
    record = contract.empty_record("project_self_evaluation", "shenzhen")
    record["project"].update(name="办公设备购置", total_amount=Num("350000"))
    record["funds"]["unit"] = "元"
    record["funds"]["rows"] = [
        {
            **contract.fund_row("total", "年度资金总额"),
            "full_budget": Num("80000.00"),
            "executed": Num("72976.00"),
            "weight": Num("10"),
            "rate": Num("0.91"),
            "score": Num("9.10"),
        },
        {
            **contract.fund_row("other", "其他资金"),
            "full_budget": Num("80000.00"),
            "executed": Num("72976.00"),
            "rate": Num("0.91"),
        },
    ]
    record["goals"] = [{"number": Num("1"), "expected": "保障单位正常运转。", "actual": "运转正常。"}]
    record["indicators"] = [
        row("quantity", "采购数量", "100 件", "100", "10.0", "9.5"),
        row("quality", "验收合格率", "95%", "95", "20", "20"),
        row("timeliness", "采购及时率", "90%", "90", "20", "20"),
    ]
    record["total"].update(weight=Num("100"), score=Num("58.6"))
    return record


def row(kind: str, name: str, text: str, number: str, weight: str, points: str) -> dict:
    value = {"text": text, "kind": "quantity", "comparator": None, "number": Num(number), "unit": text.lstrip("0123456789 ")}
    return {
        "goal": Num("1"),
        "level1": {"kind": "output", "label": "产出指标", "weight": None},
        "level2": {"kind": kind, "label": "数量指标"},
        "name": name,
        "target": value,
        "actual": copy.deepcopy(value),
        "weight": Num(weight),
        "score": Num(points),
        "reason": None,
    }


def truth_file(*records: dict, damaged=(), either=()) -> dict:
    return {
        "records": list(records),
        "families": ["f1-shenzhen"] * len(records),
        "damaged": list(damaged),
        "either": list(either),
        "dialect": "tsv",
        "damage": Num("2"),
    }


def compare(got: list[dict], truth: dict | None = None, least: str = "info"):
    return [field for _, fields in compare_file(truth or truth_file(form()), got, least) for field in fields]


def silent(fields) -> list[str]:
    return [field.pointer for field in fields if field.silent]


def wrong(fields) -> list[str]:
    return [field.pointer for field in fields if field.counted and not field.right]


class Compare(unittest.TestCase):
    def test_the_truth_scores_full(self):
        fields = compare([form()])
        self.assertEqual((silent(fields), wrong(fields)), ([], []))
        self.assertGreater(len(fields), 50)

    def test_a_wrong_number_without_a_finding_is_silent(self):
        got = form()
        got["indicators"][1]["score"] = Num("29")
        fields = compare([got])
        self.assertEqual((silent(fields), wrong(fields)), (["/indicators/1/score"], ["/indicators/1/score"]))

    def test_a_finding_at_the_number_or_just_around_it_breaks_the_silence(self):
        cases = {
            "/indicators/1/score": 0,
            "/indicators/1": 0,
            "/indicators": 1,
            "/indicators/0": 1,
            "/indicators/1/weight": 1,
            "": 1,
            "/indicators/1/scor": 1,
        }
        for at, expected in cases.items():
            got = form()
            got["indicators"][1]["score"] = Num("29")
            got["findings"] = [{"code": "x", "severity": "warning", "at": at}]
            self.assertEqual(len(silent(compare([got]))), expected, at)

    def test_findings_below_the_least_severity_do_not_count(self):
        got = form()
        got["indicators"][1]["score"] = Num("29")
        got["findings"] = [{"code": "x", "severity": "info", "at": "/indicators/1"}]
        self.assertEqual(len(silent(compare([got], least="info"))), 0)
        self.assertEqual(len(silent(compare([got], least="warning"))), 1)

    def test_only_a_failed_check_breaks_the_silence(self):
        for outcome, expected in {"fail": 0, "pass": 1, "not_applicable": 1}.items():
            got = form()
            got["funds"]["rows"][0]["executed"] = Num("12976.00")
            got["checks"] = [{"rule": "rate", "outcome": outcome, "at": ["/funds/rows/0/rate", "/funds/rows/0/executed"]}]
            self.assertEqual(len(silent(compare([got]))), expected, outcome)

    def test_a_digit_altered_in_the_export_is_wrong_when_it_is_believed(self):
        truth = truth_file(form(), damaged=[{"record": Num("0"), "pointer": "/total/score", "what": "digit-changed"}])
        believed, doubted = form(), form()
        believed["total"]["score"], doubted["total"]["score"] = Num("53.6"), None
        self.assertEqual(silent(compare([believed], truth)), ["/total/score"])
        self.assertEqual((silent(compare([doubted], truth)), wrong(compare([doubted], truth))), ([], []))

    def test_a_lost_text_does_not_count(self):
        truth = truth_file(form(), damaged=[{"record": Num("0"), "pointer": "/indicators/0/level2", "what": "lost"}])
        got = form()
        got["indicators"][0]["level2"] = {"kind": None, "label": None}
        self.assertEqual(wrong(compare([got], truth)), [])
        self.assertEqual(wrong(compare([got])), ["/indicators/0/level2/kind", "/indicators/0/level2/label"])

    def test_a_lost_row_spoils_only_itself(self):
        got = form()
        del got["indicators"][0]
        fields = compare([got])
        self.assertEqual(silent(fields), [])
        self.assertEqual({pointer.split("/")[2] for pointer in wrong(fields)}, {"0"})
        self.assertIn("/indicators/0/score", wrong(fields))
        self.assertIn("/indicators/0/goal", wrong(fields))

    def test_an_extra_row_counts_by_its_numbers(self):
        got = form()
        got["indicators"].insert(1, row("quality", "无中生有的一行", "7 个", "7", "5", "5"))
        fields = compare([got])
        expected = [f"/indicators/1/{path}" for path in ("target/number", "actual/number", "weight", "score")]
        self.assertEqual((silent(fields), wrong(fields)), (expected, expected))

    def test_a_row_without_content_is_no_row(self):
        got = form()
        got["indicators"].append(
            {
                **row("quality", "", "", "0", "0", "0"),
                "weight": None,
                "score": None,
                "target": contract.blank_value(),
                "actual": contract.blank_value(),
            }
        )
        self.assertEqual(wrong(compare([got])), [])

    def test_swapped_points_are_wrong_in_both_fields(self):
        got = form()
        first = got["indicators"][0]
        first["weight"], first["score"] = first["score"], first["weight"]
        self.assertEqual(silent(compare([got])), ["/indicators/0/weight", "/indicators/0/score"])

    def test_a_number_where_the_paper_has_none_is_wrong(self):
        got = form()
        got["funds"]["rows"][1]["weight"] = Num("1")
        fields = compare([got])
        self.assertEqual((silent(fields), wrong(fields)), (["/funds/rows/1/weight"], ["/funds/rows/1/weight"]))

    def test_lost_zeros_are_inexact_but_no_wrong_number(self):
        got = form()
        got["indicators"][0]["weight"] = Num("10")
        fields = compare([got])
        self.assertEqual((silent(fields), wrong(fields)), ([], ["/indicators/0/weight"]))

    def test_rates_compare_by_value(self):
        got = form()
        got["funds"]["rows"][0]["rate"] = Num("0.9100")
        self.assertEqual(wrong(compare([got])), [])

    def test_a_number_as_text_is_wrong(self):
        got = form()
        got["total"]["score"] = "58.6"
        self.assertEqual(wrong(compare([got])), ["/total/score"])

    def test_other_good_readings_are_right(self):
        got = form()
        got["indicators"][0]["level1"]["kind"] = "benefit"
        truth = truth_file(form(), either=[{"record": Num("0"), "pointer": "/indicators/0/level1/kind", "values": ["benefit"]}])
        self.assertEqual((wrong(compare([got])), wrong(compare([got], truth))), (["/indicators/0/level1/kind"], []))

    def test_the_only_goal_need_not_be_named_at_each_row(self):
        got = form()
        got["indicators"][0]["goal"] = None
        self.assertEqual(wrong(compare([got])), [])

    def test_a_missing_form_is_wrong_and_an_invented_one_is_silent(self):
        other = form()
        other["project"]["name"] = "农村饮水安全工程"
        for entry in other["indicators"]:
            entry["name"] = "工程" + entry["name"]
        both = truth_file(form(), other)
        fields = compare([other], both)
        self.assertEqual((silent(fields), "/project/name" in wrong(fields)), ([], True))
        self.assertIn("/total/score", silent(compare([form(), other])))
        self.assertEqual(wrong(compare([form(), other], both)), [])

    def test_blanks_between_han_characters_do_not_matter(self):
        self.assertEqual(squeeze("工作人员满意 度:100 件"), squeeze("工作人员满意度:100件"))
        self.assertNotEqual(squeeze("10 20"), squeeze("1020"))


class Command(unittest.TestCase):
    def run_score(self, directory: Path, patch: str, *arguments: str) -> tuple[int, str]:
        """Runs the scorer with a program that answers with the truth, changed by `patch`."""
        program = directory / "program"
        program.write_text(
            f"""#!{sys.executable}
import sys
sys.path.insert(0, {str(Path(__file__).resolve().parents[2])!r})
from pathlib import Path
from forms import contract
from forms.contract import Num
assert sys.argv[1:4] == ["extract", "--format", "jsonl"]
for name in sys.argv[4:]:
    truth = contract.loads(Path(name).with_name(Path(name).name.split(".")[0] + ".truth.json").read_text(encoding="utf-8"))
    for index, record in enumerate(truth["records"], 1):
        {patch}
        record["source"] = {{"path": name, "form_index": Num(str(index))}}
        print(contract.dumps(record).replace("\\n", ""))
sys.exit(1)
""",
            encoding="utf-8",
        )
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            code = score.main([str(directory), "--bin", str(program), *arguments])
        return code, out.getvalue()

    def test_a_program_that_tells_the_truth_scores_full_at_every_level(self):
        for level in "0123":
            with tempfile.TemporaryDirectory() as name:
                generate.main(["--seed", level, "--count", "12", "--dialect", "mixed", "--damage", level, "--out", name])
                code, text = self.run_score(Path(name), "pass", "--max-silent", "0", "--min-accuracy", "100")
                self.assertEqual(code, 0, text)

    def test_thresholds_and_examples(self):
        with tempfile.TemporaryDirectory() as name:
            generate.main(["--count", "5", "--family", "f1-shenzhen", "--out", name])
            patch = 'record["total"]["score"] = Num("1.5")'
            code, text = self.run_score(Path(name), patch, "--max-silent", "0", "--show", "1")
            self.assertEqual(code, 1)
            self.assertRegex(text, r"SILENT .*0000\.txt /total/score: expected \d+(\.\d+)?, got 1\.5")
            self.assertEqual(self.run_score(Path(name), patch, "--max-silent", "100", "--min-accuracy", "90")[0], 0)
            self.assertEqual(self.run_score(Path(name), patch, "--min-accuracy", "100")[0], 1)

    def test_every_dialect_can_be_written_at_every_level(self):
        for dialect in EXTENSIONS:
            for level in range(4):
                for seed in range(20):
                    text, truth = generate.one_file(Random(seed), "all", dialect, level)
                    self.assertTrue(text.strip() and truth["records"])


if __name__ == "__main__":
    unittest.main()
