# SPDX-License-Identifier: GPL-3.0-or-later
"""Golden ids of byte-level BPE tokenizers, by huggingface/tokenizers.

    python tests/golden/make_tokenizer.py > tests/golden/tokenizer.json

Trains five tiny tokenizers, one for each pre-tokenizer and one with a prefix space, on the text below,
writes them to tests/data/text/NAME.json and encodes odd strings with them.
"""

import json
import pathlib
import sys

import tokenizers
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers
from tokenizers import pre_tokenizers, processors, trainers

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "data" / "text"
TOKENS = 700

CORPUS = [
    "The quick brown fox jumps over the lazy dog; the dog doesn't mind, and they're friends.",
    "I'll say it's what we've said: you'd better not, I'm sure. DON'T WE'LL THEY'RE",
    "In 2024 there were 365 days, 8760 hours and 525600 minutes; 3.14159 is not 22/7.",
    "def main(argument):\n    return argument + 1\n\n\nif __name__ == '__main__':\n\tmain(41)\n",
    "Der schnelle braune Fuchs springt über den faulen Hund. Größe, Straße, Übung.",
    "Le garçon a mangé une pêche à la forêt; où est l'élève? Ça va très bien.",
    "Быстрая коричневая лиса прыгает через ленивую собаку.",
    "人工智能正在改变世界。今天天气很好，我们去公园吧。",
    "速い茶色の狐がのろまな犬を飛び越える。カタカナ、ひらがな。",
    "안녕하세요, 세계! 좋은 아침입니다.",
    "مرحبا بالعالم، كيف حالك اليوم؟",
    "नमस्ते दुनिया, आप कैसे हैं?",
    "emoji 😀😃🚀 👍🏽 👩‍👩‍👧‍👦 🇩🇪 ❤️",
    "<html><body class=\"x\">a &amp; b</body></html> {\"key\": [1, 2, null]}",
    "a\tb\t\tc\r\nd\r\n\r\ne    f     g\n\n\n   h",
] * 3

LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
QWEN2 = LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")

TEXTS = [
    "",
    " ",
    "  ",
    "   \t \n",
    "\n",
    "\n\n\n",
    "\r\n",
    "\r\r\n\n a",
    "Hello world",
    " Hello  world ",
    "Hello   world\n\n  again\t\tand\n",
    "it's I'll they're we've I'd I'm don't",
    "IT'S I'LL THEY'RE WE'VE I'D I'M DON'T",
    "'sx 'S'T''s' 'Ll 'ſ",
    "x's 's",
    "123 1234 12345 1 22 333 4444",
    "3.14159e-10, 1,000,000",
    "a1b22c333",
    "١٢٣٤ ४५६ Ⅷ ½ ² ①⑫ 𝟘𝟙",
    "naïve café Ångström ÀÉÎÕÜ ßẞ ŉ",
    "Привет, мир! Ёлка",
    "人工智能 今天天气很好。",
    "速い狐、カタカナ",
    "안녕하세요 세계",
    "مرحبا بالعالم",
    "नमस्ते दुनिया",
    "😀😃🚀 👍🏽 👩‍👩‍👧‍👦 🇩🇪 ❤️ 🫠",
    "a\u00a0b\u2003c\u3000d\u200be\u2028f\u0085g\u180eh\ufeffi\u1680j",
    "\u00a0\u00a0 x \u3000",
    "\x00\x01\x1f\x7f",
    "\x1c\x1d\x1e\x1f a",
    "\x0b\x0c a",
    "!!! ??? ... --- ___ ///\\\\\\ @#$%^&*()",
    " !\n !!\r\n",
    "foo(bar)[baz]{qux}<a>",
    "https://example.org/path?x=1&y=2#z",
    "def f(x):\n    return x\n\n\n\tpass\n",
    "a" * 60,
    "ab" * 40 + " " * 40 + "x",
    " " * 33 + "\n" + " " * 17,
    "<|im_start|>user\nHi<|im_end|>\n",
    "x<|im_end|><|im_end|>y",
    "<|im_end|",
    "<|im_end|>>",
    " <|im_end|> ",
    "<tool> and </tool><tool>",
    "<to<tool>ol>",
    "𐍈𐎀 𒀀 \U0010ffff \ue000",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!",
    "ﬁ ﷺ ｆｕｌｌ ｗｉｄｔｈ Ⓐ",
    "ǅ ʰ ª º ꟸ \u0e33\u0eb3",
    "\u0301x e\u0301 \u1100\u1161",
    "tab\tseparated\tvalues\n1\t2\t3\n",
    "trailing space ",
    "a\n b\n  c\n   d",
    "CamelCaseWords snake_case_words kebab-case-words",
    "'", "''", "\"", "’s don’t",
    "\n\n x", " \n", "\t\n\t", "x \n y", "x\n\ny", ".\n\n", "?\r\n\r\n!",
    # What normalization form C changes, or must leave.
    "cafe\u0301", "\u1100\u1161\u11a8 \uac00\u11a8 \u110b\u1161\u11ab\u1102\u1167\u11bc",
    "q\u0307\u0323 q\u0323\u0307 a\u0323\u0302 a\u0302\u0323 o\u0328\u0304", "\u212b \u2126 \uf900 \u0344 \u0958",
    "e\u0301<|im_end|>\u0301e", "\u09c7\u09be \u0b47\u0b56 \u1025\u102e", "a\u034f\u0301 \u0f71\u0f72\u0f74 \u05bc\u05b0\u05d0",
]

SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]


def split(pattern):
    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(pattern), behavior="isolated", invert=False),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )


def make(name):
    tokenizer = Tokenizer(models.BPE(ignore_merges=name == "llama3"))
    if name == "gpt2":
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    elif name == "prefix":
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    elif name == "smollm":
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [
                pre_tokenizers.Digits(individual_digits=True),
                pre_tokenizers.ByteLevel(add_prefix_space=False),
            ]
        )
    elif name == "llama3":
        tokenizer.pre_tokenizer = split(LLAMA3)
    else:
        tokenizer.pre_tokenizer = split(QWEN2)
        tokenizer.normalizer = normalizers.NFC()
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=TOKENS,
        special_tokens=SPECIAL,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    tokenizer.add_tokens([AddedToken("<tool>", normalized=False), AddedToken("</tool>", normalized=False)])
    byte_level = processors.ByteLevel(trim_offsets=False)
    if name == "llama3":
        template = processors.TemplateProcessing(
            single="<|endoftext|> $A", pair="<|endoftext|> $A <|endoftext|> $B:1",
            special_tokens=[("<|endoftext|>", 0)],
        )
        tokenizer.post_processor = processors.Sequence([byte_level, template])
    elif name == "smollm":
        tokenizer.post_processor = processors.TemplateProcessing(
            single="<|endoftext|> $A <|im_end|>", special_tokens=[("<|endoftext|>", 0), ("<|im_end|>", 2)]
        )
    else:
        tokenizer.post_processor = byte_level
    return tokenizer


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    golden = {
        "command": "python tests/golden/make_tokenizer.py",
        "versions": {"tokenizers": tokenizers.__version__},
        "texts": TEXTS,
        "tokenizers": [],
    }
    for name in ["gpt2", "prefix", "smollm", "llama3", "qwen2"]:
        path = FOLDER / f"{name}.json"
        tokenizer = make(name)
        tokenizer.save(str(path), pretty=False)
        tokenizer = Tokenizer.from_file(str(path))
        rows = {"name": name, "ids": [], "ids_with_bos_eos": []}
        for text in TEXTS:
            rows["ids"].append(tokenizer.encode(text, add_special_tokens=False).ids)
            rows["ids_with_bos_eos"].append(tokenizer.encode(text).ids)
        golden["tokenizers"].append(rows)
    text = json.dumps(golden, ensure_ascii=True)
    sys.stdout.write(text.replace("]], ", "]],\n").replace("], [", "],\n[") + "\n")


if __name__ == "__main__":
    main()
