"""Traditional characters in their simplified form, one for one."""

import pytest

from service.script import simplified


class TestSimplified:
    @pytest.mark.parametrize(
        ("traditional", "expected"),
        [
            ("國家市場監督管理總局", "国家市场监督管理总局"),
            ("著作權", "著作权"),
            ("最高人民檢察院", "最高人民检察院"),
            ("這裏 這裡 衞生 衛生 秘書 祕書 強國 强國", "这里 这里 卫生 卫生 秘书 秘书 强国 强国"),
            ("關於徵求意見", "关于征求意见"),
            ("人⺠银行", "人民银行"),  # a radical, as PDF files have it
        ],
    )
    def test_traditional(self, traditional: str, expected: str) -> None:
        assert simplified(traditional) == expected

    @pytest.mark.parametrize(
        "text", ["著作权法", "乾隆", "么", "SAMR – “plain” text", "知识产权强国建设", "", "\ud800"]
    )
    def test_simplified_stays(self, text: str) -> None:
        assert simplified(text) == text

    def test_offsets_hold(self) -> None:
        text = "（國家知識產權局、市場監管總局負責）🙂 SAMR"
        assert len(simplified(text)) == len(text)

    def test_is_done_after_one_pass(self) -> None:
        text = "".join(map(chr, range(0x2E80, 0xA000)))
        assert simplified(simplified(text)) == simplified(text)
