"""What is asked: questions of every kind that costs something, and thousands of different ones."""

from collections.abc import Sequence
from random import Random

from bench.search import made
from service.queries import TaskFilter
from service.question.segments import cut
from service.question.stopwords import CHINESE, ENGLISH

PLAIN = (
    "商业秘密", "专利导航", "惩罚性赔偿", "地理标志 保护", "海关 跨境电商", "人工智能", "数据", "开放许可", "专利池",
    "商标 恶意注册", "植物新品种", "软件正版化", "民间文艺", "知识产权 保险", "质押融资", "高校 成果转化", "技术调查官",
    "中小企业 服务", "展会 维权 援助", "标准必要专利", "互联网", "trade secrets", "patent navigation",
    "punitive damages", "geographical indications", "customs cross-border", "artificial intelligence", "data",
    "open licensing", "patent pool", "trademark bad faith", "plant varieties", "software piracy", "folk literature",
    "insurance", "pledge financing", "university technology transfer", "courts", "small enterprises", "exhibitions",
    "mediation",
)  # fmt: skip
EVERYWHERE = ("知识产权", "intellectual property", "IP")
"""What every task speaks of."""
WHOLE = (
    "谁负责打击网络侵权盗版？", "哪些部门参与地理标志保护", "怎么申请专利质押融资", "2025年海关有什么任务",
    "Which agency leads work on geographical indications?", "who protects trade secrets",
    "what does the Supreme People's Court do in 2025", "how are small enterprises helped abroad",
)  # fmt: skip
SLIPS = (
    "大摸型", "著作权法修丁", "地里标志", "质压融资", "商业秘蜜", "专利到航", "zhuanli daohang", "shangyemimi",
    "trademrak", "pattent", "geografical indications", "infringment", "licencing agrement", "artifical inteligence",
)  # fmt: skip
BEGUN = (
    "trade se", "geogra", "pat", "intellec", "open lic", "cust", "univers", "pled", "知识产", "地理标", "商业秘",
    "专利导",
)  # fmt: skip
LETTERS = ("p", "s", "c", "i", "a", "专", "商")
STRANGE = ("红烧肉怎么做", "football world cup", "quantum chromodynamics", "量子色动力学")
"""What no task speaks of."""
TYPED = (
    "", "专", "专利", "知识产权", "商业秘", "国家", "shui", "zhuan", "p", "tr", "trade", "trade se", "intell", "SAMR",
    "市场监管", "geographical indic", "海关",
)  # fmt: skip
"""What is typed into a search box, as far as it has come."""

PASTED = 1_000
"""Characters of a pasted page."""
AGENCIES = ("SAMR", "CNIPA")


def filters(plans: Sequence[str]) -> TaskFilter:
    """Some plans and two agencies."""
    return TaskFilter(plans=tuple(plans), agencies=AGENCIES)


def pages() -> tuple[str, ...]:
    """Pages that were pasted into the search box: of the tasks, and of words that nobody knows, in both languages."""
    stock = made.stock()
    random = Random(3)
    clauses = ("".join(random.sample(stock.words["zh"], 8)) for _ in range(PASTED))
    return (
        "".join(task["text"]["zh"] for task in stock.shipped)[:PASTED],
        " ".join(task["text"]["en"] for task in stock.shipped)[:PASTED],
        "，".join(clauses)[:PASTED],
        "".join(f"{word}x " for word in random.sample(stock.words["en"], PASTED))[:PASTED],
    )


def run_on(length: int) -> str:
    """Chinese that nobody knows without a single mark in it."""
    return "".join(Random(4).sample(made.stock().words["zh"], length))[:length]


def different(count: int) -> list[str]:
    """Different questions of one to three words each that stand in the shipped tasks, the same every time."""
    random, texts = Random(2025), made.stock().shipped
    chinese = {word for task in texts for word in cut(task["title"]["zh"] + "，" + task["text"]["zh"])}
    english = {word for task in texts for word in (task["title"]["en"] + " " + task["text"]["en"]).lower().split()}
    words = (
        sorted(word for word in chinese if len(word) > 1 and word not in CHINESE),
        sorted(word for word in english if word.isalpha() and len(word) > 3 and word not in ENGLISH),
    )
    found: dict[str, None] = {}
    while len(found) < count:
        found[" ".join(random.sample(random.choice(words), random.choice((1, 2, 2, 3))))] = None
    return list(found)
